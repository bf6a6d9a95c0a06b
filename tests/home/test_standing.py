"""The standing page: what is there, what is missing and what would help, now and for ever; and the people at risk."""

from datetime import time, timedelta

import pytest
import time_machine
from django.urls import reverse

from cohorts.models import Mark
from curriculum.workflow.results import release_due, revoke, told_by
from tests.factories.cohorts import hold_meeting, make_section, ta_of
from tests.factories.curriculum import make_completion, make_participant, make_scheduled_cohort
from tests.factories.people import make_lead, make_person

pytestmark = pytest.mark.django_db


def standing(client, enrollment, at, *, of=False):
    address = reverse("standing_of", args=[enrollment.cohort.slug]) if of else reverse("standing")
    with time_machine.travel(at, tick=False):
        client.force_login(enrollment.person)
        return client.get(address).text


def missed_on_wednesday(**other):
    """Somebody who was absent in the first week, whose Thursday section still meets."""
    section = make_section(make_scheduled_cohort())
    thursday = make_section(section.cohort, weekday=3, clock=time(19), name="Thursday", **other)
    enrollment = make_participant(section=section)
    first = section.meetings.select_related("section", "week").earliest("starts_at")
    hold_meeting(first, {enrollment: Mark.ABSENT})
    return enrollment, thursday, first.ends_at + timedelta(hours=2)


def test_the_cheapest_fix_is_a_make_up_of_the_same_week_with_its_seats_left(client):
    enrollment, _thursday, at = missed_on_wednesday(maximum=3)

    page = standing(client, enrollment, at)

    assert "Make up week 1: Thursday meets Fri 24 Feb, 00:00 (London time), 3 seats left." in page
    assert "Still open" in page


def test_a_full_section_and_one_that_has_met_are_no_way(client):
    enrollment, thursday, at = missed_on_wednesday(maximum=1)
    make_participant(section=thursday)
    over = thursday.meetings.earliest("starts_at").starts_at

    full, met = standing(client, enrollment, at), standing(client, enrollment, over)

    assert "no other meeting of it has room now" in full
    assert "Make up week 1" not in met


def test_after_the_end_the_award_and_its_evidence_stay_readable(client):
    made = make_completion(whole_road=True)

    page = standing(client, made.enrollment, made.awarded_at + timedelta(days=2000))

    assert "You have completed the course. It was awarded on 22 April 2023." in page
    assert "The evidence of that day" in page
    assert "Hand in" not in page.partition("The evidence of that day")[0].partition("standing-fix")[2]


def test_an_award_that_was_taken_back_says_so_with_the_reason(client):
    made = make_completion()
    revoke(made, "The work was copied.", by=make_lead(), at=made.awarded_at)

    page = standing(client, made.enrollment, made.awarded_at + timedelta(days=1))

    assert "Your completion was taken back" in page
    assert "The work was copied." in page
    assert "Your certificate is ready." not in page


def test_the_result_stays_readable_beside_a_later_course(client):
    earlier = make_participant()
    release_due(at=told_by(earlier.cohort))
    page = standing(client, earlier, told_by(earlier.cohort) + timedelta(days=30), of=True)

    assert "By the rule, the course was not completed." in page
    assert "The evidence of that day" in page
    assert "Send the appeal" not in page


def test_nobody_sees_the_standing_of_a_course_they_were_not_in(client):
    enrollment = make_participant()
    client.force_login(make_person())

    assert client.get(reverse("standing_of", args=[enrollment.cohort.slug])).status_code == 404


def test_a_ta_sees_their_people_at_risk_with_the_reason_and_the_way_to_write(client):
    enrollment, thursday, _at = missed_on_wednesday()
    second = enrollment.seats.get().section.meetings.order_by("starts_at").select_related("section", "week")[1]
    hold_meeting(second, {enrollment: Mark.ABSENT})
    fine = make_participant(section=enrollment.seats.get().section)
    client.force_login(ta_of(enrollment.seats.get().section))
    with time_machine.travel(second.ends_at + timedelta(days=3), tick=False):
        page = client.get(reverse("own_at_risk")).text
        client.force_login(ta_of(thursday))
        others = client.get(reverse("own_at_risk")).text

    assert "2 weeks missed running" in page
    assert "Miss at most 1 week: has 2" in page
    assert f"{reverse('write')}?to={enrollment.public_id}" in page
    assert fine.person.full_name not in page
    assert enrollment.person.full_name not in others


def test_a_lead_sees_those_of_the_whole_cohort_and_a_stranger_none(client):
    enrollment, _thursday, at = missed_on_wednesday()
    address = reverse("cohort_at_risk", args=[enrollment.cohort.slug])
    with time_machine.travel(at + timedelta(days=4), tick=False):
        client.force_login(make_lead())
        page = client.get(address).text
        client.force_login(make_person())
        refused, own = client.get(address), client.get(reverse("own_at_risk"))

    assert enrollment.person.full_name in page
    assert "At risk" in page
    assert (refused.status_code, own.status_code) == (403, 404)

"""Unit pages: what opens when and for whom, and that a locked unit gives nothing of ours away."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cohorts.models import Staffing
from cohorts.workflow import section as section_workflow
from cohorts.workflow import staffing
from curriculum.models import Assignment, Course, Tick, Unit
from tests.factories.cohorts import make_section, make_ta, ta_of
from tests.factories.curriculum import make_participant, make_scheduled_cohort
from tests.factories.people import make_lead, make_person

pytestmark = pytest.mark.django_db
SECRET = "Tell nobody 7319"
MICROSECOND = timedelta(microseconds=1)


@pytest.fixture
def enrollment():
    return make_participant()


def opening(cohort, slug):
    return cohort.releases.get(unit__slug=slug).opens_at


def hide_something_in(slug):
    Unit.objects.filter(slug=slug).update(discussion_prompt=SECRET, ta_notes=SECRET)
    Assignment.objects.filter(unit__slug=slug).update(
        description=SECRET, marking_key=SECRET, url="https://example.com/7319"
    )


def page(client, user, slug, at, cohort=None):
    client.force_login(user)
    with time_machine.travel(at, tick=False):
        return client.get(reverse("curriculum:unit", args=[slug]), {"cohort": cohort.slug} if cohort else {})


def test_a_unit_opens_on_the_second_with_no_worker_running(client, enrollment):
    hide_something_in("robustness")
    opens_at = opening(enrollment.cohort, "robustness")

    before = page(client, enrollment.person, "robustness", opens_at - MICROSECOND)
    after = page(client, enrollment.person, "robustness", opens_at)

    assert SECRET not in before.text
    assert "This unit opens" in before.text
    assert SECRET in after.text


def test_a_locked_unit_says_what_it_holds_when_it_opens_and_where_one_can_read_ahead(client, enrollment):
    locked = page(client, enrollment.person, "monitoring-2", enrollment.cohort.starts_at)

    assert "Lecture 11" in locked.text
    assert "2 pieces of homework" in locked.text
    assert "London time" in locked.text
    assert Course.objects.get().site_url in locked.text


def every_way_in(cohort, slug):
    """(method, address, what is posted) of everything that belongs to a unit."""
    homeworks = cohort.homeworks.filter(assignment__unit__slug=slug)
    lecture = Unit.objects.get(slug=slug).lectures.all()[0]
    yield "get", reverse("curriculum:unit", args=[slug]), {}
    yield "get", f"{reverse('curriculum:unit', args=[slug])}?cohort={cohort.slug}", {}
    tick = {"kind": "lecture", "slug": lecture.slug, "done": "on"}
    yield "post", reverse("curriculum:tick", args=[slug]), tick
    yield "get", reverse("curriculum:edit_unit", args=[slug]), {}
    for homework in homeworks:
        yield "get", reverse("curriculum:homework", args=[homework.public_id]), {}
        yield "post", reverse("curriculum:hand_in", args=[homework.public_id]), {"text": "x"}
        yield "get", reverse("curriculum:attempt", args=[homework.public_id]), {}
        yield "get", reverse("curriculum:file", args=[homework.public_id]), {}


@pytest.mark.parametrize("role", ["participant", "dropped", "ta", "stranger", "applicant_reviewer", "visitor"])
def test_a_locked_unit_gives_nothing_away_by_any_way_in(client, role, enrollment):
    cohort, slug = enrollment.cohort, "alignment"
    hide_something_in(slug)
    person = {
        "participant": lambda: enrollment.person,
        "dropped": lambda: enrollment.person,
        "ta": lambda: ta_of(enrollment.seats.get().section),
        "stranger": make_person,
        "applicant_reviewer": lambda: make_participant(make_scheduled_cohort()).person,
        "visitor": lambda: None,
    }[role]()
    if person:
        client.force_login(person)

    with time_machine.travel(opening(cohort, slug) - timedelta(days=8), tick=False):
        answers = [getattr(client, method)(url, sent, follow=True) for method, url, sent in every_way_in(cohort, slug)]

    assert len(answers) >= 8
    assert not [answer.request["PATH_INFO"] for answer in answers if SECRET in answer.text or "/7319" in answer.text]
    assert {answer.status_code for answer in answers} <= {200, 403, 404, 409}
    assert not Tick.objects.exists()
    assert not enrollment.attempts.exists()


def test_a_ta_sees_the_next_week_and_its_notes_a_week_early_and_no_earlier(client, enrollment):
    hide_something_in("alignment")
    ta, opens_at = ta_of(enrollment.seats.get().section), opening(enrollment.cohort, "alignment")

    early = page(client, ta, "alignment", opens_at - timedelta(days=7))
    too_early = page(client, ta, "alignment", opens_at - timedelta(days=7) - MICROSECOND)

    assert "Participants do not see this yet" in early.text
    assert early.text.count(SECRET) >= 2
    assert SECRET not in too_early.text


def test_participants_never_see_notes_or_marking_keys(client, enrollment):
    Unit.objects.update(ta_notes=SECRET)
    Assignment.objects.update(marking_key=SECRET)

    shown = page(client, enrollment.person, "robustness", enrollment.cohort.ends_on)

    assert "For the discussion" in shown.text
    assert SECRET not in shown.text


def test_staff_see_every_unit_and_strangers_none(client, enrollment):
    at = enrollment.cohort.starts_at

    assert page(client, make_lead(), "x-risk", at).status_code == 200
    assert page(client, make_person(), "x-risk", at).status_code == 404
    client.logout()
    assert client.get(reverse("curriculum:unit", args=["x-risk"])).status_code == 302


def test_who_teaches_elsewhere_sees_each_cohort_in_its_own_role(client, enrollment):
    other = make_scheduled_cohort()
    make_ta(other, enrollment.person)
    at = opening(enrollment.cohort, "robustness")

    as_ta = page(client, enrollment.person, "robustness", at, other)
    as_participant = page(client, enrollment.person, "robustness", at, enrollment.cohort)

    assert "For TAs" in as_ta.text
    assert "For TAs" not in as_participant.text


def test_who_taught_sees_units_and_notes_until_appeals_close_and_no_longer(client, enrollment):
    ta, until = ta_of(enrollment.seats.get().section), enrollment.cohort.appeals_close_at

    assert "For TAs" in page(client, ta, "alignment", until - timedelta(seconds=1)).text
    assert page(client, ta, "alignment", until).status_code == 404


def test_who_hands_the_section_over_and_stops_sees_no_unit_from_that_day_on(client, enrollment):
    section = enrollment.seats.get().section
    ta, cohort = ta_of(section), enrollment.cohort
    at = opening(cohort, "alignment") + timedelta(days=1)
    section_workflow.hand_over(section, make_ta(cohort), from_on=at.date(), by=make_lead(), at=at)
    still_agreed = page(client, ta, "alignment", at)
    staffing.leave(Staffing.objects.get(cohort=cohort, person=ta), "Ill.", by=ta, at=at)

    assert "For TAs" in still_agreed.text
    assert page(client, ta, "alignment", at).status_code == 404
    assert page(client, ta, "alignment", at - timedelta(days=2)).status_code == 200


def test_who_takes_part_reads_notes_only_where_they_teach_even_as_lead(client, enrollment):
    taught, other = make_scheduled_cohort(), make_scheduled_cohort()
    make_section(taught, enrollment.person)
    enrollment.person.groups.set(make_lead().groups.all())
    at, after = opening(enrollment.cohort, "robustness"), enrollment.cohort.appeals_close_at

    shown = {cohort: page(client, enrollment.person, "robustness", at, cohort) for cohort in (taught, other)}

    assert "For TAs" in shown[taught].text
    assert shown[other].status_code == 200
    assert "For TAs" not in shown[other].text
    assert "For TAs" in page(client, enrollment.person, "robustness", after, other).text


def test_a_unit_that_asks_for_nothing_says_so(client, enrollment):
    shown = page(client, enrollment.person, "systemic-safety", enrollment.cohort.ends_on)

    assert "requires no reading" in shown.text
    assert "no homework either" in shown.text


def test_a_lecture_to_come_says_so(client, enrollment):
    shown = page(client, enrollment.person, "alignment", enrollment.cohort.ends_on)

    assert "<strong>forthcoming</strong>" in shown.text


def tick(client, enrollment, kind, slug, at, *, done=True, unit="background"):
    client.force_login(enrollment.person)
    sent = {"kind": kind, "slug": slug} | ({"done": "on"} if done else {})
    with time_machine.travel(at, tick=False):
        return client.post(reverse("curriculum:tick", args=[unit]), sent)


def test_what_is_ticked_off_is_no_longer_counted_in_the_minutes_left(client, enrollment):
    at = opening(enrollment.cohort, "background")
    before = page(client, enrollment.person, "background", at).context["contents"]

    answer = tick(client, enrollment, "reading", "unsolved-problems-in-ml-safety", at)
    after = page(client, enrollment.person, "background", at).context["contents"]

    assert answer.status_code == 302
    assert before.left_minutes - after.left_minutes == 60
    assert before.total_minutes == after.total_minutes


def test_a_tick_is_made_once_and_can_be_taken_back(client, enrollment):
    at = opening(enrollment.cohort, "background")
    for _ in range(2):
        tick(client, enrollment, "lecture", "introduction", at)
    ticked = Tick.objects.count()

    tick(client, enrollment, "lecture", "introduction", at, done=False)

    assert (ticked, Tick.objects.count()) == (1, 0)


def test_ticks_are_refused_for_things_of_other_units_nonsense_and_after_the_end(client, enrollment):
    cohort = enrollment.cohort
    at = opening(cohort, "background")

    assert tick(client, enrollment, "lecture", "introduction", at, unit="robustness").status_code == 404
    assert tick(client, enrollment, "homework", "introduction", at).status_code == 302
    assert tick(client, enrollment, "lecture", "introduction", cohort.submissions_close_at).status_code == 409
    assert not Tick.objects.exists()


def test_a_unit_with_much_in_it_costs_as_many_queries_as_one_with_little(client, enrollment):
    at = enrollment.cohort.ends_on
    page(client, enrollment.person, "x-risk", at)

    costs = {slug: queries_of(client, slug, at) for slug in ("systemic-safety", "monitoring-1")}

    assert costs["systemic-safety"] == costs["monitoring-1"]


def queries_of(client, slug, at):
    with time_machine.travel(at, tick=False), CaptureQueriesContext(connection) as queries:
        client.get(reverse("curriculum:unit", args=[slug]))
    return len(queries)

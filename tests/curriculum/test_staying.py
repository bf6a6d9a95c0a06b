"""Two weeks missed running: one kind mail, and the word that somebody stays."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from cohorts.models import Mark
from curriculum.models import Staying
from curriculum.workflow import staying as workflow
from mlsafety_course.outbox.models import Message
from mlsafety_course.transitions import Refused
from tests.factories.cohorts import hold_meeting, make_seat, make_section, ta_of
from tests.factories.curriculum import make_participant, make_scheduled_cohort
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrollment():
    return make_participant()


def meetings_of(enrollment):
    section = enrollment.seats.latest("from_at").section
    return list(section.meetings.select_related("section__cohort", "week").order_by("starts_at"))


def miss(enrollment, count):
    """The first meetings; returns the instant after the last sheet was signed."""
    for meeting in meetings_of(enrollment)[:count]:
        hold_meeting(meeting, {enrollment: Mark.ABSENT})
    return meeting.ends_at + timedelta(hours=2)


def asked():
    return sorted(
        key.rpartition(":")[2]
        for key in Message.objects.filter(key__startswith="two-misses:").values_list("key", flat=True)
    )


def test_one_miss_asks_nothing_and_the_second_running_asks_once(enrollment):
    once = workflow.write_due(at=miss(enrollment, 1))
    hold_meeting(meetings_of(enrollment)[1], {enrollment: Mark.ABSENT})
    at = meetings_of(enrollment)[1].ends_at + timedelta(hours=2)

    counts = [workflow.write_due(at=at), workflow.write_due(at=at + timedelta(hours=1))]

    assert (once, counts, asked()) == (0, [1, 0], ["2"])
    text = Message.objects.get(key__startswith="two-misses:").text
    assert reverse("staying", args=[enrollment.cohort.slug, 2]) in text


def test_the_third_running_asks_nothing_new_and_the_fourth_asks_again(enrollment):
    for count in (2, 3, 4):
        for meeting in meetings_of(enrollment)[:count]:
            if meeting.status == "planned":
                hold_meeting(meeting, {enrollment: Mark.ABSENT})
        workflow.write_due(at=meetings_of(enrollment)[count - 1].ends_at + timedelta(hours=2))

    assert asked() == ["2", "4"]


def test_a_sheet_that_is_not_signed_asks_nobody(enrollment):
    at = miss(enrollment, 1)

    assert workflow.write_due(at=at + timedelta(days=7)) == 0


def test_who_came_to_the_course_late_is_not_asked_about_the_weeks_before():
    section = make_section(make_scheduled_cohort())
    late = make_participant(section=section)
    late.seats.all().delete()
    third = meetings_of_section(section)[2]
    make_seat(late, section, at=third.starts_at - timedelta(days=1))
    hold_meeting(third, {late: Mark.ABSENT})

    assert workflow.write_due(at=third.ends_at + timedelta(hours=2)) == 0


def meetings_of_section(section):
    return list(section.meetings.select_related("section__cohort", "week").order_by("starts_at"))


def test_long_after_the_sheet_was_signed_nobody_is_asked_any_more(enrollment):
    at = miss(enrollment, 2)

    assert workflow.write_due(at=at + timedelta(days=8)) == 0


def test_a_person_says_once_that_they_stay_and_only_they_can(enrollment):
    at = miss(enrollment, 2)

    first = workflow.stay(enrollment, 2, by=enrollment.person, at=at)
    again = workflow.stay(enrollment, 2, by=enrollment.person, at=at + timedelta(hours=1))

    assert first == again == Staying.objects.get()
    with pytest.raises(Refused, match="themself"):
        workflow.stay(enrollment, 2, by=make_person(), at=at)
    with pytest.raises(Refused, match="no such week"):
        workflow.stay(enrollment, 99, by=enrollment.person, at=at)


def test_the_link_in_the_mail_only_shows_the_page_and_the_button_says_it(client, enrollment):
    at = miss(enrollment, 2)
    client.force_login(enrollment.person)
    address = reverse("staying", args=[enrollment.cohort.slug, 2])
    with time_machine.travel(at, tick=False):
        standing = client.get(reverse("standing")).text
        page = client.get(address).text
        said_by_reading = Staying.objects.exists()
        sent = client.post(address, follow=True).text
        after = client.get(address).text

    assert address in standing
    assert "staying" in page
    assert not said_by_reading
    assert "Your TA sees that you stay." in sent
    assert "You have said that you stay." in after


def test_the_ta_has_them_on_their_home_with_the_answer(client, enrollment):
    at = miss(enrollment, 2)
    ta = ta_of(enrollment.seats.get().section)
    client.force_login(ta)
    with time_machine.travel(at, tick=False):
        before = client.get(reverse("teaching")).text
        workflow.stay(enrollment, 2, by=enrollment.person, at=at)
        after = client.get(reverse("teaching")).text

    assert "Missed two weeks running" in before
    assert "Has not said yet whether they stay" in before
    assert "Said on 2 March that they stay" in after

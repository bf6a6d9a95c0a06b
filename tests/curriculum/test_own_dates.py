"""Dates that hold for one section or one person, fetched for many at once."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cohorts.workflow import seating
from curriculum.models import DateOverride
from curriculum.own_dates import dates_for, opened, openings_for, overlays, window_of
from curriculum.workflow.ticks import tick
from mlsafety_course.transitions import Refused
from tests.factories.cohorts import make_section
from tests.factories.curriculum import make_homework, make_participant, make_scheduled_cohort
from tests.factories.people import make_lead

pytestmark = pytest.mark.django_db
DAY, MICROSECOND = timedelta(days=1), timedelta(microseconds=1)


@pytest.fixture
def cohort():
    return make_scheduled_cohort()


@pytest.fixture
def homework(cohort):
    return make_homework(cohort)


@pytest.fixture
def people(cohort):
    """Two of one section, and one of another."""
    first, second = make_section(cohort), make_section(cohort)
    return [make_participant(section=first), make_participant(section=first), make_participant(section=second)]


def override(**fields):
    return DateOverride.objects.create(reason="Ill.", by=make_lead(), at="2023-02-01T12:00:00Z", **fields)


def section_of(enrollment):
    return enrollment.seats.current().get().section


def test_a_persons_dates_hold_for_them_a_sections_for_its_people_and_the_cohorts_for_the_rest(homework, people):
    override(section=section_of(people[0]), homework=homework, due_at=homework.due_at + DAY)
    override(enrollment=people[0], homework=homework, due_at=homework.due_at + 3 * DAY)

    dates = dates_for(people, [homework])

    assert [dates[one.pk, homework.pk].due_at - homework.due_at for one in people] == [3 * DAY, DAY, 0 * DAY]


def test_homework_opens_with_its_unit_for_whom_the_unit_opens_elsewhen(cohort, homework, people):
    release = cohort.releases.get(unit=homework.assignment.unit)
    override(enrollment=people[0], release=release, opens_at=release.opens_at - DAY)

    dates, openings = dates_for(people, [homework]), openings_for(people, [release])

    assert dates[people[0].pk, homework.pk].opens_at == openings[people[0].pk, release.pk] == release.opens_at - DAY
    assert dates[people[1].pk, homework.pk].opens_at == openings[people[1].pk, release.pk] == release.opens_at
    assert homework in opened(people[0], release.opens_at - DAY)
    assert homework not in opened(people[1], release.opens_at - DAY)


def test_who_changes_the_section_has_the_dates_of_the_new_one(homework, people):
    lead, at = make_lead(), homework.cohort.starts_at
    override(section=section_of(people[0]), homework=homework, due_at=homework.due_at + DAY)

    seating.seat(people[0], section_of(people[2]), by=lead, at=at)

    assert window_of(people[0], homework, at).due_at == homework.due_at
    assert window_of(people[1], homework, at).due_at == homework.due_at + DAY


def test_dates_of_one_homework_say_nothing_about_another_or_another_cohort(homework, people):
    other_cohort = make_participant(make_scheduled_cohort())
    other = make_homework(homework.cohort, "robustness-questions")
    override(enrollment=people[0], homework=homework, closes_at=homework.closes_at + DAY)

    dates = dates_for([*people, other_cohort], [homework, other])

    assert dates[people[0].pk, other.pk].closes_at == other.closes_at
    assert (other_cohort.pk, homework.pk) not in dates


def test_many_people_and_homeworks_cost_one_query(cohort, homework, people):
    for enrollment in people:
        override(enrollment=enrollment, homework=homework, due_at=homework.due_at + DAY)
    pieces = list(cohort.homeworks.select_related("assignment", "cohort"))

    with CaptureQueriesContext(connection) as queries:
        dates = dates_for(people, pieces)

    assert len(dates) == len(people) * len(pieces)
    assert len(queries) == 1


def seen(client, person, name, argument, at):
    client.force_login(person)
    with time_machine.travel(at, tick=False):
        return client.get(reverse(f"curriculum:{name}", args=[argument]))


def handed_in(client, person, homework, at):
    client.force_login(person)
    with time_machine.travel(at, tick=False):
        return client.post(reverse("curriculum:hand_in", args=[homework.public_id]), {"text": f"Mine, {at}."})


def test_with_no_worker_running_a_unit_and_its_homework_open_on_the_second_for_each_by_their_own_date(
    client, cohort, homework, people
):
    release = cohort.releases.get(unit=homework.assignment.unit)
    override(enrollment=people[0], release=release, opens_at=release.opens_at - DAY)
    slug, opens = release.unit.slug, {people[0]: release.opens_at - DAY, people[1]: release.opens_at}

    answers = {
        enrollment: [
            (
                "This unit opens" not in seen(client, enrollment.person, "unit", slug, at).text,
                seen(client, enrollment.person, "homework", homework.public_id, at).status_code,
            )
            for at in (opens_at - MICROSECOND, opens_at)
        ]
        for enrollment, opens_at in opens.items()
    }

    assert answers == {key: [(False, 404), (True, 200)] for key in opens}


def test_with_no_worker_running_homework_closes_on_the_second_for_each_by_their_own_date(client, homework, people):
    override(enrollment=people[0], homework=homework, closes_at=homework.closes_at + DAY)
    closes = {people[0]: homework.closes_at + DAY, people[1]: homework.closes_at}

    answers = {
        enrollment: [
            handed_in(client, enrollment.person, homework, at).status_code
            for at in (closes_at - MICROSECOND, closes_at)
        ]
        for enrollment, closes_at in closes.items()
    }

    assert answers == {key: [302, 409] for key in closes}


def test_a_unit_ticked_off_is_judged_by_ones_own_opening_too(cohort, people):
    release = cohort.releases.select_related("unit").get(unit__slug="robustness")
    override(enrollment=people[0], release=release, opens_at=release.opens_at - DAY)
    lecture, at = release.unit.lectures.all()[0], release.opens_at - DAY

    tick(people[0], lecture, done=True, by=people[0].person, at=at)

    with pytest.raises(Refused, match="not opened yet"):
        tick(people[1], lecture, done=True, by=people[1].person, at=at)


def test_calendars_are_told_of_each_change_and_of_a_section_that_was_left(homework, people):
    lead, at = make_lead(), homework.cohort.starts_at
    key = (people[0].pk, "homework", homework.pk)
    counts = [overlays([people[0].pk]).bumps[key]]
    override(section=section_of(people[0]), homework=homework, due_at=homework.due_at + DAY)
    counts.append(overlays([people[0].pk]).bumps[key])

    seating.seat(people[0], section_of(people[2]), by=lead, at=at)

    assert [*counts, overlays([people[0].pk]).bumps[key]] == [0, 1, 2]

"""Shifting a whole calendar: units and homework go with their weeks, in one act that was seen before."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from accounts.models import Group
from cohorts.models import Cohort, Meeting
from cohorts.workflow import gathering
from curriculum.models import Homework, Release
from mlsafety_course import timekit
from mlsafety_course.home import shifting
from mlsafety_course.outbox.models import Message
from mlsafety_course.transitions import Refused
from tests.factories.curriculum import make_participant, make_scheduled_cohort
from tests.factories.people import make_lead, make_person

pytestmark = pytest.mark.django_db

IN_WEEK_3 = datetime(2023, 3, 7, 12, tzinfo=UTC)
WEEK_4 = date(2023, 3, 13)


def spring() -> Cohort:
    enrollment = make_participant(make_scheduled_cohort(), name="Ann")
    return enrollment.cohort


def openings(cohort: Cohort) -> list[str]:
    return [f"{release.opens_at:%d.%m. %H:%M}" for release in cohort.releases.order_by("week__number")]


def snapshot(cohort: Cohort) -> list[object]:
    return [
        *Cohort.objects.filter(pk=cohort.pk).values(),
        *cohort.weeks.values_list("pk", "starts_on", "ends_on"),
        *Meeting.objects.filter(section__cohort=cohort).order_by("pk").values_list("pk", "starts_at"),
        *Release.objects.filter(cohort=cohort).order_by("pk").values_list("pk", "opens_at"),
        *Homework.objects.filter(cohort=cohort).order_by("pk").values_list("pk", "opens_at", "due_at", "closes_at"),
    ]


def shift(cohort: Cohort, first: date, days: int, at: datetime = IN_WEEK_3) -> None:
    cohort = Cohort.objects.get(pk=cohort.pk)
    seen = shifting.planned(cohort, first, days, at).digest
    shifting.shift(cohort, first, days, seen=seen, by=make_lead(), at=at)


def test_units_and_homework_go_with_their_weeks_by_the_clocks_they_keep():
    cohort = spring()

    shift(cohort, date(2023, 3, 27), 7)

    assert openings(cohort) == [
        *("20.02. 05:00", "27.02. 05:00", "06.03. 05:00", "13.03. 04:00"),
        *("03.04. 04:00", "10.04. 04:00", "17.04. 04:00", "24.04. 04:00"),
    ]
    due = {piece.assignment.unit.week: piece.due_at for piece in cohort.homeworks.select_related("assignment__unit")}
    assert due[4] == timekit.end_of_day(date(2023, 3, 19), timekit.AOE_NAME)
    assert due[5] == timekit.end_of_day(date(2023, 4, 9), timekit.AOE_NAME)
    assert due[8] == timekit.end_of_day(date(2023, 4, 28), timekit.AOE_NAME)
    opens = {
        piece.assignment.unit.week: piece.opens_at for piece in cohort.homeworks.select_related("assignment__unit")
    }
    assert opens[5] == cohort.releases.get(week__number=5).opens_at


def test_calendars_are_told_of_the_units_and_homework_that_moved():
    cohort = spring()

    shift(cohort, date(2023, 3, 27), 7)

    told = dict(cohort.releases.values_list("week__number", "sequence"))
    assert told == {1: 0, 2: 0, 3: 0, 4: 0, 5: 1, 6: 1, 7: 1, 8: 1}
    pieces = cohort.homeworks.values_list("assignment__unit__week", "sequence")
    assert dict(pieces) == {week: int(week > 4) for week, _ in pieces}


@pytest.mark.parametrize("days", [7, 3, 14])
def test_there_and_back_returns_every_date(days):
    cohort = spring()
    before = snapshot(cohort)

    shift(cohort, WEEK_4, days)
    between = snapshot(cohort)
    shift(cohort, date(2023, 3, 13 + days), -days)

    assert between != before
    assert snapshot(cohort) == before


def test_a_unit_that_was_opened_ahead_holds_its_week():
    cohort = spring()
    cohort.releases.filter(week__number=4).update(opens_at=IN_WEEK_3)
    before = snapshot(cohort)

    with pytest.raises(Refused, match="is open already"):
        shifting.planned(cohort, WEEK_4, 7, IN_WEEK_3)

    assert snapshot(cohort) == before


def test_what_is_refused_by_the_units_leaves_the_meetings_too(monkeypatch):
    cohort, lead = spring(), make_lead()
    seen = shifting.planned(cohort, WEEK_4, 7, IN_WEEK_3).digest
    before = snapshot(cohort)
    monkeypatch.setattr(shifting, "shifted_deadline", lambda at, days, zone: at)  # due before it opens

    with pytest.raises(Refused):
        shifting.shift(cohort, WEEK_4, 7, seen=seen, by=lead, at=IN_WEEK_3)

    assert snapshot(cohort) == before
    assert not Message.objects.filter(key__startswith="shift:").exists()


def test_a_date_that_changed_since_it_was_seen_is_not_moved():
    cohort = spring()
    seen = shifting.planned(cohort, WEEK_4, 7, IN_WEEK_3).digest
    cohort.homeworks.filter(assignment__unit__week=6).update(closes_at=datetime(2023, 5, 1, 12, tzinfo=UTC))

    with pytest.raises(Refused, match="changed since you looked"):
        shifting.shift(cohort, WEEK_4, 7, seen=seen, by=make_lead(), at=IN_WEEK_3)


def test_a_lead_sees_every_date_before_they_move_it_once(client):
    cohort = spring()
    client.force_login(make_person("Lena", Group.LEAD, zone="America/New_York"))
    url = reverse("shift_calendar", args=[cohort.slug])
    asked = {"first": "2023-03-27", "days": "7"}
    friday = datetime(2023, 3, 31, 16, tzinfo=UTC)
    gathering.plan(
        cohort, friday, kind="speaker", title="A talk", zone="America/New_York", by=make_lead(), at=IN_WEEK_3
    )

    with time_machine.travel(IN_WEEK_3, tick=False):
        page = client.get(url, asked)
        digest = page.context["preview"].digest
        unseen = client.post(url, asked | {"digest": "other"})
        done = client.post(url, asked | {"digest": digest})
        twice = client.post(url, asked | {"digest": digest})

    rows = {row.what: (row.before, row.after) for _, rows in page.context["preview"].groups for row in rows}
    assert rows["Week 5"] == ("Mon 27 Mar to Sun 2 Apr 2023", "Mon 3 Apr to Sun 9 Apr 2023")
    assert rows["Last day of the course"] == ("Fri 21 Apr 2023", "Fri 28 Apr 2023")
    assert rows[f"{cohort.sections.get()}, Week 5"] == (
        "Wed 29 Mar, 18:00 New York time",
        "Wed 5 Apr, 18:00 New York time",
    )
    assert rows["Homework is no longer taken"] == ("Sat 29 Apr, 07:59 New York time", "Sat 6 May, 07:59 New York time")
    assert rows["A talk"] == ("Fri 31 Mar, 12:00 New York time", "Fri 7 Apr, 12:00 New York time")
    assert [answer.status_code for answer in (page, unseen, done, twice)] == [200, 409, 302, 422]
    assert Message.objects.filter(key__startswith="shift:").count() == 2


def test_what_cannot_move_is_said_on_the_calendar(client):
    cohort = spring()
    client.force_login(make_lead())

    with time_machine.travel(IN_WEEK_3, tick=False):
        overlap = client.get(reverse("shift_calendar", args=[cohort.slug]), {"first": "2023-03-13", "days": "-2"})
        begun = client.get(reverse("shift_calendar", args=[cohort.slug]), {"first": "2023-02-20", "days": "7"})

    assert (overlap.status_code, begun.status_code) == (409, 422)
    assert "would begin before Week 3 has ended" in overlap.text

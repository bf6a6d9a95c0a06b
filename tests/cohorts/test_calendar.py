"""Setting up like an earlier run, changing a calendar and shifting it: the spring of 2023, by hand."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cohorts.models import Cohort, Gathering, Meeting, Week
from cohorts.schedule import gaps, moved_run, numbered, shifted, shifted_deadline
from cohorts.workflow import calendar
from cohorts.workflow import cohort as workflow
from cohorts.workflow import enrollment as enrollments
from cohorts.workflow import gathering as gatherings
from cohorts.workflow import meeting as meetings
from mlsafety_course import timekit
from mlsafety_course.outbox.models import Message
from mlsafety_course.transitions import Refused
from tests.factories.cohorts import (
    hold_meeting,
    make_cohort,
    make_enrollment,
    make_seat,
    make_section,
    ta_of,
)
from tests.factories.people import make_lead, make_person

database = pytest.mark.django_db
NEW_YORK = "America/New_York"
IN_WEEK_3 = datetime(2023, 3, 7, 12, tzinfo=UTC)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def days_of(cohort: Cohort) -> list[tuple[int | None, str, str]]:
    return [(week.number, f"{week.starts_on:%d.%m.}", f"{week.ends_on:%d.%m.}") for week in cohort.weeks.all()]


@pytest.mark.parametrize(
    ("zone", "before", "days", "after"),
    [
        (NEW_YORK, "2023-03-08 23:00", 7, "2023-03-15 22:00"),  # 18:00, clocks go forward on 12 March
        (NEW_YORK, "2023-03-15 22:00", -7, "2023-03-08 23:00"),
        (NEW_YORK, "2023-03-06 05:00", 7, "2023-03-13 04:00"),  # midnight
        ("Europe/London", "2023-03-22 19:00", 7, "2023-03-29 18:00"),  # 26 March
        ("Australia/Sydney", "2023-03-30 08:00", 7, "2023-04-06 09:00"),  # 2 April, clocks go back
        ("Africa/Lagos", "2023-03-08 23:00", 7, "2023-03-15 23:00"),
    ],
)
def test_a_shift_keeps_the_hour_by_the_clocks_of_the_place(zone, before, days, after):
    assert shifted(utc(before), days, zone) == utc(after)


def test_a_midnight_that_does_not_exist_comes_back_as_midnight():
    zone, before = "America/Santiago", date(2023, 9, 2)  # clocks go forward at midnight of 3 September

    there = shifted(timekit.start_of_day(before, zone), 1, zone)

    assert f"{there.astimezone(timekit.zone(zone)):%d %H:%M}" == "03 01:00"
    assert shifted(there, -1, zone) == timekit.start_of_day(before, zone)


def test_the_end_of_a_day_anywhere_on_earth_stays_one():
    before = timekit.end_of_day(date(2023, 3, 5), timekit.AOE_NAME)

    assert shifted_deadline(before, 7, NEW_YORK) == timekit.end_of_day(date(2023, 3, 12), timekit.AOE_NAME)
    assert shifted_deadline(utc("2023-03-08 23:00"), 7, NEW_YORK) == utc("2023-03-15 22:00")


@given(
    zone=st.sampled_from(timekit.ZONES),
    day=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    clock=st.times(time(4), time(23)),
    days=st.integers(-400, 400),
)
def test_shifting_back_returns_every_instant_and_the_wall_time_is_kept(zone, day, clock, days):
    clock = clock.replace(second=0, microsecond=0)
    before = timekit.wall(day, clock, zone)
    after = shifted(before, days, zone)
    local = after.astimezone(timekit.zone(zone))
    assume(local.time() == clock)  # an hour that the new day skips is the one thing that does not come back

    assert local.date() == day + timedelta(days=days)
    assert shifted(after, -days, zone) == before


def test_a_run_is_moved_by_whole_weeks_and_begins_on_its_new_first_day():
    spring = [(date(2023, 2, 20), date(2023, 2, 26), False), (date(2023, 2, 27), date(2023, 3, 5), True)]
    spring += [(date(2023, 3, 6), date(2023, 3, 10), False)]

    moved = moved_run(numbered(spring), date(2023, 9, 6))

    assert [(f"{first:%a %d.%m.}", f"{last:%a %d.%m.}", is_break) for first, last, is_break in moved] == [
        ("Wed 06.09.", "Sun 10.09.", False),
        ("Mon 11.09.", "Sun 17.09.", True),
        ("Mon 18.09.", "Fri 22.09.", False),
    ]


@database
def test_a_cohort_like_an_earlier_one_keeps_what_was_typed_and_nothing_else():
    earlier = make_cohort()
    weeks = numbered([(date(2023, 9, 4), date(2023, 9, 10), False), (date(2023, 9, 11), date(2023, 9, 15), True)])
    instants = {name: utc("2023-10-01 12:00") for name in workflow.INSTANTS}
    wishes: dict[str, Any] = {
        "slug": "autumn",
        "title": "Autumn",
        "instants": instants,
        "by": make_lead(),
        "at": IN_WEEK_3,
    }

    made = workflow.set_up_like(earlier, weeks=weeks, **wishes)

    assert days_of(made) == [(1, "04.09.", "10.09."), (None, "11.09.", "15.09.")]
    assert (made.zone, made.starts_on, made.ends_on) == (earlier.zone, date(2023, 9, 4), date(2023, 9, 15))
    assert made.sections.count() == made.enrollments.count() == 0


@database
@pytest.mark.parametrize(
    ("weeks", "sentence"),
    [
        ([(date(2023, 9, 4), date(2023, 9, 10), False), (date(2023, 9, 9), date(2023, 9, 17), False)], "begins before"),
        ([(date(2023, 9, 4), date(2023, 9, 3), False)], "cannot end on Sunday 3 September 2023"),
        ([(date(2023, 9, 4), date(2023, 9, 10), True)], "Every week of this course is a break"),
    ],
)
def test_weeks_in_disorder_are_refused(weeks, sentence):
    earlier = make_cohort()
    instants = {name: getattr(earlier, name) for name in workflow.INSTANTS}

    with pytest.raises(Refused, match=sentence):
        workflow.set_up_like(
            earlier,
            slug="autumn",
            title="Autumn",
            weeks=numbered(weeks),
            instants=instants,
            by=make_lead(),
            at=IN_WEEK_3,
        )

    assert Cohort.objects.count() == 1


@database
def test_each_closing_moves_by_itself():
    cohort = make_cohort()
    before = {name: getattr(cohort, name) for name in workflow.INSTANTS}

    changed = workflow.change(
        cohort, survey_closes_at=utc("2023-05-20 12:00"), chat_url="https://chat.example", by=make_lead(), at=IN_WEEK_3
    )

    assert {name: getattr(changed, name) for name in workflow.INSTANTS} == before | {
        "survey_closes_at": utc("2023-05-20 12:00")
    }
    assert Cohort.objects.get().chat_url == "https://chat.example"


@database
def test_the_zone_is_changed_until_the_course_has_begun_with_meetings():
    section = make_section()
    cohort, lead = section.cohort, make_lead()
    workflow.change(cohort, zone="Europe/London", by=lead, at=cohort.starts_at - timedelta(days=1))

    with pytest.raises(Refused, match="time zone stays"):
        workflow.change(cohort, zone=NEW_YORK, by=lead, at=IN_WEEK_3)

    assert Cohort.objects.get().zone == "Europe/London"


@database
def test_the_zone_of_a_course_without_meetings_is_changed_at_any_time():
    cohort = make_cohort()

    workflow.change(cohort, zone="Europe/London", by=make_lead(), at=IN_WEEK_3)

    assert Cohort.objects.get().zone == "Europe/London"


@database
def test_a_participant_does_not_change_the_closings_of_their_own_course():
    cohort, lead = make_cohort(), make_lead()
    make_enrollment(cohort, lead)

    with pytest.raises(Refused, match="You take part in this cohort yourself"):
        workflow.change(cohort, appeals_close_at=utc("2023-09-01 12:00"), by=lead, at=IN_WEEK_3)


@database
def test_weeks_are_planned_anew_until_a_section_meets_in_them():
    cohort, lead = make_cohort(), make_lead()
    other: dict[str, Any] = {
        "starts_on": date(2023, 2, 27),
        "ends_on": date(2023, 3, 31),
        "breaks": [date(2023, 3, 20)],
    }
    workflow.plan_again(cohort, **other, by=lead, at=IN_WEEK_3)
    planned = days_of(cohort)
    cohort.refresh_from_db()
    make_section(cohort)

    with pytest.raises(Refused, match="Shift the calendar"):
        workflow.plan_again(cohort, **other | {"breaks": []}, by=lead, at=IN_WEEK_3)

    assert [number for number, _, _ in planned] == [1, 2, 3, None, 4]
    assert days_of(cohort) == planned


def spring_with(*names: str) -> tuple[Cohort, Meeting]:
    """The spring with a section on Wednesdays at 18:00 New York, and its meeting of week 4."""
    section = make_section(make_cohort())
    for name in names:
        make_seat(make_enrollment(section.cohort, make_person(name, zone="Europe/London")), section)
    return section.cohort, section.meetings.get(week__number=4)


@database
def test_a_shift_from_week_four_moves_every_later_date_by_the_clocks():
    cohort, _ = spring_with("Ann")

    calendar.shift(cohort, date(2023, 3, 13), 7, by=make_lead(), at=IN_WEEK_3)

    cohort.refresh_from_db()
    assert days_of(cohort) == [
        (1, "20.02.", "26.02."),
        (2, "27.02.", "05.03."),
        (3, "06.03.", "12.03."),
        (4, "20.03.", "26.03."),
        (None, "27.03.", "02.04."),
        (5, "03.04.", "09.04."),
        (6, "10.04.", "16.04."),
        (7, "17.04.", "23.04."),
        (8, "24.04.", "28.04."),
    ]
    assert gaps(list(cohort.weeks.all())) == [(date(2023, 3, 13), date(2023, 3, 19))]
    assert [f"{meeting.starts_at:%d.%m. %H:%M}" for meeting in Meeting.objects.order_by("starts_at")] == [
        *("22.02. 23:00", "01.03. 23:00", "08.03. 23:00"),
        *("22.03. 22:00", "05.04. 22:00", "12.04. 22:00", "19.04. 22:00", "26.04. 22:00"),
    ]
    assert (cohort.starts_on, cohort.ends_on) == (date(2023, 2, 20), date(2023, 4, 28))
    assert cohort.submissions_close_at == timekit.end_of_day(date(2023, 5, 5), timekit.AOE_NAME)
    assert cohort.awards_from == timekit.end_of_day(date(2023, 4, 28), NEW_YORK)


@database
def test_each_person_gets_one_mail_with_all_their_meetings_before_and_after_in_their_own_zone():
    cohort, meeting = spring_with("Ann", "Ben")

    calendar.shift(cohort, date(2023, 3, 13), 7, by=make_lead(), at=IN_WEEK_3)

    mails = Message.objects.filter(topic="meeting").order_by("person__full_name")
    assert [mail.person.full_name for mail in mails if mail.person] == ["Ann", "Ben", ta_of(meeting.section).full_name]
    assert mails[0].text.count("Before:") == 5 + 4
    assert mails[2].text.count("Before:") == 5 + 1
    assert "Homework is graded until" in mails[2].text
    assert "Before: Wednesday 15 March 2023, 22:00 London time" in mails[0].text
    assert "Now: Wednesday 22 March 2023, 22:00 London time" in mails[0].text
    assert "Before: Wednesday 29 March 2023, 23:00 London time" in mails[0].text


@database
def test_office_hours_still_to_come_shift_with_the_weeks_and_stand_in_the_mail():
    cohort, _ = spring_with("Ann")
    by = make_lead()
    hours: dict[str, Any] = {"kind": "office_hours", "title": "Office hours", "zone": NEW_YORK}
    soon, later, after = (
        gatherings.plan(cohort, utc(start), by=by, at=utc("2023-03-01 12:00"), **hours)
        for start in ("2023-03-10 17:00", "2023-03-24 16:00", "2023-05-05 16:00")
    )
    waiting = make_enrollment(cohort, make_person("Cid", zone="Europe/London"))

    calendar.shift(cohort, date(2023, 3, 13), 7, by=by, at=IN_WEEK_3)

    rows = Gathering.objects.order_by("pk").values_list("pk", "starts_at", "sequence")
    assert list(rows) == [
        (soon.pk, utc("2023-03-10 17:00"), 0),
        (later.pk, utc("2023-03-31 16:00"), 1),
        (after.pk, utc("2023-05-12 16:00"), 1),
    ]
    for person in ("Ann", "Cid"):
        mail = Message.objects.get(key__startswith="shift:", person__full_name=person)
        assert "Before: Friday 24 March 2023, 16:00 London time" in mail.text
        assert "Now: Friday 31 March 2023, 17:00 London time" in mail.text
    assert Message.objects.get(person=waiting.person).subject == f"{cohort}: the calendar moves"


@database
def test_a_closing_at_another_time_is_told_to_participants_in_their_own_zone():
    cohort, meeting = spring_with("Ann")
    make_enrollment(cohort, make_person("Cid", zone="Asia/Kolkata"))
    gone = make_enrollment(cohort, make_person("Dee"))
    enrollments.drop(gone, "", by=gone.person, at=IN_WEEK_3)
    before = timekit.end_of_day(date(2023, 4, 28), timekit.AOE_NAME)
    later = {"submissions_close_at": before + timedelta(days=2), "grading_closes_at": before + timedelta(days=20)}

    changed = workflow.change(cohort, **later, by=make_lead(), at=IN_WEEK_3)
    workflow.change(changed, **later, by=make_lead(), at=IN_WEEK_3 + timedelta(hours=1))

    ta = ta_of(meeting.section)
    mails = Message.objects.filter(key__startswith="closings:").exclude(person=ta).order_by("person__full_name")
    assert [mail.person.full_name for mail in mails if mail.person] == ["Ann", "Cid"]
    assert mails[0].subject == f"{cohort}: a last day has moved"
    assert "Before: Saturday 29 April 2023, 12:59 London time" in mails[0].text
    assert "Now: Monday 1 May 2023, 12:59 London time" in mails[0].text
    assert "Now: Monday 1 May 2023, 17:29 Kolkata time" in mails[1].text
    assert "Homework is taken until" in mails[0].text
    assert "graded" not in mails[0].text


@database
def test_tas_are_told_when_the_end_of_grading_moves_and_of_nothing_else():
    cohort, meeting = spring_with("Ann")
    teaching = meeting.section.teachings.get()
    over = make_section(cohort, name="B", weekday=3).teachings.get()
    over.to_on = IN_WEEK_3.date() - timedelta(days=1)
    over.save()
    later = {name: getattr(cohort, name) + timedelta(days=1) for name in ("grading_closes_at", "details_close_at")}

    workflow.change(cohort, **later, by=make_lead(), at=IN_WEEK_3)

    mail = Message.objects.get(key__startswith="closings:", person=teaching.ta)
    assert mail.subject == f"{cohort}: a last day has moved"
    assert "Homework is graded until" in mail.text
    assert "Stipend" not in mail.text
    assert not Message.objects.filter(key__startswith="closings:", person=over.ta).exists()


@database
def test_what_only_leads_act_by_or_is_over_either_way_is_told_to_nobody():
    cohort, _ = spring_with("Ann")
    by, over = make_lead(), cohort.submissions_close_at + timedelta(days=3)

    changed = workflow.change(cohort, awards_from=over, title="Spring", chat_url="", by=by, at=IN_WEEK_3)
    workflow.change(changed, submissions_close_at=over - timedelta(days=1), by=by, at=over)

    assert not Message.objects.filter(key__startswith="closings:").exists()


@database
def test_calendars_are_told_of_what_moved_and_of_nothing_else():
    cohort, meeting = spring_with()
    off = meeting.section.meetings.get(week__number=5)
    meetings.cancel(off, "Holiday", by=make_lead(), at=IN_WEEK_3)

    calendar.shift(cohort, date(2023, 3, 13), 7, by=make_lead(), at=IN_WEEK_3)

    told = dict(Meeting.objects.values_list("week__number", "sequence"))
    assert told == {1: 0, 2: 0, 3: 0, 4: 1, 5: 2, 6: 1, 7: 1, 8: 1}
    assert [move.target for move in off.moves.all()] == ["cancelled"]


@database
@pytest.mark.parametrize("days", [7, -3, 1, 70])
def test_shifting_there_and_back_returns_every_date(days):
    cohort, _ = spring_with("Ann")
    if days < 0:
        calendar.shift(cohort, date(2023, 3, 13), 7, by=make_lead(), at=IN_WEEK_3)
    before = snapshot(cohort)
    first = cohort.weeks.get(number=4).starts_on

    calendar.shift(cohort, first, days, by=make_lead(), at=IN_WEEK_3)
    between = snapshot(cohort)
    calendar.shift(cohort, first + timedelta(days=days), -days, by=make_lead(), at=IN_WEEK_3 + timedelta(minutes=1))

    assert between != before
    assert snapshot(cohort) == before


def snapshot(cohort: Cohort) -> list[object]:
    row = Cohort.objects.filter(pk=cohort.pk).values()
    weeks = Week.objects.filter(cohort=cohort).values_list("pk", "starts_on", "ends_on")
    starts = Meeting.objects.filter(section__cohort=cohort).order_by("pk").values_list("pk", "starts_at")
    return [*row, *weeks, *starts]


@database
@pytest.mark.parametrize(
    ("first", "days", "sentence"),
    [
        (date(2023, 3, 6), 7, "Week 3 has begun"),
        (date(2023, 3, 13), -7, "would begin in the past"),
        (date(2023, 3, 13), -1, "before Week 3 has ended"),
        (date(2023, 3, 14), 7, "No week of this cohort begins on that day"),
        (date(2023, 3, 13), 0, "Say by how many days"),
    ],
)
def test_what_has_begun_or_would_overlap_does_not_move(first, days, sentence):
    cohort, _ = spring_with("Ann")
    before = snapshot(cohort)

    with pytest.raises(Refused, match=sentence):
        calendar.shift(cohort, first, days, by=make_lead(), at=IN_WEEK_3)

    assert snapshot(cohort) == before
    assert not Message.objects.filter(topic="meeting").exists()


@database
def test_a_week_with_a_meeting_that_was_held_ahead_does_not_move():
    cohort, meeting = spring_with("Ann")
    meetings.move(meeting, utc("2023-03-07 09:00"), by=make_lead(), at=utc("2023-03-06 12:00"))
    meeting.refresh_from_db()
    hold_meeting(meeting)

    with pytest.raises(Refused, match="has taken place already"):
        calendar.shift(cohort, date(2023, 3, 13), 7, by=make_lead(), at=IN_WEEK_3)


@database
def test_a_shift_onto_another_meeting_of_the_section_moves_nothing():
    cohort, meeting = spring_with("Ann")
    third = meeting.section.meetings.get(week__number=3)
    meetings.move(third, utc("2023-03-22 22:00"), by=make_lead(), at=IN_WEEK_3)
    before = snapshot(cohort)

    with pytest.raises(Refused, match="already meets at one of the new times"):
        calendar.shift(cohort, date(2023, 3, 13), 7, by=make_lead(), at=IN_WEEK_3)

    assert snapshot(cohort) == before

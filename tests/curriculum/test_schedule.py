from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cohorts.schedule import meeting_starts, plan_weeks
from curriculum.schedule import release_dates
from mlsafety_course import timekit

ENDS_ON = date(2023, 4, 21)


def spring_2023(zone_name="America/New_York"):
    weeks = [week for week in plan_weeks(date(2023, 2, 20), ENDS_ON, [date(2023, 3, 20)]) if not week.is_break]
    return [release_dates(week, zone_name, is_last=week is weeks[-1], course_ends_on=ENDS_ON) for week in weeks]


def test_units_open_on_monday_midnight_in_new_york_over_the_clock_change():
    assert [dates.opens_at for dates in spring_2023()] == [
        datetime(2023, 2, 20, 5, tzinfo=UTC),
        datetime(2023, 2, 27, 5, tzinfo=UTC),
        datetime(2023, 3, 6, 5, tzinfo=UTC),
        datetime(2023, 3, 13, 4, tzinfo=UTC),
        datetime(2023, 3, 27, 4, tzinfo=UTC),
        datetime(2023, 4, 3, 4, tzinfo=UTC),
        datetime(2023, 4, 10, 4, tzinfo=UTC),
        datetime(2023, 4, 17, 4, tzinfo=UTC),
    ]


def test_homework_is_due_when_sunday_ends_anywhere_on_earth():
    assert [dates.due_at for dates in spring_2023()][:5] == [
        datetime(2023, 2, 27, 12, tzinfo=UTC),
        datetime(2023, 3, 6, 12, tzinfo=UTC),
        datetime(2023, 3, 13, 12, tzinfo=UTC),
        datetime(2023, 3, 20, 12, tzinfo=UTC),
        datetime(2023, 4, 3, 12, tzinfo=UTC),
    ]


def test_the_last_homework_is_due_when_the_last_day_ends_anywhere_on_earth():
    assert spring_2023()[-1].due_at == datetime(2023, 4, 22, 12, tzinfo=UTC)
    assert spring_2023()[-1].closes_at == datetime(2023, 4, 29, 12, tzinfo=UTC)


def test_the_deadline_is_the_same_for_a_cohort_in_any_zone_and_only_the_opening_differs():
    new_york, sydney = spring_2023()[0], spring_2023("Australia/Sydney")[0]

    assert new_york.due_at == sydney.due_at
    assert sydney.opens_at == datetime(2023, 2, 19, 13, tzinfo=UTC)


def test_readers_elsewhere_see_the_first_deadline_on_their_own_monday():
    due_at = spring_2023()[0].due_at

    shown = {zone: timekit.three_forms(due_at, "AoE", zone).own for zone in ("Europe/London", "Asia/Kolkata")}

    assert shown["Europe/London"] == "Monday 27 February 2023, 11:59 London time"
    assert shown["Asia/Kolkata"] == "Monday 27 February 2023, 17:29 Kolkata time"


def test_every_wednesday_meeting_lies_between_its_units_opening_and_its_deadline():
    weeks = plan_weeks(date(2023, 2, 20), ENDS_ON, [date(2023, 3, 20)])
    starts = meeting_starts(weeks, 2, time(18, 0), "America/New_York")

    assert all(dates.opens_at < at < dates.due_at for dates, (_, at) in zip(spring_2023(), starts, strict=True))


@given(
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.integers(0, 120),
    st.sampled_from(timekit.ZONES),
)
def test_a_unit_opens_before_it_is_due_and_takes_late_homework_for_a_week(starts_on, days, zone_name):
    ends_on = starts_on + timedelta(days=days)
    weeks = plan_weeks(starts_on, ends_on, [])

    for week in weeks:
        dates = release_dates(week, zone_name, is_last=week is weeks[-1], course_ends_on=ends_on)
        assert dates.opens_at < dates.due_at
        assert dates.closes_at - dates.due_at == timedelta(days=7)

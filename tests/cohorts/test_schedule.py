from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohorts.schedule import meeting_starts, plan_weeks
from mlsafety_course import timekit

STARTS_ON, ENDS_ON, BREAK = date(2023, 2, 20), date(2023, 4, 21), date(2023, 3, 20)


def spring_2023():
    return plan_weeks(STARTS_ON, ENDS_ON, [BREAK])


def test_spring_2023_is_eight_teaching_weeks_in_nine_calendar_weeks():
    weeks = spring_2023()

    assert [week.number for week in weeks] == [1, 2, 3, 4, None, 5, 6, 7, 8]
    assert [week.starts_on for week in weeks if week.is_break] == [BREAK]
    assert (weeks[0].starts_on, weeks[0].ends_on) == (STARTS_ON, date(2023, 2, 26))
    assert (weeks[-1].starts_on, weeks[-1].ends_on) == (date(2023, 4, 17), ENDS_ON)


def test_a_course_that_starts_midweek_has_a_short_first_week():
    first, second = plan_weeks(date(2023, 2, 22), date(2023, 3, 5), [])

    assert (first.starts_on, first.ends_on) == (date(2023, 2, 22), date(2023, 2, 26))
    assert (second.starts_on, second.ends_on) == (date(2023, 2, 27), date(2023, 3, 5))


@pytest.mark.parametrize("day", [date(2023, 3, 21), date(2023, 2, 13), date(2023, 4, 24)])
def test_a_break_that_is_no_monday_of_the_course_is_refused_by_its_date(day):
    with pytest.raises(ValueError, match=rf"{day.day} \w+ 2023 is not the Monday of a week of this course"):
        plan_weeks(STARTS_ON, ENDS_ON, [day])


def test_a_course_of_breaks_only_is_refused():
    with pytest.raises(ValueError, match="Leave at least one week"):
        plan_weeks(date(2023, 2, 20), date(2023, 2, 24), [date(2023, 2, 20)])


def test_a_course_takes_at_most_sixty_weeks():
    last = date(2023, 2, 20) + timedelta(weeks=60, days=-1)

    assert len(plan_weeks(date(2023, 2, 20), last, [])) == 60
    with pytest.raises(ValueError, match="would take 61 weeks; at most 60"):
        plan_weeks(date(2023, 2, 20), last + timedelta(days=1), [])


def test_a_course_that_ends_before_it_starts_is_refused():
    with pytest.raises(ValueError, match="ends before it starts"):
        plan_weeks(ENDS_ON, STARTS_ON, [])


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 200), st.sets(st.integers(0, 28)))
def test_weeks_cover_the_course_without_gap_and_number_only_teaching(starts_on, days, break_indexes):
    ends_on = starts_on + timedelta(days=days)
    mondays = [week.starts_on - timedelta(days=week.starts_on.weekday()) for week in plan_weeks(starts_on, ends_on, [])]
    breaks = [monday for index, monday in enumerate(mondays) if index in break_indexes][: len(mondays) - 1]

    weeks = plan_weeks(starts_on, ends_on, breaks)

    assert (weeks[0].starts_on, weeks[-1].ends_on) == (starts_on, ends_on)
    assert all(b.starts_on == a.ends_on + timedelta(days=1) and b.starts_on.weekday() == 0 for a, b in pairwise(weeks))
    assert [week.number for week in weeks if not week.is_break] == list(range(1, len(mondays) - len(breaks) + 1))
    assert all(week.is_break == (week.number is None) for week in weeks)


def test_wednesdays_at_six_in_new_york_keep_their_wall_time_over_12_march():
    starts = meeting_starts(spring_2023(), 2, time(18, 0), "America/New_York")

    assert starts == [
        (1, datetime(2023, 2, 22, 23, tzinfo=UTC)),
        (2, datetime(2023, 3, 1, 23, tzinfo=UTC)),
        (3, datetime(2023, 3, 8, 23, tzinfo=UTC)),
        (4, datetime(2023, 3, 15, 22, tzinfo=UTC)),
        (5, datetime(2023, 3, 29, 22, tzinfo=UTC)),
        (6, datetime(2023, 4, 5, 22, tzinfo=UTC)),
        (7, datetime(2023, 4, 12, 22, tzinfo=UTC)),
        (8, datetime(2023, 4, 19, 22, tzinfo=UTC)),
    ]


@pytest.mark.parametrize(
    ("zone_name", "shown"),
    [
        # each row was worked out by hand from the dates of the clock changes: US 12 March, EU 26 March, Sydney 2 April
        ("America/New_York", ["18:00"] * 8),
        ("Europe/London", ["23:00", "23:00", "23:00", "22:00", "23:00", "23:00", "23:00", "23:00"]),
        ("Australia/Sydney", ["10:00", "10:00", "10:00", "09:00", "09:00", "08:00", "08:00", "08:00"]),
        ("Africa/Lagos", ["00:00", "00:00", "00:00", "23:00", "23:00", "23:00", "23:00", "23:00"]),
        ("Asia/Kolkata", ["04:30", "04:30", "04:30", "03:30", "03:30", "03:30", "03:30", "03:30"]),
    ],
)
def test_people_elsewhere_see_the_same_meetings_move(zone_name, shown):
    starts = meeting_starts(spring_2023(), 2, time(18, 0), "America/New_York")

    assert [f"{start.astimezone(timekit.zone(zone_name)):%H:%M}" for _, start in starts] == shown


def test_in_lagos_the_clock_change_moves_the_meeting_to_another_day():
    starts = dict(meeting_starts(spring_2023(), 2, time(18, 0), "America/New_York"))

    assert timekit.day_and_time(starts[3], "Africa/Lagos") == "Thu 9 Mar, 00:00"
    assert timekit.day_and_time(starts[4], "Africa/Lagos") == "Wed 15 Mar, 23:00"


def test_a_meeting_in_a_skipped_hour_starts_at_the_first_valid_minute():
    weeks = plan_weeks(date(2023, 3, 6), date(2023, 3, 19), [])

    starts = meeting_starts(weeks, 6, time(2, 30), "America/New_York")

    assert starts == [(1, datetime(2023, 3, 12, 7, tzinfo=UTC)), (2, datetime(2023, 3, 19, 6, 30, tzinfo=UTC))]


def test_a_section_on_saturdays_meets_in_every_teaching_week_though_the_last_is_cut_on_friday():
    starts = meeting_starts(spring_2023(), 5, time(10, 0), "Europe/London")

    assert len(starts) == 8
    assert starts[-1] == (8, datetime(2023, 4, 22, 9, tzinfo=UTC))

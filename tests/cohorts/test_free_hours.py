"""Whole tables of hours give the same answer as one person and one section at a time."""

import random
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cohorts.free_hours import makeable
from cohorts.placement import fits, is_unsocial, touched
from cohorts.schedule import meeting_starts, plan_weeks
from cohorts.timetable import Timetable
from mlsafety_course import timekit


def wednesdays_at_six_in_new_york():
    weeks = plan_weeks(date(2023, 2, 20), date(2023, 4, 21), [date(2023, 3, 20)])
    return [(start, 60) for _, start in meeting_starts(weeks, 2, time(18, 0), "America/New_York")]


def chance_week(chance: random.Random) -> frozenset[int]:
    return frozenset(half_hour for half_hour in range(336) if chance.random() < 0.8)


def test_many_people_at_once_fit_where_each_alone_does():
    chance = random.Random(2023)
    meetings = {n: [(start + timedelta(hours=n), 30) for start, _ in wednesdays_at_six_in_new_york()] for n in range(9)}
    timetable = Timetable(meetings)
    for zone in ("Europe/London", "Asia/Kathmandu"):
        weeks = [chance_week(chance) for _ in range(40)]
        needs = [timetable.patterns(slot, zone) for slot in meetings]

        found = makeable([timekit.pack(week) for week in weeks], needs, 0)

        for week, (made, strained) in zip(weeks, found, strict=True):
            assert made == {slot for slot, times in meetings.items() if fits(week, zone, times)}
            assert not strained


def test_with_misses_allowed_every_date_is_counted():
    chance = random.Random(1)
    meetings = wednesdays_at_six_in_new_york()
    timetable = Timetable({1: meetings})
    for misses in (1, 2, 5):
        weeks = [chance_week(chance) for _ in range(200)]

        found = makeable([timekit.pack(week) for week in weeks], [timetable.patterns(1, "Europe/London")], misses)

        for week, (made, strained) in zip(weeks, found, strict=True):
            missed = len(timetable.missed(1, "Europe/London", week))
            assert bool(made) == (missed <= misses)
            assert bool(strained) == (0 < missed <= misses)


def test_nobody_and_no_section_are_no_trouble():
    assert makeable([], [Counter([frozenset({1})])], 0) == []
    assert makeable(["1" * 336], [], 0) == [(frozenset(), frozenset())]


def test_sections_of_the_same_times_and_campus_share_a_slot():
    once, twice = [(datetime(2023, 2, 22, 23, tzinfo=UTC), 60)], [(datetime(2023, 2, 22, 23, tzinfo=UTC), 90)]

    slots = Timetable({1: twice, 2: once, 3: once, 4: once}).slots({4: "Boston", 3: "", 2: "", 1: ""})

    assert slots == {1: 1, 2: 2, 3: 2, 4: 4}


def test_someone_free_before_the_clock_change_only_does_not_fit():
    meetings = wednesdays_at_six_in_new_york()
    late_evening = timekit.ranges_to_grid([(2, time(23, 0), time(0, 0))])
    two_hours = timekit.ranges_to_grid([(2, time(22, 0), time(0, 0))])

    assert fits(late_evening, "Europe/London", meetings[:3])
    assert not fits(late_evening, "Europe/London", meetings)
    assert fits(two_hours, "Europe/London", meetings)
    assert Timetable({1: meetings}).missed(1, "Europe/London", late_evening) == [meetings[3][0]]


@given(st.frozensets(st.integers(0, 335)), st.sampled_from(["Asia/Kathmandu", "Australia/Sydney", "America/New_York"]))
def test_someone_fits_exactly_when_every_touched_half_hour_is_free(grid, zone_name):
    meetings = wednesdays_at_six_in_new_york()
    needed = touched(meetings, zone_name)

    assert fits(grid | needed, zone_name, meetings)
    assert all(not fits((grid | needed) - {half_hour}, zone_name, meetings) for half_hour in needed)


def test_hours_are_unsocial_before_eight_and_after_ten_in_the_evening_of_the_persons_own_clock():
    def meets(clock, minutes=60):
        return [(datetime(2023, 2, 22, clock.hour, clock.minute, tzinfo=UTC), minutes)]

    assert not is_unsocial(meets(time(8, 0)), "UTC")
    assert is_unsocial(meets(time(7, 59)), "UTC")
    assert not is_unsocial(meets(time(21, 0)), "UTC")
    assert is_unsocial(meets(time(21, 30)), "UTC")
    assert is_unsocial(meets(time(8, 0)), "America/New_York")


def test_one_unsocial_date_makes_a_section_unsocial():
    meetings = wednesdays_at_six_in_new_york()

    assert not is_unsocial(meetings[:3], "Australia/Sydney")  # 10:00
    assert not is_unsocial(meetings, "Australia/Sydney")  # 08:00 from April on
    assert is_unsocial([(start - timedelta(minutes=30), minutes) for start, minutes in meetings], "Australia/Sydney")

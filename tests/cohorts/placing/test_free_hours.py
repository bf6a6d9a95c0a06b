"""Whole tables of hours give the same answer as one person and one section at a time."""

import random
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cohorts.placement import fits, is_unsocial, touched
from cohorts.placing.free_hours import Hours, MeetingTable, makeable
from cohorts.placing.timetable import Timetable
from cohorts.schedule import meeting_starts, plan_weeks
from mlsafety_course import timekit


def wednesdays_at_six_in_new_york():
    weeks = plan_weeks(date(2023, 2, 20), date(2023, 4, 21), [date(2023, 3, 20)])
    return [(start, 60) for _, start in meeting_starts(weeks, 2, time(18, 0), "America/New_York")]


def chance_week(chance: random.Random) -> frozenset[int]:
    return frozenset(half_hour for half_hour in range(336) if chance.random() < 0.8)


ZONES = ["Europe/London", "Asia/Kathmandu", "Australia/Lord_Howe", "America/New_York"]


def test_many_people_at_once_fit_where_each_alone_does():
    chance = random.Random(2023)
    meetings = {n: [(start + timedelta(hours=n), 30) for start, _ in wednesdays_at_six_in_new_york()] for n in range(9)}
    weeks = [chance_week(chance) for _ in range(120)]
    zones = [chance.choice(ZONES) for _ in weeks]

    found = makeable(
        [Hours(zone, timekit.pack(week)) for zone, week in zip(zones, weeks, strict=True)], MeetingTable(meetings), 0
    )

    for week, zone, (made, strained) in zip(weeks, zones, found, strict=True):
        assert made == {slot for slot, times in meetings.items() if fits(week, zone, times)}
        assert not strained


def test_with_misses_allowed_every_date_is_counted():
    chance = random.Random(1)
    times = {slot: wednesdays_at_six_in_new_york()[: 8 - slot] for slot in (7, 1, 3)}
    weeks = [chance_week(chance) for _ in range(300)]
    for misses in (1, 2, 5):
        hours = [Hours("Europe/London", timekit.pack(week)) for week in weeks]

        found = makeable(hours, MeetingTable(times), misses)

        for week, (made, strained) in zip(weeks, found, strict=True):
            missed = {slot: len(Timetable(times).missed(slot, "Europe/London", week)) for slot in times}
            assert made == {slot for slot, number in missed.items() if number <= misses}
            assert strained == {slot for slot, number in missed.items() if 0 < number <= misses}


@given(
    st.integers(0, 366 * 24 * 60),
    st.integers(1, 2000),
    st.sampled_from([*ZONES, "Africa/Casablanca", "AoE", "Pacific/Chatham"]),
)
def test_a_table_of_meetings_touches_what_each_touches(minute, minutes, zone):
    start = datetime(2023, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
    times = {5: [(start, minutes)], 2: [(start + timedelta(days=7 * n), 60) for n in range(30)]}

    table = MeetingTable(times)

    bits = np.unpackbits(table.touched(zone).view(np.uint8), axis=1)
    touched = [frozenset(row.nonzero()[0].tolist()) for row in bits]
    assert touched == [timekit.half_hours(*meeting, zone) for meeting in [*times[5], *times[2]]]
    assert table.unsocial(zone) == {slot for slot, meetings in times.items() if is_unsocial(meetings, zone)}


def test_nobody_and_no_section_are_no_trouble():
    wednesdays = MeetingTable({1: wednesdays_at_six_in_new_york()})

    assert makeable([], wednesdays, 0) == []
    assert makeable([Hours("UTC", "1" * 336)], MeetingTable({}), 0) == [(frozenset(), frozenset())]
    assert MeetingTable({}).unsocial("UTC") == frozenset()


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

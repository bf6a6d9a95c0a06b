"""When a meeting is at another hour or day by one's own clocks: the spring of 2023, by hand."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohorts.clock_change import Kept, clock_changes
from mlsafety_course import timekit

NEW_YORK = "America/New_York"
WEDNESDAYS = [date(2023, 2, 22), date(2023, 3, 1), date(2023, 3, 8), date(2023, 3, 15), date(2023, 3, 29)]
WEDNESDAYS += [date(2023, 4, 5), date(2023, 4, 12), date(2023, 4, 19)]  # 22 March is in the break
EVENING, MORNING = time(18), time(9, 30)


def series(clock: time, days: list[date] = WEDNESDAYS, zone: str = NEW_YORK) -> list[Kept]:
    return [Kept(number, "A", timekit.wall(on, clock, zone), zone) for number, on in enumerate(days)]


def said(clock: time, zone: str) -> list[tuple[str, str, str]]:
    form = "%a %d %b %H:%M"
    return [(f"{c.now:{form}}", f"{c.usual:{form}}", c.because) for c in clock_changes(series(clock), zone)]


@pytest.mark.parametrize(
    ("clock", "zone", "expected"),
    [
        (
            EVENING,
            "Europe/London",
            [
                ("Wed 15 Mar 22:00", "Wed 15 Mar 23:00", "New York on 12 March"),
                ("Wed 29 Mar 23:00", "Wed 29 Mar 22:00", "London on 26 March"),
            ],
        ),
        (EVENING, "Asia/Kolkata", [("Thu 16 Mar 03:30", "Thu 16 Mar 04:30", "New York on 12 March")]),
        (
            EVENING,
            "Australia/Sydney",
            [
                ("Thu 16 Mar 09:00", "Thu 16 Mar 10:00", "New York on 12 March"),
                ("Thu 06 Apr 08:00", "Thu 06 Apr 09:00", "Sydney on 2 April"),
            ],
        ),
        (EVENING, "Africa/Lagos", [("Wed 15 Mar 23:00", "Thu 16 Mar 00:00", "New York on 12 March")]),
        (EVENING, "America/Los_Angeles", []),
        (EVENING, NEW_YORK, []),
        (
            MORNING,
            "Europe/London",
            [
                ("Wed 15 Mar 13:30", "Wed 15 Mar 14:30", "New York on 12 March"),
                ("Wed 29 Mar 14:30", "Wed 29 Mar 13:30", "London on 26 March"),
            ],
        ),
        (MORNING, "Asia/Kolkata", [("Wed 15 Mar 19:00", "Wed 15 Mar 20:00", "New York on 12 March")]),
        (
            MORNING,
            "Australia/Sydney",
            [
                ("Thu 16 Mar 00:30", "Thu 16 Mar 01:30", "New York on 12 March"),
                ("Wed 05 Apr 23:30", "Thu 06 Apr 00:30", "Sydney on 2 April"),
            ],
        ),
        (MORNING, "Africa/Lagos", [("Wed 15 Mar 14:30", "Wed 15 Mar 15:30", "New York on 12 March")]),
        (MORNING, "America/Los_Angeles", []),
    ],
)
def test_the_spring_of_2023_by_everybodys_own_clocks(clock, zone, expected):
    assert said(clock, zone) == expected


def test_the_sentence_says_both_times_and_why():
    [first, _] = clock_changes(series(EVENING), "Europe/London")

    assert str(first) == (
        "Your meeting on Wednesday 15 March is at 22:00 for you, not 23:00 (London time): "
        "clocks change in New York on 12 March."
    )


def test_the_sentence_says_both_days_where_the_day_changes():
    [change] = clock_changes(series(EVENING), "Africa/Lagos")

    assert change.is_other_day
    assert str(change) == (
        "Your meeting is on Wednesday 15 March at 23:00 for you, not on Thursday 16 March at 00:00 (Lagos time): "
        "clocks change in New York on 12 March."
    )


def test_two_changes_between_two_meetings_that_leave_the_hour_alone_are_no_news():
    over_both = [date(2023, 3, 8), date(2023, 3, 29)]

    assert clock_changes(series(EVENING, over_both), "Europe/London") == []


def test_two_changes_that_add_up_are_both_named():
    over_both = [date(2023, 3, 8), date(2023, 4, 5)]

    [change] = clock_changes(series(EVENING, over_both), "Australia/Sydney")

    assert change.because == "New York on 12 March and in Sydney on 2 April"


def test_a_meeting_moved_by_hand_neither_is_nor_hides_a_clock_change():
    meetings = series(EVENING)
    moved = timekit.wall(date(2023, 3, 16), time(12), NEW_YORK)
    meetings[3] = Kept(3, "A", moved, NEW_YORK)

    found = clock_changes(meetings, "Asia/Kolkata")

    assert [change.key for change in found] == [4]


def test_the_first_meeting_of_another_section_is_not_compared_with_the_last_of_the_old_one():
    old, new = series(EVENING)[:3], [Kept(9, "B", *_at(date(2023, 3, 15), EVENING))]

    assert clock_changes([*old, *new], "Europe/London") == []


def _at(on: date, clock: time) -> tuple[datetime, str]:
    return timekit.wall(on, clock, NEW_YORK), NEW_YORK


@given(
    here=st.sampled_from(timekit.ZONES),
    there=st.sampled_from(timekit.ZONES),
    first=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    clock=st.times(time(4), time(22)),
)
def test_a_change_is_found_exactly_where_the_local_hour_or_weekday_differs(here, there, first, clock):
    days = [first + timedelta(days=7 * week) for week in range(20)]
    meetings = series(clock.replace(second=0, microsecond=0), days, there)
    local = [meeting.starts_at.astimezone(timekit.zone(here)) for meeting in meetings]
    shown = [(at.weekday(), at.time()) for at in local]

    found = {change.key for change in clock_changes(meetings, here)}

    assert found == {number for number in range(1, 20) if shown[number] != shown[number - 1]}

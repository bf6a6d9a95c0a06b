from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlsafety_course import timekit

DEADLINE = datetime(2023, 1, 30, 12, 0, tzinfo=UTC)
DAYS_OF_A_RUN = st.dates(date(2023, 1, 1), date(2027, 12, 31))
GRIDS = st.frozensets(st.integers(0, timekit.WEEK_HALF_HOURS - 1))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_the_end_of_29_january_anywhere_on_earth_is_noon_utc_on_the_30th():
    assert timekit.end_of_day(date(2023, 1, 29), "AoE") == DEADLINE


def test_a_day_starts_at_midnight_on_the_clocks_of_its_zone():
    assert timekit.start_of_day(date(2023, 2, 20), "Asia/Kolkata") == at("2023-02-19 18:30")
    assert timekit.start_of_day(date(2023, 2, 20), "America/New_York") == at("2023-02-20 05:00")


@given(DAYS_OF_A_RUN, st.sampled_from(timekit.ZONES))
def test_days_follow_each_other_without_gap_or_overlap(day, zone_name):
    start, end = timekit.start_of_day(day, zone_name), timekit.end_of_day(day, zone_name)

    assert timedelta(hours=22) < end - start < timedelta(hours=26)
    assert end == timekit.start_of_day(day + timedelta(days=1), zone_name)
    assert start.astimezone(timekit.zone(zone_name)).date() == day


def test_a_day_that_begins_with_a_clock_change_begins_at_its_first_valid_minute():
    assert timekit.start_of_day(date(2023, 4, 28), "Africa/Cairo") == at("2023-04-27 22:00")


@pytest.mark.parametrize(
    ("day", "clock", "zone_name", "expected"),
    [
        (date(2023, 3, 12), time(2, 30), "America/New_York", "2023-03-12 07:00"),  # skipped: 03:00 summer time
        (date(2023, 3, 12), time(2, 30, 30), "America/New_York", "2023-03-12 07:00"),
        (date(2023, 3, 26), time(1, 59), "Europe/London", "2023-03-26 01:00"),
        (date(2023, 10, 1), time(2, 10), "Australia/Lord_Howe", "2023-09-30 15:30"),  # half an hour only
        (date(2011, 12, 30), time(9, 0), "Pacific/Apia", "2011-12-30 10:00"),  # a day Samoa never had
    ],
)
def test_a_skipped_wall_time_is_the_first_valid_minute_after_it(day, clock, zone_name, expected):
    assert timekit.wall(day, clock, zone_name) == at(expected)


def test_a_wall_time_shown_twice_is_the_first_of_the_two():
    first = at("2023-11-05 05:30")

    assert timekit.wall(date(2023, 11, 5), time(1, 30), "America/New_York") == first
    assert timekit.wall(date(2023, 11, 5), time(1, 30, fold=1), "America/New_York") == first


@given(DAYS_OF_A_RUN, st.times(), st.sampled_from(timekit.ZONES))
def test_the_clocks_show_the_wall_time_or_the_next_valid_one(day, clock, zone_name):
    shown = timekit.wall(day, clock, zone_name).astimezone(timekit.zone(zone_name)).replace(tzinfo=None)

    assert timedelta(0) <= shown - datetime.combine(day, clock) <= timedelta(hours=1)


@pytest.mark.parametrize("name", ["", "Mars/Base", "../etc/passwd", "America", "aoe", "New York"])
def test_an_unknown_zone_is_refused_in_a_sentence(name):
    with pytest.raises(ValueError, match="There is no time zone called"):
        timekit.zone(name)


def test_every_zone_of_the_list_is_known_and_named_once():
    for name in timekit.ZONES:
        timekit.zone(name)

    assert len(set(timekit.ZONES)) == len(timekit.ZONES) > 400
    assert {"America/New_York", "Europe/London", "Asia/Kolkata", "Africa/Lagos", "UTC"} <= set(timekit.ZONES)
    assert "Asia/Calcutta" not in timekit.ZONES


def test_the_old_spelling_that_browsers_send_becomes_the_one_in_the_list():
    assert timekit.canonical("Asia/Calcutta") == "Asia/Kolkata"
    assert timekit.canonical("Europe/Oslo") == "Europe/Oslo"
    assert timekit.canonical("Nowhere/Else") == "Nowhere/Else"


def test_a_deadline_is_printed_as_its_last_minute_and_may_be_another_day_for_the_reader():
    forms = timekit.three_forms(DEADLINE, "AoE", "America/New_York")

    assert forms.zone == "Sunday 29 January 2023, 23:59 Anywhere on Earth"
    assert forms.own == "Monday 30 January 2023, 06:59 New York time"
    assert forms.utc == "Monday 30 January 2023, 11:59 UTC"
    assert forms.iso == "2023-01-30T11:59Z"


def test_a_start_is_printed_as_it_is():
    forms = timekit.three_forms(at("2023-02-20 05:00"), "America/New_York", "Asia/Kolkata", exclusive=False)

    assert forms.zone == "Monday 20 February 2023, 00:00 New York time"
    assert forms.own == "Monday 20 February 2023, 10:30 Kolkata time"


def test_forms_that_say_the_same_are_printed_once():
    assert len(timekit.three_forms(DEADLINE, "AoE", "UTC").distinct) == 2
    assert len(timekit.three_forms(DEADLINE, "UTC", "UTC").distinct) == 1


def test_the_short_form_is_weekday_day_month_and_clock():
    assert timekit.day_and_time(at("2023-02-22 23:00"), "America/New_York") == "Wed 22 Feb, 18:00"


@pytest.mark.parametrize(
    ("offset", "words"),
    [
        (timedelta(days=3, hours=5), "in 3 days"),
        (timedelta(hours=47, minutes=59), "in 47 hours"),
        (timedelta(hours=5), "in 5 hours"),
        (timedelta(hours=1), "in 1 hour"),
        (timedelta(minutes=20), "in 20 minutes"),
        (timedelta(seconds=59), "now"),
        (timedelta(0), "now"),
        (timedelta(minutes=-1), "1 minute ago"),
        (timedelta(days=-2), "2 days ago"),
    ],
)
def test_distance_is_said_in_the_largest_fitting_word(offset, words):
    assert timekit.relative(DEADLINE + offset, DEADLINE) == words


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("America/New_York", "New York time"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires time"),
        ("Asia/Calcutta", "Kolkata time"),
        ("AoE", "Anywhere on Earth"),
        ("UTC", "UTC"),
        ("Etc/UTC", "UTC"),
        ("Etc/GMT+5", "UTC-05"),
    ],
)
def test_a_zone_has_a_name_for_people(name, label):
    assert timekit.zone_label(name) == label


def test_a_meeting_touches_every_half_hour_it_overlaps_by_local_clocks():
    wednesday_six_in_new_york = at("2023-02-22 23:00")

    assert timekit.half_hours(wednesday_six_in_new_york, 60, "America/New_York") == {2 * 48 + 36, 2 * 48 + 37}
    assert timekit.half_hours(wednesday_six_in_new_york, 60, "Asia/Kolkata") == {3 * 48 + 9, 3 * 48 + 10}
    # 04:45 to 05:45 in Kathmandu touches three half-hours
    assert timekit.half_hours(wednesday_six_in_new_york, 60, "Asia/Kathmandu") == {3 * 48 + 9, 3 * 48 + 10, 3 * 48 + 11}


def test_the_same_wall_time_elsewhere_touches_other_half_hours_after_a_clock_change():
    before, after = at("2023-03-08 23:00"), at("2023-03-15 22:00")

    assert timekit.half_hours(before, 30, "Europe/London") == {2 * 48 + 46}
    assert timekit.half_hours(after, 30, "Europe/London") == {2 * 48 + 44}


def test_a_meeting_over_a_clock_change_touches_no_half_hour_that_was_skipped():
    touched = timekit.half_hours(at("2023-03-12 06:30"), 60, "America/New_York")

    assert touched == {6 * 48 + 3, 6 * 48 + 6}


def test_the_last_half_hour_of_sunday_is_followed_by_the_first_of_monday():
    assert timekit.half_hours(at("2023-02-26 23:30"), 60, "UTC") == {335, 0}


@given(DAYS_OF_A_RUN, st.times(), st.integers(1, 180), st.sampled_from(["Asia/Kathmandu", "Pacific/Chatham"]))
def test_a_meeting_touches_as_many_half_hours_as_its_minutes_say(day, clock, minutes, zone_name):
    start = datetime.combine(day, clock, UTC)
    expected = {
        minute.weekday() * 48 + minute.hour * 2 + minute.minute // 30
        for minute in (
            (start + timedelta(minutes=n)).astimezone(timekit.zone(zone_name)) - timedelta(microseconds=n == minutes)
            for n in range(minutes + 1)
        )
    }

    assert timekit.half_hours(start, minutes, zone_name) == expected


def test_ranges_keep_only_half_hours_that_are_free_throughout():
    assert timekit.ranges_to_grid([(0, time(18, 10), time(19, 50))]) == {37, 38}


def test_a_range_may_end_at_midnight_or_run_into_the_next_day():
    assert timekit.ranges_to_grid([(0, time(23, 0), time(0, 0))]) == {46, 47}
    assert timekit.ranges_to_grid([(6, time(23, 30), time(0, 30))]) == {335, 0}
    assert len(timekit.ranges_to_grid([(3, time(0, 0), time(0, 0))])) == 48


@pytest.mark.parametrize("row", [(0, time(9, 0), time(9, 0)), (7, time(9, 0), time(10, 0))])
def test_a_range_without_length_or_day_is_refused(row):
    with pytest.raises(ValueError, match="end after it starts"):
        timekit.ranges_to_grid([row])


def test_a_range_that_ends_with_the_day_ends_at_minute_1440():
    assert timekit.grid_to_ranges({46, 47, 48}) == [(0, 1380, 1440), (1, 0, 30)]


@given(GRIDS)
def test_a_grid_survives_ranges_and_packing(grid):
    rows = [
        (day, time(begins // 60, begins % 60), time(ends // 60 % 24, ends % 60))
        for day, begins, ends in timekit.grid_to_ranges(grid)
    ]

    assert timekit.ranges_to_grid(rows) == grid
    assert timekit.unpack(timekit.pack(grid)) == grid
    assert len(timekit.pack(grid)) == 336


@pytest.mark.parametrize("packed", ["", "1" * 335, "2" * 336])
def test_what_is_not_a_week_cannot_be_unpacked(packed):
    with pytest.raises(ValueError, match="336"):
        timekit.unpack(packed)


@pytest.mark.parametrize(
    ("day", "answer"),
    [
        (date(1999, 12, 31), False),
        (date(2000, 1, 1), True),
        (date(2100, 12, 31), True),
        (date(2101, 1, 1), False),
        (date.min, False),
        (date.max, False),
        (datetime(2023, 2, 20, 12, tzinfo=UTC), True),
        (datetime.max.replace(tzinfo=UTC), False),
    ],
)
def test_a_day_that_somebody_may_mean_lies_in_this_century(day, answer):
    assert timekit.is_plausible(day) is answer

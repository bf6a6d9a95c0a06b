"""Dating back from the first day, with no database."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications import plan
from applications.plan import Dates, Name

DAY = timedelta(days=1)
SPRING = Dates(date(2023, 1, 29), date(2023, 2, 5), date(2023, 2, 8), date(2023, 2, 20))
AS_IT_WAS = Dates(date(2023, 1, 29), date(2023, 2, 8), date(2023, 2, 12), date(2023, 2, 20))
days = st.dates(date(2000, 1, 1), date(2099, 1, 1))
gaps = st.integers(-5, 60)


@st.composite
def anything(draw: st.DrawFn) -> Dates:
    """Dates in any order, possible or not."""
    starts_on = draw(days)
    closes, decisions, confirm = (starts_on - draw(gaps) * DAY for _ in range(3))
    due = draw(st.none() | gaps.map(lambda gap: starts_on - gap * DAY))
    return Dates(closes, decisions, confirm, starts_on, due)


def moved(dates: Dates, number: int) -> Dates:
    by = number * DAY
    due = dates.reading_due_on + by if dates.reading_due_on else None
    return Dates(dates.closes_on + by, dates.decisions_by + by, dates.confirm_on + by, dates.starts_on + by, due)


def test_the_22_days_of_spring_2023_hold_everything():
    ends = plan.latest(SPRING.starts_on)

    assert list(ends.values()) == [date(2023, 2, day) for day in (4, 5, 8, 9, 13, 17)]
    assert plan.usual(SPRING.starts_on) == SPRING
    assert plan.shortages(SPRING) == []
    assert (SPRING.starts_on - SPRING.closes_on).days == 22


def test_dates_that_leave_one_wave_say_so():
    found = plan.shortages(AS_IT_WAS)

    assert plan.waves(AS_IT_WAS) == 1
    assert found == [
        "Everybody hears by 8 February. For two waves from the waitlist, decisions have to be out by 5 February.",
        "Offers can be answered until 12 February, which leaves room for one wave from the waitlist, not for two. "
        "For two, answers have to be in by 8 February.",
    ]


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        (Dates(date(2023, 2, 7), date(2023, 2, 8), date(2023, 2, 12), SPRING.starts_on), "no whole day to read"),
        (Dates(date(2023, 2, 6), date(2023, 2, 8), date(2023, 2, 12), SPRING.starts_on), "nothing after it fits"),
        (Dates(SPRING.closes_on, date(2023, 2, 5), date(2023, 2, 6), SPRING.starts_on), "later than 6 February"),
        (Dates(SPRING.closes_on, date(2023, 2, 5), date(2023, 2, 15), SPRING.starts_on), "no wave from the waitlist"),
    ],
)
def test_each_shortage_has_a_sentence(dates: Dates, said: str):
    assert any(said in sentence for sentence in plan.shortages(dates))


def test_the_first_open_step_is_to_be_done_now_once_applications_have_closed():
    before = plan.steps(SPRING, set(), SPRING.closes_on)
    after = plan.steps(SPRING, {Name.READING}, SPRING.closes_on + DAY)

    assert [step.status for step in before] == ["todo"] * 6
    assert [step.status for step in after] == ["done", "now", "todo", "todo", "todo", "todo"]


def test_a_step_is_late_the_day_after_it_was_due():
    on_the_day = plan.steps(SPRING, {Name.READING}, SPRING.decisions_by)
    after = plan.steps(SPRING, {Name.READING}, SPRING.decisions_by + DAY)

    assert on_the_day[1].status == "now"
    assert after[1].status == "late"


def test_a_wave_that_does_not_fit_is_left_out():
    found = plan.steps(AS_IT_WAS, set(), AS_IT_WAS.closes_on)

    assert [step.status for step in found] == ["todo", "todo", "todo", "todo", "skipped", "todo"]


def test_a_date_is_near_two_days_before_and_until_its_step_is_done():
    release = SPRING.decisions_by

    assert [step.name for step in plan.near(SPRING, {Name.READING}, release - 3 * DAY)] == []
    assert [step.name for step in plan.near(SPRING, {Name.READING}, release - 2 * DAY)] == [Name.RELEASE]
    assert [step.name for step in plan.near(SPRING, {Name.READING}, release + DAY)] == [Name.RELEASE, Name.ANSWERS]
    assert plan.near(SPRING, set(Name), release) == []


def test_what_was_given_out_is_due_when_its_readers_were_told():
    told = Dates(SPRING.closes_on, SPRING.decisions_by, SPRING.confirm_on, SPRING.starts_on, date(2023, 2, 2))

    assert plan.steps(told, set(), SPRING.closes_on)[0].due == date(2023, 2, 2)


def test_the_pace_is_that_of_the_days_on_which_somebody_read():
    today = date(2023, 2, 2)
    read = {today: 10, today - 2 * DAY: 30, today - 3 * DAY: 500}

    found = plan.forecast(41, read, today)

    assert (found.pace, found.done_on) == (20, date(2023, 2, 5))
    assert found.sentence(date(2023, 2, 5)).endswith("in time for 5 February.")
    assert found.sentence(date(2023, 2, 3)).endswith("2 days after 3 February, when they are due.")


def test_three_days_without_a_reading_have_no_pace():
    today = date(2023, 2, 5)

    found = plan.forecast(41, {today - 3 * DAY: 30}, today)

    assert found.done_on is None
    assert "no readings in the last three days" in found.sentence(today)


def test_nothing_left_needs_no_forecast():
    assert plan.forecast(0, {}, SPRING.closes_on).sentence(SPRING.closes_on) == (
        "Every reading that this round needs is in."
    )


@given(days)
def test_the_latest_days_are_in_order_and_before_the_first_day(starts_on: date):
    ends = list(plan.latest(starts_on).values())

    assert ends == sorted(ends)
    assert len(set(ends)) == len(Name)
    assert max(ends) < starts_on


@given(days)
def test_usual_dates_leave_room_for_everything(starts_on: date):
    dates = plan.usual(starts_on)

    assert plan.shortages(dates) == []
    assert [(step.due, step.days_over) for step in plan.steps(dates, set(), dates.closes_on)] == [
        (day, 0) for day in plan.latest(starts_on).values()
    ]


@given(anything(), st.sets(st.sampled_from(Name)), days, st.integers(-400, 400))
def test_moving_everything_by_some_days_moves_everything(dates: Dates, done: set[Name], today: date, number: int):
    here = plan.steps(dates, done, today)
    there = plan.steps(moved(dates, number), done, today + number * DAY)

    assert [step.status for step in here] == [step.status for step in there]
    assert [step.latest + number * DAY for step in here] == [step.latest for step in there]
    assert [step.due + number * DAY for step in here] == [step.due for step in there]


@given(anything(), st.sets(st.sampled_from(Name)), days)
def test_what_is_done_is_neither_late_nor_near(dates: Dates, done: set[Name], today: date):
    found = plan.steps(dates, done, today)

    assert {step.name for step in found if step.status == "done"} == done
    assert not done & {step.name for step in plan.near(dates, done, today)}
    assert [step.name for step in found].count(Name.READING) == 1
    assert sum(step.status == "now" for step in found) <= 1


@given(anything())
def test_a_plan_with_room_has_its_steps_in_order_before_the_first_day(dates: Dates):
    due = [step.due for step in plan.steps(dates, set(), dates.closes_on)]

    if not plan.shortages(dates) and dates.reading_due_on is None:
        assert due == sorted(due)
        assert due[-1] < dates.starts_on


@given(st.integers(1, 20_000), st.dictionaries(st.integers(0, 6), st.integers(0, 900)), days)
def test_the_forecast_lies_ahead_and_a_faster_pace_never_takes_longer(left: int, by_age: dict[int, int], today: date):
    read = {today - age * DAY: count for age, count in by_age.items()}

    found = plan.forecast(left, read, today)
    faster = plan.forecast(left, {day: 2 * count for day, count in read.items()}, today)

    assert (found.done_on is None) == (not any(count for age, count in by_age.items() if age < plan.PACE_DAYS))
    if found.done_on and faster.done_on:
        assert today < faster.done_on <= found.done_on

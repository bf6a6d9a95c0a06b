"""The pure resolver of dates: whose date holds, what the clock makes of it, and why, in words."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curriculum import windows
from curriculum.windows import NOTHING, STATUS_REASONS, Base, Other, WindowStatus, resolve

MONDAY = datetime(2023, 3, 6, 5, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
DUE, CLOSES = MONDAY + timedelta(days=7), MONDAY + timedelta(days=14)
BASE = Base(MONDAY, DUE, CLOSES)
FIELDS = ("opens_at", "due_at", "closes_at")

instants = st.integers(0, 60 * 24).map(lambda hours: MONDAY + timedelta(hours=hours))
others = st.builds(Other, *(st.none() | instants for _ in FIELDS), reason=st.sampled_from(["", "Ill.", "A wedding"]))
bases = st.lists(instants, min_size=3, max_size=3, unique=True).map(lambda three: Base(*sorted(three)))


def own_of(base, section, person, field):
    """The rule by itself, one field."""
    return getattr(person, field) or getattr(section, field) or getattr(base, field)


@given(bases, others, others, instants)
def test_each_date_is_the_persons_else_the_sections_else_the_cohorts(base, section, person, at):
    window = resolve(base, section, person, at)

    expected = {field: own_of(base, section, person, field) for field in FIELDS}
    assert (window.opens_at, window.due_at) == (expected["opens_at"], expected["due_at"])
    assert window.closes_at == max(expected["closes_at"], expected["due_at"])


@given(bases, instants)
def test_without_other_dates_the_cohorts_hold(base, at):
    window = resolve(base, NOTHING, NOTHING, at)

    assert (window.opens_at, window.due_at, window.closes_at) == (base.opens_at, base.due_at, base.closes_at)
    assert window.reasons == (STATUS_REASONS[window.status],)


@given(bases, others, others, instants)
def test_saying_a_lower_date_again_higher_up_changes_nothing(base, section, person, at):
    same = replace(person, **{field: getattr(person, field) or getattr(section, field) for field in FIELDS})

    assert windows.dates_of(base, section, person) == windows.dates_of(base, NOTHING, same)
    assert resolve(base, section, person, at).status == resolve(base, NOTHING, same, at).status


@given(bases, others, others, instants, st.timedeltas(timedelta(0), timedelta(days=90)))
def test_the_status_only_ever_goes_on(base, section, person, at, later):
    order = list(WindowStatus)
    dates = windows.dates_of(base, section, person)

    before, after = (windows.status_of(dates, moment) for moment in (at, at + later))

    assert order.index(before) <= order.index(after)


@pytest.mark.parametrize(
    ("at", "status"),
    [
        (MONDAY - MICROSECOND, "locked"),
        (MONDAY, "open"),
        (DUE - MICROSECOND, "open"),
        (DUE, "late"),
        (CLOSES - MICROSECOND, "late"),
        (CLOSES, "closed"),
    ],
)
def test_every_date_is_half_open(at, status):
    assert resolve(BASE, NOTHING, NOTHING, at).status == status


def test_a_unit_is_never_due_and_never_closes():
    window = resolve(Base(MONDAY), NOTHING, NOTHING, MONDAY + timedelta(days=3650))

    assert (window.status, window.due_at, window.closes_at) == ("open", None, None)


def test_what_is_due_after_the_plan_closes_it_is_taken_until_it_is_due():
    end = CLOSES + timedelta(days=2)
    late = Other(due_at=end)

    assert resolve(BASE, NOTHING, late, CLOSES + timedelta(days=1)).status == "open"
    assert resolve(BASE, NOTHING, late, end).status == "closed"


def test_the_reasons_say_where_it_stands_and_whose_dates_differ_and_why():
    section = Other(opens_at=MONDAY - timedelta(days=1), reason="Meets on Sundays.")
    person = Other(due_at=DUE + timedelta(days=3), reason="Ill for a week")

    reasons = resolve(BASE, section, person, MONDAY).reasons

    assert reasons == (
        "It is open.",
        "It opens earlier for your section: Meets on Sundays.",
        "It is due later for you: Ill for a week.",
    )


@pytest.mark.parametrize("fields", list(product([False, True], repeat=3)))
def test_a_date_that_is_the_cohorts_own_is_no_news(fields):
    same = Other(**{field: getattr(BASE, field) for field, given in zip(FIELDS, fields, strict=True) if given})

    assert resolve(BASE, same, same, MONDAY).reasons == ("It is open.",)

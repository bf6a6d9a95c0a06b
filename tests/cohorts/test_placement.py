import random
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from cohorts.placement import Person, SectionOption, fits, greedy, is_unsocial, place, touched
from cohorts.schedule import meeting_starts, plan_weeks
from mlsafety_course import timekit

SECTIONS = st.lists(st.integers(0, 3), min_size=0, max_size=3).map(
    lambda sizes: [SectionOption(10 + n, 2, maximum) for n, maximum in enumerate(sizes)]
)
SECTION_IDS = st.frozensets(st.sampled_from([10, 11, 12, 99]))  # 99 is never open
PEOPLE = st.lists(
    st.builds(
        Person,
        id=st.integers(1, 50),
        fits=SECTION_IDS,
        unsocial=SECTION_IDS,
        preferred=SECTION_IDS,
        background=st.sampled_from(["", "student"]),
        lock=st.sampled_from([None, None, None, 10, 11, 99]),
        forbidden=st.frozensets(st.sampled_from([10, 11, 12]), max_size=1),
    ),
    max_size=5,
    unique_by=lambda person: person.id,
)


def wednesdays_at_six_in_new_york():
    weeks = plan_weeks(date(2023, 2, 20), date(2023, 4, 21), [date(2023, 3, 20)])
    return [(start, 60) for _, start in meeting_starts(weeks, 2, time(18, 0), "America/New_York")]


def quality(people, assignments):
    """What the aims count, in their order, larger is better; written apart from the solver."""
    seated = [(person, assignments[person.id]) for person in people if assignments[person.id] is not None]
    sizes = Counter(section for _, section in seated)
    classes = Counter((section, person.background) for person, section in seated)
    return (
        len(seated),
        -sum(section in person.unsocial for person, section in seated),
        sum(section in person.preferred for person, section in seated),
        -sum(size**2 for size in [*sizes.values(), *classes.values()]),
    )


def allowed_plans(people, sections):
    """Every plan that keeps to seats, locks and bans, by trying all."""
    maximum = {section.id: section.maximum for section in sections}
    locked: Counter[int] = Counter()
    choices = []
    for person in sorted(people, key=lambda person: person.id):
        if person.lock is None:
            choices.append([None, *((person.fits - person.forbidden) & maximum.keys())])
            continue
        has_seat = person.lock not in person.forbidden and locked[person.lock] < maximum.get(person.lock, 0)
        locked[person.lock] += has_seat
        choices.append([person.lock if has_seat else None])
    ids = sorted(person.id for person in people)
    for chosen in product(*choices):
        if all(size <= maximum[section] for section, size in Counter(chosen).items() if section is not None):
            yield dict(zip(ids, chosen, strict=True))


@settings(deadline=None)
@given(PEOPLE, SECTIONS)
def test_no_allowed_plan_is_better(people, sections):
    plan = place(people, sections)

    plans = list(allowed_plans(people, sections))
    assert plan.assignments in plans
    assert quality(people, plan.assignments) == max(quality(people, other) for other in plans)
    assert plan.proved


@settings(deadline=None)
@given(PEOPLE, SECTIONS)
def test_the_baseline_keeps_the_same_rules_and_is_never_better(people, sections):
    baseline = greedy(people, sections)

    assert baseline.assignments in list(allowed_plans(people, sections))
    assert quality(people, baseline.assignments) <= quality(people, place(people, sections).assignments)
    assert not baseline.proved


@settings(deadline=None)
@given(PEOPLE, SECTIONS, st.randoms())
def test_no_order_of_people_or_sections_changes_the_plan(people, sections, numbers):
    plan, baseline = place(people, sections), greedy(people, sections)

    numbers.shuffle(people)
    numbers.shuffle(sections)

    assert place(people, sections) == plan
    assert greedy(people, sections) == baseline


@settings(deadline=None)
@given(PEOPLE, SECTIONS)
def test_a_plan_counts_what_it_assigns(people, sections):
    plan = place(people, sections)

    placed, minus_unsocial, preferred, _ = quality(people, plan.assignments)
    assert (plan.placed, plan.unsocial, plan.preferred) == (placed, -minus_unsocial, preferred)
    assert plan.unplaced == sorted(person.id for person in people if plan.assignments[person.id] is None)
    assert plan.sizes == {s.id: list(plan.assignments.values()).count(s.id) for s in sections}
    assert plan.below_minimum == [section.id for section in sections if plan.sizes[section.id] < section.minimum]


def test_a_plan_moves_one_person_aside_to_place_another_where_the_baseline_does_not():
    flexible, bound = Person(1, frozenset({10, 11}), preferred=frozenset({10})), Person(2, frozenset({10}))
    sections = [SectionOption(10, 1, 1), SectionOption(11, 1, 1)]

    assert place([flexible, bound], sections).assignments == {1: 11, 2: 10}
    assert greedy([flexible, bound], sections).placed == 1


def test_of_hundreds_of_people_more_are_placed_than_by_the_baseline():
    numbers = random.Random(2023)
    people = [
        Person(
            n,
            frozenset(numbers.sample(range(30), 5)),
            unsocial=frozenset(numbers.sample(range(30), 6)),
            preferred=frozenset(numbers.sample(range(30), 3)),
            background=numbers.choice("abc"),
        )
        for n in range(240)
    ]
    sections = [SectionOption(n, 4, 8) for n in range(30)]

    plan, baseline = place(people, sections), greedy(people, sections)

    assert max(plan.sizes.values()) <= 8
    assert plan.placed > baseline.placed
    assert all(plan.assignments[p.id] in p.fits for p in people if plan.assignments[p.id] is not None)


def test_people_of_one_background_are_spread_over_sections():
    people = [Person(n, frozenset({10, 11}), background="student" if n < 4 else "engineer") for n in range(8)]

    plan = place(people, [SectionOption(10, 1, 8), SectionOption(11, 1, 8)])

    mix = Counter((plan.assignments[person.id], person.background) for person in people)
    assert set(mix.values()) == {2}
    assert plan.sizes == {10: 4, 11: 4}


def test_balance_never_costs_anybody_a_preference_nor_a_preference_anybodys_sleep():
    people = [Person(n, frozenset({10, 11}), preferred=frozenset({10})) for n in range(8)]
    sleepless = [replace(person, unsocial=frozenset({10})) for person in people]
    sections = [SectionOption(10, 1, 8), SectionOption(11, 1, 8)]

    assert place(people, sections).sizes == {10: 8, 11: 0}
    assert place(sleepless, sections).sizes == {10: 0, 11: 8}


def test_the_seats_of_locked_people_count_for_balance():
    locked = [Person(n, frozenset(), lock=10) for n in range(3)]
    free = [Person(n, frozenset({10, 11})) for n in range(3, 6)]

    assert place(locked + free, [SectionOption(10, 1, 8), SectionOption(11, 1, 8)]).sizes == {10: 3, 11: 3}


def test_a_lock_wins_over_fitting_and_a_ban_over_a_lock():
    sections = [SectionOption(10, 1, 1)]
    locked = Person(2, frozenset(), lock=10)

    assert place([Person(1, frozenset({10})), locked], sections).assignments == {1: None, 2: 10}
    assert place([replace(locked, forbidden=frozenset({10}))], sections).assignments == {2: None}


def test_of_too_many_locked_people_the_first_by_id_are_seated():
    people = [Person(n, frozenset({11}), lock=10) for n in (3, 1, 2)]

    plan = place(people, [SectionOption(10, 1, 2), SectionOption(11, 1, 2)])

    assert plan.assignments == {1: 10, 2: 10, 3: None}


def test_someone_free_before_the_clock_change_only_does_not_fit():
    meetings = wednesdays_at_six_in_new_york()
    late_evening = timekit.ranges_to_grid([(2, time(23, 0), time(0, 0))])
    two_hours = timekit.ranges_to_grid([(2, time(22, 0), time(0, 0))])

    assert fits(late_evening, "Europe/London", meetings[:3])
    assert not fits(late_evening, "Europe/London", meetings)
    assert fits(two_hours, "Europe/London", meetings)


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


def test_the_solver_is_loaded_only_when_something_is_placed():
    program = "import sys, cohorts.placement; sys.exit('ortools' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0

"""Placing 1,000 people in 70 sections and 10,000 in 700: reading, building and solving, against the bare solver."""

import random
import resource
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from statistics import median
from time import perf_counter
from typing import Any

from django.db import connection

from accounts.models import User
from cohorts.models import Availability, Cohort, Enrollment, Meeting, Section
from cohorts.placement import greedy, judge
from cohorts.placing.case import case_of
from cohorts.placing.network import SeatNetwork
from cohorts.placing.seatflow import Network
from cohorts.placing.terms import Plan
from cohorts.schedule import meeting_starts
from cohorts.workflow import cohort as cohorts
from mlsafety_course import timekit

SIZES = ((1_000, 70, 25), (10_000, 700, 5))  # people, sections, and rounds: the small one takes a blink
BEFORE = datetime(2023, 2, 1, 12, tzinfo=UTC)
BACKGROUNDS = ("student", "engineer", "researcher", "other")
ZONES = (
    "America/New_York", "America/Los_Angeles", "America/Chicago", "America/Sao_Paulo", "Europe/London",
    "Europe/Berlin", "Africa/Lagos", "Africa/Nairobi", "Asia/Kolkata", "Asia/Singapore", "Asia/Tokyo",
    "Australia/Sydney",
)  # fmt: skip
LIVE = (8, 5, 3, 1, 4, 3, 2, 1, 5, 2, 1, 1)  # in which of them people live, of 36; TAs everywhere alike
MEGABYTE = 1024  # of the kilobytes that Linux counts in


@dataclass(frozen=True)
class Measured:
    """Seconds of each part, and the plan beside the naive one."""

    read: float
    built: float
    solved: float
    bare: float
    plan: Plan
    naive: Plan

    @property
    def ratio(self) -> float:
        return (self.read + self.built + self.solved) / self.bare


def main() -> None:
    lead = User.objects.create_user("placing@example.com", full_name="Lead")
    for people, sections, times in SIZES:
        cohort = fill(people, sections, lead)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        _warm(cohort)
        before = _peak()
        rounds = [measure(cohort) for _ in range(times)]
        print(told(people, sections, rounds, _peak() - before))


def _warm(cohort: Cohort) -> None:
    """The solver's library is loaded once in the life of a worker."""
    one = case_of(cohort, BEFORE)
    SeatNetwork(one.people[:2], one.options, {}).most()


def _peak() -> float:
    """The most memory this process ever had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE


def fill(people: int, sections: int, lead: User) -> Cohort:
    """A cohort of eight weeks with a break, as in the spring of 2023, whose TAs live in twelve zones."""
    chance = random.Random(people)
    cohort = cohorts.set_up(
        slug=f"of-{people}", title=f"Of {people}", zone="America/New_York", starts_on=date(2023, 2, 20),
        ends_on=date(2023, 4, 21), breaks=[date(2023, 3, 20)], by=lead, at=BEFORE,
    )  # fmt: skip
    _sections(cohort, sections, chance, room=-(-people // sections))
    made = User.objects.bulk_create(
        User(
            email=f"placed{people}-{number}@example.com",
            full_name=f"Person {number}",
            zone=chance.choices(ZONES, LIVE)[0],
        )
        for number in range(people)
    )
    Enrollment.objects.bulk_create(
        Enrollment(cohort=cohort, person=person, enrolled_at=BEFORE, background=chance.choice(BACKGROUNDS))
        for person in made
    )
    Availability.objects.bulk_create(
        Availability(cohort=cohort, person=person, zone=person.zone, grid=timekit.pack(week(chance)), given_at=BEFORE)
        for person in made
    )
    return cohort


def _sections(cohort: Cohort, number: int, chance: random.Random, *, room: int) -> None:
    """Mostly in the evening, mostly on weekdays, by the clocks of the TA."""
    weeks = {week.number: week for week in cohort.weeks.all()}
    made = Section.objects.bulk_create(
        Section(
            cohort=cohort, name=f"Section {one:03d}", zone=chance.choice(ZONES), minimum=5, maximum=room,
            weekday=chance.choices(range(7), (4, 4, 4, 4, 3, 2, 2))[0],
            clock=time(chance.choices(range(9, 22), (1, 1, 1, 1, 1, 1, 1, 1, 2, 5, 5, 4, 2))[0]),
        )
        for one in range(number)
    )  # fmt: skip
    Meeting.objects.bulk_create(
        Meeting(section=section, week=weeks[number], starts_at=starts_at, minutes=60)
        for section in made
        for number, starts_at in meeting_starts(list(weeks.values()), section.weekday, section.clock, section.zone)
    )


def week(chance: random.Random) -> set[int]:
    """Most evenings, some stretches of the day, and much of the weekend: about 25 hours."""
    free: set[int] = set()
    for day in range(7):
        evening, daytime = (0.5, 0.3) if day >= 5 else (0.6, 0.15)
        if chance.random() < evening:
            begins = day * 48 + chance.randint(*((18, 36) if day >= 5 else (34, 40)))
            free |= set(range(begins, min(day * 48 + 46, begins + chance.randint(2, 7))))
        if chance.random() < daytime:
            begins = day * 48 + chance.randint(14, 30)
            free |= set(range(begins, begins + chance.randint(2, 8)))
    return free


def measure(cohort: Cohort) -> Measured:
    read, case = _timed(lambda: case_of(cohort, BEFORE))
    built, network = _timed(lambda: SeatNetwork(case.people, case.options, {}))
    solved, plan = _timed(lambda: judge(case.people, case.options, network.most(), proved=True))
    bare = _bare(network)
    return Measured(read, built, solved, bare, plan, greedy(case.people, case.options))


def _timed(act: Callable[[], Any]) -> tuple[float, Any]:
    started = perf_counter()
    answer = act()
    return perf_counter() - started, answer


def _bare(network: SeatNetwork) -> float:
    """The solver alone, with its arcs as arrays already."""
    import numpy as np  # noqa: PLC0415 - here only
    from ortools.graph.python import min_cost_flow  # noqa: PLC0415 - here only

    arcs: Network = network.arcs
    columns = [np.array(column) for column in (arcs.tails, arcs.heads, arcs.capacities, arcs.costs(network.weights))]
    nodes = np.array([*network.supplies, network.end])
    supplies = np.array([*network.supplies.values(), -sum(network.supplies.values())])

    def solve() -> None:
        flow = min_cost_flow.SimpleMinCostFlow()
        flow.add_arcs_with_capacity_and_unit_cost(*columns)
        flow.set_nodes_supplies(nodes, supplies)
        flow.solve_max_flow_with_min_cost()

    return _timed(solve)[0]


def told(people: int, sections: int, rounds: list[Measured], grown: float) -> str:
    middle = sorted(rounds, key=lambda one: one.ratio)[len(rounds) // 2]
    parts = {name: median(getattr(one, name) / one.bare for one in rounds) for name in ("read", "built", "solved")}
    shares = ", ".join(f"{name} {share:.2f}" for name, share in parts.items())
    plan, naive = middle.plan, middle.naive
    return (
        f"\n{people:,} people in {len(ZONES)} zones, {sections} sections: read, built and solved in "
        f"{middle.ratio:.2f} x the bare solver ({shares}; bare {middle.bare:.2f} s, median of {len(rounds)})\n"
        f"  peak memory {_peak():.0f} MB in all, {grown:.0f} MB of it from placing\n"
        f"  placed {plan.placed:,} against {naive.placed:,} one after the other; at unsocial hours {plan.unsocial} "
        f"against {naive.unsocial}; below their minimum {len(plan.below_minimum)} against {len(naive.below_minimum)}; "
        f"squares of sizes {_squares(plan):,} against {_squares(naive):,}"
    )


def _squares(plan: Plan) -> int:
    """How uneven the sections are."""
    return sum(size**2 for size in plan.sizes.values())

"""Which sections stay open where the plain flow leaves some below their minimum: a mixed-integer program.

One binary for each section that could be too small (open with its minimum), one more where it is used all the same.
The aims are minimised one after the other, each bound for those that follow. One thread, a fixed seed and a limit of
nodes instead of time: the same question gets the same answer.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from typing import Any

from cohorts.placing.network import SeatNetwork
from cohorts.placing.terms import Aim, Gap, SectionOption

NODES = 2_000
MOST_ARCS = 60_000  # what is larger would keep a worker for longer than one may live: the plain flow is the answer
SEED = 2023
INTEGRAL = 0.5  # every aim counts in whole numbers: what is nearer than this to the bound is the best


@dataclass(frozen=True)
class Opening:
    """The fewest and the most people of each section. `gap`: the first aim for which more was not ruled out."""

    fewest: dict[int, int]
    most: dict[int, int]
    gap: Gap | None


def decide(network: SeatNetwork, placed: int, sizes: dict[int, int]) -> Opening:
    """For plans that place that many. `sizes` are those of the plain flow: the answer where the limit allows no better.

    Raises nothing for a limit that was reached: it is said in the gap.
    """
    states = {option.id: _state(option, sizes[option.id]) for option in doubtful(network)}
    if len(network.arcs) > MOST_ARCS:
        return _opening(network, states, Gap(Aim.SMALL, list(states.values()).count("small")))
    program = _Program(network, placed)
    gap: Gap | None = None
    for aim in program.aims:
        found, bound, values = program.minimise(aim)
        if found is None:
            small = sum(state == "small" for state in states.values())
            gap = gap or Gap(aim, max(0, small - bound) if aim is Aim.SMALL else bound)
            break
        states = values
        if found > bound:
            gap = gap or Gap(aim, found - bound)
    return _opening(network, states, gap)


def doubtful(network: SeatNetwork) -> list[SectionOption]:
    """The sections that could be used by fewer people than their minimum."""
    return [option for option in network.options if option.minimum > max(1, network.taken.get(option.id, 0))]


def _state(option: SectionOption, size: int) -> str:
    return "open" if size >= option.minimum else "small" if size else "unused"


def _opening(network: SeatNetwork, states: dict[int, str], gap: Gap | None) -> Opening:
    fewest = {option.id: option.minimum for option in network.options if states.get(option.id) == "open"}
    most = {}
    for option in network.options:
        state = states.get(option.id, "open")
        small = min(option.minimum - 1, option.maximum)
        most[option.id] = {"open": option.maximum, "small": small, "unused": 0}[state]
    return Opening(fewest, most, gap)


class _Program:
    """The flow as continuous variables, and for each doubtful section whether it is open or used though small."""

    def __init__(self, network: SeatNetwork, placed: int) -> None:
        from ortools.math_opt.python import mathopt  # noqa: PLC0415 - only workers need it, never a web process
        from ortools.math_opt.solvers.highs_pb2 import HighsOptionsProto  # noqa: PLC0415 - as above

        self.mathopt: Any = mathopt
        self.one_thread: Any = HighsOptionsProto(int_options={"threads": 1})
        self.network = network
        self.doubtful = doubtful(network)
        self.model: Any = mathopt.Model()
        self.flows = [self.model.add_variable(lb=0, ub=room) for room in network.arcs.capacities]
        self.open: dict[int, Any] = {option.id: self.model.add_binary_variable() for option in self.doubtful}
        self.small: dict[int, Any] = {option.id: self.model.add_binary_variable() for option in self.doubtful}
        self._conserve(placed)
        for option in self.doubtful:
            self._size(option)
        self._order_alike()

    @property
    def aims(self) -> list[Aim]:
        """Those that anything in the network costs; sections below their minimum always count."""
        priced = set(self.network.arcs.aims)
        later = [aim for place, aim in enumerate(list(Aim)[1:]) if any(costs[place] for costs in priced)]
        return [Aim.SMALL, *later]

    def _conserve(self, placed: int) -> None:
        balance: defaultdict[int, list[Any]] = defaultdict(list)
        for tail, head, flow in zip(self.network.arcs.tails, self.network.arcs.heads, self.flows, strict=True):
            balance[tail].append(flow)
            balance[head].append(-flow)
        supplies = self.network.supplies
        for node, terms in balance.items():
            total = self.mathopt.LinearSum(terms)
            if node == self.network.end:
                self.model.add_linear_constraint(total == -placed)
            elif node in supplies:
                self.model.add_linear_constraint(total <= supplies[node])
            else:
                self.model.add_linear_constraint(total == 0)

    def _size(self, option: SectionOption) -> None:
        """What more people come: none where it is unused, up to its minimum if small, from there on if open."""
        taken = self.network.taken.get(option.id, 0)
        open_, small = self.open[option.id], self.small[option.id]
        more = self.mathopt.LinearSum([self.flows[arc] for arc in self.network.seats_of.get(option.id, ())])
        room, few = option.maximum - taken, min(option.minimum - 1, option.maximum) - taken
        self.model.add_linear_constraint(more <= room * open_ + few * small)
        self.model.add_linear_constraint(more >= (option.minimum - taken) * open_)
        self.model.add_linear_constraint(open_ + small == 1 if taken else open_ + small <= 1)

    def _order_alike(self) -> None:
        """Of sections that nothing but their id tells apart, the first are used first: no plan is looked at twice."""
        for first, second in self._alike():
            self.model.add_linear_constraint(self.open[first] >= self.open[second])
            used = [self.open[section] + self.small[section] for section in (first, second)]
            self.model.add_linear_constraint(used[0] >= used[1])

    def _alike(self) -> Iterator[tuple[int, int]]:
        alike: defaultdict[object, list[int]] = defaultdict(list)
        part_of = {section: part for part in self.network.parts for section in part}
        for option in self.doubtful:
            if not self.network.taken.get(option.id, 0) and option.id in part_of:
                alike[part_of[option.id], option.minimum, option.maximum].append(option.id)
        for sections in alike.values():
            yield from pairwise(sections)

    def _total(self, aim: Aim) -> Any:
        if aim is Aim.SMALL:
            return self.mathopt.LinearSum([*self.small.values()])
        place = list(Aim).index(aim) - 1
        priced = zip(self.flows, self.network.arcs.aims, strict=True)
        return self.mathopt.LinearSum([aims[place] * flow for flow, aims in priced if aims[place]])

    def minimise(self, aim: Aim) -> tuple[int | None, int, dict[int, str]]:
        """The least total found (None where no plan was found within the limit), its lower bound, and how each
        doubtful section stands in that plan. Later aims are minimised among plans no worse in this one."""
        total = self._total(aim)
        self.model.minimize(total)
        answer = self.mathopt.solve(self.model, self.mathopt.SolverType.HIGHS, params=self._parameters())
        bound = ceil(max(0, answer.termination.objective_bounds.dual_bound) - INTEGRAL / 2)
        if not answer.has_primal_feasible_solution():
            return None, bound, {}
        found = round(answer.objective_value())
        self.model.add_linear_constraint(total <= found)
        values = answer.variable_values()
        states = {
            key: "open" if values[self.open[key]] > INTEGRAL else "small" if values[small] > INTEGRAL else "unused"
            for key, small in self.small.items()
        }
        return found, bound, states

    def _parameters(self) -> Any:
        return self.mathopt.SolveParameters(
            node_limit=NODES,
            random_seed=SEED,
            relative_gap_tolerance=0.0,
            absolute_gap_tolerance=INTEGRAL,
            highs=self.one_thread,
        )

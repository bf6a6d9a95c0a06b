"""A network that people flow through: arcs with a capacity and a cost for each of several aims, solved exactly."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

Aims = tuple[int, ...]


class Network:
    """Nodes are named by any hashable value and numbered as they come. An arc costs `aims`, the weightiest first."""

    def __init__(self) -> None:
        self.nodes: dict[Hashable, int] = {}
        self.tails: list[int] = []
        self.heads: list[int] = []
        self.capacities: list[int] = []
        self.aims: list[Aims] = []

    def __len__(self) -> int:
        """How many arcs there are: the number of the next one."""
        return len(self.tails)

    def node(self, name: Hashable) -> int:
        return self.nodes.setdefault(name, len(self.nodes))

    def add(self, tail: int, head: int, capacity: int, aims: Aims) -> None:
        """One arc."""
        self.fan(tail, [head], capacity, [aims])

    def fan(self, tail: int, heads: Sequence[int], capacity: int, aims: Sequence[Aims]) -> None:
        """Arcs from one node to several, of the same capacity."""
        self.tails += [tail] * len(heads)
        self.heads += heads
        self.capacities += [capacity] * len(heads)
        self.aims += aims

    def ladder(self, tail: int, head: int, aims: Sequence[Aims]) -> None:
        """Arcs of one person each between two nodes, each at a cost of its own."""
        self.tails += [tail] * len(aims)
        self.heads += [head] * len(aims)
        self.capacities += [1] * len(aims)
        self.aims += aims

    def most(self, supplies: Mapping[int, int], end: int, weights: Sequence[int]) -> list[int]:
        """Bring as many of the people who stand at the nodes to the end as possible, at the least weighted cost.

        The flow of each arc. The same arcs in the same order give the same answer.
        """
        if not self.tails:
            return []
        from ortools.graph.python import min_cost_flow  # noqa: PLC0415 - 60 MB that only workers need, never a web process

        flow = min_cost_flow.SimpleMinCostFlow()
        arcs = flow.add_arcs_with_capacity_and_unit_cost(self.tails, self.heads, self.capacities, self.costs(weights))
        flow.set_nodes_supplies([*supplies, end], [*supplies.values(), -sum(supplies.values())])
        return _flows(flow, arcs, flow.solve_max_flow_with_min_cost())

    def all(self, supplies: Mapping[int, int], weights: Sequence[int], without: set[int]) -> list[int]:
        """Bring everybody exactly where they are due (negative supplies), without using some of the arcs."""
        from ortools.graph.python import min_cost_flow  # noqa: PLC0415 - as above

        flow = min_cost_flow.SimpleMinCostFlow()
        room = [0 if arc in without else capacity for arc, capacity in enumerate(self.capacities)]
        arcs = flow.add_arcs_with_capacity_and_unit_cost(self.tails, self.heads, room, self.costs(weights))
        flow.set_nodes_supplies([*supplies], [*supplies.values()])
        return _flows(flow, arcs, flow.solve())

    def costs(self, weights: Sequence[int]) -> list[int]:
        """What each arc costs, all aims together."""
        cost = {aims: sum(weight * aim for weight, aim in zip(weights, aims, strict=True)) for aims in set(self.aims)}
        return [cost[aims] for aims in self.aims]


def _flows(flow: Any, arcs: Any, status: Any) -> list[int]:
    if status != flow.OPTIMAL:
        raise RuntimeError(f"The placement could not be solved: {status.name}. Nothing was changed.")
    found: list[int] = flow.flows(arcs).tolist()
    return found

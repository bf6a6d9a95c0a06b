"""A network of arcs that each carry one person, solved as a min-cost flow."""

from collections.abc import Collection, Hashable


class Network:
    """Nodes are named by any hashable value and come into being with their first arc."""

    def __init__(self) -> None:
        self._nodes: dict[Hashable, int] = {}
        self._arcs: list[tuple[int, int, int]] = []

    def add(self, tail: Hashable, head: Hashable, cost: int) -> None:
        """An arc for one person at a cost of zero or more."""
        self._arcs.append((self._node(tail), self._node(head), cost))

    def _node(self, name: Hashable) -> int:
        return self._nodes.setdefault(name, len(self._nodes))

    def solve(self, sources: Collection[Hashable], sink: Hashable) -> list[bool]:
        """Bring as many of the sources (one person each) to the sink as possible, at the least cost.

        One answer per arc, in the order they were added: whether it is used. The same arcs give the same answer.
        """
        if not self._arcs:
            return []
        from ortools.graph.python import min_cost_flow  # noqa: PLC0415 - 60 MB that only workers need, never a web process

        tails, heads, costs = zip(*self._arcs, strict=True)
        flow = min_cost_flow.SimpleMinCostFlow()
        arcs = flow.add_arcs_with_capacity_and_unit_cost(tails, heads, [1] * len(costs), costs)
        for source in sources:
            flow.set_node_supply(self._node(source), 1)
        flow.set_node_supply(self._node(sink), -len(sources))
        status = flow.solve_max_flow_with_min_cost()
        if status != flow.OPTIMAL:
            raise RuntimeError(f"The placement could not be solved: {status.name}. Nothing was changed.")
        return [used > 0 for used in flow.flows(arcs)]

"""Who reads what: every application gets its readers, conflicts left out, and nobody's load is larger than it must be.

A first round gives each application the least loaded of its free readers. Then readings move along paths of readers, as
long as one leads from a reader to another with at least two readings fewer. Where no such path is left, the loads are
as even as they can be, and the largest is that of a min-max flow: Harvey, Ladner, Lovasz & Tamir, "Semi-matchings for
bipartite graphs and load balancing" (J. Algorithms 59, 2006).
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# Sharing one of these says nothing about knowing each other. The last three belong to nobody (RFC 2606).
PROVIDERS = """
gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com yahoo.co.uk yahoo.co.in ymail.com
icloud.com me.com mac.com aol.com proton.me protonmail.com pm.me fastmail.com hey.com zoho.com mail.com gmx.com
gmx.de gmx.net web.de t-online.de yandex.ru yandex.com mail.ru qq.com 163.com 126.com naver.com
example.com example.net example.org
"""
PUBLIC_MAIL = frozenset(PROVIDERS.split())


@dataclass(frozen=True)
class ToRead:
    """One application: how many readers it needs in all, who may not read it, and who reads it already."""

    id: int
    needs: int
    barred: frozenset[int]
    readers: frozenset[int]


@dataclass(frozen=True)
class Assignment:
    """New (application, reader) pairs in order, and by application how many readers are missing."""

    pairs: list[tuple[int, int]]
    missing: dict[int, int]


def employer(address: str) -> str:
    """The domain of an e-mail address; empty for a public provider, which says nothing about who works where."""
    domain = address.rpartition("@")[2].lower()
    return "" if domain in PUBLIC_MAIL else domain


def share_an_employer(one: str, other: str) -> bool:
    """Whether two addresses have the same domain, and not that of a public provider."""
    return bool(employer(one)) and employer(one) == employer(other)


def assign(applications: Iterable[ToRead], readers: Iterable[int], load: Mapping[int, int]) -> Assignment:
    """Fill every application up to what it needs, as far as enough readers are free; nothing is taken away.

    `load` is how many readings each reader has already. The same input gives the same pairs, in whatever order.
    """
    wanted = sorted(applications, key=lambda item: item.id)
    everybody = frozenset(readers)
    free = {item.id: everybody - item.barred - item.readers for item in wanted}
    gaps = {item.id: max(0, item.needs - len(item.readers)) for item in wanted}
    desk = _Desk(free, Counter({reader: load.get(reader, 0) for reader in everybody}))
    for id_ in sorted((id_ for id_ in free if gaps[id_]), key=lambda id_: (len(free[id_]), id_)):
        desk.give(id_, gaps[id_])
    desk.even_out()
    missing = {id_: gap - len(desk.chosen[id_]) for id_, gap in gaps.items() if gap > len(desk.chosen[id_])}
    return Assignment(sorted((id_, reader) for id_, chosen in desk.chosen.items() for reader in chosen), missing)


class _Desk:
    """Who has been given what in this assignment, and everybody's load with it."""

    def __init__(self, free: Mapping[int, frozenset[int]], loads: Counter[int]) -> None:
        self.free, self.loads = free, loads
        self.chosen: dict[int, set[int]] = {id_: set() for id_ in free}
        self.held: dict[int, set[int]] = {reader: set() for reader in loads}

    def give(self, id_: int, count: int) -> None:
        """The least loaded first; equal loads by a hash, so that the same two readers do not always meet."""
        order = sorted(self.free[id_], key=lambda reader: (self.loads[reader], mixed(id_, reader)))
        for reader in order[:count]:
            self._move(id_, None, reader)

    def even_out(self) -> None:
        """From the most loaded down: once no path starts at a reader, later moves open none."""
        unsettled = set(self.loads)
        while unsettled:
            reader = max(unsettled, key=lambda reader: (self.loads[reader], -reader))
            path = self._path(reader)
            if not path:
                unsettled.remove(reader)
            for id_, giver, taker in path:
                self._move(id_, giver, taker)

    def _path(self, start: int) -> list[tuple[int, int, int]]:
        """The shortest chain of (application, from, to) that ends at somebody with two readings fewer; else empty."""
        came: dict[int, tuple[int, int, int]] = {}
        unseen, queue = set(self.loads) - {start}, [start]
        for reader in queue:
            if not unseen:
                break
            for id_ in sorted(self.held[reader]):
                for taker in sorted((self.free[id_] & unseen) - self.chosen[id_]):
                    came[taker] = (id_, reader, taker)
                    if self.loads[taker] + 2 <= self.loads[start]:
                        return _traced(came, taker, start)
                    unseen.remove(taker)
                    queue.append(taker)
        return []

    def _move(self, id_: int, giver: int | None, taker: int) -> None:
        if giver is not None:
            self.chosen[id_].remove(giver)
            self.held[giver].remove(id_)
            self.loads[giver] -= 1
        self.chosen[id_].add(taker)
        self.held[taker].add(id_)
        self.loads[taker] += 1


def _traced(came: Mapping[int, tuple[int, int, int]], end: int, start: int) -> list[tuple[int, int, int]]:
    steps = [came[end]]
    while steps[-1][1] != start:
        steps.append(came[steps[-1][1]])
    return steps


def mixed(*parts: object) -> str:
    """A fixed shuffle: an order that looks random and is always the same for the same parts."""
    return hashlib.sha256("/".join(map(str, parts)).encode()).hexdigest()

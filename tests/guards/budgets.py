"""What reading a page costs in queries, and the closed list of pages that list something."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.guards.addresses import Address
from tests.guards.asking import Asker

PAGES = Path(__file__).with_name("pages.txt")
KINDS = {"list": 3, "idle": 3, "single": 2}


@dataclass(frozen=True)
class Cost:
    """Queries, and letters of the answer."""

    queries: int
    length: int
    status: int


def read(text: str) -> dict[str, str]:
    """`{name: who reads it}`, empty for what is no list. Raises ValueError for a row of another shape."""
    found = {}
    for line in text.splitlines():
        cells = line.partition("#")[0].split()
        if cells and (len(cells) < 2 or KINDS.get(cells[1]) != len(cells)):
            raise ValueError(f"“{line}” is neither `name list reader` nor `name idle reader` nor `name single`.")
        if cells:
            found[cells[0]] = cells[2] if cells[1] == "list" else ""
    return found


def the_pages() -> dict[str, str]:
    return read(PAGES.read_text("utf-8"))


def the_idle() -> set[str]:
    """Lists that the crowd does not fill: their queries are compared, their length is not."""
    rows = [line.partition("#")[0].split() for line in PAGES.read_text("utf-8").splitlines()]
    return {cells[0] for cells in rows if cells[1:2] == ["idle"]}


def gaps(readable: Iterable[Address], pages: Mapping[str, str]) -> list[str]:
    """Pages that nobody has said whether they are lists, and rows whose page is gone."""
    names = {address.name for address in readable}
    found = [f"{name} is not in pages.txt: is it a list?" for name in sorted(names - pages.keys())]
    return found + [f"{name} is in pages.txt and cannot be read any more" for name in sorted(pages.keys() - names)]


def cost(asker: Asker, role: str, path: str) -> Cost:
    """Asked twice: the first fills what is kept for good, such as content types."""
    asker.ask(role, "GET", path, proved=True)
    with CaptureQueriesContext(connection) as captured:
        answer = asker.ask(role, "GET", path, proved=True)
    return Cost(len(captured), len(answer.body), answer.status)


def growing(few: Mapping[str, Cost], many: Mapping[str, Cost], idle: Collection[str] = ()) -> list[str]:
    """Pages that cost more with more rows, or that did not list the further rows at all."""
    found = []
    for name, small in few.items():
        large = many[name]
        if (small.status, large.status) != (200, 200):
            found.append(f"{name} was answered {small.status} and {large.status}")
        elif large.queries != small.queries:
            found.append(f"{name} costs {small.queries} queries with few rows and {large.queries} with many")
        elif name not in idle and large.length <= small.length:
            found.append(f"{name} is no longer with many rows than with few: nothing was measured")
    return found

"""The checks of the authorization matrix: each returns sentences about what is wrong, none where all is well."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tests.guards.addresses import Address
from tests.guards.asking import Answer, Asker, state
from tests.guards.objects import ABSENT
from tests.guards.table import NOTHING, Row

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
CLOSED = {"login", "403", "404", "405"}
OUT = {302, 403, 404, 405}
HIDDEN = {"403", "404"}
PART = re.compile(r"<(?:\w+:)?(?P<name>\w+)>")
REGEX = re.compile(r"\(\?P<\w+>[^)]*\)")
Arguments = Callable[[Address, str], dict[str, Any]]


def wrong_answers(address: Address, rows: list[Row], asker: Asker, arguments: Arguments, data: Any = None) -> list[str]:
    """Answers other than the table's, and what is hidden told apart from what is missing."""
    found, hidden, seen = [], {}, set()
    for row in rows:
        for label in row.labels:
            path = path_of(address, arguments(address, label))
            for role, expected in row.answers.items():
                if expected == NOTHING:
                    continue
                answer = asker.ask(role, row.method, path, data)
                where = f"{role}: {row.method} {path} ({label})"
                found += [f"{where} {fault}" for fault in _compared(expected, answer, row, role, path, asker, data)]
                if answer.word in HIDDEN:
                    hidden[role, row.method, label] = answer
                else:
                    seen.add((role, label))
    return found + list(_told_apart(hidden, seen))


@contextmanager
def unchanged(faults: list[str], name: str) -> Iterator[None]:
    """Adds to `faults` if what happens inside has changed a row of our tables (a POST is undone by the asker)."""
    before = state()
    yield
    if state() != before:
        faults.append(f"Reading {name} has changed the database")


def _compared(expected: str, answer: Answer, row: Row, role: str, path: str, asker: Asker, data: Any) -> Iterator[str]:
    """`factor` asks again with a fresh second factor, which must act; `factor/404` must then not find it."""
    first, _, then = expected.partition("/")
    if not _fits(first, answer):
        yield f"was answered {answer.word} ({answer.status}) instead of {first}"
    if first == "factor":
        again = asker.ask(role, row.method, path, data, proved=True)
        if not _fits(then or "acts", again):
            yield f"with a fresh second factor was answered {again.word} ({again.status}) instead of {then or 'acts'}"
    if row.method == "GET" and answer.word not in CLOSED and role == _first_let_in(row):
        head = asker.ask(role, "HEAD", path, data)
        if head.status not in {answer.status, 405}:
            yield f"was answered {answer.status} to GET and {head.status} to HEAD"


def _first_let_in(row: Row) -> str | None:
    return next((role for role, expected in row.answers.items() if expected not in {NOTHING, *CLOSED}), None)


def _fits(expected: str, answer: Answer) -> bool:
    if expected == "out":
        return answer.status in OUT
    return answer.status < 500 if expected == "any" else answer.word == expected


def _told_apart(hidden: dict[tuple[str, str, str], Answer], seen: set[tuple[str, str]]) -> Iterator[str]:
    """What one may not see, by any method, answers exactly as what does not exist."""
    for (role, method, label), answer in hidden.items():
        absent = hidden.get((role, method, ABSENT))
        if label != ABSENT and (role, label) not in seen and absent and answer != absent:
            yield f"{role}: {method} of {label} and of something missing are answered differently"


def open_doors(address: Address, rows: list[Row], asker: Asker, arguments: Arguments) -> list[str]:
    """Methods that the address does not offer and that are not refused: to a visitor, and to whoever is let in."""
    offered, row = {row.method for row in rows}, rows[0]
    path = path_of(address, arguments(address, row.labels[0]))
    let_in = [role for role, expected in row.answers.items() if expected not in {NOTHING, *CLOSED}]
    found = []
    for method in [method for method in METHODS if method not in offered]:
        for role in dict.fromkeys(["visitor", *let_in[:1], *let_in[-1:]]):
            answer = asker.ask(role, method, path)
            if answer.word not in CLOSED:
                found.append(f"{role}: {method} {path} was answered {answer.word} ({answer.status}) and is not offered")
    return found


def path_of(address: Address, arguments: dict[str, Any]) -> str:
    """The path, with the arguments in it; what a regular expression asks for is `0`."""
    route = PART.sub(lambda part: str(arguments.get(part["name"], "0")), REGEX.sub("0", address.route))
    return f"/{route.replace('^', '').replace('$', '')}"

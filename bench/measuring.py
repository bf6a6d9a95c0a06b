"""How long a page takes and what it asks of the database, held against a signed-in page with nothing on it."""

from dataclasses import dataclass
from statistics import median
from time import perf_counter

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User

ROUNDS = 30
FLOOR = "/accounts/logout/"


@dataclass(frozen=True)
class Measured:
    """The median of ROUNDS, in milliseconds, and the number of queries."""

    name: str
    milliseconds: float
    queries: int


def signed_in(person: User) -> Client:
    client = Client(headers={"host": "localhost:8000"})
    client.force_login(person)
    return client


def measure(name: str, client: Client, path: str) -> Measured:
    """The page is asked for once before, so that templates are compiled and scores added up."""
    first = client.get(path)
    assert first.status_code in {200, 302}, f"{path} answered {first.status_code}"
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    queries = len(asked)  # before the next request empties the log
    times = []
    for _ in range(ROUNDS):
        started = perf_counter()
        client.get(path)
        times.append((perf_counter() - started) * 1000)
    return Measured(name, median(times), queries)


def told(floor: Measured, pages: list[Measured]) -> str:
    lines = [f"{'page':<44}{'ms':>8}{'x floor':>9}{'queries':>9}"]
    lines += [
        f"{page.name:<44}{page.milliseconds:>8.1f}{page.milliseconds / floor.milliseconds:>9.1f}{page.queries:>9}"
        for page in [floor, *pages]
    ]
    return "\n".join(lines)

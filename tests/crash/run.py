"""One run of a harness, from an empty world to the verdict."""

from collections import Counter
from pathlib import Path

from dev.servers import Postgres
from stipends.providers import http
from tests.crash.harness import Harness
from tests.crash.verdict import Verdict, judge
from tests.crash.workers import Workers
from tests.crash.world import World
from tests.payout_simulator.process import PayoutSimulator
from tests.road.processes import RealParts

TICK_SECONDS = "2"  # a tick expires after two of them, however slowly a worker starts
IMPATIENT = 0.15  # seconds: how long a call waits for a simulator that hangs


def run(simulator: PayoutSimulator, kills: int, *, seed: int = 1) -> tuple[Counter[str], Verdict]:
    """Kill at every step, recover, judge. PAYPAL_BASE_URL is the simulator's."""
    http.READ_SECONDS = IMPATIENT
    harness = Harness(World(simulator), seed)
    harness.run(kills)
    harness.recover()
    return harness.killed, judge(simulator.payments())


def run_workers(
    simulator: PayoutSimulator, kills: int, folder: Path, database: Postgres | None = None, *, seed: int = 1
) -> tuple[Counter[str], Verdict]:
    """Kill what `make run` starts, let it recover, judge."""
    more = {"PAYPAL_BASE_URL": simulator.url, "PAYPAL_CLIENT_ID": "course", "PAYPAL_SECRET": "only-for-tests"}
    more["TICK_SECONDS"] = TICK_SECONDS
    with RealParts(folder, more) as parts:
        workers = Workers(World(simulator), parts, database, seed)
        workers.run(kills)
        workers.settle()
        return workers.done, judge(simulator.payments())

"""The second harness: real Celery workers and their children are killed, the broker is flushed and killed, PostgreSQL
ends without a shutdown; beat and workers alone put everything right."""

import os
import random
import signal
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from django.db import OperationalError, connection

from dev.servers import Postgres
from stipends.models import Payout
from stipends.models.payout import CARRIED
from tests.crash.harness import FAULTS
from tests.crash.world import World
from tests.road.processes import RealParts, wait_until

DUE = 6
SETTLING_SECONDS = 120


@dataclass
class Workers:
    """`database` is None where it is not ours to crash."""

    world: World
    parts: RealParts
    database: Postgres | None = None
    seed: int = 1
    done: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.world.simulator.begin_anew(seed=self.seed, probabilities=FAULTS, hang_seconds=1.0)

    def run(self, kills: int) -> None:
        """Kill children and, every fifth time, the whole worker; every tenth time something else dies as well."""
        for number in range(1, kills + 1):
            self.keep_busy()
            time.sleep(self.chance.uniform(0.05, 0.5))  # somewhere in the middle of its work
            if number % 5 == 0:
                self.kill_the_worker()
            else:
                self.kill_a_child()
            if number % 10 == 0:
                self.trouble(number)

    def keep_busy(self) -> None:
        """New batches, and time that passes, so that leases of the dead have ended."""
        self.world.pass_time()
        self.world.simulator.change("status", "UNCLAIMED", status="SUCCESS", returns_in=0)
        while Payout.objects.filter(status__in=CARRIED).count() < DUE:
            self.world.send(self.world.a_frozen_batch())

    def kill_the_worker(self) -> None:
        self.parts.worker.kill()
        self.parts.worker.start()
        self.done["worker"] += 1

    def kill_a_child(self) -> None:
        wait_until("the worker has children", lambda: self._children())
        os.kill(self.chance.choice(self._children()), signal.SIGKILL)
        self.done["child"] += 1

    def trouble(self, number: int) -> None:
        """In turn: the broker forgets everything, the broker is killed, the database ends as in a power cut."""
        kind = ("broker flushed", "broker killed", "PostgreSQL ended")[number // 10 % 3]
        if kind == "broker flushed":
            self.parts.broker.flushdb()
        elif kind == "broker killed":
            self.parts.valkey.stop(by=signal.SIGKILL)
            self.parts.valkey.start()
        elif self.database:
            connection.close()
            self.database.stop(by=signal.SIGQUIT)  # PostgreSQL's word for `-m immediate`
            self.database.start()
            wait_until("the database answers", _is_there)
        self.done[kind] += 1

    def settle(self) -> None:
        """Nothing is killed any more. Nobody carries a payout by hand: beat and worker do, people decide the rest."""
        self.world.simulator.control(probabilities={})
        limit = time.monotonic() + SETTLING_SECONDS
        while Payout.objects.filter(status__in=["created", *CARRIED, "needs_review"]).exists() or self._is_owed():
            if time.monotonic() > limit:
                return
            self.world.simulator.change("status", "UNCLAIMED", status="SUCCESS", returns_in=0)
            self.world.pass_time()
            self.world.look_into()
            self.world.people_go_on()
            time.sleep(0.5)

    def _is_owed(self) -> bool:
        return self.world.owed().exists()

    def _children(self) -> list[int]:
        """Of the worker, which is started again where it has given up, as whoever supervises it would."""
        process = self.parts.worker.process
        if process is None or process.poll() is not None:
            self.parts.worker.start()
            return []
        return children_of(process.pid)


def children_of(parent: int) -> list[int]:
    """The processes that this one has started, by the table of processes: not every kernel lists them itself."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended meanwhile
            pid, _, rest = stat.read_text().partition(" (")
            if int(rest.rpartition(") ")[2].split()[1]) == parent:
                found.append(int(pid))
    return found


def _is_there() -> bool:
    try:
        connection.ensure_connection()
    except OperationalError:
        return False
    return True

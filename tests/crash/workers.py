"""The second harness: real Celery workers and their children are killed, the broker is flushed and killed, PostgreSQL
is ended as by `pg_ctl stop -m immediate`; beat and workers alone put everything right."""

import os
import random
import signal
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from django.db import OperationalError, connection
from django.db.models import Sum

from dev.servers import Postgres
from stipends.models import Payout
from stipends.models.payout import CARRIED
from tests.crash.harness import FAULTS
from tests.crash.world import World
from tests.road.processes import RealParts, wait_until

DUE = 6
SETTLING_SECONDS = 300
PATIENCE_SECONDS = 300  # a worker that was killed starts anew, on a machine that does other things too
RECOVERED = b"automatic recovery in progress"


@dataclass
class Workers:
    """`database` is None where it is not ours to crash."""

    world: World
    parts: RealParts
    database: Postgres | None = None
    seed: int = 1
    done: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.chance, self.claims = random.Random(self.seed), 0
        self.world.simulator.begin_anew(seed=self.seed, probabilities=FAULTS, hang_seconds=1.0)

    def run(self, kills: int) -> None:
        """Kill children and, every fifth time, the whole worker. Every tenth time the broker suffers as well, and every
        twentieth the database: of 200 kills ten."""
        for number in range(1, kills + 1):
            self.keep_busy()
            wait_until("the worker is at work", self._is_at_work, PATIENCE_SECONDS)
            time.sleep(self.chance.uniform(0, 0.3))  # somewhere in the middle of it
            if number % 5 == 0:
                self.kill_the_worker()
            else:
                self.kill_a_child()
            if number % 20 == 0 and self.database:
                self.end_the_database(self.database)
            elif number % 10 == 0:
                self.hurt_the_broker()

    def keep_busy(self) -> None:
        """New batches, and time that passes, so that leases of the dead have ended."""
        self.world.pass_time()
        self.world.simulator.change("status", "UNCLAIMED", status="SUCCESS", returns_in=0)
        self.claims = claims()
        while Payout.objects.filter(status__in=CARRIED).count() < DUE:
            self.world.send(self.world.a_frozen_batch())

    def kill_the_worker(self) -> None:
        self.parts.worker.kill()
        self.parts.worker.start()
        self.done["worker"] += 1

    def kill_a_child(self) -> None:
        wait_until("a child of the worker is killed", self._kill_one)
        self.done["child"] += 1

    def hurt_the_broker(self) -> None:
        """In turn it forgets everything, and is killed."""
        if self.done["broker flushed"] <= self.done["broker killed"]:
            self.parts.broker.flushdb()
            self.done["broker flushed"] += 1
        else:
            self.parts.valkey.stop(by=signal.SIGKILL)
            self.parts.valkey.start()
            self.done["broker killed"] += 1

    def end_the_database(self, database: Postgres) -> None:
        """Every connection breaks in the middle of what it did, and the log is replayed at the next start."""
        connection.close()
        recovered = database.log.read_bytes().count(RECOVERED)
        database.stop(by=signal.SIGQUIT)  # the signal of `-m immediate`
        database.start()
        wait_until("the database answers", _is_there)
        assert database.log.read_bytes().count(RECOVERED) > recovered, "PostgreSQL was shut down in order"
        self.done["PostgreSQL ended"] += 1

    def settle(self) -> None:
        """Nothing is killed any more. Nobody carries a payout by hand: beat and worker do, people decide the rest."""
        self.world.simulator.control(probabilities={})
        limit = time.monotonic() + SETTLING_SECONDS
        while Payout.objects.filter(status__in=["created", *CARRIED, "needs_review"]).exists() or self._is_owed():
            if time.monotonic() > limit:
                return
            self.supervise()
            self.world.simulator.change("status", "UNCLAIMED", status="SUCCESS", returns_in=0)
            self.world.pass_time()
            self.world.look_into()
            self.world.people_go_on()
            time.sleep(0.5)

    def _is_owed(self) -> bool:
        return self.world.owed().exists()

    def supervise(self) -> None:
        """Start again what has given up, as systemd or Docker would."""
        for program in (self.parts.worker, self.parts.beat):
            if program.process is None or program.process.poll() is not None:
                program.kill()
                program.start()

    def _is_at_work(self) -> bool:
        """Whether it has claimed something since `keep_busy`: one that is killed while it starts proves nothing."""
        self.supervise()
        return claims() > self.claims

    def _kill_one(self) -> bool:
        """One of the worker's children; False where it has none at this moment."""
        self.supervise()
        process = self.parts.worker.process
        children = children_of(process.pid) if process else []
        if not children:
            return False
        with suppress(ProcessLookupError):
            os.kill(self.chance.choice(children), signal.SIGKILL)
            return True
        return False


def claims() -> int:
    """How often workers have taken a payout, so far."""
    count: int = Payout.objects.aggregate(count=Sum("tries", default=0))["count"]
    return count


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

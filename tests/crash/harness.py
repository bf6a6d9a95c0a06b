"""Kills by SIGKILL at every named failpoint, with a provider that fails, messages that come twice, and queues that are
flushed; then recovery alone."""

import os
import random
import signal
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import connection

from stipends import carrier, failpoints
from stipends.models import Payout, PayoutBatch
from stipends.models.payout import CARRIED
from stipends.workflow import reconciliation
from tests.crash.world import World

FAULTS = {
    "500_before": 0.04, "reset_before": 0.04, "409_in_progress": 0.03, "429": 0.03, "refused": 0.02,
    "500_after": 0.05, "reset_after": 0.05, "hang_after": 0.01, "slow": 0.01, "garbage": 0.04,
    "wrong_amount": 0.01, "409_parameters": 0.01, "unclaimed": 0.04, "returned_later": 0.03, "failed": 0.02,
}  # fmt: skip
FLUSHED, FORGOTTEN, CLAIMED, SIMULATOR_KILLED = 0.1, 0.05, 0.05, 0.005
IN_STOCK = 4  # frozen batches ready to be sent
MOST_TRIES = 200
INHERITED: list[object] = []


@dataclass
class Harness:
    """`killed`: how often a process died at each failpoint; a round in which nobody reached it does not count."""

    world: World
    seed: int = 1
    killed: Counter[str] = field(default_factory=Counter)
    queue: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.frozen: list[PayoutBatch] = []
        self.world.simulator.begin_anew(seed=self.seed, probabilities=FAULTS, hang_seconds=0.3)

    def run(self, kills: int) -> None:
        """Kill that often, the same number of times at each failpoint."""
        for number in range(kills):
            point = failpoints.NAMES[number % len(failpoints.NAMES)]
            if not any(self.round(point) for _ in range(MOST_TRIES)):
                raise AssertionError(f"no process reached {point}")
            self.killed[point] += 1

    def round(self, point: str) -> bool:
        """One process that dies at `point`, if it comes by; others carry the same payout at the same time."""
        self._trouble()
        if point.startswith("send."):
            return self._kill_while_sending(point)
        if point.startswith("tick."):
            self._keep_busy()
            return in_another_process(carrier.due, dies_at=point) == signal.SIGKILL
        return self._kill_while_carrying(point)

    def _kill_while_sending(self, point: str) -> bool:
        while len(self.frozen) < IN_STOCK:
            self.frozen.append(self.world.a_frozen_batch())
        batch = self.frozen.pop(0)
        died = in_another_process(lambda: self._send(batch), dies_at=point)
        self.world.send(batch)  # the officer sees that it did not go through, or that it did
        return died == signal.SIGKILL

    def _send(self, batch: PayoutBatch) -> None:
        self.world.send(batch)
        failpoints.reached("send.after_commit")

    def _kill_while_carrying(self, point: str) -> bool:
        self._keep_busy()
        if not self.queue:
            return False
        pk = self.queue.pop(0)
        innocent = [fork(lambda: carrier.carry(pk, at=self.world.at)) for _ in range(self.chance.choice([0, 0, 1, 2]))]
        died = in_another_process(lambda: carrier.carry(pk, at=self.world.at), dies_at=point)
        for process in innocent:
            os.waitpid(process, 0)
        return died == signal.SIGKILL

    def _keep_busy(self) -> None:
        """Something is due, and the tick has published it: each message once, twice or three times."""
        if not self.queue:
            self.world.pass_time()
            if not Payout.objects.due().exists():
                self.world.send(self.world.a_frozen_batch())
            self.queue = [pk for pk in carrier.due() for _ in range(self.chance.choice([1, 1, 2, 3]))]
            self.chance.shuffle(self.queue)

    def _trouble(self) -> None:
        """What else happens meanwhile: a flushed broker, old keys, claimed money, a dead provider, people who look."""
        if self.chance.random() < FLUSHED:
            self.queue.clear()
        if self.chance.random() < FORGOTTEN:
            self.world.outlive_keys()
        if self.chance.random() < CLAIMED:
            self.world.simulator.change("status", "UNCLAIMED", status="SUCCESS", returns_in=0)
            self.world.look_into()
        if self.chance.random() < SIMULATOR_KILLED:
            self.world.simulator.stop(by=signal.SIGKILL)
            self.world.simulator.start()

    def recover(self, rounds: int = 60) -> None:
        """Nothing dies any more and the provider is well: ticks, time, and people who do what waits for them."""
        self.world.simulator.control(probabilities={})
        for _ in range(rounds):
            self.world.simulator.change("status", "UNCLAIMED", status="SUCCESS", returns_in=0)
            self.world.pass_time(timedelta(days=4))
            carrier.carry_due(at=self.world.at)
            self.world.look_into()
            if not Payout.objects.filter(status__in=[*CARRIED, "needs_review"]).exists():
                reconciliation.ask(by=None, at=self.world.at)
                reconciliation.carry_out_due(at=self.world.at)
                self.world.people_go_on()
                if not Payout.objects.filter(status__in=CARRIED).exists():
                    return


def fork(act: Callable[[], object], *, dies_at: str = "") -> int:
    """A process with a database connection of its own that acts, and is killed at a failpoint where one is named."""
    process = os.fork()
    if process:
        return process
    INHERITED.append(connection.connection)  # kept: closing it here would close it for the parent
    connection.connection = None
    code = 1
    try:
        if dies_at:
            failpoints.reached = lambda name: os.kill(os.getpid(), signal.SIGKILL) if name == dies_at else None
        act()
        code = 0
    finally:
        os._exit(code)


def in_another_process(act: Callable[[], object], *, dies_at: str) -> int:
    """The signal that ended it; 0 where it came through."""
    _, status = os.waitpid(fork(act, dies_at=dies_at), 0)
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0

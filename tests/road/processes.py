"""The product's processes on the test's own database, their broker, and a mail server that keeps what it is given."""

import asyncio
import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import redis
from aiosmtpd.controller import Controller
from django.conf import settings
from django.db import connection

from dev.run import PROCESSES, PROGRAMS, ROOT
from dev.servers import LOOPBACK, Valkey, ends_with_its_parent, free_port

PATIENCE_SECONDS = 30
TICK_SECONDS = 0.5


def wait_until(what: str, is_so: Callable[[], object], seconds: float = PATIENCE_SECONDS) -> None:
    """Ask again and again, and give up with a sentence: other processes do this in their own time."""
    limit = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > limit:
            raise AssertionError(f"Not within {seconds:.0f} s: {what}.")
        time.sleep(0.05)


class MailServer(Controller):
    """An SMTP server. While it is `holding`, it takes a mail's bytes and does not say that it has them."""

    def __init__(self) -> None:
        super().__init__(self, hostname=LOOPBACK, port=free_port())
        self.holding = False
        self.taken: list[EmailMessage] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
        while self.holding:
            await asyncio.sleep(0.02)
        return "250 OK"

    def counts(self) -> Counter[str]:
        """How often each mail arrived, by the id in its Message-ID."""
        return Counter(mail["Message-ID"].strip("<>").partition("@")[0] for mail in self.taken)

    def texts_to(self, address: str) -> list[str]:
        parts = [mail.get_body(("plain",)) for mail in self.taken if mail["To"] == address]
        return [part.get_content() for part in parts if part]


class Program:
    """One of the processes that `make run` starts, in a process group of its own."""

    def __init__(self, name: str, environment: dict[str, str], folder: Path) -> None:
        self.name, self.environment = name, environment
        self.log = folder / f"{name}.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        program, *arguments = PROCESSES[self.name]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [str(PROGRAMS / program), *arguments], cwd=ROOT, env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                process_group=0, preexec_fn=ends_with_its_parent(signal.SIGKILL),
            )  # fmt: skip

    def signal(self, which: signal.Signals) -> None:
        """Tell the whole group: the process and its children."""
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, which)

    def kill(self) -> None:
        """The end without a word of warning, and without any of it left."""
        self.signal(signal.SIGKILL)
        if self.process:
            self.process.wait()
            self.process = None


class RealParts:
    """Worker, beat, broker and mail server, all of them real. A context manager: nothing of it outlives the block."""

    def __init__(self, folder: Path, more: Mapping[str, str] | None = None) -> None:
        """`more`: variables that the processes get besides."""
        self.mails, self.valkey = MailServer(), Valkey()
        self.broker = redis.Redis(host=LOOPBACK, port=self.valkey.port)
        environment = {
            "DATABASE_URL": database_url(),
            "REDIS_URL": self.valkey.url,
            "CACHE_URL": self.valkey.cache_url,
            "EMAIL_URL": f"smtp://{LOOPBACK}:{self.mails.port}",
            "TICK_SECONDS": str(TICK_SECONDS),
            "MEDIA_ROOT": str(settings.MEDIA_ROOT),
            **(more or {}),
        }
        self.worker = Program("worker", environment, folder)
        self.beat = Program("beat", environment, folder)

    def __enter__(self) -> "RealParts":
        try:
            self.valkey.start()
            self.mails.start()
            self.beat.start()
            self.worker.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        self.stop()
        if error:
            print(f"--- end of {self.worker.log}\n{self.worker.log.read_text(errors='replace')[-4000:]}")

    def stop(self) -> None:
        self.mails.holding = False
        for program in (self.worker, self.beat):
            program.kill()
        self.broker.close()
        with suppress(AssertionError):  # aiosmtpd's word for "was never started"
            self.mails.stop()
        self.valkey.__exit__(None, None, None)

    def hints(self) -> int:
        """How many messages wait in the broker."""
        return self.broker.llen("celery")


def database_url() -> str:
    """The test's own database, as DATABASE_URL."""
    here = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{here['NAME']}"
    password = f":{here['PASSWORD']}" if here["PASSWORD"] else ""
    return f"postgres://{here['USER']}{password}@{here['HOST']}:{here['PORT']}/{here['NAME']}"

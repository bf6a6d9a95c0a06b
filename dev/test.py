"""`make test`: every test on a real PostgreSQL, those without processes or a browser again on SQLite."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from dev.servers import Postgres, Valkey

NO_TEST_SELECTED = 5
ON_DEMAND = ("prove", "screenshots")
PLAIN = "not browser and not live and not prove and not screenshots"
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class Machine:
    """What this machine can test with; an empty string stands for what is missing."""

    database: str
    broker: str
    chromium: str
    environment: dict[str, str]

    def __str__(self) -> str:
        return ", ".join(
            [
                self.database or "PostgreSQL missing (SQLite alone)",
                self.broker or "Valkey missing (tests with real processes left out)",
                f"Chromium {self.chromium}" if self.chromium else "Chromium missing (browser tests left out)",
            ]
        )

    @property
    def is_complete(self) -> bool:
        return bool(self.database and self.broker and self.chromium)


@dataclass(frozen=True)
class Step:
    """One run of pytest."""

    name: str
    selection: str
    environment: dict[str, str]
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Result:
    """How a step ended."""

    step: Step
    exit_code: int
    passed: int
    failed: int
    skipped: int
    seconds: float

    def __str__(self) -> str:
        counts = f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"
        verdict = {0: "ok", NO_TEST_SELECTED: "nothing selected"}.get(self.exit_code, f"FAILED ({self.exit_code})")
        return f"{self.step.name:<44} {verdict:<17} {counts:<36} {self.seconds:4.0f} s"


def chromium() -> str:
    """The path of a Chromium, or an empty string."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("CHROMIUM") or next((path for name in names if (path := shutil.which(name))), "")


def machine(servers: ExitStack, folder: Path) -> Machine:
    """Start what can be started, and say with which environment the tests find it."""
    environment = {
        "TMPDIR": str(folder),
        "VAR_DIR": str(folder),
        "EMAIL_URL": "",
        "SENTRY_DSN": "",
        "CHROMIUM": chromium(),
    }
    if Postgres.is_installed():
        environment["DATABASE_URL"] = servers.enter_context(Postgres()).url
    if Valkey.is_installed():
        valkey = servers.enter_context(Valkey())
        environment |= {"REDIS_URL": valkey.url, "CACHE_URL": valkey.cache_url}
    return Machine(
        database=Postgres.label() if "DATABASE_URL" in environment else "",
        broker=Valkey.label() if "REDIS_URL" in environment else "",
        chromium=environment["CHROMIUM"],
        environment=environment,
    )


def steps(here: Machine, folder: Path, only: str) -> Iterator[Step]:
    """What this machine can run, in order."""
    on_sqlite = {**here.environment, "DATABASE_URL": f"sqlite:///{folder / 'tests.sqlite3'}"}
    main = here.environment if here.database else on_sqlite
    database = here.database or "SQLite"
    if only:
        yield Step(f"{database}, {only}", only, main)
        return
    if here.database:
        yield Step(f"{database}, pages and rules", PLAIN, main, ("-n", "2"))
    kinds = [kind for kind, is_here in (("live", here.broker), ("browser", here.chromium)) if is_here]
    if kinds:
        selection = f"({' or '.join(kinds)}) and not prove"
        missing = [kind for kind in ("live", "browser") if kind not in kinds]
        names = {"live": "real processes", "browser": "browser"}
        selection += "".join(f" and not {kind}" for kind in missing)
        apart = ("-n", "2", "--dist", "loadfile")  # a file keeps its demo and its browser to itself
        yield Step(f"{database}, {' and '.join(names[kind] for kind in kinds)}", selection, main, apart)
    again = f"{PLAIN} and not once" if here.database else PLAIN
    yield Step("SQLite, pages and verbs" if here.database else "SQLite, pages and rules", again, on_sqlite, ("-n", "2"))


def run(step: Step, arguments: list[str], folder: Path) -> Result:
    """Run pytest once, its output straight to the terminal."""
    report = folder / "report.xml"
    report.unlink(missing_ok=True)
    print(f"\n--- {step.name}", flush=True)
    started = time.monotonic()
    command = [sys.executable, "-m", "pytest", "-q", "-m", step.selection, f"--junitxml={report}", *step.options]
    code = subprocess.run([*command, *arguments], env={**os.environ, **step.environment}, check=False).returncode
    suite = ElementTree.parse(report).find("testsuite") if report.exists() else None  # noqa: S314 - we just wrote it
    count = {
        key: int(suite.get(key, "0")) if suite is not None else 0 for key in ("tests", "failures", "errors", "skipped")
    }
    failed = count["failures"] + count["errors"]
    return Result(
        step,
        code,
        max(0, count["tests"] - failed - count["skipped"]),
        failed,
        count["skipped"],
        time.monotonic() - started,
    )


def has_passed(result: Result, arguments: list[str]) -> bool:
    """A step that selected nothing is fine only where somebody asked for a part."""
    return result.exit_code == 0 or (result.exit_code == NO_TEST_SELECTED and bool(arguments))


def summary(results: list[Result], seconds: float) -> str:
    """A line per step, then the line that machines read."""
    total = [sum(getattr(result, field) for result in results) for field in ("passed", "failed", "skipped")]
    lines = [str(result) for result in results]
    minutes, rest = divmod(round(seconds), 60)
    return "\n".join(
        ["", *lines, f"total time {minutes} min {rest} s", "total: {} passed, {} failed, {} skipped".format(*total)]
    )


def main(arguments: list[str]) -> int:
    """Arguments are pytest's, but for a leading --only=prove."""
    only = next((kind for kind in ON_DEMAND if f"--only={kind}" in arguments), "")
    arguments = [argument for argument in arguments if argument != f"--only={only}"]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    started = time.monotonic()
    with ExitStack() as servers:
        folder = Path(servers.enter_context(tempfile.TemporaryDirectory(prefix="tests-", ignore_cleanup_errors=True)))
        folder.chmod(0o755)  # a PostgreSQL that a test starts runs as nobody, and walks through here
        here = machine(servers, folder)
        print(f"Testing with {here}.", flush=True)
        if os.environ.get("CI") == "true" and not here.is_complete:
            print("With CI=true nothing may be missing. Install it, then run again.")
            return 1
        results = [run(step, arguments, folder) for step in steps(here, folder, only)]
        print(summary(results, time.monotonic() - started))
    tested = sum(result.passed + result.failed for result in results)
    return 0 if tested and all(has_passed(result, arguments) for result in results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

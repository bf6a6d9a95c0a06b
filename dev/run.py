"""`make run`: the whole product on one machine, from one command, with made-up people to sign in as."""

import base64
import fcntl
import hashlib
import http.client
import os
import secrets
import signal
import subprocess
import sys
import time
import uuid
from contextlib import suppress
from pathlib import Path
from typing import IO

from dev.servers import LOOPBACK, Valkey, ends_with_its_parent, is_open

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("VAR_DIR") or ROOT / "var")
PROGRAMS = Path(sys.executable).parent
ANSWER_SECONDS = 60
STOP_SECONDS = 15

# docker-compose.yml starts the same three; tests/test_compose.py compares them.
PROCESSES = {
    "web": ["gunicorn", "--config", "deploy/gunicorn.conf.py", "mlsafety_course.wsgi"],
    "worker": [
        "celery",
        "-A",
        "mlsafety_course",
        "worker",
        "--loglevel",
        "INFO",
        "--without-gossip",
        "--without-mingle",
    ],
    "beat": ["celery", "-A", "mlsafety_course", "beat", "--loglevel", "INFO", "--scheduler", "celery.beat:Scheduler"],
}
FIRST_CONTENT = [["load_course"], ["demo", "--if-empty"]]


class Stop(Exception):
    """The run is over; the message, if any, says why."""


def only_one_run() -> IO[str]:
    """Hold the folder's lock for as long as the returned file is open."""
    VAR.mkdir(parents=True, exist_ok=True)
    held = (VAR / "run.lock").open("w")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Stop(
            f"The product already runs from {VAR}. Stop that one first, or set VAR_DIR to another folder."
        ) from None
    return held


def written(path: Path) -> dict[str, str]:
    """The variables of an earlier start."""
    lines = path.read_text().splitlines() if path.exists() else []
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def write_environment(port: int, valkey: Valkey | None) -> None:
    """Make or refresh run.env, which settings read. Secrets are made once; the real environment wins over all of it."""
    path = VAR / "run.env"
    made_once = {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "FIELD_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "DEPLOYMENT_ID": str(uuid.uuid4()),
        "CONTACT_EMAIL": "course@example.org",
    }
    kept = {name: value for name, value in written(path).items() if name in made_once}
    every_start = {"BASE_URL": f"http://localhost:{port}"}
    if valkey:
        every_start |= {"REDIS_URL": valkey.url, "CACHE_URL": valkey.cache_url}
    elif not os.environ.get("REDIS_URL"):
        every_start |= {"BROKER_URL": "filesystem://"}
    path.touch(mode=0o600)
    path.write_text("".join(f"{name}={value}\n" for name, value in {**made_once, **kept, **every_start}.items()))


def manage(*arguments: str) -> None:
    """Run one management command and let it speak for itself."""
    if subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, check=False).returncode:
        raise Stop(f"`manage.py {arguments[0]}` failed; its reason is above. Nothing was started.")


def collect_static_files() -> None:
    """Collect and compress them, unless neither they nor the libraries that bring some have changed."""
    files = sorted(path for path in (ROOT / "static").rglob("*") if path.is_file())
    facts = [(str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in files]
    lock = (ROOT / "requirements.lock").read_bytes()
    now, stamp = hashlib.sha256(repr(facts).encode() + lock).hexdigest(), VAR / "static.sha256"
    if not stamp.exists() or stamp.read_text() != now:
        manage("collectstatic", "--no-input", "--verbosity", "0")
        stamp.write_text(now)


def prepare(valkey: Valkey | None) -> None:
    """Everything the database and the disk need before the first page."""
    collect_static_files()
    manage("migrate", "--verbosity", "0")
    if not valkey and not os.environ.get("REDIS_URL"):
        (VAR / "broker").mkdir(exist_ok=True)
        (VAR / "broker-control").mkdir(exist_ok=True)
        manage("createcachetable")
    for command in FIRST_CONTENT:
        manage(*command)


class Children:
    """Web, worker and beat, in one process group that ends as one."""

    def __init__(self, group: int = 0) -> None:
        self.group = group
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, argv: list[str], environment: dict[str, str]) -> None:
        with log_of(name).open("wb") as log:
            child = subprocess.Popen(
                [str(PROGRAMS / argv[0]), *argv[1:]], cwd=ROOT, env={**os.environ, **environment},
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                process_group=self.group, preexec_fn=ends_with_its_parent(),
            )  # fmt: skip
        self.group = self.group or child.pid
        self.running[name] = child

    def check(self) -> None:
        """Raise when one of them is gone."""
        for name, child in self.running.items():
            if (code := child.poll()) is not None:
                last = "\n".join(log_of(name).read_text(errors="replace").splitlines()[-12:])
                raise Stop(
                    f"{name} ended by itself (code {code}), so everything stops. {log_of(name)} ends with:\n{last}"
                )

    def stop(self) -> None:
        """Ask each to finish what it does, then end whatever is left of the group."""
        for child in self.running.values():
            child.terminate()
        limit = time.monotonic() + STOP_SECONDS
        for child in self.running.values():
            with suppress(subprocess.TimeoutExpired):
                child.wait(max(0.1, limit - time.monotonic()))

    def kill(self) -> None:
        if self.group:
            with suppress(ProcessLookupError):
                os.killpg(self.group, signal.SIGKILL)


def log_of(name: str) -> Path:
    return VAR / "log" / f"{name}.log"


def answers(port: int) -> bool:
    """Whether the web process gives any answer at all."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": f"localhost:{port}"})
        return bool(connection.getresponse().status)
    except OSError:
        return False
    finally:
        connection.close()


def start_all(children: Children, port: int) -> None:
    """Start the three, and wait for the first answer."""
    log_of("web").parent.mkdir(exist_ok=True)
    for name, argv in PROCESSES.items():
        children.start(name, argv, {"WEB_BIND": f"{LOOPBACK}:{port}"})
    limit = time.monotonic() + ANSWER_SECONDS
    while not answers(port):
        children.check()
        if time.monotonic() > limit:
            raise Stop(f"The web process did not answer within {ANSWER_SECONDS} s. See {log_of('web')}.")
        time.sleep(0.1)


def serve(port: int, valkey: Valkey | None) -> None:
    """Run until somebody presses Ctrl-C or a process ends."""
    children = Children(group=valkey.process.pid if valkey and valkey.process else 0)
    try:
        start_all(children, port)
        print(f"\nhttp://localhost:{port}\n", flush=True)
        manage("demo_logins")
        print(f"\nLogs: {VAR / 'log'}   Mail: {VAR / 'mail'}   Stop: Ctrl-C", flush=True)
        while True:
            children.check()
            time.sleep(0.2)
    finally:
        print("\nStopping.", flush=True)
        try:
            children.stop()
        finally:
            if valkey:
                valkey.stop()
            children.kill()


def run(port: int) -> None:
    """Everything, in order."""
    if is_open(port):
        raise Stop(f"Port {port} is taken by another program. Choose another one: make run PORT={port + 1}")
    with only_one_run():
        valkey = None
        if not os.environ.get("REDIS_URL") and Valkey.is_installed():
            (VAR / "valkey").mkdir(exist_ok=True)
            valkey = Valkey(VAR / "valkey").start()
        try:
            write_environment(port, valkey)
            prepare(valkey)
            serve(port, valkey)
        finally:
            if valkey:
                valkey.stop()


def main() -> int:
    """Exit code 0 after Ctrl-C, 1 with a sentence otherwise."""
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, signal.default_int_handler)
    try:
        run(int(os.environ.get("PORT") or 8000))
    except KeyboardInterrupt:
        return 0
    except Stop as reason:
        print(reason, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

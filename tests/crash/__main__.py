"""`make crash N=2000`: starts PostgreSQL and a simulator, kills that often, recovers, and says what was found.

With `workers` it kills real Celery workers, their children, the broker and the database instead; PostgreSQL then runs
with fsync and synchronous commits, as it is shipped.
"""

import argparse
import os
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import django

from dev.servers import POSTGRES_FOR_TESTS, Postgres
from tests.payout_simulator.process import PayoutSimulator

SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "mlsafety_course.settings", "SECRET_KEY": "only-for-the-crash-harness-" * 3,
    "BASE_URL": "http://localhost", "CONTACT_EMAIL": "course@example.com", "LOG_LEVEL": "ERROR",
    "FIELD_KEYS": "dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk=", "EMAIL_URL": "", "SENTRY_DSN": "",
    "PAYPAL_CLIENT_ID": "course", "PAYPAL_SECRET": "only-for-tests",
    "STATICFILES_STORAGE": "django.contrib.staticfiles.storage.StaticFilesStorage",
}  # fmt: skip
AS_SHIPPED = {"max_connections": POSTGRES_FOR_TESTS["max_connections"]}


def main(kills: int, seed: int, what: str) -> int:
    durable = AS_SHIPPED if what == "workers" else POSTGRES_FOR_TESTS
    with ExitStack() as servers:
        folder = Path(servers.enter_context(tempfile.TemporaryDirectory(prefix="crash-")))
        database = servers.enter_context(Postgres(settings=durable))
        simulator = servers.enter_context(PayoutSimulator())
        os.environ.update(SETTINGS, DATABASE_URL=database.url, PAYPAL_BASE_URL=simulator.url, VAR_DIR=str(folder))
        django.setup()
        from django.conf import settings  # noqa: PLC0415 - after the environment above
        from django.core.management import call_command  # noqa: PLC0415 - likewise

        from tests.crash import run  # noqa: PLC0415 - likewise

        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
        call_command("migrate", verbosity=0)
        started = time.monotonic()
        if what == "workers":
            died, verdict = run.run_workers(simulator, kills, folder, database, seed=seed)
        else:
            died, verdict = run.run(simulator, kills, seed=seed)
        for name, count in died.items():
            print(f"{name:<24}{count:>6}")
        payments, seconds = len(simulator.payments()), time.monotonic() - started
        print(f"{payments} payments at the simulator, {seconds:.0f} s, {kills / seconds:.1f} kills/s, seed {seed}")
        print(f"{kills} kills: {verdict}")
        return 0 if verdict.is_clean else 1


if __name__ == "__main__":
    asked = argparse.ArgumentParser(prog="make crash")
    asked.add_argument("kills", type=int)
    asked.add_argument("seed", type=int, nargs="?", default=1)
    asked.add_argument("--what", choices=["steps", "workers"], default="steps")
    given = asked.parse_args()
    sys.exit(main(given.kills, given.seed, given.what))

"""`make bench`: every benchmark, or those named, on a throw-away PostgreSQL, one after the other."""

import os
import sys
import tempfile

import django
from django.core.management import call_command

from dev.check import PRODUCTION
from dev.servers import Postgres

ROOMS = ["applications", "completion", "placement", "stipends"]


def main(asked: list[str]) -> int:
    """Each benchmark asks for Django's settings when it is imported, so the server comes first."""
    with Postgres() as server, tempfile.TemporaryDirectory(prefix="bench-") as folder:
        here = {"DATABASE_URL": server.url, "VAR_DIR": folder, "BASE_URL": "http://localhost:8000"}
        os.environ.update(PRODUCTION | here | {"CACHE_URL": "locmemcache://", "EMAIL_URL": "", "SENTRY_DSN": ""})
        os.environ["DJANGO_SETTINGS_MODULE"] = "mlsafety_course.settings"
        django.setup()
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        for room in asked or ROOMS:
            __import__(f"bench.{room}", fromlist=["main"]).main()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""What every test needs: settings before Django loads, a database of its own, no network."""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django
import hypothesis
import pytest
from pytest_django.fixtures import Settings

_var = Path(tempfile.mkdtemp(prefix="mlsafety-test-"))
atexit.register(shutil.rmtree, _var, ignore_errors=True)
(_var / "static").mkdir()
os.environ["VAR_DIR"] = str(_var)
os.environ.setdefault("SECRET_KEY", "only-for-tests-0123456789-0123456789-0123456789-abcdefghij")
os.environ.setdefault("BASE_URL", "http://testserver")
os.environ.setdefault("ALLOWED_HOSTS", "testserver,localhost,127.0.0.1")
os.environ.setdefault("CONTACT_EMAIL", "course@example.com")
os.environ.setdefault("FIELD_KEYS", "dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk=")
os.environ.setdefault("STATICFILES_STORAGE", "django.contrib.staticfiles.storage.StaticFilesStorage")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
os.environ["DJANGO_SETTINGS_MODULE"] = "mlsafety_course.settings"
django.setup()
hypothesis.settings.register_profile("ours", deadline=None)
hypothesis.settings.load_profile("ours")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """On SQLite the test database is a file of this run: the shared in-memory one locks under a live server."""
    from django.conf import settings  # noqa: PLC0415 - after the environment above

    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database["TEST"]["NAME"] = str(_var / f"test-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """Under Playwright's event loop Django opens a second connection in this thread; it, too, must know the rows that
    migrations made, or they are silently not given back to a test."""
    from django.db import connections  # noqa: PLC0415 - after the environment above

    first = connections["default"]
    if hasattr(first, "_test_serialized_contents"):
        type(first)._test_serialized_contents = first._test_serialized_contents


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that commit empty the tables afterwards: give each the rows that migrations made (the groups).

    By the marker: where a test has one, pytest-django asks it alone whether to keep those rows. What cannot differ
    between databases (pure rules; the guards, which ask every address) is marked to run on one of them.
    """
    for item in items:
        marker, names = item.get_closest_marker("django_db"), getattr(item, "fixturenames", [])
        said = dict(marker.kwargs) if marker else {}
        if said.get("transaction") or {"live_server", "transactional_db"} & set(names):
            said |= {"transaction": True, "serialized_rollback": True}
            item.add_marker(pytest.mark.django_db(**said), append=False)
        if "guards" in item.path.parts or (marker is None and "django_db_setup" not in names):
            item.add_marker(pytest.mark.once)


@pytest.fixture(autouse=True)
def fresh_rooms(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """Uploads and mail go to a folder of the test; rate limits start anew."""
    from django.core.cache import cache  # noqa: PLC0415 - after the environment above

    from applications import scores  # noqa: PLC0415 - likewise

    scores.forget()
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()
    yield
    cache.clear()

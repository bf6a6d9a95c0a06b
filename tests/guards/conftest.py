"""The world of the guards: built once for each module that asks for it, and never kept."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from django.db import transaction
from django.test import override_settings
from pytest_django.fixtures import Settings
from pytest_django.plugin import DjangoDbBlocker

from tests.guards.asking import Asker
from tests.guards.world import NOW, World, build

QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the files of the module's world lie."""
    return tmp_path_factory.mktemp("media")


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker, media: Path) -> Iterator[World]:
    """The matrix's world, at NOW."""
    settings = override_settings(MEDIA_ROOT=media, PASSWORD_HASHERS=QUICK)
    with django_db_blocker.unblock(), settings, time_machine.travel(NOW, tick=False), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def asker(world: World) -> Asker:
    """Everybody of the world, signed in."""
    return Asker(world.people)


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Thousands of refusals are expected here: they are not worth a line of log each."""
    with caplog.at_level(logging.CRITICAL, "django.request"):
        yield


@pytest.fixture
def world_files(settings: Settings, media: Path) -> None:
    """Uploads are where the world has put them."""
    settings.MEDIA_ROOT = media

"""Uploaded files whose rows never came."""

import os
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from curriculum.models import AttemptFile
from curriculum.workflow import orphans
from tests.factories.curriculum import make_attempt, make_file

pytestmark = pytest.mark.django_db
NOW = datetime(2023, 6, 1, tzinfo=UTC)


def written(path, age):
    default_storage.save(path, ContentFile(b"left behind"))
    stamp = (NOW - age).timestamp()
    os.utime(default_storage.path(path), (stamp, stamp))
    return path


def test_what_no_row_knows_goes_after_a_day_and_everything_else_stays():
    make_attempt(files=[make_file()])
    kept = str(AttemptFile.objects.get().content.name)
    os.utime(default_storage.path(kept), (0, 0))
    old, fresh = written("attempts/zz/old", timedelta(days=2)), written("attempts/zz/fresh", timedelta(hours=1))

    found = orphans.sweep(at=NOW), orphans.sweep(at=NOW)

    assert found == (1, 0)
    assert [default_storage.exists(path) for path in (kept, old, fresh)] == [True, False, True]

"""What the clock does for stipends."""

import pytest

from stipends import tasks
from stipends.models import Stipend
from tests.factories.stipends import make_completion

pytestmark = pytest.mark.django_db


def test_the_tick_may_be_lost_or_run_twice():
    make_completion()

    tasks.tick()
    tasks.tick()

    assert Stipend.objects.count() == 1

"""Every life cycle keeps its history, reaches all of its statuses by arrows, and is moved by nothing else."""

from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from tests.guards.life_cycles import arrows_of, astray, cycles, lost, without_history, writers

CYCLES = cycles()
ROOMS = sorted({model._meta.app_label for model in CYCLES})
FOLDERS = ["accounts", "applications", "cohorts", "curriculum", "mlsafety_course", "stipends"]
NOT_BY_ARROWS = {
    "Message": {"draft": "the other beginning: a letter on hold is written as a draft"},
}


def test_every_life_cycle_keeps_its_history():
    assert CYCLES
    assert without_history(CYCLES) == []


@pytest.mark.parametrize("model", CYCLES, ids=lambda model: model.__name__)
def test_every_status_is_reached_by_arrows(model):
    arrows = arrows_of(apps.get_app_config(model._meta.app_label))

    assert lost(model, arrows, NOT_BY_ARROWS.get(model.__name__, {})) == []


@pytest.mark.parametrize("room", ROOMS)
def test_every_arrow_goes_from_and_to_statuses_of_its_room(room):
    here = [model for model in CYCLES if model._meta.app_label == room]
    arrows = arrows_of(apps.get_app_config(room))

    assert arrows
    assert astray(here, arrows) == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_only_the_workflow_writes_a_status(folder):
    assert writers(Path(settings.BASE_DIR) / folder) == []

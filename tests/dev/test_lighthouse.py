"""`make lighthouse` judges by the middle look, says what costs points, and what the machine lacks."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from dev import lighthouse
from dev.run import Stop


def report(
    accessibility: float | None = 1, performance: float = 0.9, size: int = 60_000, **more: Any
) -> dict[str, Any]:
    """What Lighthouse writes, as far as it is read."""
    scores = {"accessibility": accessibility, "best-practices": 1, "seo": 1, "performance": performance}
    contrast = {
        "title": "Contrast is too low",
        "score": 1 if accessibility == 1 else 0,
        "details": {"items": [{"node": {"snippet": '<p class="faint">'}}]},
    }
    asked = {"accessibility": [{"id": "color-contrast", "weight": 7}]}
    return {
        "categories": {kind: {"score": score, "auditRefs": asked.get(kind, [])} for kind, score in scores.items()},
        "audits": {"color-contrast": contrast, "total-byte-weight": {"numericValue": 60_000}},
        **more,
    }


def test_a_page_is_judged_by_the_middle_one_of_its_looks():
    once = lighthouse.finding("week", [report(0.5, performance=0.2), report(performance=0.9), report(performance=0.8)])
    twice = lighthouse.finding("week", [report(0.94), report(0.94), report()])

    assert once.scores == {"accessibility": 100, "best-practices": 100, "seo": 100, "performance": 80}
    assert (once.is_fine, twice.is_fine) == (True, False)


def test_a_slow_page_is_told_but_not_judged():
    assert lighthouse.finding("week", [report(performance=0.1)] * 3).is_fine


def test_what_costs_points_is_named_once_with_its_place():
    found = lighthouse.finding("week", [report(0.9)] * 3)

    assert found.faults == ('accessibility: Contrast is too low (color-contrast) <p class="faint">',)
    assert str(found).splitlines()[0].endswith("60 kB")


def test_a_page_that_could_not_be_looked_at_is_not_fine():
    found = lighthouse.finding("week", [report(None, runtimeError={"message": "The page did not load."})])

    assert not found.is_fine
    assert "Lighthouse could not finish: The page did not load." in found.faults


def test_without_node_a_sentence_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(Stop, match=r"needs Node\.js .* apt-get install npm"):
        lighthouse.installed()


def test_the_lock_pins_lighthouse_and_names_no_registry():
    lock = (lighthouse.PINNED / "package-lock.json").read_text()

    packages = json.loads(lock)["packages"]

    assert re.fullmatch(r"[\d.]+", packages[""]["dependencies"]["lighthouse"])
    assert all("integrity" in package for name, package in packages.items() if name)
    assert "resolved" not in lock

"""The containers, the image and `make run` start the same product."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from dev.run import PROCESSES

ROOT = Path(__file__).resolve().parent.parent
REQUIRED = re.compile(r"\$\{(\w+):\?([^}]*)\}")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    parsed: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return parsed


@pytest.mark.parametrize("name", PROCESSES)
def test_a_container_and_make_run_start_a_process_with_the_same_words(compose, name):
    assert compose["services"][name]["command"] == PROCESSES[name]


def test_the_image_starts_the_web_process_by_default():
    command = re.search(r"^CMD (.*)$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)

    assert command is not None
    assert json.loads(command.group(1)) == PROCESSES["web"]


def test_every_variable_that_is_missing_is_asked_for_in_a_sentence():
    asked = REQUIRED.findall((ROOT / "docker-compose.yml").read_text())

    assert asked
    assert [name for name, sentence in asked if not sentence.startswith(f"Set {name} to")] == []


def test_the_broker_refuses_rather_than_forgets_and_the_cache_forgets(compose):
    broker = " ".join(compose["services"]["broker"]["command"])
    cache = " ".join(compose["services"]["cache"]["command"])

    assert "--appendonly yes" in broker
    assert "--maxmemory-policy noeviction" in broker
    assert "--appendonly no" in cache
    assert "--maxmemory-policy allkeys-lru" in cache


def test_broker_and_cache_are_different_servers_for_every_process(compose):
    for name in PROCESSES:
        environment = compose["services"][name]["environment"]

        assert environment["REDIS_URL"].startswith("redis://broker:")
        assert environment["CACHE_URL"].startswith("redis://cache:")


def test_only_the_proxy_can_be_reached_from_outside(compose):
    assert [name for name, service in compose["services"].items() if "ports" in service] == ["proxy"]


def test_nothing_starts_before_the_database_has_been_migrated(compose):
    for name in PROCESSES:
        assert compose["services"][name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}

"""The guard of the registry: no field without a tag, no tag without a field, a way to every person."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from accounts.models import User
from mlsafety_course.home.registry import KEPT, Kept, Part

EVERY_MODEL = [kept for part in KEPT for kept in part.models]


def faults(kept: Iterable[Kept], kept_models: Iterable[type[models.Model]]) -> Iterator[str]:
    """A sentence for everything in which the registry and the database differ."""
    tagged = list(kept)
    labels = Counter(entry.model for entry in tagged)
    stored = {model._meta.label: model for model in kept_models}
    yield from (f"{label} is missing" for label in stored if label not in labels)
    yield from (f"{label} stands there {count} times" for label, count in labels.items() if count > 1)
    for entry in tagged:
        if entry.model in stored:
            yield from faults_of_fields(entry, stored[entry.model])
            yield from faults_of_ways(entry, stored[entry.model])
        else:
            yield f"{entry.model} is gone"


def faults_of_fields(entry: Kept, model: type[models.Model]) -> Iterator[str]:
    fields = {field.name for field in [*model._meta.concrete_fields, *model._meta.local_many_to_many]}
    fields -= {field.name for field in model._meta.concrete_fields if field.auto_created}
    tags = Counter(entry.tags)
    yield from (f"{entry.model}.{name} has no tag" for name in sorted(fields - tags.keys()))
    yield from (f"{entry.model}.{name} is tagged but gone" for name in sorted(tags.keys() - fields))
    yield from (f"{entry.model}.{name} is tagged {count} times" for name, count in tags.items() if count > 1)


def faults_of_ways(entry: Kept, model: type[models.Model]) -> Iterator[str]:
    if entry.personal and not entry.paths:
        yield f"{entry.model} is personal but leads to nobody"
    for path in entry.paths:
        if end_of(model, path) is not User:
            yield f"{entry.model}: {path} does not lead to a person"
    if entry.paths and not (entry.name and entry.line):
        yield f"{entry.model} leads to a person but has no name or line"


def end_of(model: Any, path: str) -> Any:
    """The model at the end of a way of links, or None. Every link leads to one row, so that no row is told twice."""
    for name in path.split("__"):
        if name == "pk":
            continue
        links = {field.name: field.related_model for field in model._meta.concrete_fields if field.is_relation}
        if name not in links:
            return None
        model = links[name]
    return model


def shortened(label: str, **fields: Any) -> list[Kept]:
    """The registry with one model's entry changed."""
    return [replace(entry, **fields) if entry.model == label else entry for entry in EVERY_MODEL]


def test_every_field_of_every_model_is_tagged_once_and_every_personal_row_leads_to_a_person():
    assert list(faults(EVERY_MODEL, apps.get_models())) == []


@pytest.mark.parametrize(
    ("registry", "fault"),
    [
        (shortened("cohorts.Seat", plain=""), "cohorts.Seat.enrollment has no tag"),
        (shortened("cohorts.Seat", plain="enrollment section"), "cohorts.Seat.section is tagged 2 times"),
        (shortened("cohorts.Seat", plain="enrollment shoe_size"), "cohorts.Seat.shoe_size is tagged but gone"),
        (shortened("accounts.User", plain="public_id is_superuser is_active"), "accounts.User.is_staff has no tag"),
        (shortened("cohorts.Seat", person=None), "cohorts.Seat is personal but leads to nobody"),
        (shortened("cohorts.Seat", person="section"), "cohorts.Seat: section does not lead to a person"),
        (
            shortened("cohorts.Seat", person="enrollment__human"),
            "cohorts.Seat: enrollment__human does not lead to a person",
        ),
        (shortened("cohorts.Seat", line=""), "cohorts.Seat leads to a person but has no name or line"),
        ([entry for entry in EVERY_MODEL if entry.model != "cohorts.Seat"], "cohorts.Seat is missing"),
        ([*EVERY_MODEL, Kept("cohorts.Sofa")], "cohorts.Sofa is gone"),
        ([*EVERY_MODEL, Kept("auth.Group", plain="name permissions")], "auth.Group stands there 2 times"),
    ],
)
def test_a_planted_fault_is_found_and_is_the_only_one(registry, fault):
    found = list(faults(registry, apps.get_models()))

    assert found == [fault]


@pytest.mark.parametrize("part", KEPT, ids=lambda part: part.title)
def test_every_part_says_why_and_until_when_in_whole_sentences(part):
    sentences = [part.why, part.until, part.in_words]

    assert all(text[0].isupper() and text.endswith(".") for text in sentences)
    assert not any("_" in text or "{" in text for text in sentences)


def test_the_personal_things_are_listed_once_each_as_a_sentence():
    part = Part("Pets", "Why.", "Until.", [
        Kept("pets.Dog", personal={"name": "its name", "nick": "its name", "age": "how old it is"}),
        Kept("pets.Cat", personal={"mood": "its mood"}, withheld={"plan": "its plan"}),
    ])  # fmt: skip

    assert part.in_words == "Its name, how old it is and its mood."
    assert part.withheld_in_words == "Its plan."


def test_a_part_without_personal_things_says_so():
    part = Part("Bricks", "Why.", "Until.", [Kept("walls.Brick", plain="colour")])

    assert part.in_words == "Nothing."
    assert part.withheld_in_words == ""


@pytest.mark.parametrize("entry", [entry for entry in EVERY_MODEL if entry.paths], ids=lambda entry: entry.model)
def test_a_row_in_words_takes_only_fields_that_its_person_may_read(entry):
    public = {"status"} if entry.model == "applications.Application" else set()
    readable = dict.fromkeys({*entry.personal, *entry.plain.split(), *public}, "words")

    assert "words" in entry.line.format_map(readable)

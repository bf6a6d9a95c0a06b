"""The texts the product ships: written where there is none yet, never over what staff wrote."""

from django.db import models, transaction

from curriculum.coursefile import BrokenFile, Entry, read
from curriculum.models import Assignment, Passage, Unit


@transaction.atomic
def load_missing(text: str) -> int:
    """Write public passages, prompts, notes and marking keys that are missing. Returns how many were written."""
    whole = read(text)
    written = sum(_write_passage(position, entry) for position, entry in enumerate(whole.entries("passages"), 1))
    written += sum(_fill(Unit, entry, ["discussion_prompt", "ta_notes"]) for entry in whole.entries("units"))
    return written + sum(_fill(Assignment, entry, ["marking_key"]) for entry in whole.entries("assignments"))


def _write_passage(position: int, entry: Entry) -> bool:
    for key in ("slug", "place", "title", "body"):
        if not isinstance(entry.get(key), str):
            raise BrokenFile(entry.line_of(key), f"this passage has no “{key}”.")
    if entry["place"] not in Passage.Place.values:
        raise BrokenFile(entry.line_of("place"), f"there is no place called “{entry['place']}”.")
    fields = {key: entry[key] for key in ("place", "title", "body")}
    return Passage.objects.get_or_create(slug=entry["slug"], defaults={**fields, "position": position})[1]


def _fill(model: type[models.Model], entry: Entry, names: list[str]) -> int:
    """Fill the empty ones of the named columns."""
    empty = model._default_manager.filter(slug=entry.get("slug"))
    return sum(empty.filter(**{name: ""}).update(**{name: entry[name]}) for name in names if entry.get(name))

"""Links that staff have mended for one cohort, put where the library's own would be shown."""

from __future__ import annotations

from collections.abc import Sequence

from curriculum.models import Assignment, Lecture, LinkFix, Reading

Linked = Lecture | Reading | Assignment
FIELDS: dict[type[Linked], dict[str, str]] = {
    Lecture: {"video_url": "Video", "slides_url": "Slides", "notes_url": "Notes"},
    Reading: {"url": "Address"},
    Assignment: {"url": "Questions"},
}


def mend(cohort: int, things: Sequence[Linked]) -> None:
    """Give each its address for this cohort (a key), in memory only: such rows are for showing, never for saving.

    One query, however many things.
    """
    fixes = LinkFix.objects.filter(cohort=cohort).values_list("lecture", "reading", "assignment", "field", "url")
    mended: dict[tuple[object, ...], str] = {tuple(place): url for *place, url in fixes}
    for thing in things:
        for field in FIELDS[type(thing)]:
            if url := mended.get((*place_of(thing), field)):
                setattr(thing, field, url)


def place_of(thing: Linked) -> tuple[int | None, int | None, int | None]:
    """Its key, where a link fix has it: lecture, reading, assignment."""
    return (
        thing.pk if isinstance(thing, Lecture) else None,
        thing.pk if isinstance(thing, Reading) else None,
        thing.pk if isinstance(thing, Assignment) else None,
    )

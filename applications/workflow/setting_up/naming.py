"""Short names for what a lead adds: questions and reasons."""

from collections.abc import Iterable

from django.utils.text import slugify

MOST_CHARACTERS = 40
RESERVED = {"new"}  # addresses of other pages


def free_name(label: str, taken: Iterable[str], otherwise: str) -> str:
    """From the first words of the label, with a number behind it where that is taken; small letters and hyphens."""
    used = {*taken, *RESERVED}
    first = slugify(label)[:MOST_CHARACTERS].strip("-_") or otherwise
    numbered = (f"{first}-{number}" for number in range(2, len(used) + 3))
    return next(name for name in (first, *numbered) if name not in used)

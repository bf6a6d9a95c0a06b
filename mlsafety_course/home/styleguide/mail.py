"""Samples of mail."""

from types import SimpleNamespace
from typing import Any

from mlsafety_course.outbox import letters
from mlsafety_course.outbox.post import Letter

FEEDBACK = """Question 2 is clear. In question 3 you write "*x* < y", but why?
1. Say what x is.
2. Then <b>prove</b> it, or [look here](https://example.org/hint).

----
The rest is fine."""


def sample_letter() -> Letter:
    """A mail with all that a mail may hold, to somebody who does not exist."""
    person = SimpleNamespace(name="Ada Lovelace", email="ada@example.org")
    source = letters.source(
        "home",
        "sample",
        person=person,
        link=letters.link("home"),
        code="K7QX-93MF",
        feedback=FEEDBACK,
        by="Friday 10 February 2023",
    )
    return Letter("sample", "sample", person, "What a mail may hold", source)


def samples() -> dict[str, Any]:
    return {"mail_text": sample_letter().text}

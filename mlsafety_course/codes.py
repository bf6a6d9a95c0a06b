"""Codes that people read out and type, and ids as they come in by the address or a form."""

import secrets
from uuid import UUID

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base32: no I, L, O, U to misread
LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


def drawn(letters: int) -> str:
    """So many characters from a safe source, five bits each."""
    return "".join(secrets.choice(ALPHABET) for _ in range(letters))


def as_drawn(typed: str) -> str:
    """What a person typed, in the letters of the alphabet: small letters, lookalikes, dashes and spaces are fine."""
    return typed.upper().translate(LOOKALIKES)


def uuid_of(written: str) -> UUID | None:
    """The id, or None for what is none."""
    try:
        return UUID(written)
    except ValueError:
        return None

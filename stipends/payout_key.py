"""The name of a payment, made from what it is: the same attempt to pay the same person always has the same name.

A retry, or a backup restored and approved again, therefore asks for the same payment and not for a second one.
"""

import hashlib
from uuid import UUID

from mlsafety_course.codes import ALPHABET

NUMBER_LETTERS = 9


def key(deployment_id: str, enrollment: UUID, attempt: int) -> str:
    """64 hex digits. `attempt` counts from 1; a new one is only made by a person, after the last surely failed."""
    if attempt < 1:
        raise ValueError("Attempts count from 1.")
    name = f"mlsafety|{deployment_id}|{enrollment}|stipend|{attempt}"
    return hashlib.sha256(name.encode()).hexdigest()


def number(payout_key: str) -> str:
    """What people and bank files call it: `P-7K3-M2Q-XD4`, 45 bits of the key."""
    bits = int(payout_key, 16) >> (256 - 5 * NUMBER_LETTERS)
    letters = "".join(ALPHABET[bits >> 5 * place & 31] for place in reversed(range(NUMBER_LETTERS)))
    return f"P-{letters[:3]}-{letters[3:6]}-{letters[6:]}"

"""Which fault meets which call: named for a key, or drawn from a seed, so that a run can be repeated."""

import random
from typing import Any

BEFORE = ("500_before", "reset_before", "409_in_progress", "429", "refused")
AFTER = ("500_after", "reset_after", "hang_after", "slow", "garbage")
BOOKED = ("wrong_amount", "409_parameters", "key_forgotten", "unclaimed", "returned_later", "failed")
ALL = (*BEFORE, *AFTER, *BOOKED)


def fault_of(control: dict[str, Any], key: str, call: int) -> str:
    """The fault of the `call`-th request for `key`; empty for none. A list for a key is used up call by call."""
    named = control.get("keys", {}).get(key, control.get("keys", {}).get("*"))
    if named is not None:
        return str(named[call - 1]) if call <= len(named) else ""
    drawn = random.Random(f"{control.get('seed', 0)}:{key}:{call}")
    chance = drawn.random()
    for fault, probability in control.get("probabilities", {}).items():
        chance -= probability
        if chance < 0:
            return str(fault)
    return ""

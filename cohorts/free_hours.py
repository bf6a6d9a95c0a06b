"""Who of many people can make which weekly slots: one question about whole tables instead of one per pair."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from mlsafety_course import timekit

Pattern = frozenset[int]
Slots = frozenset[int]


def makeable(grids: Sequence[str], needs: Sequence[Counter[Pattern]], misses: int) -> list[tuple[Slots, Slots]]:
    """For each person the slots that they can make, and those among them with a meeting that they would miss.

    `grids` are weeks of 336 characters, 1 where free. `needs`: for each slot, which half-hours its meetings touch, and
    how many meetings touch exactly those. A slot can be made if at most `misses` of its meetings touch a busy
    half-hour. Slots are named by their place in `needs`.
    """
    if not grids or not needs:
        return [(frozenset(), frozenset())] * len(grids)
    missed = _missed(grids, needs, misses)
    made, strained = _by_row(missed <= misses), _by_row((missed > 0) & (missed <= misses)) if misses else None
    return list(zip(made, strained or [frozenset[int]()] * len(grids), strict=True))


def _missed(grids: Sequence[str], needs: Sequence[Counter[Pattern]], misses: int) -> Any:
    """A table of people by slots: how many meetings each would miss (with `misses` 0, whether any)."""
    import numpy as np  # noqa: PLC0415 - comes with the solver, which only workers need

    merged = needs if misses else [Counter([frozenset[int]().union(*need)]) for need in needs]
    patterns = [(slot, pattern, times) for slot, need in enumerate(merged) for pattern, times in need.items()]
    signs = np.frombuffer("".join(grids).encode("ascii"), np.uint8).reshape(len(grids), timekit.WEEK_HALF_HOURS)
    touched = np.zeros((len(patterns), timekit.WEEK_HALF_HOURS), bool)
    for row, (_, pattern, _) in enumerate(patterns):
        touched[row, [*pattern]] = True
    hit = _share_a_bit(_words(signs != ord("1")), _words(touched))
    if not misses:
        return hit.astype(np.int16)
    counted = np.zeros((len(grids), len(needs)), np.int16)
    for column, (slot, _, times) in enumerate(patterns):
        counted[:, slot] += hit[:, column] * np.int16(times)
    return counted


def _words(table: Any) -> Any:
    """Each row of yes and no as a few 64-bit words."""
    import numpy as np  # noqa: PLC0415 - as above

    packed = np.packbits(table, axis=1)
    room = np.zeros((len(packed), -(-packed.shape[1] // 8) * 8), np.uint8)
    room[:, : packed.shape[1]] = packed
    return room.view(np.uint64)


def _share_a_bit(rows: Any, columns: Any) -> Any:
    """A table of which row has a bit in common with which column."""
    import numpy as np  # noqa: PLC0415 - as above

    found = np.zeros((len(rows), len(columns)), bool)
    for word in range(rows.shape[1]):
        found |= (rows[:, word, None] & columns[None, :, word]) != 0
    return found


def _by_row(table: Any) -> list[frozenset[int]]:
    """The columns that hold in each row."""
    import numpy as np  # noqa: PLC0415 - as above

    columns = np.nonzero(table)[1].tolist()
    ends = [0, *np.cumsum(table.sum(axis=1)).tolist()]
    return [frozenset(columns[first:last]) for first, last in pairwise(ends)]

"""What every chart has, and how numbers become places and words."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Literal

Tone = Literal["accent", "good", "going", "warn", "bad", "quiet", "blank"]
NOTHING = "There are no numbers yet."
ZEROS = "Nothing but 0."
INTERVALS = 4


def counted(number: int) -> str:
    return f"{number:,}"


@dataclass(frozen=True, kw_only=True)
class Chart(ABC):
    """`key` begins the ids: no two on a page share it. `things` heads the first column of the table. `written` prints
    a number, for example cents. Numbers are whole and none is below 0."""

    key: str
    title: str
    things: str
    written: Callable[[int], str] = counted

    @property
    @abstractmethod
    def summary(self) -> str:
        """The chart in one sentence."""

    @property
    @abstractmethod
    def head(self) -> list[str]:
        """The heads of the table's columns."""

    @property
    @abstractmethod
    def rows(self) -> list[list[str]]:
        """All that is drawn, as text under these heads."""

    @property
    def is_numeric(self) -> bool:
        """Whether the columns after the first are numbers."""
        return True


def share(part: int, whole: int) -> float:
    """Per cent of the whole, kept inside the box: 0 where there is no whole."""
    return round(100 * min(max(part / whole, 0), 1), 2) if whole > 0 else 0.0


def ticks(most: int) -> list[int]:
    """Whole numbers from 0 to at least `most`, evenly apart by 1, 2 or 5 times a power of ten, five at most."""
    step = next(step for step in _steps() if step * INTERVALS >= most)
    return [step * number for number in range(max(-(-most // step), 1) + 1)]


def percent(part: int, whole: int) -> str:
    """In words, whole per cent; empty where there is no whole."""
    if whole <= 0:
        return ""
    return "under 1 %" if 0 < part * 100 < whole else f"{round(100 * part / whole):,} %"


def _steps() -> Iterator[int]:
    for power in count():
        yield from (10**power, 2 * 10**power, 5 * 10**power)


def inside(label: str) -> str:
    """The label as it stands inside a sentence: *paid* for Paid, but TA and M1 as they are."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def highest(known: Sequence[tuple[int, str]], chart: Chart, when: str) -> str:
    """Where the highest of some numbers is, and how many equal it: *highest on 9 Dec and 2 other days with 14*."""
    most = max(value for value, _ in known)
    if not most:
        return inside(ZEROS).removesuffix(".")
    labels = [label for value, label in known if value == most]
    others = f" and {len(labels) - 1} other {inside(chart.things)}{'s' if len(labels) > 2 else ''}"
    return f"highest {when} {labels[0]}{others if len(labels) > 1 else ''} with {chart.written(most)}"


def capitalized(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]

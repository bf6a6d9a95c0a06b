"""One line of what waits for a member of staff, on whichever page it stands."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Item:
    """One thing to do: how many, what about one or several of them, and where."""

    count: int
    one: str
    many: str
    url: str
    is_urgent: bool = False

    @property
    def sentence(self) -> str:
        return f"{self.count} {self.one if self.count == 1 else self.many}"

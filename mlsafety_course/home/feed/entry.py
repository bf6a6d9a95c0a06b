"""One entry of a calendar."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Entry:
    """`uid` names the same thing for good; `sequence` grows with every change that a calendar should notice.

    `zone` is whose clocks the times are written in. `minutes` is zero for what only has a moment, such as a deadline.
    """

    uid: str
    sequence: int
    starts_at: datetime
    minutes: int
    zone: str
    summary: str
    description: str = ""
    location: str = ""
    link: str = ""
    is_cancelled: bool = False

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

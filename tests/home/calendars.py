"""A calendar file read by another library than the one that wrote it: vobject, by the zones that the file brings."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import vobject


@dataclass(frozen=True)
class Read:
    """One event as a calendar program understands it."""

    uid: str
    sequence: int
    status: str
    summary: str
    starts_at: datetime
    component: Any

    @property
    def is_on(self) -> bool:
        return self.status == "CONFIRMED"


def read(content: bytes) -> dict[str, Read]:
    """By UID. Fails where the file breaks the rules of RFC 5545 that the parser checks, or names a UID twice."""
    calendar = vobject.readOne(content.decode())
    calendar.validate()
    events = [_event(event) for event in calendar.contents.get("vevent", [])]
    assert len({event.uid for event in events}) == len(events)
    return {event.uid: event for event in events}


def _event(event: Any) -> Read:
    return Read(
        uid=event.uid.value,
        sequence=int(event.sequence.value),
        status=event.status.value,
        summary=event.summary.value,
        starts_at=event.dtstart.value,
        component=event,
    )

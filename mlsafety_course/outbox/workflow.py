"""The life of a mail. Killed in flight, it is uncertain, and a person decides: nothing is sent twice by itself."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Model
from django.db.models.functions import Now

from mlsafety_course.outbox.models import Message, Status
from mlsafety_course.transitions import arrow

RELEASE = arrow(Status.DRAFT, to=Status.QUEUED)
CANCEL = arrow(Status.DRAFT, Status.QUEUED, to=Status.CANCELLED)
CLAIM = arrow(Status.QUEUED, to=Status.SENDING)
DELIVERED = arrow(Status.SENDING, to=Status.SENT)
TRY_LATER = arrow(Status.SENDING, to=Status.QUEUED)
GIVE_UP = arrow(Status.SENDING, to=Status.FAILED)
LOSE_SIGHT = arrow(Status.SENDING, to=Status.UNCERTAIN)
SETTLE_AS_SENT = arrow(Status.UNCERTAIN, to=Status.SENT)
SEND_AGAIN = arrow(Status.UNCERTAIN, Status.FAILED, to=Status.QUEUED)

ARROWS = [RELEASE, CANCEL, CLAIM, DELIVERED, TRY_LATER, GIVE_UP, LOSE_SIGHT, SETTLE_AS_SENT, SEND_AGAIN]
MOST_ATTEMPTS = 8
FORGOTTEN_AFTER = timedelta(minutes=15)


def claim(message: Message, *, at: datetime) -> None:
    """Take the mail for sending; a second worker is refused."""
    CLAIM.apply(message, by=None, at=at, claimed_at=Now(), attempts=F("attempts") + 1)
    message.refresh_from_db()


def delivered(message: Message, *, at: datetime) -> None:
    """The server has taken it. What may not be kept of it goes."""
    DELIVERED.apply(message, by=None, at=at, sent_at=at, error="", **_without_what_passes(message))


def _without_what_passes(message: Message) -> dict[str, Any]:
    """The text of account mail; the text and the address of mail to somebody who wanted only this mail."""
    if message.is_secret:
        return {"text": "Not kept: it held a sign-in code.", "html": ""}
    return {"text": "Not kept, as its address is not.", "html": "", "address": ""} if message.is_passing else {}


def try_later(message: Message, error: str, *, at: datetime) -> None:
    """The server has certainly not taken it: wait 1, 2, 4, … minutes, or give up after eight tries."""
    if message.attempts >= MOST_ATTEMPTS:
        GIVE_UP.apply(message, by=None, at=at, reason=error, error=error)
        return
    wait = timedelta(minutes=2 ** (message.attempts - 1))
    TRY_LATER.apply(message, by=None, at=at, reason=error, error=error, not_before=at + wait)


def lose_sight(message: Message, error: str, *, at: datetime) -> None:
    """Nobody knows whether the server took it: a person decides."""
    LOSE_SIGHT.apply(message, by=None, at=at, reason=error, error=error)


def settle_as_sent(message: Message, *, by: Model, at: datetime) -> None:
    """A person found that the uncertain mail did arrive."""
    SETTLE_AS_SENT.apply(message, by=by, at=at, sent_at=at, **_without_what_passes(message))


def send_again(message: Message, *, by: Model, at: datetime) -> None:
    """A person wants an uncertain or failed mail to go out (once more)."""
    SEND_AGAIN.apply(message, by=by, at=at, not_before=at, attempts=0, error="")


def cancel(message: Message, *, by: Model | None, at: datetime) -> None:
    """The mail will not leave."""
    CANCEL.apply(message, by=by, at=at, **_without_what_passes(message))


def release(message: Message, *, by: Model, at: datetime) -> None:
    """A held draft may leave."""
    RELEASE.apply(message, by=by, at=at, not_before=at)

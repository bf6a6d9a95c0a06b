"""What the apps say to the outbox."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.contrib.auth import get_user_model

from mlsafety_course.outbox import dress, markup, plain
from mlsafety_course.outbox.models import ACCOUNT, Message, Status


@dataclass(frozen=True)
class Address:
    """Where a letter goes that is for whoever reads there, with an account here or without."""

    email: str


@dataclass(frozen=True)
class Letter:
    """A mail to one person. `key` names what it is about (`receipt:<application>:3`): one mail per key.

    `source` is the little Markdown of `outbox.markup`. `hold` keeps the mail as a draft until a person releases it.
    """

    key: str
    topic: str
    to: Any  # a User (accounts stands above the outbox) or an Address
    subject: str
    source: str
    reply_to: str = ""
    hold: bool = False

    @cached_property
    def read(self) -> markup.Source:
        return markup.read(self.source)

    @cached_property
    def text(self) -> str:
        return plain.text(self.read)

    @cached_property
    def html(self) -> str:
        return dress.html(self.read, self.subject)

    def render(self) -> None:
        """Make both forms now: before a transaction that is to be short."""
        _ = self.text, self.html


_is_history: ContextVar[bool] = ContextVar("is_history", default=False)


@contextmanager
def as_history() -> Iterator[None]:
    """What is written inside counts as delivered when it was written: for records made up about the past."""
    token = _is_history.set(True)
    try:
        yield
    finally:
        _is_history.reset(token)


def write(*letters: Letter, at: datetime) -> None:
    """Write letters to the outbox, in the transaction of the act. A key already written is left as it is."""
    rows = [
        Message(
            key=letter.key,
            topic=letter.topic,
            person=None if isinstance(letter.to, Address) else letter.to,
            address=letter.to.email,
            reply_to=letter.reply_to,
            subject=" ".join(letter.subject.split())[:250],
            text=letter.text,
            html=letter.html,
            status=Status.DRAFT if letter.hold else Status.SENT if _is_history.get() else Status.QUEUED,
            not_before=at,
            written_at=at,
            sent_at=at if _is_history.get() and not letter.hold else None,
        )
        for letter in letters
    ]
    Message.objects.bulk_create(rows, ignore_conflicts=True)


def write_account_mail(address: str, subject: str, source: str, *, at: datetime) -> None:
    """Write a mail about the account itself: codes, resets, changes of address."""
    person = get_user_model()._default_manager.filter(email__iexact=address).first()
    read = markup.read(source)
    Message.objects.create(
        key=f"account:{uuid.uuid4()}",
        topic=ACCOUNT,
        person=person,
        address=address,
        subject=subject,
        text=plain.text(read),
        html=dress.html(read, subject),
        not_before=at,
        written_at=at,
    )

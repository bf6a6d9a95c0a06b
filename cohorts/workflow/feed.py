"""A person's calendar address: made, replaced, ended."""

import hashlib
import secrets
from datetime import datetime

from django.db import transaction

from accounts.models import User
from cohorts.models import CalendarFeed


def fingerprint(token: str) -> str:
    """What is kept of a secret: its SHA-256 (hex)."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make(person: User, *, at: datetime) -> str:
    """A new secret, shown this once; the address before it answers no more."""
    User.objects.select_for_update().get(pk=person.pk)
    end(person, at=at)
    token = secrets.token_urlsafe(24)
    CalendarFeed.objects.create(person=person, token_hash=fingerprint(token), made_at=at)
    return token


def end(person: User, *, at: datetime) -> None:
    """Whoever has the address reads nothing from now on."""
    CalendarFeed.objects.live().filter(person=person).update(revoked_at=at)

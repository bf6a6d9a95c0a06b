"""Who asked to be told when the next round opens: asked, confirmed from the mail, told once, and then forgotten."""

from datetime import datetime, timedelta

from django.db import models, transaction

from applications import emails
from applications.models import Interest, Round
from mlsafety_course import codes
from mlsafety_course.outbox import post

TOKEN_LENGTH = 26
UNCONFIRMED_FOR = timedelta(days=7)
MAIL_AGAIN_AFTER = timedelta(hours=1)
AT_ONCE = 500  # addresses told in one go: what is left follows with the next tick


@transaction.atomic
def ask(email: str, *, at: datetime) -> None:
    """Keep the address and mail it a link. The same address again: another mail, though never two within an hour.

    Says nothing of whether the address was known, so that nobody can find out about somebody else's.
    """
    email = email.lower()
    asked, is_new = Interest.objects.get_or_create(
        email=email, defaults={"token": codes.drawn(TOKEN_LENGTH), "asked_at": at}
    )
    if not is_new:
        quiet = Interest.objects.filter(pk=asked.pk, confirmed_at=None, asked_at__lte=at - MAIL_AGAIN_AFTER)
        if not quiet.update(asked_at=at):
            return
        asked.asked_at = at
    post.write(emails.interest_asked(asked), at=at)


def confirm(interest: Interest, *, at: datetime) -> None:
    """By the button on the page of the link. Confirming again changes nothing."""
    Interest.objects.filter(pk=interest.pk, confirmed_at=None).update(confirmed_at=at)


def forget(interest: Interest) -> None:
    """On the person's own wish."""
    interest.delete()


def waiting(at: datetime) -> bool:
    """Whether the clock has something to do here."""
    return _unconfirmed(at).exists() or (_to_tell().exists() and Round.objects.open(at).exists())


def tell_all_waiting(at: datetime) -> int:
    """While a round is open, tell those who wait for one, and drop the addresses nobody confirmed; how many were told.

    Safe to run twice or at once: the mail is written in the transaction that deletes its row.
    """
    _unconfirmed(at).delete()
    open_ = Round.objects.open(at).select_related("cohort").first()
    if open_ is None:
        return 0
    return sum(_tell(pk, open_, at) for pk in _to_tell().values_list("pk", flat=True)[:AT_ONCE])


@transaction.atomic
def _tell(pk: int, round_: Round, at: datetime) -> bool:
    interest = Interest.objects.select_for_update().filter(pk=pk).first()
    if interest is None:
        return False
    post.write(emails.round_opened(interest, round_), at=at)
    interest.delete()
    return True


def _to_tell() -> models.QuerySet[Interest]:
    return Interest.objects.filter(confirmed_at__isnull=False)


def _unconfirmed(at: datetime) -> models.QuerySet[Interest]:
    return Interest.objects.filter(confirmed_at=None, asked_at__lte=at - UNCONFIRMED_FOR)

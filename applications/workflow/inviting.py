"""Late invites: a lead opens a way in beside the deadline; whoever uses it is counted under the round's lock."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from applications import emails
from applications.models import Application, LateInvite, Round
from applications.workflow import drafting, seats
from applications.workflow.lifecycle import REOPEN, Status
from mlsafety_course import codes
from mlsafety_course.outbox import post
from mlsafety_course.transitions import Refused

TOKEN_LENGTH = 26


@dataclass(frozen=True)
class Wording:
    """What a lead says of an invite. Without an `email` it is open to whoever holds the link."""

    email: str
    uses: int
    expires_at: datetime
    reason: str


class Gone(Refused):
    """The invite can be used by nobody any more."""


def obstacles(round_: Round, wording: Wording) -> dict[str, str]:
    """Why such an invite would be of no use, by field of its form; empty where it would (reads the cohort)."""
    return dict(_obstacles(round_, wording))


def _obstacles(round_: Round, wording: Wording) -> Iterator[tuple[str, str]]:
    if wording.expires_at <= round_.closes_at:
        yield "expires_on", "Everybody can apply until then. Choose a day after the round's own deadline."
    if wording.expires_at > round_.cohort.starts_at:
        yield "expires_on", "The course starts before that day is over. Choose an earlier one."


@transaction.atomic
def invite(round_: Round, wording: Wording, *, by: User, at: datetime) -> LateInvite:
    """Make an invite; one for an address is mailed to it."""
    _refuse_who_leads_not(round_, by)
    wrong = list(obstacles(round_, wording).values())
    if wording.expires_at <= at:
        wrong = ["This day is over already. Choose a later one."]
    if wording.email and wording.email.casefold() == by.email.casefold():
        wrong = ["Nobody opens the way in for themself. Another lead can invite you."]
    if wrong:
        raise Refused(wrong[0])
    made = LateInvite.objects.create(
        round=round_,
        token=codes.drawn(TOKEN_LENGTH),
        email=wording.email.lower(),
        uses=1 if wording.email else wording.uses,
        expires_at=wording.expires_at,
        reason=wording.reason,
        made_by=by,
        made_at=at,
    )
    if made.email:
        post.write(emails.invited_late(made, User.objects.filter(email__iexact=made.email).first()), at=at)
    return made


@transaction.atomic
def revoke(invite: LateInvite, *, by: User, at: datetime) -> None:
    """Nobody can use it from now on. Who has begun with it keeps the time they were given."""
    _refuse_who_leads_not(invite.round, by)
    if not LateInvite.objects.filter(pk=invite.pk, revoked_at=None).update(revoked_at=at):
        raise Refused("This invite was revoked already.")


@transaction.atomic
def redeem(invite: LateInvite, *, by: User, at: datetime) -> Application:
    """Start the person's application to the round, or reopen it, and let it be sent until the invite ends.

    Counted under the round's lock, so that it is never used more often than it may be. Who has used it finds their
    application again.
    """
    round_ = seats.lock(invite.round)
    invite = LateInvite.objects.select_related("round__cohort").get(pk=invite.pk)
    own = own_application(invite, by)
    if own and own.invite_id == invite.pk:
        return own
    refuse(invite, own, by=by, at=at)
    application = own or drafting.begin(round_, by, at=at)
    if application.status == Status.WITHDRAWN:
        REOPEN.apply(application, by=by, at=at)
    draft = Application.objects.filter(pk=application.pk, status=Status.DRAFT)
    if not draft.update(invite=invite, late_until=invite.expires_at):
        raise Refused("Your application was sent in at this moment, and it counts. You need no invite.")
    application.invite, application.late_until = invite, invite.expires_at
    return application


def own_application(invite: LateInvite, person: User) -> Application | None:
    """What this person has written to the round of the invite, with it or without."""
    return Application.objects.owned_by(person).filter(round=invite.round).first()


def refuse(invite: LateInvite, own: Application | None, *, by: User | None, at: datetime) -> None:
    """Say what stands in the way. `by` is None for somebody who has not signed in; `own` is their application.

    How often the invite was used counts for good only under the round's lock.
    """
    if invite.revoked_at is not None:
        raise Gone("This invite was taken back by the course team.")
    if at >= invite.expires_at:
        raise Gone("This invite has ended: the last day to send an application by it has passed.")
    if invite.applications.count() >= invite.uses:
        raise Gone("This invite has been used as often as it may be. Ask who gave it to you for another.")
    if not invite.round.has_opened(at):
        raise Refused(f"{invite.round} has not opened yet. The invite can be used from that day on.")
    if by:
        _refuse_wrong_person(invite, by)
    if own:
        _refuse_needless(own, at)


def _refuse_wrong_person(invite: LateInvite, by: User) -> None:
    if invite.email and invite.email.casefold() != by.email.casefold():
        raise Refused(
            "This invite is for another e-mail address than the one you have signed in with. Sign out, and sign in, or "
            "sign up, with the address to which the invite was sent."
        )
    if invite.made_by_id == by.pk:
        raise Refused("You have made this invite yourself. Another lead can invite you.")


def _refuse_needless(own: Application, at: datetime) -> None:
    """Who has sent theirs, or has more time already, leaves the invite unused."""
    if own.status not in {Status.DRAFT, Status.WITHDRAWN}:
        raise Refused("You have sent an application to this round already, and it counts. You need no invite.")
    if own.late_until is not None and own.takes(at):
        raise Refused("You were given more time for this application already. The invite was not used.")


def _refuse_who_leads_not(round_: Round, by: User) -> None:
    if not Round.objects.led_by(by).filter(pk=round_.pk).exists():
        raise Refused("You applied to this round yourself, so another lead looks after its invites.")

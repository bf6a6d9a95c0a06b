"""Free places and who is next: a seat that comes back is offered in the order of the list, by a lead."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.models import User
from applications import emails
from applications.models import Application, Round
from applications.workflow import seats
from applications.workflow.deciding import Proposal, Result
from applications.workflow.lifecycle import PROMOTE, Status
from applications.workflow.reviewing import refuse_partial
from mlsafety_course.outbox import post
from mlsafety_course.transitions import Refused


def next_in_line(round_: Round, free: int) -> list[Application]:
    """To whom so many free places would go: the first of the waitlist by rank."""
    waiting = Application.objects.filter(round=round_, status=Status.WAITLISTED).select_related("applicant", "round")
    return list(waiting.order_by("rank", "submitted_at", "pk")[:free])


@transaction.atomic
def promote(application: Application, *, by: User, at: datetime) -> None:
    """Offer a free seat to somebody on the waitlist, by mail and at once."""
    round_ = seats.lock(application.round)
    refuse_partial(application, by)
    if not seats.count(round_, at).free:
        raise Refused(f"No place is free in {round_}. {application} stays on the waitlist.")
    confirm_by = seats.offer_end(round_, at)
    PROMOTE.apply(
        application,
        by=by,
        at=at,
        decided_at=at,
        confirm_by=confirm_by,
        proposal=Proposal.ADMIT,
        proposed_by=by,
        reason_id=None,
    )
    post.write(emails.decision(application, Status.ADMITTED, confirm_by), at=at)


def promote_many(applications: Iterable[Application], *, by: User, at: datetime) -> list[Result]:
    """Offer free places to several, one after the other; who finds none free stays where they are."""
    results = []
    for application in applications:
        try:
            promote(application, by=by, at=at)
        except Refused as refusal:
            results.append(Result(application, False, str(refusal)))
        else:
            results.append(Result(application, True, "Place offered"))
    return results

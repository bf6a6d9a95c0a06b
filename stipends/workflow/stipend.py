"""The life of a stipend, from completion to approval; `stipends.workflow.batch` takes it from there."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from accounts.models import Group, User
from curriculum.models import Completion
from mlsafety_course.outbox import post
from mlsafety_course.transitions import Refused, arrow
from stipends import checks, emails, ledger, money
from stipends.ledger import Event
from stipends.models import Payee, Stipend, StipendTerms
from stipends.models.stipend import WAITING
from stipends.workflow import payee as payees
from stipends.workflow import rights
from stipends.workflow.payee import PayeeDetails
from stipends.workflow.terms import committed_cents

S = Stipend.Status
READY = arrow(S.NEEDS_DETAILS, to=S.READY)
APPROVE = arrow(S.READY, to=S.APPROVED)
UNAPPROVE = arrow(S.APPROVED, to=S.READY)
PAY = arrow(S.APPROVED, to=S.PAYING)
PAID = arrow(S.PAYING, to=S.PAID)
NOT_PAID = arrow(S.PAYING, to=S.APPROVED)
RETURN = arrow(S.PAID, to=S.RETURNED)
ASK_AGAIN = arrow(S.RETURNED, to=S.NEEDS_DETAILS)
DECLINE = arrow(S.NEEDS_DETAILS, S.READY, to=S.DECLINED)
TAKE_BACK = arrow(S.DECLINED, to=S.NEEDS_DETAILS)
REJECT = arrow(S.READY, to=S.REJECTED)
REINSTATE = arrow(S.REJECTED, to=S.READY)
VOID = arrow(S.NEEDS_DETAILS, S.READY, S.APPROVED, to=S.VOID)

ARROWS = [
    READY, APPROVE, UNAPPROVE, PAY, PAID, NOT_PAID, RETURN, ASK_AGAIN, DECLINE, TAKE_BACK, REJECT, REINSTATE, VOID,
]  # fmt: skip
UNSIGNED: dict[str, Any] = {"approved_by": None, "approved_at": None, "approved_digest": ""}


def open_due(*, at: datetime) -> int:
    """Open what completions without a stipend have earned, where the cohort has terms. Safe to repeat."""
    due = Completion.objects.without_stipend().filter(enrollment__cohort__stipend_terms__isnull=False)
    return sum(_open(completion, at=at) for completion in due.select_related("enrollment__cohort__stipend_terms"))


@transaction.atomic
def _open(completion: Completion, *, at: datetime) -> bool:
    """False where another worker was quicker."""
    terms = completion.enrollment.cohort.stipend_terms
    frozen = {"terms": terms, "amount_cents": terms.amount_cents, "currency": terms.currency}
    stipend, is_new = Stipend.objects.get_or_create(
        completion=completion, defaults={"enrollment": completion.enrollment, "opened_at": at, **frozen}
    )
    if is_new:
        ledger.post(Event.OPENED, stipend, by=None, at=at)
        use_newer_details(stipend, by=None, at=at)
        post.write(emails.opened(stipend), at=at)
    return is_new


@transaction.atomic
def give_details(person: User, details: PayeeDetails, *, by: User, at: datetime) -> Payee:
    """Write the next version of a person's details. An approval of the old ones is taken back."""
    if by != person:
        rights.must_hold(by, Group.PAYOUT_OFFICER)
    else:
        payees.refuse_outside_window(person, at)
    waiting = lock_waiting(person)
    payees.refuse_repeated(person, details, waiting, by=by)
    payee = payees.add_version(person, details, by=by, at=at)
    for stipend in waiting:
        is_first = stipend.status == S.NEEDS_DETAILS
        _use(stipend, payee, by=by, at=at)
        post.write(*([emails.ready(stipend)] if is_first else []), at=at)
    if payee.version > 1:
        post.write(*emails.details_changed(payee), at=at)
    return payee


def lock_waiting(person: User) -> list[Stipend]:
    """The person's stipends that new details change, locked in order of their keys: nobody else changes them now."""
    waiting = Stipend.objects.of(person).with_people().filter(status__in=WAITING)
    return list(waiting.order_by("pk").select_for_update(of=("self",)))


def _use(stipend: Stipend, payee: Payee, *, by: User | None, at: datetime) -> None:
    fields: dict[str, Any] = {"payee": payee, "expected_on": expected_on(stipend, at)}
    if stipend.status == S.NEEDS_DETAILS:
        READY.apply(stipend, by=by, at=at, **fields)
    elif stipend.status == S.APPROVED:
        UNAPPROVE.apply(stipend, by=by, at=at, reason="The payment details were changed.", **fields, **UNSIGNED)
    elif stipend.status == S.READY:
        Stipend.objects.filter(pk=stipend.pk, status=S.READY).update(**fields)


def use_newer_details(stipend: Stipend, *, by: User | None, at: datetime) -> None:
    """Go on with the person's last details where they are newer: ready at once, or to be approved anew."""
    payee = stipend.enrollment.person.payees.order_by("-version").first()
    if payee and payee.pk != stipend.payee_id:
        _use(stipend, payee, by=by, at=at)


def expected_on(stipend: Stipend, at: datetime) -> date:
    """The day to tell the person, counted from today in the cohort's zone."""
    return (at.astimezone(ZoneInfo(stipend.enrollment.cohort.zone)) + timedelta(days=stipend.terms.usual_days)).date()


def _kept_or_new(stipend: Stipend, at: datetime) -> date:
    """The day that the person was told, or another one where that has passed."""
    today = at.astimezone(ZoneInfo(stipend.enrollment.cohort.zone)).date()
    told = stipend.expected_on
    return told if told and told >= today else expected_on(stipend, at)


@transaction.atomic
def approve(stipend: Stipend, *, digest: str, by: User, at: datetime) -> None:
    """Approve the amount for the payee details of which `digest` was seen. Refused over the cohort's budget."""
    rights.must_hold(by, Group.APPROVER)
    rights.must_not_own(stipend, by)
    terms = StipendTerms.objects.select_for_update().get(pk=stipend.terms_id)
    payee = stipend.payee
    if payee is None or payee.digest != digest:
        raise Refused(f"The payment details of {stipend.enrollment.person} changed after you opened the page.")
    lock_waiting(stipend.enrollment.person)
    checks.refuse_unless_clear(stipend)
    if missing := checks.missing_of(payee, stipend.enrollment.person):
        raise Refused(missing)
    if committed_cents(terms) + stipend.amount_cents > terms.budget_cents:
        raise Refused(f"This would exceed the budget of {money.text(terms.budget_cents, terms.currency)}.")
    amounts = {name: getattr(stipend, name) for name in ("amount_cents", "withheld_cents")}
    seen = Q(held_at__isnull=True, payee=payee, **amounts)
    signed: dict[str, Any] = {"approved_by": by, "approved_at": at, "approved_digest": digest}
    APPROVE.apply(stipend, by=by, at=at, where=seen, expected_on=_kept_or_new(stipend, at), **signed)
    post.write(emails.approved(stipend), at=at)


@transaction.atomic
def unapprove(stipend: Stipend, reason: str, *, by: User, at: datetime) -> None:
    """Take an approval back. A frozen batch that holds it can then only be cancelled."""
    _may_judge(stipend, by)
    UNAPPROVE.apply(stipend, by=by, at=at, reason=reason, **UNSIGNED)
    post.write(emails.unapproved(stipend, reason), at=at)


@transaction.atomic
def reject(stipend: Stipend, reason: str, *, by: User, at: datetime) -> None:
    """Refuse to pay, with a reason that the person reads."""
    _may_judge(stipend, by)
    REJECT.apply(stipend, by=by, at=at, reason=reason)
    ledger.post(Event.GIVEN_UP, stipend, by=by, at=at)
    post.write(emails.rejected(stipend, reason), at=at)


@transaction.atomic
def reinstate(stipend: Stipend, reason: str, *, by: User, at: datetime) -> None:
    """Grant an appeal: another approver than the one who rejected puts the stipend back into the queue, with the
    details that the person gave last."""
    _may_judge(stipend, by)
    if stipend.moves.filter(target=S.REJECTED).order_by("pk").values_list("by", flat=True).last() == by.pk:
        raise Refused("You rejected this stipend. An appeal is decided by another approver.")
    REINSTATE.apply(stipend, by=by, at=at, reason=reason, expected_on=expected_on(stipend, at))
    ledger.post(Event.REINSTATED, stipend, by=by, at=at)
    use_newer_details(stipend, by=by, at=at)
    post.write(emails.reinstated(stipend, reason), at=at)


@transaction.atomic
def void(stipend: Stipend, reason: str, *, by: User, at: datetime) -> None:
    """Give the stipend up for good, before any money has left."""
    _may_judge(stipend, by)
    VOID.apply(stipend, by=by, at=at, reason=reason)
    ledger.post(Event.GIVEN_UP, stipend, by=by, at=at)
    post.write(emails.voided(stipend, reason), at=at)


@transaction.atomic
def hold(stipend: Stipend, reason: str, *, by: User, at: datetime) -> None:
    """Stop approval and payment for now, with a reason that the person reads. The status stays."""
    rights.must_hold(by, *rights.HOLDERS)
    rights.must_not_own(stipend, by)
    free = Stipend.objects.filter(pk=stipend.pk, held_at__isnull=True, status__in=WAITING)
    if not free.update(held_at=at, held_by=by, hold_reason=reason):
        raise Refused(f"{stipend} is already on hold, or its money is already on its way.")
    _note(stipend, f"Put on hold: {reason}", by=by, at=at)
    post.write(emails.held(stipend, reason, at), at=at)


@transaction.atomic
def unhold(stipend: Stipend, reason: str, *, by: User, at: datetime) -> None:
    """Let it go on from where it stands: an approver's hold by an approver, a payout officer's by one of them.

    What has ended does not go on; its hold would count again after an appeal.
    """
    rights.must_hold(by, *rights.lifters(stipend))
    rights.must_not_own(stipend, by)
    seen = Stipend.objects.filter(pk=stipend.pk, held_at=stipend.held_at, held_by=stipend.held_by)
    held = seen.filter(held_at__isnull=False, status__in=WAITING)
    if not held.update(held_at=None, held_by=None, hold_reason=""):
        raise Refused(f"{stipend} is not on hold any more, or it has ended. Nothing has been changed.")
    _note(stipend, f"Taken off hold: {reason}", by=by, at=at)
    current = Stipend.objects.with_people().get(pk=stipend.pk)
    current.expected_on = expected_on(current, at) if current.payee_id else None
    current.save(update_fields=["expected_on"])
    post.write(emails.released(current, reason, at), at=at)


@transaction.atomic
def decline(stipend: Stipend, *, by: User, at: datetime) -> None:
    """The person prefers not to be paid; they can take it back until details close."""
    _is_own_and_in_time(stipend, by, at)
    DECLINE.apply(stipend, by=by, at=at)
    ledger.post(Event.GIVEN_UP, stipend, by=by, at=at)
    post.write(emails.declined(stipend), at=at)


@transaction.atomic
def take_back(stipend: Stipend, *, by: User, at: datetime) -> None:
    """The person would like to be paid after all."""
    _is_own_and_in_time(stipend, by, at)
    TAKE_BACK.apply(stipend, by=by, at=at, payee=None)
    ledger.post(Event.REINSTATED, stipend, by=by, at=at)
    use_newer_details(stipend, by=by, at=at)
    post.write(emails.taken_back(stipend), at=at)


def _may_judge(stipend: Stipend, by: User) -> None:
    rights.must_hold(by, Group.APPROVER)
    rights.must_not_own(stipend, by)


def _is_own_and_in_time(stipend: Stipend, by: User, at: datetime) -> None:
    if stipend.enrollment.person_id != by.pk:
        raise Refused("Only the person who earned a stipend can decline it.")
    if at >= stipend.details_close_at:
        raise Refused("The date for this has passed. Nothing has been changed; write to us if you need to.")


def _note(stipend: Stipend, reason: str, *, by: User, at: datetime) -> None:
    """History of something that is no change of status."""
    status = Stipend.objects.values_list("status", flat=True).get(pk=stipend.pk)
    stipend.moves.create(source=status, target=status, by=by, at=at, reason=reason)

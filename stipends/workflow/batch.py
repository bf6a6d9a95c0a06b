"""What goes out: open, freeze, send. How each payout ends: `stipends.workflow.settling`. No machine repeats a file."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q
from django.db.models.functions import Now

from accounts import encryption
from accounts.models import Group, User
from mlsafety_course.outbox import post
from mlsafety_course.transitions import Refused, arrow
from stipends import emails, failpoints, ledger, payout_file, payout_key, payout_pack, providers
from stipends.ledger import Event
from stipends.models import Payout, PayoutBatch, Stipend
from stipends.workflow import epoch, rights, settling
from stipends.workflow import payee as payees
from stipends.workflow import stipend as stipends_

B, P, S = PayoutBatch.Status, Payout.Status, Stipend.Status
FREEZE = arrow(B.OPEN, to=B.FROZEN)
SEND = arrow(B.FROZEN, to=B.SENT)
CANCEL = arrow(B.OPEN, B.FROZEN, to=B.CANCELLED)
BATCH_ARROWS = [FREEZE, SEND, CANCEL, settling.CLOSE]

SEND_PAYOUT = arrow(P.CREATED, to=P.SENDING)
CANCEL_PAYOUT = arrow(P.CREATED, to=P.CANCELLED)
PAYOUT_ARROWS = [SEND_PAYOUT, CANCEL_PAYOUT, *settling.ARROWS]
PERHAPS_PAID = (
    "This database was restored from a backup, and the bank may already have paid this batch: once cancelled, its "
    "stipends could be paid twice. Nothing has been changed. See the page “Reconciliation” for what to do."
)


def open_batch(*, provider: str, currency: str, by: User, at: datetime) -> PayoutBatch:
    """An empty batch for one kind of file and one currency."""
    rights.must_hold(by, Group.PAYOUT_OFFICER)
    able = providers.CAPABILITIES[provider]
    if able.is_api:
        providers.machine(provider)
    if able.currencies and currency not in able.currencies:
        raise Refused(f"This way of paying does not take {currency}. Open a batch of another kind.")
    return PayoutBatch.objects.create(provider=provider, currency=currency, opened_at=at, opened_by=by)


@transaction.atomic
def freeze(batch: PayoutBatch, stipends: Iterable[Stipend], *, by: User, at: datetime) -> None:
    """Fix people, payee details, amounts and the file's bytes for good. `by` becomes the releaser."""
    rights.must_hold(by, Group.PAYOUT_OFFICER)
    epoch.refuse_unless_current()
    rows = settling.lock(stipend.pk for stipend in stipends)
    _refuse_unless_open(batch)
    most = providers.CAPABILITIES[batch.provider].max_rows
    if not 0 < len(rows) <= most:
        raise Refused(f"A batch of this kind holds 1 to {most:,} stipends; {len(rows)} were chosen.")
    _refuse_missing_approvers(rows)
    if busy := Payout.objects.filter(stipend__in=rows, status=P.CREATED).select_related("person").first():
        raise Refused(f"The stipend of {busy.person} is already in a frozen batch.")
    for stipend in rows:
        _refuse_unpayable(stipend, batch, by, at)
    last = dict(Payout.objects.filter(stipend__in=rows).order_by().values_list("stipend").annotate(Max("attempt")))
    payouts = Payout.objects.bulk_create(_copy(row, batch, by, last.get(row.pk, 0) + 1) for row in rows)
    text = payout_file.render(batch.provider, [_line(payout) for payout in payouts])
    FREEZE.apply(
        batch, by=by, at=at, frozen_at=at, frozen_by=by, file_encrypted=encryption.encrypt(text),
        sha256=payout_file.sha256(text), total_cents=sum(payout.net_cents for payout in payouts),
        payout_count=len(payouts), pack_encrypted=encryption.encrypt(payout_pack.facts(payouts)),
    )  # fmt: skip


@transaction.atomic
def send(batch: PayoutBatch, *, by: User, at: datetime) -> None:
    """Let it go: a file goes to the bank now, an API's payouts are due from now on. The money counts as on its way.

    Everything is compared once more; one changed, held or unapproved stipend stops the whole batch. Nothing is asked of
    a provider here: the intent and its key are committed, and a tick finds them.
    """
    rights.must_hold(by, Group.PAYOUT_OFFICER)
    epoch.refuse_unless_current()
    is_api = _is_carried(batch)
    payouts = list(batch.payouts.order_by("number"))
    rows = {stipend.pk: stipend for stipend in settling.lock(payout.stipend_id for payout in payouts)}
    for payout in payouts:
        rights.must_be_third(payout, by)
        _refuse_changed(payout, rows[payout.stipend_id])
    _refuse_missing_approvers(rows.values())
    SEND.apply(batch, by=by, at=at, sent_at=at, sent_by=by)
    for payout in payouts:
        stipend = rows[payout.stipend_id]
        SEND_PAYOUT.apply(payout, by=by, at=at, due_at=Now() if is_api else None)
        same = Q(held_at__isnull=True, approved_digest=payout.payee_digest, payee=payout.payee_id)
        stipends_.PAY.apply(stipend, by=by, at=at, where=same)
        ledger.post(Event.SENDING, stipend, payout=payout, by=by, at=at)
        post.write(emails.sending(stipend, payout), at=at)
    failpoints.reached("send.before_commit")


@transaction.atomic
def cancel(batch: PayoutBatch, reason: str, *, by: User, at: datetime) -> None:
    """Give the batch up before anything was sent: its payouts end, its stipends can go into another batch.

    A frozen one stays while nobody has said what was really paid: the database may be older than its file's payment.
    """
    rights.must_hold(by, Group.PAYOUT_OFFICER)
    if batch.status == B.FROZEN and not epoch.is_current():
        raise Refused(PERHAPS_PAID)
    payouts = list(batch.payouts.all())
    settling.lock(payout.stipend_id for payout in payouts)
    CANCEL.apply(batch, by=by, at=at, reason=reason)
    for payout in payouts:
        CANCEL_PAYOUT.apply(payout, by=by, at=at, reason=reason)


def _is_carried(batch: PayoutBatch) -> bool:
    """Whether a machine carries it; Refused where that one is not set up or not allowed here."""
    if not providers.CAPABILITIES[batch.provider].is_api:
        return False
    providers.machine(batch.provider)
    return True


def _refuse_unless_open(batch: PayoutBatch) -> None:
    """Locks the batch, after its stipends."""
    if PayoutBatch.objects.select_for_update().get(pk=batch.pk).status != B.OPEN:
        raise Refused(f"{batch} is no longer open. Nothing has been frozen.")


def _refuse_unpayable(stipend: Stipend, batch: PayoutBatch, by: User, at: datetime) -> None:
    person, payee = stipend.enrollment.person, stipend.payee
    if by.pk in {person.pk, stipend.approved_by_id}:
        raise Refused(f"The stipend of {person} is yours or was approved by you. Another officer has to release it.")
    if payee and payee.given_by_id == by.pk:
        raise Refused(f"You entered the bank recipient of {person} yourself. Another officer has to release it.")
    if stipend.status != S.APPROVED or stipend.is_held or payee is None or payee.digest != stipend.approved_digest:
        raise Refused(f"The stipend of {person} cannot be paid now. Open the batch again to see who can.")
    if payee.usable_from > at:
        usable = f"{payee.usable_from:%-d %B %H:%M} UTC"
        raise Refused(f"{person} changed their payment details, which can be used from {usable}.")
    if not payees.is_intact(payee, person):
        raise Refused(f"The payment details of {person} are not those that were given. Ask for them anew.")
    if stipend.currency != batch.currency or payee.method not in providers.CAPABILITIES[batch.provider].methods:
        raise Refused(f"The stipend of {person} needs another kind of batch: {stipend.currency}, {payee.method}.")


def _refuse_changed(payout: Payout, stipend: Stipend) -> None:
    current = (
        stipend.status,
        stipend.approved_digest,
        stipend.payee_id,
        stipend.approved_by_id,
        stipend.amount_cents,
        stipend.withheld_cents,
    )
    frozen = (
        S.APPROVED,
        payout.payee_digest,
        payout.payee_id,
        payout.approver_id,
        payout.gross_cents,
        payout.withheld_cents,
    )
    if current != frozen or stipend.is_held:
        raise Refused(
            f"The stipend of {stipend.enrollment.person} was held, changed or unapproved after this batch was frozen. "
            "Nothing has been sent: cancel the batch and freeze another one."
        )


def _refuse_missing_approvers(stipends: Iterable[Stipend]) -> None:
    """Who approved must still be an approver when the money leaves."""
    holders = set(User.objects.in_group(Group.APPROVER).values_list("pk", flat=True))
    for stipend in stipends:
        if stipend.approved_by_id and stipend.approved_by_id not in holders:
            raise Refused(f"{stipend.approved_by} is no longer an approver. Another one must approve {stipend} again.")


def _copy(stipend: Stipend, batch: PayoutBatch, by: User, attempt: int) -> Payout:
    key = payout_key.key(settings.DEPLOYMENT_ID, stipend.enrollment.public_id, attempt)
    return Payout(
        number=payout_key.number(key), key=key, stipend=stipend, batch=batch, attempt=attempt,
        person=stipend.enrollment.person, approver=stipend.approved_by, releaser=by,
        payee=stipend.payee, payee_digest=stipend.approved_digest,
        gross_cents=stipend.amount_cents, withheld_cents=stipend.withheld_cents,
        withheld_reason=stipend.withheld_reason, net_cents=stipend.net_cents, currency=stipend.currency,
        fee_bearer=stipend.terms.fee_bearer,
    )  # fmt: skip


def _line(payout: Payout) -> payout_file.Line:
    payee = payout.payee
    return payout_file.Line(
        payout.number, payee.legal_name, payee.country, payee.get_method_display(), payee.destination,
        payout.net_cents, payout.currency, payout.stipend.terms.purpose,
    )  # fmt: skip

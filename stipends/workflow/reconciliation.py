"""Asking the provider for its book, comparing it with ours, and saying what each difference is."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Min
from django.db.models.functions import Now

from accounts.models import Group, User
from mlsafety_course.transitions import Refused
from stipends import payout_key, providers, reconciling
from stipends.carrier import payment_of
from stipends.models import Mismatch, Payout, PayoutBatch, Reconciliation, Stipend
from stipends.models.payout import IN_FLIGHT, LIVE
from stipends.providers import Machine
from stipends.providers.answers import Contradiction, Found, Line, NothingSent, Payment
from stipends.providers.http import Lost
from stipends.reconciling import Difference, Ours
from stipends.workflow import epoch, rights, settling

READ_AGAIN_FOR = timedelta(days=7)
LISTED_FOR = timedelta(days=30)  # PayPal lists at most 31 days at once
API = PayoutBatch.Provider.PAYPAL_API


def ask(*, by: User | None, at: datetime) -> Reconciliation:
    """Ask for one; a tick carries it out. `by` is empty where the clock asks."""
    if by:
        rights.must_hold(by, *rights.HOLDERS)
    return Reconciliation.objects.create(epoch=settings.PAYOUT_EPOCH, asked_at=at, by=by)


def carry_out_due(*, at: datetime) -> int:
    """Carry out everything that was asked for, here and now."""
    return sum(carry_out(pk, at=at) for pk in list(Reconciliation.objects.due().values_list("pk", flat=True)))


def carry_out(pk: int, *, at: datetime) -> bool:
    """Read the provider's book outside of any transaction, then write down how it differs. False where it is done."""
    if not Reconciliation.objects.due().order_by().filter(pk=pk).update(claimed_at=Now()):
        return False
    ours, theirs, trouble = _read(_listed_since(Reconciliation.objects.get(pk=pk), at), at)
    _write(pk, reconciling.compare(ours, theirs), trouble, sum(own.is_asked for own in ours), at)
    return True


@transaction.atomic
def explain(mismatch: Mismatch, explanation: str, *, by: User, at: datetime) -> None:
    """Say once what a difference was and what was done about it: it counts for every run that found the same."""
    rights.must_hold(by, Group.PAYOUT_OFFICER)
    if mismatch.payout and mismatch.payout.person_id == by.pk:
        raise Refused("This payout pays you. Another payout officer has to explain it.")
    said = {"explanation": explanation, "explained_at": at, "explained_by": by}
    free = Mismatch.objects.filter(explained_at__isnull=True)
    if not explanation.strip() or not free.filter(pk=mismatch.pk).update(**said):
        raise Refused("This difference is explained already, or nothing was said. Nothing has been changed.")
    free.same_as(mismatch).update(**said)


def _listed_since(run: Reconciliation, at: datetime) -> datetime:
    """From when on the provider's list is read.

    A restored database may have lost every payment since the last run that it knows of its earlier life, and since the
    oldest stipend was earned that it could pay once more; the provider knows a key again for 30 days only. Either alone
    is not enough: a stipend may have opened anew since the restore, and no run need ever have been.
    """
    usual = at - LISTED_FOR
    if run.epoch == epoch.signed():
        return usual
    before = Reconciliation.objects.filter(epoch__lt=run.epoch).aggregate(Max("asked_at"))["asked_at__max"]
    oldest = Stipend.objects.could_be_paid_again().aggregate(Min("opened_at"))["opened_at__min"]
    return min(usual, before or usual, oldest or usual)


def _read(since: datetime, at: datetime) -> tuple[list[Ours], list[Line], str]:
    """Our payouts of the API, the provider's lines since then, and why some of them could not be read."""
    payouts = list(Payout.objects.with_people().filter(batch__provider=API).order_by("pk"))
    if not payouts and API not in providers.offered():
        return [], [], ""
    try:
        provider = providers.machine(API)
    except Refused as refusal:
        return [], [], str(refusal)
    asked = [payout for payout in payouts if _is_to_be_asked(payout, at - READ_AGAIN_FOR)]
    lines, silent, troubles = _look_up(provider, asked)
    listed, trouble = _list(provider, since, at)
    said = {payout.pk for payout in asked} - silent
    ours = [Ours(payment_of(row), row.status, row.transaction_id, row.pk in said) for row in payouts]
    return [*ours, *_never_sent()], [*lines, *listed], " ".join([*troubles[:3], trouble]).strip()


def _is_to_be_asked(payout: Payout, since: datetime) -> bool:
    """What is in flight, and what was paid within the last days."""
    recent = payout.status == Payout.Status.PAID and payout.settled_at is not None and payout.settled_at >= since
    return bool(payout.reference) and (recent or payout.status in IN_FLIGHT)


def _look_up(provider: Machine, payouts: list[Payout]) -> tuple[list[Line], set[int], list[str]]:
    """What the provider has of these, which of them it said nothing about, and why."""
    lines, silent, troubles = list[Line](), set[int](), list[str]()
    for payout in payouts:
        answer = provider.look_up(payment_of(payout))
        if isinstance(answer, Found):
            lines.append(answer.line)
        elif not isinstance(answer, Contradiction):
            silent.add(payout.pk)
            troubles.append(answer.sentence if isinstance(answer, NothingSent) else "No answer.")
    return lines, silent, troubles


def _list(provider: Machine, since: datetime, until: datetime) -> tuple[list[Line], str]:
    """Everything that was paid in between, as far as it can be read, and why some of it could not be."""
    first, lines = _first_listed(provider, since, until), list[Line]()
    try:
        for begin, end in _windows(first, until):
            lines += provider.book(begin, end)
    except Lost as error:
        return lines, f"{error}: payments that are unknown here cannot be found."
    return lines, _too_old(since, first) if since < first else ""


def _first_listed(provider: Machine, since: datetime, until: datetime) -> datetime:
    """Where the provider's list begins: at `since`, or as far back as it goes."""
    life = provider.capabilities.book_life
    return since if life is None else max(since, until - life)


def _windows(since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Spans that a provider lists at once, the latest first."""
    while since < until:
        yield max(since, until - LISTED_FOR), until
        until -= LISTED_FOR


def _too_old(since: datetime, first: datetime) -> str:
    return (
        f"The provider lists nothing before {first:%-d %B %Y}, and the oldest stipend that could be paid once more is "
        f"of {since:%-d %B %Y}. Find out by hand whether such old ones were paid, and void what is not owed."
    )


def _never_sent() -> Iterator[Ours]:
    """For each stipend without a live payout, the payment that would be next: a life of this database that was lost
    may have made it."""
    idle = Stipend.objects.with_people().filter(payee__isnull=False).exclude(payouts__status__in=LIVE)
    for stipend in idle.annotate(last=Max("payouts__attempt")).order_by("pk"):
        key = payout_key.key(settings.DEPLOYMENT_ID, stipend.enrollment.public_id, (vars(stipend)["last"] or 0) + 1)
        receiver = stipend.payee.destination if stipend.payee else ""
        number, note = payout_key.number(key), stipend.terms.purpose
        yield Ours(Payment(key, number, receiver, stipend.net_cents, stipend.currency, note), "")


@transaction.atomic
def _write(pk: int, found: list[Difference], trouble: str, compared: int, at: datetime) -> None:
    numbers = [difference.number for difference in found]
    payouts = {payout.number: payout for payout in Payout.objects.with_people().filter(number__in=numbers)}
    for difference in found:
        _note(pk, difference, payouts.get(difference.number), at)
    done = Reconciliation.objects.filter(pk=pk)
    done.update(ended_at=at, is_complete=not trouble, trouble=trouble[:300], compared=compared)


def _note(pk: int, difference: Difference, payout: Payout | None, at: datetime) -> None:
    """Write one difference down, with what was done about it here or said of it in an earlier run."""
    mismatch = Mismatch(
        reconciliation_id=pk, kind=difference.kind, payout=payout, reference=difference.reference[:100],
        sentence=difference.sentence[:300],
    )  # fmt: skip
    if said := _record_return(payout, difference, at):
        mismatch.explanation, mismatch.explained_at = said, at
    elif earlier := Mismatch.objects.same_as(mismatch).filter(explained_at__isnull=False).order_by("-pk").first():
        mismatch.explanation, mismatch.explained_at = earlier.explanation, earlier.explained_at
        mismatch.explained_by_id = earlier.explained_by_id
    mismatch.save()


def _record_return(payout: Payout | None, difference: Difference, at: datetime) -> str:
    """Money that came back is owed again at once. The sentence that says so, or nothing."""
    if payout is None or difference.kind != Mismatch.Kind.RETURNED:
        return ""
    settling.returned(payout, "The provider has sent the payment back.", by=None, at=at)
    return "Recorded as returned. The person is asked for other details."

"""A stipend as its person sees it: five steps with dates, what we wait for and from whom, and when to expect it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from mlsafety_course import timekit
from stipends.emails import day
from stipends.models import Payee, Payout, Stipend, StipendMove

S = Stipend.Status
P = Payout.Status
STEPS = ["Earned", "Payment details", "Approved", "Sent", "Paid"]
REACHED = {S.NEEDS_DETAILS: 1, S.RETURNED: 1, S.READY: 2, S.APPROVED: 3, S.PAYING: 4, S.PAID: 5}
WAITING = {
    S.NEEDS_DETAILS: "We wait for you: please tell us how you would like to be paid.",
    S.RETURNED: "We wait for you: please check your payment details.",
    S.READY: "We wait for a stipend approver, who looks at your completion and your details.",
    S.APPROVED: "We wait for the payout officer, who sends it with the next batch of payments.",
    S.PAYING: "We wait for the bank or PayPal to confirm the payment.",
    S.PAID: "Nothing is left to do: the payment is confirmed.",
    S.DECLINED: "You have chosen not to receive the stipend. Thank you for telling us: it stays with the programme.",
    S.REJECTED: "This stipend was not approved.",
    S.VOID: "This stipend was withdrawn and will not be paid.",
}
TOO_LATE_TO_CLAIM = (
    "We wait for PayPal: the time to claim the money has passed, and PayPal sends it back to us. It stays yours, and "
    "we write to you then."
)
ENDED = {S.DECLINED: "You chose not to receive it", S.REJECTED: "Not approved", S.VOID: "Withdrawn"}
PAYMENTS = {
    P.SENDING: ("going", "On its way"),
    P.UNKNOWN: ("going", "On its way, being checked"),
    P.NEEDS_REVIEW: ("going", "Being checked by staff"),
    P.UNCLAIMED: ("warn", "Waits for you at PayPal"),
    P.PAID: ("good", "Paid"),
    P.REJECTED: ("quiet", "Did not go through"),
    P.RETURNED: ("quiet", "Came back to us"),
}


@dataclass(frozen=True)
class Step:
    label: str
    when: str
    status: str
    note: str = ""


@dataclass(frozen=True)
class Payment:
    """One attempt to pay, in words for whom it is for."""

    payout: Payout
    tone: str
    label: str

    @property
    def is_unclaimed(self) -> bool:
        return self.payout.status == P.UNCLAIMED

    def is_past_claiming(self, at: datetime) -> bool:
        return self.payout.claim_by is not None and at >= self.payout.claim_by


def payments(stipend: Stipend) -> list[Payment]:
    """What was sent, the first attempt first."""
    sent = stipend.payouts.filter(status__in=PAYMENTS).select_related("payee").order_by("attempt")
    return [Payment(payout, *PAYMENTS[P(payout.status)]) for payout in sent]


def steps(stipend: Stipend, moves: Sequence[StipendMove], zone: str) -> list[Step]:
    """Each step with its day in the reader's zone. What has ended shows how far it came, and how it ended."""
    days = _days(stipend, moves)
    if stipend.status in ENDED:
        reached = [Step(label, _when(at, zone), "done") for label, at in zip(STEPS, days, strict=True) if at]
        status = S(stipend.status)
        return [*reached, Step(ENDED[status], _when(_last(moves, status), zone), "done")]
    shown, now = [], REACHED[S(stipend.status)]
    for place, label in enumerate(STEPS):
        status_of_step = "done" if place < now else "now" if place == now else "todo"
        shown.append(Step(label, _when(days[place], zone) if place < now else "", status_of_step))
    return shown


def _when(at: datetime | None, zone: str) -> str:
    return timekit.day_and_time(at, zone) if at else ""


def _last(moves: Sequence[StipendMove], target: S) -> datetime | None:
    """When it last came to this status."""
    return next((move.at for move in reversed(moves) if move.target == target != move.source), None)


def _days(stipend: Stipend, moves: Sequence[StipendMove]) -> list[datetime | None]:
    given = stipend.payee.given_at if stipend.payee else None
    sent = None if stipend.status in ENDED else _last(moves, S.PAYING)
    return [stipend.opened_at, given, stipend.approved_at, sent, _last(moves, S.PAID) if sent else None]


def waiting_for(stipend: Stipend, sent: Sequence[Payment], zone: str, at: datetime, *, details_are_taken: bool) -> str:
    """What has to happen next, and who does it."""
    if stipend.is_held:
        return f"It is on hold: {stipend.hold_reason} It stays yours, and we write to you when it goes on."
    if stipend.status == S.READY and stipend.payee and (said := _with_finance(stipend.payee)):
        return said
    if stipend.status == S.PAYING and sent and sent[-1].is_unclaimed:
        if sent[-1].is_past_claiming(at):
            return TOO_LATE_TO_CLAIM
        return f"We wait for you: PayPal holds the money, and you can claim it until {claim_by(sent[-1], zone)}."
    if stipend.status == S.NEEDS_DETAILS and not details_are_taken:
        return "The date for payment details has passed. Please write to us."
    return WAITING[S(stipend.status)]


def _with_finance(payee: Payee) -> str:
    """What finance has still to do before such details can be approved."""
    if payee.method == Payee.Method.BANK and not payee.destination:
        return "Finance writes to you to set up the bank transfer in its own secure system. Then it is approved."
    if payee.method == Payee.Method.OTHER and not payee.proof_encrypted:
        return "Finance checks with you how you would like to be paid, and writes it down. Then it is approved."
    return ""


def to_claim(sent: Sequence[Payment], zone: str, at: datetime) -> dict[str, object]:
    """For the page: the payment that can be claimed, and until when."""
    waiting = next((one for one in sent if one.is_unclaimed and not one.is_past_claiming(at)), None)
    return {"unclaimed": waiting, "claim_by": claim_by(waiting, zone) if waiting else ""}


def claim_by(payment: Payment, zone: str) -> str:
    """Until when an unclaimed payment can be claimed, in the reader's zone."""
    return _in_full(payment.payout.claim_by, zone) if payment.payout.claim_by else "PayPal sends it back"


def usable_from(stipend: Stipend, at: datetime, zone: str) -> str:
    """Where changed details are still waiting to be used: until when, in the reader's zone. Otherwise empty."""
    waits = stipend.payee is not None and stipend.payee.usable_from > at and stipend.status in {S.READY, S.APPROVED}
    return _in_full(stipend.payee.usable_from, zone) if stipend.payee and waits else ""


def _in_full(at: datetime, zone: str) -> str:
    return timekit.three_forms(at, zone, zone, exclusive=False).own


def promise(stipend: Stipend, sent: Sequence[Payment], today: date) -> str:
    """The expected day, or an honest word where it has passed. Empty where nothing can be promised, and where the
    money waits for the person."""
    if (
        stipend.is_held
        or (sent and sent[-1].is_unclaimed)
        or stipend.expected_on is None
        or stipend.status not in {S.READY, S.APPROVED, S.PAYING}
    ):
        return ""
    if stipend.expected_on >= today:
        return f"We expect to pay you by {day(stipend.expected_on)}."
    return "It takes longer than we told you, and we are sorry. Staff see this too; write to us to ask how it stands."


def ended_because(stipend: Stipend, moves: Sequence[StipendMove]) -> str:
    """The reason given with the last step, where staff ended it."""
    if stipend.status not in {S.REJECTED, S.VOID}:
        return ""
    return next((move.reason for move in reversed(moves) if move.target == stipend.status), "")

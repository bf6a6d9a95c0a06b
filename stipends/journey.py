"""A stipend as its person sees it: five steps with dates, what we wait for and from whom, and when to expect it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from mlsafety_course import timekit
from stipends.emails import day
from stipends.models import Stipend, StipendMove

S = Stipend.Status
STEPS = ["Earned", "Payment details", "Approved", "Sent to the bank", "Paid"]
REACHED = {S.NEEDS_DETAILS: 1, S.RETURNED: 1, S.READY: 2, S.APPROVED: 3, S.PAYING: 4, S.PAID: 5}
WAITING = {
    S.NEEDS_DETAILS: "We wait for you: please tell us how you would like to be paid.",
    S.RETURNED: "We wait for you: please check your payment details.",
    S.READY: "We wait for a stipend approver, who looks at your completion and your details.",
    S.APPROVED: "We wait for the payout officer, who sends it with the next batch of payments.",
    S.PAYING: "We wait for the bank to confirm the payment.",
    S.PAID: "Nothing is left to do: the bank has confirmed the payment.",
    S.DECLINED: "You have chosen not to receive the stipend. Thank you for telling us.",
    S.REJECTED: "This stipend was not approved.",
    S.VOID: "This stipend was withdrawn and will not be paid.",
}
ENDED = {S.DECLINED, S.REJECTED, S.VOID}


@dataclass(frozen=True)
class Step:
    label: str
    when: str
    status: str
    note: str = ""


def steps(stipend: Stipend, moves: Sequence[StipendMove], zone: str) -> list[Step]:
    """Each step with its day in the reader's zone. What an ended stipend no longer reaches is struck through."""
    ended = stipend.status in ENDED
    reached = 1 if ended else REACHED[S(stipend.status)]
    days = _days(stipend, moves)
    shown = []
    for place, label in enumerate(STEPS):
        status = "done" if place < reached else "skipped" if ended else "now" if place == reached else "todo"
        at = days[place] if status == "done" else None
        shown.append(Step(label, timekit.day_and_time(at, zone) if at else "", status))
    return shown


def _days(stipend: Stipend, moves: Sequence[StipendMove]) -> list[datetime | None]:
    def last(target: S) -> datetime | None:
        return next((move.at for move in reversed(moves) if move.target == target != move.source), None)

    given = stipend.payee.given_at if stipend.payee else None
    return [stipend.opened_at, given, stipend.approved_at, last(S.PAYING), last(S.PAID)]


def waiting_for(stipend: Stipend) -> str:
    """What has to happen next, and who does it."""
    if stipend.is_held:
        return f"It is on hold: {stipend.hold_reason} It stays yours, and we write to you when it goes on."
    if stipend.status == S.READY and stipend.payee and not stipend.payee.destination:
        return "Finance writes to you to set up the bank transfer in its own secure system. Then it is approved."
    return WAITING[S(stipend.status)]


def promise(stipend: Stipend, today: date) -> str:
    """The expected day, or an honest word where it has passed. Empty where nothing can be promised."""
    if stipend.is_held or stipend.expected_on is None or stipend.status not in {S.READY, S.APPROVED, S.PAYING}:
        return ""
    if stipend.expected_on >= today:
        return f"We expect to pay you by {day(stipend.expected_on)}."
    return "It takes longer than we told you, and we are sorry. Staff see this too; write to us to ask how it stands."


def ended_because(stipend: Stipend, moves: Sequence[StipendMove]) -> str:
    """The reason given with the last step, where staff ended it."""
    if stipend.status not in {S.REJECTED, S.VOID}:
        return ""
    return next((move.reason for move in reversed(moves) if move.target == stipend.status), "")

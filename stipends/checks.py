"""What staff tick off about a person before money may go to them, and what the terms ask for."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import User
from mlsafety_course.transitions import Refused
from stipends.models import Clearance, Payee, Stipend, StipendTerms

Kind, Outcome = Clearance.Kind, Clearance.Outcome


@dataclass(frozen=True)
class Check:
    """One kind of tick as it stands: the newest one, if there is any, and whether the terms ask for it."""

    kind: Clearance.Kind
    tick: Clearance | None
    is_needed: bool

    @property
    def label(self) -> str:
        return str(self.kind.label)

    @property
    def status(self) -> str:
        """The outcome, or `missing`."""
        return self.tick.outcome if self.tick else "missing"

    @property
    def said(self) -> str:
        return str(self.tick.get_outcome_display()) if self.tick else "Not done yet"

    @property
    def is_in_the_way(self) -> bool:
        """A problem stops everything, a missing tick only where the terms ask for it."""
        return self.status == Outcome.PROBLEM or (self.tick is None and self.is_needed)

    @property
    def sentence(self) -> str:
        """What an approver should know; empty where all is well."""
        if self.tick is None:
            asked = ", which the terms ask for" if self.is_needed else ""
            return f"{self.label}: not ticked off yet{asked}."
        return f"{self.label} needs a look: {self.tick.note}" if self.is_in_the_way else ""


def of(stipends: Iterable[Stipend]) -> dict[int, list[Check]]:
    """By stipend key, every kind of check. One query, however many they are, for stipends fetched `with_people`."""
    rows = list(stipends)
    newest = _newest({stipend.enrollment.person_id for stipend in rows})
    return {stipend.pk: _checks(stipend.terms, stipend.enrollment.person_id, newest) for stipend in rows}


def _checks(terms: StipendTerms, person: int, newest: dict[tuple[int, str], Clearance]) -> list[Check]:
    needed = {Kind.TAX_FORM: terms.needs_tax_form, Kind.SANCTIONS: terms.needs_screening}
    return [Check(kind, newest.get((person, kind.value)), needed[kind]) for kind in Kind]


def _newest(people: set[int]) -> dict[tuple[int, str], Clearance]:
    ticks = Clearance.objects.filter(person__in=people).select_related("by").order_by("at", "pk")
    return {(tick.person_id, tick.kind): tick for tick in ticks}


def missing_of(payee: Payee, person: User) -> str:
    """What finance has still to add to somebody's payment details; empty where nothing is missing."""
    if not payee.destination:
        return f"Finance has not entered the bank recipient of {person} yet."
    if payee.method == Payee.Method.OTHER and not payee.proof_encrypted:
        return f"Finance has not yet written down what was agreed with {person}."
    return ""


def refuse_unless_clear(stipend: Stipend) -> None:
    """Stands before an approval. The caller holds the lock under which problems are ticked."""
    for check in of([stipend])[stipend.pk]:
        if check.is_in_the_way:
            raise Refused(f"{stipend.enrollment.person} cannot be approved. {check.sentence}")

"""What an approver should look at before signing, worked out when the page is opened."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import User
from cohorts.models import Seat
from stipends.models import Payee, Stipend

RECENT = timedelta(hours=72)


@dataclass(frozen=True)
class Remark:
    """Something to look at; `code` names its kind."""

    code: str
    sentence: str


def of(stipends: Sequence[Stipend], reader: User, at: datetime) -> dict[int, list[Remark]]:
    """By stipend key, for stipends fetched `with_people`: two queries, however many they are."""
    shared = _shared_recipients([stipend.payee for stipend in stipends if stipend.payee])
    taught = _taught(stipends, reader)
    return {
        stipend.pk: [
            *_about_payee(stipend, shared, at),
            *([Remark("taught", "You taught this person.")] if stipend.enrollment_id in taught else []),
        ]
        for stipend in stipends
    }


def _about_payee(stipend: Stipend, shared: Mapping[str, set[int]], at: datetime) -> Iterable[Remark]:
    payee, person = stipend.payee, stipend.enrollment.person
    if payee is None:
        return
    if plain(payee.legal_name) != plain(person.full_name):
        yield Remark("name", f"The payee's name is “{payee.legal_name}”, the account's is “{person.full_name}”.")
    if shared.get(payee.fingerprint, set()) - {person.pk}:
        yield Remark("shared", "Someone else gave the same recipient.")
    if payee.version > 1 and at - payee.given_at < RECENT:
        yield Remark("recent", "The payment details were changed in the last three days.")
    if not payee.destination:
        yield Remark("recipient", "Finance has not entered the bank recipient yet.")
    if payee.given_by_id != person.pk:
        yield Remark("entered", f"Recipient entered by {payee.given_by}.")


def _shared_recipients(payees: Sequence[Payee]) -> dict[str, set[int]]:
    """Who has ever given the same recipient, by its fingerprint."""
    people: dict[str, set[int]] = {}
    found = Payee.objects.filter(fingerprint__in=[payee.fingerprint for payee in payees]).order_by()
    for fingerprint, person in found.values_list("fingerprint", "person"):
        people.setdefault(fingerprint, set()).add(person)
    return people


def _taught(stipends: Sequence[Stipend], reader: User) -> set[int]:
    """Enrollments that ever sat in a section of the reader."""
    enrollments = [stipend.enrollment_id for stipend in stipends]
    seats = Seat.objects.filter(enrollment__in=enrollments, section__teachings__ta=reader).order_by()
    return set(seats.values_list("enrollment", flat=True))


def plain(name: str) -> list[str]:
    """The words of a name without case, accents and order, for comparing."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return sorted(kept.replace("-", " ").replace(".", " ").split())

"""What an approver should look at before signing, worked out when the page is opened."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import User
from cohorts.models import Seat
from curriculum import doubts
from curriculum.models import Completion
from stipends import checks, paid_before
from stipends.checks import Check
from stipends.models import Payee, Stipend

RECENT = timedelta(hours=72)
TONES = {"note": "quiet", "look": "warn", "stop": "bad"}


@dataclass(frozen=True)
class Remark:
    """Something to look at; `code` names its kind. A note is for information, a stop is refused when it is signed."""

    code: str
    sentence: str
    weight: str = "look"

    @property
    def tone(self) -> str:
        return TONES[self.weight]


def of(stipends: Sequence[Stipend], reader: User, at: datetime) -> dict[int, list[Remark]]:
    """By stipend key, for stipends fetched `with_people`: a fixed number of queries, however many they are."""
    shared = _shared_recipients([stipend.payee for stipend in stipends if stipend.payee])
    taught, ticked, below = _taught(stipends, reader), checks.of(stipends), _below(stipends, at)
    history = paid_before.of(stipends, at.year)
    return {
        stipend.pk: [
            *_about_payee(stipend, shared, at),
            *_about_checks(ticked[stipend.pk]),
            *([below[stipend.completion_id]] if stipend.completion_id in below else []),
            *([Remark("taught", "You taught this person.")] if stipend.enrollment_id in taught else []),
            *_about_money(stipend, history[stipend.pk]),
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
    if missing := checks.missing_of(payee, person):
        yield Remark("recipient", missing, "stop")
    if payee.given_by_id != person.pk:
        yield Remark("entered", f"Recipient entered by {payee.given_by}.", "note")


def _about_checks(found: Iterable[Check]) -> Iterable[Remark]:
    for check in found:
        if check.sentence:
            yield Remark(f"{check.kind}-{check.status}", check.sentence, "stop" if check.is_in_the_way else "note")


def _about_money(stipend: Stipend, history: paid_before.History) -> Iterable[Remark]:
    if history.is_above:
        yield Remark("year", history.above_sentence)
    if stipend.payee and history.is_first_abroad:
        yield Remark("abroad", history.abroad_sentence, "note")
    if stipend.withheld_cents:
        yield Remark("withheld", f"{stipend.withheld} is withheld: {stipend.withheld_reason}", "note")


def _below(stipends: Sequence[Stipend], at: datetime) -> dict[int, Remark]:
    """By completion key: awards that the rule by which they were made would not make by today's facts."""
    awards = Completion.objects.filter(pk__in=[stipend.completion_id for stipend in stipends])
    found = {
        doubt.completion.pk: Remark("below", f"By today's facts this is not met: {'; '.join(doubt.unmet)}.")
        for doubt in doubts.doubts(awards, at)
    }
    revoked = awards.filter(revocation__isnull=False).values_list("pk", flat=True)
    return found | {pk: Remark("revoked", "The completion was taken back. Give the stipend up.") for pk in revoked}


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

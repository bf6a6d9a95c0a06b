"""Where a person wants to be paid: each answer is a new version."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from accounts import encryption
from accounts.models import User
from cohorts.models import Cohort, Enrollment
from mlsafety_course import timekit
from mlsafety_course.transitions import Refused
from stipends import payout_file
from stipends.models import Payee, Stipend

FIRST_WEEK = 5
WAIT_AFTER_A_CHANGE = timedelta(hours=72)


@dataclass(frozen=True)
class PayeeDetails:
    """Cleaned answers. `destination`: a PayPal address, finance's own reference of a bank recipient (empty until
    finance enters it), or a note of what was agreed. Never an account number. `country`: two letters (ISO 3166).
    `proof`: for another way of payment, where finance wrote down what was agreed, and with whom."""

    legal_name: str
    country: str
    method: str
    destination: str = ""
    proof: str = ""


def open_from(cohort: Cohort) -> datetime:
    """Details can be given from the first day of week five, or from the start where there is none."""
    week = cohort.weeks.filter(number=FIRST_WEEK).first()
    return timekit.start_of_day(week.starts_on, cohort.zone) if week else cohort.starts_at


def are_taken(person: User, at: datetime) -> bool:
    """Within the dates of one of the person's cohorts; later for a stipend that has just opened, and for as long as
    money that did not arrive waits to be sent again."""
    cohorts = [row.cohort for row in Enrollment.objects.of(person).select_related("cohort")]
    is_in_time = any(open_from(cohort) <= at < cohort.details_close_at for cohort in cohorts)
    return is_in_time or Stipend.objects.of(person).taking_details(at).exists()


def refuse_outside_window(person: User, at: datetime) -> None:
    if not are_taken(person, at):
        raise Refused(
            "Payment details cannot be given or changed now. Nothing has been changed; write to us if you need to."
        )


def said_in(payee: Payee) -> PayeeDetails:
    """What a version says, decrypted."""
    return PayeeDetails(payee.legal_name, payee.country, payee.method, payee.destination, payee.proof)


def is_intact(payee: Payee, person: User) -> bool:
    """Whether this person's version still says what its digest was made of: the last look before money goes there."""
    return encryption.has_fingerprint(whole(person, payee.version, said_in(payee)), payee.digest)


def _recipient(person: User, details: PayeeDetails) -> str:
    return details.destination or f"none yet: {person.public_id}"


def whole(person: User, version: int, details: PayeeDetails) -> str:
    """All of a version as one text, of which its digest is made."""
    recipient = _recipient(person, details)
    parts = (details.method, details.country, details.legal_name, recipient, details.proof)
    return "\n".join((str(person.public_id), str(version), *parts))


def refuse_repeated(person: User, details: PayeeDetails, waiting: Iterable[Stipend], *, by: User) -> None:
    """The same form sent twice is one version. Once money has come back, the same details may be given again."""
    last = person.payees.order_by("-version").first()
    if last is None or any(stipend.payee_id != last.pk for stipend in waiting):
        return
    if details == said_in(last) or (by == person and _says_nothing_new(person, details, last)):
        raise Refused("These are the payment details that we have already. Nothing has been changed.")


def _says_nothing_new(person: User, details: PayeeDetails, last: Payee) -> bool:
    """Whether somebody's own form says what it said before, so that what finance added since stays."""
    heard = [last]
    if details.method == last.method == Payee.Method.OTHER:  # finance may have put the person's note in other words
        heard += person.payees.filter(given_by=person).order_by("-version")[:1]
    return _without_finance(details) in [_without_finance(said_in(version)) for version in heard]


def _without_finance(details: PayeeDetails) -> PayeeDetails:
    """What a person's own form can say: a bank's recipient and a proof are finance's."""
    destination = "" if details.method == Payee.Method.BANK else details.destination
    return replace(details, destination=destination, proof="")


def add_version(person: User, details: PayeeDetails, *, by: User, at: datetime) -> Payee:
    """Write the next version. The fingerprint compares recipients, the digest all of this version."""
    if not all(payout_file.is_writable(text) for text in (details.legal_name, details.destination)):
        raise Refused("Name and address must begin with a letter or a digit, on one line. Nothing has been saved.")
    last = person.payees.order_by("-version").first()
    version = last.version + 1 if last else 1
    recipient = _recipient(person, details)
    try:
        with transaction.atomic():
            return Payee.objects.create(
                person=person,
                version=version,
                method=details.method,
                country=details.country,
                **_sealed(details),
                fingerprint=encryption.fingerprint(f"{details.method}:{recipient}"),
                digest=encryption.fingerprint(whole(person, version, details)),
                given_at=at,
                given_by=by,
                usable_from=_usable_from(last, at, is_own=by == person),
            )
    except IntegrityError as error:
        raise Refused("These details were just changed in another window. Look at them again, then decide.") from error


def _usable_from(last: Payee | None, at: datetime, *, is_own: bool) -> datetime:
    """First details at once, a person's change after a wait. What finance enters upon it waits as long."""
    if last is None:
        return at
    return at + WAIT_AFTER_A_CHANGE if is_own else max(at, last.usable_from)


def _sealed(details: PayeeDetails) -> dict[str, str]:
    return {
        "legal_name_encrypted": encryption.encrypt(details.legal_name),
        "destination_encrypted": encryption.encrypt(details.destination),
        "proof_encrypted": encryption.encrypt(details.proof) if details.proof else "",
    }

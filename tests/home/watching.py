"""Everything that an applicant and a visitor can read, by the addresses that the table of the guards opens to them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.urls import reverse

from applications.models import Application, Interest, Round
from applications.workflow import interest, inviting
from mlsafety_course.outbox.models import Message
from tests.factories import applications as factory
from tests.factories.applications import CLOSES, READING, RELEASED, WRITING
from tests.factories.cohorts import make_cohort
from tests.factories.curriculum import make_scheduled_cohort
from tests.factories.people import make_lead, make_person, make_reviewer
from tests.factories.stipends import make_terms
from tests.guards.addresses import Address, addresses
from tests.guards.asking import Asker
from tests.guards.table import rows_of, the_table

DAY = timedelta(days=1)
OUTCOMES = ["admit", "waitlist", "reject"]
VISITOR = "visitor"
READABLE = {"200", "302"}
NOT_ABOUT_APPLYING = {
    "calendar": "is opened by the secret of a participant or TA, which nobody has who only applied",
    "curriculum:verify": "is opened by the code of a certificate, which nobody has who only applied",
}
ROUND_IN_ADDRESS = {"round"}
APPLICATION_IN_ADDRESS = {
    "applications:form": "sent offered draft",
    "applications:about_you": "sent offered draft",
    "applications:receipt": "sent offered",
    "applications:withdraw": "sent offered draft",
    "applications:offer": "offered",
}
CLOCK = re.compile(r'(?:in )?\d+ (?:day|hour|minute)s?|"made_at": "[^"]+"|"oldest_mail_seconds": \d+')

Seen = dict[str, Any]


class World:
    """A round under review with one applicant for each outcome; each has an old offer and a new draft as well."""

    def __init__(self) -> None:
        cohort = make_scheduled_cohort()
        make_terms(cohort)
        later = make_cohort(date(2023, 9, 18), date(2023, 11, 17), (), at=WRITING)
        self.round = factory.make_round(cohort, intro="Welcome.", offer_note="Bring a friend.", is_blind=False)
        self.open = factory.make_round(
            later, closes_at=RELEASED + 20 * DAY, decisions_by=date(2023, 4, 1), confirm_by=RELEASED + 90 * DAY
        )
        old = factory.make_round(later, closes_at=WRITING + DAY, confirm_by=READING + 30 * DAY)
        self.people = {outcome: make_person(f"Person {outcome}") for outcome in OUTCOMES}
        wish: dict[str, Any] = {"campus": "UC Berkeley", "campus_otherwise": "virtual"}
        self.own: dict[str, dict[str, Application]] = {
            outcome: {
                "sent": factory.make_submitted_application(self.round, person, **wish),
                "offered": factory.make_submitted_application(old, person),
                "draft": factory.make_application(self.open, person),
            }
            for outcome, person in self.people.items()
        }
        for own in self.own.values():
            factory.propose(own["offered"], "admit", at=WRITING + 2 * DAY)
        factory.release(old, at=WRITING + 3 * DAY)
        interest.ask("visitor@example.com", at=WRITING)
        self.interest = Interest.objects.get().token
        ends = datetime(2023, 3, 10, 12, tzinfo=UTC)
        wording = inviting.Wording("", 9, ends, "The site was down.")
        self.invite = inviting.invite(self.open, wording, by=make_lead(), at=CLOSES).token
        self.asker = Asker(self.people)

    def decide(self, at: datetime = READING) -> None:
        """Everything that staff do before they press the button."""
        lead = make_lead()
        for outcome, own in self.own.items():
            factory.make_review(own["sent"], make_reviewer(), score=1 + OUTCOMES.index(outcome), at=at)
            factory.propose(fresh(own["sent"]), outcome, by=lead, at=at)
        asker = Asker({"lead": lead})
        for name in ("applications:table", "applications:export", "release", "applications:plan"):
            assert asker.ask("lead", "GET", reverse(name, args=[self.round.slug])).status == 200

    def look(self, *roles: str) -> dict[str, Seen]:
        """What each applicant, and a visitor, is shown anywhere; or only these of them."""
        return {role: self._seen(role) for role in roles or (*OUTCOMES, VISITOR)}

    def _seen(self, role: str) -> Seen:
        answers = {label: self.asker.ask(role, "GET", path) for label, path in self._paths(role)}
        seen: Seen = {label: (answer.status, answer.body) for label, answer in answers.items()}
        if role != VISITOR:
            mails = Message.objects.filter(person=self.people[role]).exclude(status="draft").order_by("pk")
            seen |= {f"mail {place} {row.topic}": (row.subject, row.text, row.html) for place, row in enumerate(mails)}
            seen["mails"] = mails.count()
        return seen

    def _paths(self, role: str) -> Iterator[tuple[str, str]]:
        for address in asked(role):
            for label, arguments in self._arguments(address, role):
                yield f"{address.name} {label}".strip(), reverse(address.name, kwargs=arguments)

    def _arguments(self, address: Address, role: str) -> Iterator[tuple[str, dict[str, Any]]]:
        if address.name in ROUND_IN_ADDRESS:
            yield from ((label, {"slug": row.slug}) for label, row in self._rounds.items())
        elif address.name in APPLICATION_IN_ADDRESS:
            for label in APPLICATION_IN_ADDRESS[address.name].split():
                yield label, {"public_id": self.own[role][label].public_id}
        elif address.takes:
            yield "", {"token": self.invite if address.name == "applications:redeem" else self.interest}
        else:
            yield "", {}

    @property
    def _rounds(self) -> dict[str, Round]:
        return {"in review": self.round, "open": self.open}

    def masked(self, seen: Seen, outcome: str) -> Seen:
        """Without what tells one person from another: names, addresses, numbers and ids."""
        person, own = self.people[outcome], self.own[outcome].values()
        ids = [person.public_id, *(row.public_id for row in own), *(row.number for row in own if row.number)]
        ids += Message.objects.filter(person=person).values_list("public_id", flat=True)
        marks = re.compile("|".join(re.escape(str(mark)) for mark in (person.email, person.full_name, *ids)))
        return {label: marks.sub("*", str(what)) for label, what in seen.items()}


def fresh(application: Application) -> Application:
    return Application.objects.select_related("round__cohort", "applicant", "reason").get(pk=application.pk)


def without_clock(looks: dict[str, Seen]) -> dict[str, Seen]:
    return {role: {label: CLOCK.sub("", str(what)) for label, what in seen.items()} for role, seen in looks.items()}


def asked(role: str) -> list[Address]:
    """The addresses of ours that this role can read somewhere, without those that are excused."""
    column = VISITOR if role == VISITOR else "applicant"
    readable = [row for row in the_table() if row.method == "GET" and not row.is_group]
    open_ = [row for row in readable if row.answers[column] in READABLE]
    return [address for address in addresses() if rows_of(address, open_) and address.name not in NOT_ABOUT_APPLYING]


def unknown(found: Iterable[Address]) -> list[str]:
    """Addresses with something in them of which this file does not know whose it is."""
    tokens = {"applications:redeem", "applications:confirm_interest"}
    known = {*ROUND_IN_ADDRESS, *APPLICATION_IN_ADDRESS, *tokens}
    return [address.name for address in found if address.takes and address.name not in known]


def differences(before: dict[str, Seen], after: dict[str, Seen]) -> list[str]:
    """Where the two looks differ: "applications:form sent as reject"."""
    return [
        f"{label} as {role}"
        for role in before
        for label in before[role].keys() | after[role].keys()
        if before[role].get(label) != after[role].get(label)
    ]

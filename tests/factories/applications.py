"""Rounds and applications for tests, by the road that people take."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from accounts.models import User
from applications.models import Application, LateInvite, Level, Question, Round
from applications.workflow import deciding, drafting, inviting, offers, reviewing
from applications.workflow.inviting import Wording
from cohorts.models import Cohort, Enrollment
from mlsafety_course import timekit
from tests.factories.cohorts import EVENINGS, make_cohort
from tests.factories.people import make_lead, make_person

OPENS = datetime(2023, 1, 2, 12, tzinfo=UTC)
WRITING = datetime(2023, 1, 20, 18, tzinfo=UTC)
CLOSES = datetime(2023, 1, 30, 12, tzinfo=UTC)  # the end of 29 January Anywhere on Earth
GRACE = timedelta(minutes=10)
READING = datetime(2023, 2, 1, 9, tzinfo=UTC)
RELEASED = datetime(2023, 2, 6, 15, tzinfo=UTC)
ANSWERING = datetime(2023, 2, 8, 19, tzinfo=UTC)
CONFIRM_BY = datetime(2023, 2, 13, 12, tzinfo=UTC)
LATE = CLOSES + timedelta(days=1)
INVITE_ENDS = datetime(2023, 2, 3, 12, tzinfo=UTC)  # the end of 2 February Anywhere on Earth
_numbers = count(1)

FIELDS: dict[str, Any] = {
    "deep_learning": Level.COURSE,
    "linear_algebra_or_statistics": Level.STRONG,
    "multivariate_calculus": Level.COURSE,
    "evidence": "A deep learning course with exercises, and a small replication with code.",
    "motivation": "I want to measure how models fail, and to learn which measurements can be trusted.",
    "commitment": "Wednesday evenings are free, and my supervisor agrees.",
    "background": Application.Background.MASTERS,
    "campus": "",
    "zone": "Europe/London",
    "grid": timekit.pack(EVENINGS),
    "consent_at": WRITING,
}


def make_round(cohort: Cohort | None = None, **kw: Any) -> Round:
    """The round of spring 2023, with one reason for rejection."""
    cohort = cohort or make_cohort()
    dates = {"opens_at": OPENS, "closes_at": CLOSES, "decisions_by": date(2023, 2, 8), "confirm_by": CONFIRM_BY}
    wishes = {"slug": f"round-{next(_numbers)}", "title": f"Applications to {cohort}", "capacity": 60, **dates, **kw}
    round_ = Round.objects.create(cohort=cohort, **wishes)
    sentence = "The prerequisites are not in place yet; the preparation course closes the gap."
    round_.reasons.create(code="prerequisites", label="Prerequisites", sentence=sentence)
    return round_


def ask(round_: Round, key: str, kind: str = Question.Kind.TEXT, **kw: Any) -> Question:
    """An extra question of the round."""
    wishes = {"label": f"About {key}?", "position": next(_numbers), **kw}
    return Question.objects.create(round=round_, key=key, kind=kind, **wishes)


def make_application(round_: Round | None = None, person: User | None = None, at: datetime = WRITING) -> Application:
    """A draft, not written yet."""
    return drafting.start(round_ or make_round(), person or make_person(f"Applicant {next(_numbers):03d}"), at=at)


def make_submitted_application(
    round_: Round | None = None,
    person: User | None = None,
    at: datetime = WRITING,
    answers: dict[str, str] | None = None,
    **fields: Any,
) -> Application:
    """Complete and sent in; `fields` change what FIELDS says."""
    application = make_application(round_, person, at)
    person = application.applicant
    drafting.send(application, {**FIELDS, **fields}, answers or {}, version=application.version, by=person, at=at)
    return application


def make_invite(
    round_: Round | None = None, email: str = "", uses: int = 1, expires_at: datetime = INVITE_ENDS
) -> LateInvite:
    """A late invite by another lead, made when the round closed; without an address a link for anybody."""
    wording = Wording(email, uses, expires_at, "The site was down for them.")
    return inviting.invite(round_ or make_round(), wording, by=make_lead(), at=CLOSES)


def make_review(application: Application, reviewer: User, score: int = 3, at: datetime = READING) -> None:
    scores = dict.fromkeys(("ml_background", "mathematics", "motivation", "commitment"), score)
    reviewing.review(application, scores, "admit", "Reads well.", by=reviewer, at=at)


def propose(application: Application, proposal: str, by: User | None = None, at: datetime = READING) -> None:
    """A lead's proposal; a rejection gets the round's first reason."""
    reason = application.round.reasons.first() if proposal == "reject" else None
    deciding.propose(application, proposal, reason=reason, by=by or make_lead(), at=at)


def release(round_: Round, at: datetime = RELEASED) -> None:
    digest = deciding.preview(round_, at=at).digest
    deciding.release(round_, digest=digest, by=make_lead(), at=at)


def make_admitted_application(
    round_: Round | None = None, person: User | None = None, at: datetime = RELEASED
) -> Application:
    """Sent in, proposed and released as an offer at `at`."""
    return _decided("admit", round_, person, at)


def make_waitlisted_application(
    round_: Round | None = None, person: User | None = None, at: datetime = RELEASED
) -> Application:
    return _decided("waitlist", round_, person, at)


def make_rejected_application(
    round_: Round | None = None, person: User | None = None, at: datetime = RELEASED
) -> Application:
    return _decided("reject", round_, person, at)


def accept(application: Application, at: datetime = ANSWERING) -> Enrollment:
    person = application.applicant
    return offers.accept(application, EVENINGS, "Europe/London", by=person, at=at)


def _decided(proposal: str, round_: Round | None, person: User | None, at: datetime) -> Application:
    application = make_submitted_application(round_, person)
    propose(application, proposal)
    release(application.round, at)
    return Application.objects.select_related("round__cohort", "applicant", "reason").get(pk=application.pk)

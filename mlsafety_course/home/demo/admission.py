"""Rounds and applications of the demo: from the first draft to the accepted offer."""

from datetime import datetime, timedelta
from itertools import cycle
from typing import Any

from accounts.models import User
from applications.models import Application, Demographics, Question, RejectionReason, Round
from applications.workflow import deciding, demographics, drafting, inviting, offers, reviewing
from applications.workflow.inviting import Wording
from cohorts.models import Cohort
from mlsafety_course import timekit
from mlsafety_course.home.demo.cast import Actor, script
from mlsafety_course.home.demo.dates import Call, noon

SCORES = {"strong": (4, 4, 3, 4), "middle": (3, 3, 3, 3), "weak": (1, 2, 2, 3)}
CRITERIA = ("ml_background", "mathematics", "motivation", "commitment")
QUESTIONS: list[dict[str, Any]] = [
    {"key": "learned-from", "label": "How did you hear about the course?"},
    {
        "key": "links",
        "label": "A link to your work or profile",
        "identifies": True,
    },
]
OTHERWISE = [Application.Otherwise.VIRTUAL, Application.Otherwise.WITHDRAW]
REGIONS = {
    "America": Demographics.Region.NORTH_AMERICA,
    "Europe": Demographics.Region.EUROPE,
    "Asia": Demographics.Region.SOUTH_ASIA,
    "Africa": Demographics.Region.AFRICA,
}
PROPOSALS = {"strong": "admit", "middle": "admit", "weak": "reject"}


def make_round(cohort: Cohort, call: Call, capacity: int) -> Round:
    """A round with two extra questions and the script's reasons for saying no."""
    made = Round.objects.create(
        slug=call.slug,
        cohort=cohort,
        title=call.title,
        opens_at=noon(call.opens_on),
        closes_at=call.closes_at,
        decisions_by=call.decisions_by,
        confirm_by=call.confirm_by,
        capacity=capacity,
    )
    for position, question in enumerate(QUESTIONS, start=1):
        Question.objects.create(round=made, kind=Question.Kind.TEXT, max_words=30, position=position, **question)
    RejectionReason.objects.bulk_create(
        RejectionReason(round=made, **reason) for reason in script()["rejection_reasons"]
    )
    return made


def draft(round_: Round, actor: Actor, at: datetime, *, unfinished: bool = False) -> Application:
    """Start an application and save what the script says; unfinished: without the motivation."""
    application = drafting.start(round_, actor.user, at=at)
    role = actor.role
    fields = {
        **role["levels"],
        **{name: role[name] for name in ("evidence", "motivation", "commitment", "background", "campus", "zone")},
        "campus_otherwise": OTHERWISE[len(actor.user.email) % 3 == 0] if role["campus"] else "",
        "grid": timekit.pack(actor.grid),
        "consent_at": at,
        "send_at_deadline": unfinished,
    }
    if unfinished:
        fields |= {"motivation": role["motivation"].split("\n\n")[0], "commitment": ""}
    source = SOURCES[len(actor.user.email) % len(SOURCES)]
    drafting.save(
        application, fields, {"learned-from": source}, version=0, by=actor.user, at=at + timedelta(minutes=25)
    )
    return application


SOURCES = ["From a friend who took part", "A post on a forum", "My supervisor", "A newsletter", "A reading group"]


def submit(round_: Round, actor: Actor, at: datetime) -> Application:
    application = draft(round_, actor, at)
    drafting.submit(application, by=actor.user, at=at + timedelta(hours=1))
    say_for_statistics(application, actor, at + timedelta(hours=1))
    return application


def say_for_statistics(application: Application, actor: Actor, at: datetime) -> None:
    """Most people answer the optional questions, some of them not all."""
    mixed = sum(map(ord, actor.user.email))
    answers = {
        "gender": ["woman", "man", ""][mixed % 7 % 3],
        "region": REGIONS.get(actor.role["zone"].partition("/")[0], ""),
        "first_in_family": "no" if mixed % 4 else "yes",
    }
    if mixed % 6:
        demographics.tell(application, answers, by=actor.user, at=at)


def invite_late(round_: Round, lead: User, at: datetime) -> None:
    """One person whose connection failed, and a link for a class that heard of the round too late."""
    until = timekit.end_of_day(at.date() + timedelta(days=3), round_.deadline_zone)
    for email, uses, reason in (
        ("", 5, "A lecturer passed the call on a day too late."),
        ("late@example.org", 1, "Their power failed on the last evening; they wrote to us at once."),
    ):
        inviting.invite(round_, Wording(email, uses, until, reason), by=lead, at=at)


def read(round_: Round, lead: User, at: datetime, *, share: float = 1.0) -> None:
    """Assign readers, and let the first `share` of the readings be done, in the order they were given out."""
    reviewing.assign(round_, by=lead, at=at)
    comments = {tag: cycle(row["text"] for row in script()["reviews"] if row["tag"] == tag) for tag in SCORES}
    strength = {role["email"]: role["strength"] for role in script()["people"]}
    given = [
        (assignment, application)
        for application in round_.applications.order_by("pk").prefetch_related("assignments__reviewer", "applicant")
        for assignment in application.assignments.all()
    ]
    for minutes, (assignment, application) in enumerate(given[: round(len(given) * share)]):
        tag = strength[application.applicant.email]
        first, *rest = SCORES[tag]
        scores = dict(zip(CRITERIA, (max(1, first - minutes % 2), *rest), strict=True))
        when = at + timedelta(hours=2, minutes=minutes * 9)
        reviewing.review(application, scores, PROPOSALS[tag], next(comments[tag]), by=assignment.reviewer, at=when)


def decide(round_: Round, lead: User, at: datetime, *, waitlisted: frozenset[str] = frozenset()) -> None:
    """Propose by strength (and those e-mail addresses for the waitlist), then release."""
    reasons = cycle(round_.reasons.order_by("code"))
    strength = {role["email"]: role["strength"] for role in script()["people"]}
    for application in round_.applications.in_review().order_by("pk").select_related("applicant"):
        proposal = PROPOSALS[strength[application.applicant.email]]
        if application.applicant.email in waitlisted:
            proposal = Application.Proposal.WAITLIST
        reason = next(reasons) if proposal == Application.Proposal.REJECT else None
        deciding.propose(application, proposal, reason=reason, by=lead, at=at)
    seen = deciding.preview(round_, at=at)
    deciding.release(round_, digest=seen.digest, by=lead, at=at)


def answer(round_: Round, actors: list[Actor], at: datetime, *, declining: frozenset[str] = frozenset()) -> None:
    """Everybody with an offer answers it."""
    by_email = {actor.user.email: actor for actor in actors}
    offered = round_.applications.filter(status=Application.Status.ADMITTED).order_by("pk").select_related("applicant")
    for minutes, application in enumerate(offered):
        actor, when = by_email[application.applicant.email], at + timedelta(minutes=17 * minutes)
        if actor.user.email in declining:
            offers.decline(application, by=actor.user, at=when)
        else:
            offers.accept(application, actor.grid, actor.role["zone"], by=actor.user, at=when)


def run_whole_round(
    cohort: Cohort, call: Call, actors: list[Actor], lead: User, *, not_joining: tuple[str, str] = ("", "")
) -> Round:
    """A round that is over: everybody applied, was read, heard and answered. One stays waitlisted, one declines."""
    waits, declines = not_joining
    made = make_round(cohort, call, capacity=30)
    for number, actor in enumerate(actors):
        submit(made, actor, noon(call.opens_on) + timedelta(days=3 + number % 20, hours=number % 7))
    read(made, lead, noon(call.closes_on) + timedelta(days=2))
    decide(made, lead, noon(call.decisions_by), waitlisted=frozenset({waits}))
    answer(made, actors, noon(call.decisions_by) + timedelta(days=1), declining=frozenset({declines}))
    return made

"""What a release would do: who moves where, with which mail, against which capacity, and what stands in the way."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from applications import emails, reads
from applications.models import Application, Round
from applications.models.application import ApplicationQuerySet
from applications.workflow import seats
from applications.workflow.lifecycle import Status
from cohorts.models import Availability
from cohorts.placing.seating_outlook import Hopeful, SeatingOutlook, seating_outlook
from mlsafety_course import timekit
from mlsafety_course.outbox.post import Letter

Proposal = Application.Proposal
OUTCOMES = {Proposal.ADMIT: Status.ADMITTED, Proposal.WAITLIST: Status.WAITLISTED, Proposal.REJECT: Status.REJECTED}


@dataclass(frozen=True)
class Planned:
    """One application that would move, and the mail its person would get."""

    application: Application
    outcome: str
    confirm_by: datetime | None
    letter: Letter
    reads: int
    needed: int


@dataclass(frozen=True)
class Problem:
    """Something to know before releasing; a release is refused while one of them `blocks`."""

    sentence: str
    applications: list[Application]
    blocks: bool = False


@dataclass(frozen=True)
class ReleasePreview:
    """All that a lead sees before the button. `digest` stands for who moves where, and why."""

    round: Round
    planned: list[Planned]
    seats: seats.Seats
    seating: SeatingOutlook
    problems: list[Problem]
    digest: str

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(row.outcome for row in self.planned)
        return {outcome.value: found[outcome] for outcome in OUTCOMES.values()}

    @property
    def expected(self) -> int:
        """How many of the offers will be accepted, by the round's stated yield; rounded to the nearest."""
        return round(self.counts[Status.ADMITTED] * self.round.expected_yield / 100)

    @property
    def yield_in_words(self) -> str:
        return f"at {self.round.expected_yield} %"

    @property
    def free_after(self) -> int:
        return self.seats.capacity - self.seats.taken - self.counts[Status.ADMITTED]

    @property
    def blocking(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.blocks]

    def still_holds(self, locked: Round, *, at: datetime) -> bool:
        """Whether the round, now locked, holds the same proposals, free places and end of an offer as this plan."""
        offers = self.counts[Status.ADMITTED]
        ends = {row.confirm_by for row in self.planned if row.confirm_by}
        return (
            _proposals(_to_release(locked)) == _proposals(row.application for row in self.planned)
            and (not offers or seats.count(locked, at).free >= offers)
            and ends <= {seats.offer_end(locked, at)}
        )


def preview(round_: Round, *, at: datetime) -> ReleasePreview:
    """What releasing now would do. Reads only."""
    rows = _to_release(round_).select_related("applicant", "reason", "round__cohort").prefetch_related("reviews")
    end = seats.offer_end(round_, at)
    planned = [_plan(application, end, round_.rule) for application in rows]
    found, seating = seats.count(round_, at), _seating(round_, planned, at)
    problems = [problem for problem in _problems(round_, planned, found, seating) if problem.applications]
    return ReleasePreview(round_, planned, found, seating, problems, _digest(planned))


def _to_release(round_: Round) -> ApplicationQuerySet:
    return Application.objects.filter(round=round_).to_release()


def _proposals(applications: Iterable[Application]) -> set[tuple[object, ...]]:
    return {(one.pk, one.status, one.proposal, one.reason_id, one.decided_at) for one in applications}


def _plan(application: Application, end: datetime, rule: reads.Rule) -> Planned:
    outcome = OUTCOMES[Proposal(application.proposal)]
    confirm_by = end if outcome == Status.ADMITTED else None
    letter = emails.decision(application, outcome, confirm_by)
    given = application.reviews.all()
    needed = reads.needed(
        rule,
        [review.mean for review in given],
        {review.recommendation for review in given},
        extra=application.extra_reads,
        is_rejection=outcome == Status.REJECTED,
    )
    return Planned(application, outcome, confirm_by, letter, len(given), needed)


def _seating(round_: Round, planned: list[Planned], at: datetime) -> SeatingOutlook:
    """Who holds a place or has an offer is seated first, by the hours they confirmed; then the offers of the plan."""
    holding = Application.objects.filter(round__cohort=round_.cohort).holding_a_seat(at, round_.grace).order_by("pk")
    offers = [row.application for row in planned if row.outcome == Status.ADMITTED]
    confirmed = {free.person_id: free for free in round_.cohort.availabilities.all()}
    people = [_hopeful(one, confirmed.get(one.applicant_id, one)) for one in [*holding, *offers]]
    return seating_outlook(round_.cohort, people, at)


def _hopeful(application: Application, hours: Application | Availability) -> Hopeful:
    grid = timekit.unpack(hours.grid) if hours.grid else frozenset()
    return Hopeful(application.pk, application.campus, grid, hours.zone or "UTC")


def _problems(round_: Round, planned: list[Planned], found: seats.Seats, seating: SeatingOutlook) -> list[Problem]:
    return [*_among_the_planned(round_, planned, found), _without_a_seat(planned, seating), *_among_the_others(round_)]


def _without_a_seat(planned: list[Planned], seating: SeatingOutlook) -> Problem:
    """Only where sections have their times: before that nobody could be seated, which says nothing."""
    left = set(seating.left) if seating.sections else set()
    people = [row.application for row in planned if row.outcome == Status.ADMITTED and row.application.pk in left]
    sentence = (
        "Their hours fit no free seat of the planned sections. Plan another section, or talk to them first; "
        "you can release them all the same."
    )
    return Problem(sentence, people)


def _among_the_planned(round_: Round, planned: list[Planned], found: seats.Seats) -> list[Problem]:
    offers = [row.application for row in planned if row.outcome == Status.ADMITTED]
    beyond = offers[found.free :]
    without_reason = [
        row.application for row in planned if row.outcome == Status.REJECTED and row.application.reason is None
    ]
    return [
        Problem(
            f"{len(offers)} offers, but {found.free} free places. Put {len(beyond)} on the waitlist, "
            "or raise the capacity of the round.",
            beyond,
            blocks=True,
        ),
        Problem("A rejection has no reason. Choose one, so that the person learns why.", without_reason, blocks=True),
        Problem(
            "Read by fewer people than this round asks for. You can release them all the same.",
            [row.application for row in planned if row.reads < row.needed],
        ),
    ]


def _among_the_others(round_: Round) -> list[Problem]:
    others = Application.objects.filter(round=round_).select_related("applicant").order_by("number", "pk")
    return [
        Problem(
            "No proposal yet: these people hear nothing from this release and stay in review.",
            list(others.in_review().filter(proposal="")),
        ),
        Problem(
            "Withdrawn since they were proposed: they are left out.",
            list(others.filter(status=Status.WITHDRAWN, decided_at=None).exclude(proposal="")),
        ),
    ]


def _digest(planned: list[Planned]) -> str:
    seen = [
        (
            row.application.number,
            row.application.status,
            row.outcome,
            row.application.reason_id,
            row.letter.subject,
            row.letter.text,
        )
        for row in planned
    ]
    return hashlib.sha256(json.dumps(seen).encode()).hexdigest()

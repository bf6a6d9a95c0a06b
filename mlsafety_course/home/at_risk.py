"""Who may not complete the course, and why: for the TA who can still help, and for the lead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from cohorts.models import Enrollment, Seat, Section
from curriculum.completion import Facts, Requirement, Standing, Verdict
from curriculum.facts import facts_of
from curriculum.fixes import Ways, fixes
from curriculum.make_ups import visits
from curriculum.misses import misses_running, second_misses
from curriculum.models import Staying
from curriculum.standings import judged
from curriculum.workflow.staying import absences
from mlsafety_course import timekit

FEWEST_RUNNING = 2
WORRYING = (Verdict.AT_RISK, Verdict.CANNOT_BE_MET)


@dataclass(frozen=True)
class AtRisk:
    """One person: how they stand, the reasons in sentences, and what would help most."""

    enrollment: Enrollment
    section: str
    verdict: Verdict
    reasons: list[str]
    fixes: list[str]
    running: int
    answer: str

    @property
    def is_worrying(self) -> bool:
        return self.verdict in WORRYING or self.running >= FEWEST_RUNNING

    @property
    def label(self) -> str:
        return self.verdict.replace("_", " ").capitalize()


@dataclass(frozen=True)
class Missed:
    """The weeks (numbers) in which a person was marked absent, and those after which they said that they stay."""

    absent: set[int]
    stays: dict[int, datetime]


def at_risk(enrollments: Sequence[Enrollment], at: datetime, zone: str) -> list[AtRisk]:
    """Of these people (`with_seats`, and their cohort), those to look after: two misses running first, then who can
    still be helped, then who cannot; by name. A fixed number of queries."""
    keys = [one.pk for one in enrollments]
    facts = facts_of(enrollments, at)
    standings, absent, stays = judged(enrollments, facts, at), absences(keys), _stayings(keys)
    where = visits(enrollments, facts, at)
    people = [
        _person(
            one,
            facts[one.pk],
            standings[one.pk],
            Missed(absent.get(one.pk, set()), stays.get(one.pk, {})),
            Ways(zone, where[one.pk]),
        )
        for one in enrollments
        if one.pk in standings
    ]
    return sorted((one for one in people if one.is_worrying), key=_urgency)


def _urgency(one: AtRisk) -> tuple[bool, bool, str, int]:
    name = one.enrollment.person.name.casefold()
    return one.running < FEWEST_RUNNING, one.verdict == Verdict.CANNOT_BE_MET, name, one.enrollment.pk


def _stayings(keys: Sequence[int]) -> dict[int, dict[int, datetime]]:
    found: dict[int, dict[int, datetime]] = {}
    for stay in Staying.objects.filter(enrollment__in=keys).order_by("pk"):
        found.setdefault(stay.enrollment_id, {})[stay.week] = stay.at
    return found


def _person(enrollment: Enrollment, facts: Facts, standing: Standing, missed: Missed, ways: Ways) -> AtRisk:
    running = misses_running(facts.weeks, missed.absent)
    asked = second_misses(facts.weeks, missed.absent)[-1:] if running >= FEWEST_RUNNING else []
    worrying = [one for one in standing.requirements if one.verdict in WORRYING]
    said = fixes(standing, facts, ways)
    return AtRisk(
        enrollment=enrollment,
        section=_section(enrollment),
        verdict=standing.verdict,
        reasons=[f"{running} weeks missed running"] * (running >= FEWEST_RUNNING) + [_reason(one) for one in worrying],
        fixes=[said[one.code] for one in worrying if one.code in said],
        running=running,
        answer=_answer(asked, missed.stays, ways.zone),
    )


def _reason(requirement: Requirement) -> str:
    """ "Miss at most 1 week: has 2"."""
    return f"{requirement.label}: has {requirement.have}"


def _answer(asked: list[int], stays: dict[int, datetime], zone: str) -> str:
    if not asked:
        return ""
    if asked[0] not in stays:
        return "Has not said yet whether they stay"
    said = stays[asked[0]].astimezone(timekit.zone(zone))
    return f"Said on {said.day} {said:%B} that they stay"


def _section(enrollment: Enrollment) -> str:
    seats = enrollment.current_seats
    return seats[0].section.name if seats else "No section"


def missing(user: User, at: datetime, zone: str) -> list[tuple[Enrollment, str]]:
    """Of this TA's people, who has missed two weeks running up to now, with what they answered to the mail."""
    people = taught_by(user, at)
    keys = [one.pk for one in people]
    facts, absent, stays = facts_of(people, at), absences(keys), _stayings(keys)
    found = []
    for one in people:
        weeks, away = facts[one.pk].weeks, absent.get(one.pk, set())
        if misses_running(weeks, away) >= FEWEST_RUNNING:
            found.append((one, _answer(second_misses(weeks, away)[-1:], stays.get(one.pk, {}), zone)))
    return found


def taught_by(user: User, at: datetime) -> list[Enrollment]:
    """Who sits now in the sections that this person teaches, in courses that still meet; never themself."""
    sections = Section.objects.taught_by(user, at.date()).filter(cohort__awards_from__gt=at)
    seats = Seat.objects.current().filter(section__in=sections)
    people = Enrollment.objects.active().filter(pk__in=seats.values("enrollment")).exclude(person=user)
    return list(people.with_seats().select_related("cohort", "person"))

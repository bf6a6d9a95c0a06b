"""What stands between a person and completion: each requirement with its evidence and its cheapest fix, for ever."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cohorts.models import Enrollment
from curriculum.completion import Facts, Requirement, Standing, Verdict, evaluate
from curriculum.facts import facts_of
from curriculum.fixes import Ways, fixes
from curriculum.make_ups import visits
from curriculum.models import Appeal, Completion, CompletionPolicy, CompletionResult
from curriculum.standings import judged
from curriculum.survey import opens_at
from curriculum.workflow.staying import asked_about
from mlsafety_course import timekit
from mlsafety_course.home.this_week import survey_waits

LEADS = {
    Verdict.MET: "Everything that is required is done. Nothing still to come can undo it.",
    Verdict.ON_TRACK: "You are on track. Keep coming to the meetings and hand in the homework.",
    Verdict.AT_RISK: "You can still complete the course, but there is no slack left where the list says so.",
    Verdict.CANNOT_BE_MET: (
        "As things stand the course cannot be completed any more. "
        "If something is recorded wrongly, or something happened to you, write to us."
    ),
}
NEXT = "When every line is met and the last meeting is over, you get your certificate by mail, and your stipend opens."


@dataclass(frozen=True)
class Line:
    """One requirement, and what would help most; empty where nothing is needed or can help."""

    requirement: Requirement
    fix: str


@dataclass(frozen=True)
class OwnStanding:
    """Everything the page shows about one enrollment."""

    enrollment: Enrollment
    standing: Standing | None
    lines: list[Line]
    lead: str
    next: str
    rule: Sequence[str]
    completion: Completion | None
    result: CompletionResult | None
    appeals: list[Appeal]
    appeal_until: str
    missed_week: int | None
    survey_waits: bool

    @property
    def has_completed(self) -> bool:
        """With an award that stands."""
        return self.completion is not None and not hasattr(self.completion, "revocation")

    @property
    def may_appeal(self) -> bool:
        return bool(self.appeal_until)


def own_standing(enrollment: Enrollment, at: datetime, zone: str) -> OwnStanding:
    """In a fixed number of queries. Whom an award was made to is judged by the rule that it was made by."""
    facts = facts_of([enrollment], at)[enrollment.pk]
    made = Completion.objects.filter(enrollment=enrollment).select_related("policy", "revocation__by").first()
    result = CompletionResult.objects.filter(enrollment=enrollment).select_related("policy").first()
    standing = _standing(enrollment, facts, made, at)
    appeals = list(enrollment.appeals.select_related("decided_by").order_by("asked_at", "pk"))
    return OwnStanding(
        enrollment=enrollment,
        standing=standing,
        lines=_lines(enrollment, standing, facts, at, zone) if standing else [],
        lead=_lead(standing, made, result, zone),
        next=NEXT if made is None and result is None else "",
        rule=made.policy.in_words() if made else CompletionPolicy.objects.in_words(enrollment.cohort),
        completion=made,
        result=result,
        appeals=appeals,
        appeal_until=_appeal_until(made, result, appeals, at, zone),
        missed_week=asked_about(enrollment, facts) if _still_runs(enrollment, at) else None,
        survey_waits=survey_waits(enrollment, facts, at),
    )


def _still_runs(enrollment: Enrollment, at: datetime) -> bool:
    return enrollment.status == Enrollment.Status.ACTIVE and at < enrollment.cohort.awards_from


def _standing(enrollment: Enrollment, facts: Facts, made: Completion | None, at: datetime) -> Standing | None:
    if made:
        return evaluate(made.policy.rule, facts, as_of=at)
    return judged([enrollment], {enrollment.pk: facts}, at).get(enrollment.pk)


def _lines(enrollment: Enrollment, standing: Standing, facts: Facts, at: datetime, zone: str) -> list[Line]:
    over = hasattr(enrollment, "completion") or enrollment.status != Enrollment.Status.ACTIVE
    ways = Ways(zone, visits([enrollment], {enrollment.pk: facts}, at)[enrollment.pk], opens_at(enrollment.cohort))
    said = {} if over else fixes(standing, facts, ways)
    return [Line(one, said.get(one.code, "")) for one in standing.requirements]


def _lead(standing: Standing | None, made: Completion | None, result: CompletionResult | None, zone: str) -> str:
    if made and hasattr(made, "revocation"):
        return f"Your completion was taken back on {_day(made.revocation.at, zone)}. The reason is below."
    if made:
        return f"You have completed the course. It was awarded on {_day(made.awarded_at, zone)}."
    if result:
        return f"By the rule, the course was not completed. You were told on {_day(result.released_at, zone)}."
    return LEADS[standing.verdict] if standing else ""


def _day(at: datetime, zone: str) -> str:
    day = at.astimezone(timekit.zone(zone))
    return f"{day.day} {day:%B %Y}"


def _appeal_until(
    made: Completion | None, result: CompletionResult | None, appeals: list[Appeal], at: datetime, zone: str
) -> str:
    """Until when this person may appeal now; empty where they may not."""
    waits = any(appeal.status == Appeal.Status.ASKED for appeal in appeals)
    if made or waits or result is None or at >= result.appeal_until:
        return ""
    return timekit.three_forms(result.appeal_until, timekit.AOE_NAME, zone).own

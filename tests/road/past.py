"""Two cohorts whose past is told by verbs: one that ended last week, and the next one, still taking people."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from applications.models import Application, Round
from applications.workflow import drafting
from cohorts.models import Cohort, Enrollment
from mlsafety_course import timekit
from mlsafety_course.home.demo.dates import Run, monday_of
from mlsafety_course.outbox import post
from stipends.workflow.terms import set_terms
from tests.factories.cohorts import EVENINGS, hold_meeting, make_cohort
from tests.factories.curriculum import make_attempt, make_grade, make_participant, make_scheduled_cohort
from tests.factories.people import make_payout_officer, make_person

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Past:
    """What today begins with."""

    participant: Enrollment  # has done everything but the exit survey
    draft: Application  # complete, in a round that is open
    applications: list[Application]  # sent in, in a round that has closed


def make_past(at: datetime) -> Past:
    """Everything up to `at`, with its mails delivered when they were written."""
    with post.as_history():
        finished, next_ = Run(monday_of(at.date()) - timedelta(weeks=9)), Run(monday_of(at.date()) + timedelta(weeks=5))
        coming = make_a_run(next_)
        closed, open_ = make_round(coming, at - 3 * DAY, at), make_round(coming, at + 9 * DAY, at)
        participant = do_all_but_the_survey(make_participant(make_a_run(finished), name="Nia Mensah"))
        sent = [send_in(draft(closed, f"Applicant {number}", at - 6 * DAY), at - 5 * DAY) for number in range(1, 7)]
        return Past(participant, draft(open_, "Maya Iyer", at - DAY), sent)


def make_a_run(run: Run) -> Cohort:
    """A scheduled cohort with its rule and $500 for everybody who completes it."""
    cohort = make_cohort(run.starts_on, run.ends_on, [run.break_on], at=run.at(-75))
    set_terms(
        cohort, amount_cents=500_00, budget_cents=5_000_00, budget_code="MLS", purpose="Intro to ML Safety stipend",
        by=make_payout_officer(), at=run.at(-70),
    )  # fmt: skip
    return make_scheduled_cohort(cohort)


def make_round(cohort: Cohort, closes_at: datetime, at: datetime) -> Round:
    return Round.objects.create(
        slug=f"round-{closes_at:%j}", cohort=cohort, title=f"Round until {closes_at:%d %B}",
        opens_at=at - 30 * DAY, closes_at=closes_at, decisions_by=(at + 12 * DAY).date(),
        confirm_by=at + 20 * DAY, capacity=10,
    )  # fmt: skip


def draft(round_: Round, name: str, at: datetime) -> Application:
    """A complete draft."""
    application = drafting.start(round_, make_person(name), at=at)
    fields = {
        "deep_learning": "course",
        "linear_algebra_or_statistics": "strong",
        "multivariate_calculus": "course",
        "evidence": "Fast.ai part 1; a small transformer of my own; two terms of linear algebra.",
        "motivation": "I would like to work on robustness, and learn how such experiments are done well.",
        "commitment": "Tuesday and Thursday evenings are free.",
        "zone": "Europe/London",
        "grid": timekit.pack(EVENINGS),
        "consent_at": at,
    }
    drafting.save(application, fields, {}, version=0, by=application.applicant, at=at)
    return application


def send_in(application: Application, at: datetime) -> Application:
    drafting.submit(application, by=application.applicant, at=at)
    return application


def do_all_but_the_survey(enrollment: Enrollment) -> Enrollment:
    """Every meeting attended, every required homework handed in and passed."""
    section = enrollment.seats.select_related("section").get().section
    for meeting in section.meetings.select_related("section", "week"):
        hold_meeting(meeting)
    for homework in enrollment.cohort.homeworks.filter(required=True).select_related("assignment", "cohort"):
        make_grade(make_attempt(enrollment, homework))
    return enrollment

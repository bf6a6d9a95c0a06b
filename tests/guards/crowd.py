"""A course that grows: three of everything that pages list, then thirty."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from accounts.models import User
from applications.models import Application, Round
from applications.workflow import drafting
from cohorts.models import Cohort, Enrollment, Mark, Meeting, PlacementRun, Section
from cohorts.workflow import (
    attendance_request,
    covering,
    gathering,
    hours_question,
    placement_rule,
    seating,
    switching,
)
from cohorts.workflow import enrollment as enrollment_workflow
from cohorts.workflow import meeting as meetings
from curriculum import survey_results
from curriculum.models import Attempt, Homework
from curriculum.workflow import comments
from stipends.models import PayoutBatch, Stipend
from stipends.workflow import batch as batches
from stipends.workflow import terms
from tests.factories import applications, curriculum, people, stipends
from tests.factories.cohorts import (
    give_hours,
    make_cohort,
    make_enrollment,
    make_proposal,
    make_seat,
    make_section,
    make_ta,
)
from tests.factories.homework import make_extension
from tests.guards import troubles
from tests.guards.edits import edit
from tests.guards.endings import appeal_of, not_completed
from tests.guards.world import DAY, NOW


@dataclass
class Crowd:
    """One of each role, and what they look at. `size` is how many there are of everything listed."""

    people: dict[str, User] = field(default_factory=dict)
    size: int = 0

    def __post_init__(self) -> None:
        self.people = {
            "applicant": people.make_person("Anna Applicant"),
            "ta": people.make_person("Tom Teacher"),
            "reviewer": people.make_reviewer(),
            "lead": people.make_lead(),
            "approver": people.make_approver(),
            "payout": people.make_payout_officer(),
        }
        summer = (date(2023, 6, 5), date(2023, 8, 4), ())
        self.summer = curriculum.make_scheduled_cohort(make_cohort(*summer, slug="summer", at=NOW - 60 * DAY))
        self.spring = make_cohort(slug="spring")
        self.ended = curriculum.make_scheduled_cohort(make_cohort(slug="ended"))
        stipends.make_terms(self.spring)
        make_ta(self.summer, self.people["ta"], most_sections=40)
        self.section: Section = make_section(self.summer, self.people["ta"], maximum=80, at=NOW - 40 * DAY)
        self.homework: Homework = curriculum.make_homework(self.summer)
        self.unasked: Homework = curriculum.make_homework(self.summer, "robustness-questions")
        self.first: Meeting = self.section.meetings.select_related("section", "week")[0]
        self.round: Round = _round(self.spring, "review", closed=True)
        self.people["participant"] = self._participant().person
        self.mine = applications.make_submitted_application(self.round, self.people["applicant"], at=NOW - 30 * DAY)
        self.application = applications.make_submitted_application(self.round, at=NOW - 30 * DAY)
        self.batches: list[PayoutBatch] = []
        for _ in range(survey_results.FEWEST):
            troubles.award_in_doubt(self.ended, self.people["lead"])

    @property
    def enrollment(self) -> Enrollment:
        return Enrollment.objects.get(person=self.people["participant"])

    @property
    def attempt(self) -> Attempt:
        return self.enrollment.attempts.order_by("pk")[0]

    def grow(self, size: int) -> None:
        """Until there are so many of everything."""
        chosen = []
        for number in range(self.size, size):
            self._grow_course(number)
            self._grow_applications(number)
            chosen.append(self._grow_money())
        self.size = size
        make_proposal(self.summer, by=self.people["lead"], at=NOW)
        self.batches.append(stipends.send([row for row in chosen if row.status == "approved"]))
        troubles.lost_from_sight(self.batches[-1])
        troubles.compared(size)

    def _participant(self) -> Enrollment:
        enrollment = make_enrollment(self.summer)
        make_seat(enrollment, self.section)
        give_hours(enrollment)
        return enrollment

    def _grow_course(self, number: int) -> None:
        """A participant with a mark and homework, a section with a guest, one more attempt, exception and cohort."""
        enrollment, ta = self._participant(), self.people["ta"]
        troubles.absent_from_the_start(self.section, self.first, ta)
        attendance_request.tell_absence(self.last, enrollment, "Ill.", by=enrollment.person, at=NOW - 4 * DAY)
        meetings.record(self.first, enrollment, Mark.PRESENT, version=0, by=ta, at=NOW - 20 * DAY)
        made = curriculum.make_attempt(enrollment, self.homework, at=NOW - 9 * DAY)
        if number % 2:
            curriculum.make_grade(made, by=ta, at=NOW - 8 * DAY)
        at = NOW - 9 * DAY + timedelta(minutes=number)
        own = curriculum.make_attempt(self.enrollment, self.homework, at=at, files=[curriculum.make_file()])
        curriculum.make_grade(own, "revise", by=ta, at=at + timedelta(seconds=30), release=number % 2 == 0)
        comments.save(f"Say why, number {number}.", by=ta)
        make_extension(enrollment, self.unasked, at=NOW - DAY, until=NOW + 20 * DAY)
        other = make_section(self.summer, ta, clock=time(number % 24), weekday=number % 7, at=NOW - 40 * DAY)
        visited = other.meetings.select_related("section", "week")[0]
        self._change(enrollment, other)
        seating.invite_guest(visited, self.enrollment, by=ta, at=NOW - 30 * DAY)
        meetings.record(visited, self.enrollment, Mark.LATE, version=0, by=ta, at=NOW - 10 * DAY)
        self._wait_for_a_seat(other)
        self._end(number)
        curriculum.grant(self.enrollment, at=NOW - DAY)
        edit(self.summer, self.homework, enrollment, number, by=self.people["lead"])
        gathering.plan(
            self.summer, NOW + DAY, kind="speaker", title="A talk", zone="UTC", by=self.people["lead"], at=NOW
        )
        make_cohort(date(2024, 1, 8), date(2024, 3, 8), (), at=NOW - DAY)
        put_off = make_enrollment(self.spring)
        enrollment_workflow.defer(put_off, "A new job", to=self.summer, by=self.people["lead"], at=NOW - DAY)

    def _end(self, number: int) -> None:
        """Somebody of a cohort that is over appeals; somebody's award is in doubt."""
        appeal_of(not_completed(self.ended), decided=number % 2 == 0)
        troubles.award_in_doubt(self.ended, self.people["lead"])

    def _wait_for_a_seat(self, section: Section) -> None:
        """Somebody without a seat, with a rule about them and a question to them."""
        waiting, lead = make_enrollment(self.summer), self.people["lead"]
        placement_rule.fix(waiting, self.section, "forbid", "", by=lead, at=NOW - DAY)
        hours_question.ask(waiting, section, answer_by=NOW + DAY, by=lead, at=NOW - DAY)

    def _change(self, enrollment: Enrollment, other: Section) -> None:
        """Somebody would like to go to the other section, and a lead looks for somebody for one of its meetings."""
        switching.ask_for_good(enrollment, other, by=enrollment.person, at=NOW)
        last = other.meetings.select_related("section__cohort").order_by("-starts_at")[0]
        covering.ask(last, "Ill", answer_by=NOW + DAY, by=self.people["lead"], at=NOW)

    def _grow_applications(self, number: int) -> None:
        """An application to read, a round to apply to, one's own in it, and one's own sent again."""
        applications.ask(self.round, f"question-{number}")
        self.round.reasons.create(code=f"reason-{number}", label="Another", sentence="There is another reason.")
        self.round.invites.create(
            token=f"INVITE{number}", expires_at=NOW + DAY, reason="Ill.", made_by=self.people["lead"], made_at=NOW - DAY
        )
        self._read(applications.make_submitted_application(self.round, at=NOW - 30 * DAY))
        closed = _round(self.spring, f"closed-{number}", closed=True)
        applications.make_submitted_application(closed, self.people["applicant"], at=NOW - 30 * DAY)
        for whose in ("theirs", "others"):
            open_ = _round(self.spring, f"{whose}-{number}", closed=False)
            if whose == "theirs":
                applications.make_application(open_, self.people["applicant"], at=NOW - DAY)
        self._send_again(number)

    def _send_again(self, number: int) -> None:
        row = Application.objects.select_related("round__cohort", "applicant").get(pk=self.mine.pk)
        written = {**applications.FIELDS, "evidence": f"A course, and then {number} projects."}
        drafting.send(
            row, written, {}, version=row.version, by=row.applicant, at=NOW - 29 * DAY + number * timedelta(hours=1)
        )

    def _read(self, sent: Application) -> None:
        """It waits for the reviewer, another one has read it, and a lead has proposed."""
        other = people.make_reviewer()
        for reviewer in (self.people["reviewer"], other):
            sent.assignments.create(reviewer=reviewer, assigned_at=NOW - 9 * DAY, due_on=NOW.date())
        applications.make_review(sent, other, at=NOW - 8 * DAY)
        applications.make_review(self.application, people.make_lead(), at=NOW - 8 * DAY)
        applications.propose(sent, "waitlist", at=NOW - 7 * DAY)

    def _grow_money(self) -> Stipend:
        """One to approve, one approved, one paid and one to send, a batch, and another version of the terms."""
        stipends.make_ready(None, self.spring)
        stipends.make_approved(None, self.spring)
        stipends.make_paid(None, self.spring)
        officer, approver = self.people["payout"], self.people["approver"]
        batches.open_batch(provider="paypal_csv", currency="USD", by=officer, at=stipends.LATER)
        terms.set_terms(
            self.spring, amount_cents=500_00, budget_cents=200_000_00, budget_code="MLS", purpose="Stipend",
            by=officer, at=NOW,
        )  # fmt: skip
        return stipends.approve(stipends.make_ready(None, self.spring), by=approver)

    @property
    def last(self) -> Meeting:
        return self.section.meetings.latest("starts_at")

    @property
    def proposal(self) -> PlacementRun:
        return self.summer.placement_runs.done().latest("asked_at", "pk")


def _round(cohort: Cohort, slug: str, *, closed: bool) -> Round:
    opens, closes = (NOW - 60 * DAY, NOW - 20 * DAY) if closed else (NOW - 20 * DAY, NOW + 20 * DAY)
    confirm_by = datetime.combine((closes + 30 * DAY).date(), time(12), UTC)
    return applications.make_round(
        cohort, slug=slug, opens_at=opens, closes_at=closes, confirm_by=confirm_by, decisions_by=NOW.date() + DAY
    )

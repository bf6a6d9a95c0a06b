"""One small world for the authorization matrix: a summer day on which everything that has a page exists once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from accounts.models import User
from applications.models import Application, Interest, LateInvite, Round
from applications.workflow import interest, inviting, reviewing
from applications.workflow.inviting import Wording
from cohorts.models import (
    AttendanceRequest,
    Cohort,
    Cover,
    Enrollment,
    Gathering,
    HoursQuestion,
    Meeting,
    PlacementRule,
    PlacementRun,
    Section,
    Switch,
)
from cohorts.workflow import (
    attendance_request,
    covering,
    gathering,
    hours_question,
    placement_rule,
    staffing,
    switching,
)
from cohorts.workflow import enrollment as enrollments
from curriculum.models import Appeal, Attempt, Passage
from mlsafety_course.outbox.models import Message
from stipends.models import Payout, PayoutBatch, Stipend
from tests.factories import applications, curriculum, people
from tests.factories.cohorts import (
    give_hours,
    hold_meeting,
    make_cohort,
    make_enrollment,
    make_proposal,
    make_seat,
    make_section,
    ta_of,
)
from tests.guards import owed

NOW = datetime(2023, 6, 28, 12, tzinfo=UTC)  # the Wednesday of the running cohort's fourth week
DAY = timedelta(days=1)
ROLES = ["visitor", "applicant", "participant", "ta", "other_ta", "reviewer", "lead", "approver", "payout"]
CALLS = {
    "open": (date(2023, 6, 1), date(2023, 7, 10), date(2023, 8, 1)),
    "review": (date(2023, 5, 1), date(2023, 6, 20), date(2023, 7, 20)),
    "released": (date(2023, 4, 1), date(2023, 5, 20), date(2023, 7, 10)),
}


@dataclass
class World:
    """People by role; the last ones are staff who also apply, study or are paid."""

    people: dict[str, User] = field(default_factory=dict)
    rounds: dict[str, Round] = field(default_factory=dict)
    cohorts: dict[str, Cohort] = field(default_factory=dict)
    applications: dict[str, Application] = field(default_factory=dict)
    invites: dict[str, LateInvite] = field(default_factory=dict)
    sections: dict[str, Section] = field(default_factory=dict)
    enrollments: dict[str, Enrollment] = field(default_factory=dict)
    meetings: dict[str, Meeting] = field(default_factory=dict)
    runs: dict[str, PlacementRun] = field(default_factory=dict)
    rules: dict[str, PlacementRule] = field(default_factory=dict)
    questions: dict[str, HoursQuestion] = field(default_factory=dict)
    attempts: dict[str, Attempt] = field(default_factory=dict)
    stipends: dict[str, Stipend] = field(default_factory=dict)
    batches: dict[str, PayoutBatch] = field(default_factory=dict)
    asked: dict[str, AttendanceRequest] = field(default_factory=dict)
    gatherings: dict[str, Gathering] = field(default_factory=dict)
    covers: dict[str, Cover] = field(default_factory=dict)
    switches: dict[str, Switch] = field(default_factory=dict)
    appeals: dict[str, Appeal] = field(default_factory=dict)
    put_off: Enrollment = field(init=False)
    code: str = ""

    @property
    def payouts(self) -> dict[str, Payout]:
        return {name: payout for name, batch in self.batches.items() for payout in batch.payouts.all()}


def build() -> World:
    """Everything, by the verbs that people use. The clock stands at NOW."""
    world = World()
    _people(world)
    _cohorts(world)
    _applications(world)
    _course(world)
    _changes(world)
    _put_off(world)
    _gatherings(world)
    owed.money(world)
    return world


def _people(world: World) -> None:
    world.people = {
        "applicant": people.make_person("Anna Applicant"),
        "participant": people.make_person("Pia Participant"),
        "ta": people.make_person("Tom Teacher"),
        "other_ta": people.make_person("Olga Teacher"),
        "reviewer": people.make_reviewer(),
        "lead": people.make_lead(),
        "approver": people.make_approver(),
        "payout": people.make_payout_officer(),
        "lead_who_applies": people.make_lead("Lia Lead"),
        "lead_who_studies": people.make_lead("Luc Lead"),
        "approver_who_is_paid": people.make_approver("Ada Approver"),
        "officer_who_is_paid": people.make_payout_officer("Oz Officer"),
        "stranger": people.make_person("Sam Stranger"),
    }


def _cohorts(world: World) -> None:
    world.cohorts = {
        "winter": make_cohort(date(2022, 9, 19), date(2022, 11, 18), (), slug="winter", at=NOW - 300 * DAY),
        "spring": make_cohort(slug="spring"),
        "summer": make_cohort(date(2023, 6, 5), date(2023, 8, 4), (), slug="summer", at=NOW - 60 * DAY),
        "autumn": make_cohort(date(2023, 9, 18), date(2023, 11, 17), (), slug="autumn", at=NOW - 60 * DAY),
    }
    for name in ("winter", "spring", "summer"):
        curriculum.make_scheduled_cohort(world.cohorts[name])


def _applications(world: World) -> None:
    for slug, (opens, closes, confirm) in CALLS.items():
        opens_at, closes_at, confirm_by = (datetime.combine(day, time(12), UTC) for day in (opens, closes, confirm))
        dates: dict[str, Any] = {"opens_at": opens_at, "closes_at": closes_at, "confirm_by": confirm_by}
        world.rounds[slug] = applications.make_round(
            world.cohorts["autumn"], slug=slug, decisions_by=closes + 10 * DAY, **dates
        )
    applications.ask(world.rounds["review"], "links")
    world.rounds["review"].reasons.create(code="background", label="Background", sentence="It needs a first course.")
    own, other = world.people["applicant"], world.people["stranger"]
    for label, person in {"own": own, "other": other}.items():
        world.applications[f"draft {label}"] = applications.make_application(world.rounds["open"], person, at=NOW - DAY)
        world.applications[f"sent {label}"] = applications.make_submitted_application(
            world.rounds["review"], person, at=NOW - 15 * DAY
        )
    world.applications["sent by lead"] = applications.make_submitted_application(
        world.rounds["review"], world.people["lead_who_applies"], at=NOW - 14 * DAY
    )
    _reading(world)
    _offers(world, own, other)
    _invites(world)


def _reading(world: World) -> None:
    """Everybody reads everything; the reviewer then has one unassigned arrival and one conflict."""
    for label in ("conflict", "unassigned"):
        world.applications[label] = applications.make_submitted_application(world.rounds["review"], at=NOW - 13 * DAY)
    reviewer = world.people["reviewer"]
    reviewing.assign(world.rounds["review"], by=world.people["lead"], at=NOW - 7 * DAY)
    world.applications["unassigned"].assignments.filter(reviewer=reviewer).delete()
    reviewing.declare_conflict(world.applications["conflict"], by=reviewer, at=NOW - 6 * DAY)
    applications.propose(world.applications["sent own"], "admit", at=NOW - 5 * DAY)


def _offers(world: World, own: User, other: User) -> None:
    for label, person in {"own": own, "other": other}.items():
        sent = applications.make_submitted_application(world.rounds["released"], person, at=NOW - 60 * DAY)
        applications.propose(sent, "admit", at=NOW - 30 * DAY)
        world.applications[f"offered {label}"] = sent
    applications.release(world.rounds["released"], at=NOW - 25 * DAY)


def _invites(world: World) -> None:
    """One link for anybody and one for a single address, by a lead who studies; and an address for the next round."""
    for label, email in {"own": "", "bound": "somebody@example.com"}.items():
        wording = Wording(email, 1 if email else 20, NOW + 20 * DAY, "The site was down.")
        world.invites[label] = inviting.invite(
            world.rounds["open"], wording, by=world.people["lead_who_studies"], at=NOW - DAY
        )
    interest.ask("visitor@example.com", at=NOW - DAY)


def _course(world: World) -> None:
    summer = world.cohorts["summer"]
    for label, ta in {"A": "ta", "B": "other_ta"}.items():
        world.sections[label] = make_section(summer, world.people[ta], name=f"Section {label}", at=NOW - 40 * DAY)
    for label, person in {"A": "participant", "B": "stranger"}.items():
        enrollment = make_enrollment(summer, world.people[person])
        make_seat(enrollment, world.sections[label])
        give_hours(enrollment)
        world.enrollments[label] = enrollment
    studying = make_enrollment(summer, world.people["lead_who_studies"])
    make_seat(studying, world.sections["B"])
    world.enrollments["lead"] = studying
    staffing.invite(world.cohorts["autumn"], world.people["other_ta"], by=world.people["lead"], at=NOW - DAY)
    _handed_in(world)
    for label, section in world.sections.items():
        first, second, *_ = section.meetings.select_related("section", "week")
        hold_meeting(first)
        world.meetings[label] = second
        world.meetings[f"held {label}"] = first
        told = world.enrollments[label]
        world.asked[label] = attendance_request.tell_absence(
            second, told, "I have an exam.", by=told.person, at=second.starts_at - DAY
        )
    world.sections["autumn"] = make_section(world.cohorts["autumn"], at=NOW - 20 * DAY)
    world.meetings["autumn"] = world.sections["autumn"].meetings.all()[0]
    _waiting_for_a_seat(world)
    for name in ("summer", "autumn"):
        world.runs[name] = make_proposal(world.cohorts[name], by=world.people["lead"], at=NOW - DAY)


def _waiting_for_a_seat(world: World) -> None:
    """One in the summer and one in the autumn, each with a rule about them and a question to them."""
    lead = world.people["lead"]
    for name, section in {"summer": world.sections["A"], "autumn": world.sections["autumn"]}.items():
        waiting = make_enrollment(world.cohorts[name])
        world.rules[name] = placement_rule.fix(waiting, section, "forbid", "", by=lead, at=NOW - DAY)
        world.questions[name] = hours_question.ask(waiting, section, answer_by=NOW + 4 * DAY, by=lead, at=NOW - DAY)


def _put_off(world: World) -> None:
    """Somebody of the summer is promised a place in the autumn."""
    world.put_off = make_enrollment(world.cohorts["summer"])
    to, lead = world.cohorts["autumn"], world.people["lead"]
    enrollments.defer(world.put_off, "A new job", to=to, by=lead, at=NOW - DAY)


def _gatherings(world: World) -> None:
    """One in the summer and one in the autumn, both to come."""
    wishes: dict[str, Any] = {"kind": "speaker", "title": "A talk", "zone": "UTC"}
    for name in ("summer", "autumn"):
        cohort, lead = world.cohorts[name], world.people["lead"]
        world.gatherings[name] = gathering.plan(cohort, NOW + 5 * DAY, by=lead, at=NOW - DAY, **wishes)


def _changes(world: World) -> None:
    """A TA of A, and one of the autumn, cannot lead a meeting to come; one person of A wishes for B, one of B for C."""
    for label, name in {"own": "A", "elsewhere": "autumn"}.items():
        meeting = world.sections[name].meetings.select_related("section__cohort").order_by("-starts_at")[0]
        until, ta = NOW + DAY, ta_of(world.sections[name])
        world.covers[label] = covering.ask(meeting, "A conference", answer_by=until, by=ta, at=NOW)
    further = make_section(world.cohorts["summer"], name="Section C", at=NOW - 40 * DAY)
    for label, name, to in (("own", "A", world.sections["B"]), ("other", "B", further)):
        enrollment = world.enrollments[name]
        world.switches[label] = switching.ask_for_good(enrollment, to, by=enrollment.person, at=NOW)


def _handed_in(world: World) -> None:
    homework = curriculum.make_homework(world.cohorts["summer"])
    for label, enrollment in world.enrollments.items():
        files = [curriculum.make_file()]
        world.attempts[label] = curriculum.make_attempt(enrollment, homework, at=NOW - 9 * DAY, files=files)
    curriculum.make_grade(world.attempts["A"], at=NOW - 8 * DAY)


def one_mail() -> Message:
    """Any mail to a person that is not about signing in."""
    return Message.objects.exclude(topic="account").order_by("pk")[0]


def one_interest() -> Interest:
    return Interest.objects.order_by("pk")[0]


def one_passage() -> Passage:
    return Passage.objects.order_by("pk")[0]

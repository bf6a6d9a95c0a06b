"""What stands in the way of closing a cohort, by person and age."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Exists, OuterRef, Prefetch
from django.urls import reverse

from cohorts.models import AttendanceRequest, Cohort, Enrollment, Meeting, Switch, Teaching
from curriculum.models import Appeal, Attempt, ExtensionRequest, Grade


@dataclass(frozen=True)
class InTheWay:
    """One thing that waits: what it is, whose move it is, since when, and where it is done."""

    what: str
    who: str
    since: datetime
    url: str

    @property
    def as_evidence(self) -> dict[str, str]:
        return {"what": self.what, "who": self.who, "since": self.since.isoformat()}


@dataclass(frozen=True)
class Kind:
    """Everything of one kind, the oldest first. `must`: the cohort cannot be closed while one of these waits."""

    title: str
    things: list[InTheWay]
    must: bool = False


@dataclass(frozen=True)
class Waiting:
    """Everything that waits in a cohort; kinds of which nothing waits are left out."""

    kinds: list[Kind]

    @property
    def must(self) -> bool:
        return any(kind.must for kind in self.kinds)

    @cached_property
    def evidence(self) -> list[dict[str, str]]:
        return [{"kind": kind.title, **thing.as_evidence} for kind in self.kinds for thing in kind.things]

    @property
    def digest(self) -> str:
        """Names the list as it was shown, so that nothing is closed over unseen."""
        return hashlib.sha256(json.dumps(self.evidence).encode()).hexdigest()


def waiting(cohort: Cohort, at: datetime) -> Waiting:
    """In a fixed number of queries."""
    kinds = [
        Kind("People without an answer", list(_people(cohort)), must=True),
        Kind("Appeals without an answer", list(_appeals(cohort)), must=True),
        Kind("Sheets that are not signed off", list(_sheets(cohort, at))),
        Kind("Homework without a grade", list(_homework(cohort))),
        Kind("Grades that are kept as drafts", list(_drafts(cohort))),
        Kind("Requests without an answer", sorted(_requests(cohort), key=lambda thing: thing.since)),
    ]
    return Waiting([kind for kind in kinds if kind.things])


def _people(cohort: Cohort) -> Iterator[InTheWay]:
    left = Enrollment.objects.filter(cohort=cohort, completion=None, completion_result=None).active()
    for one in left.select_related("person").order_by("person__full_name", "pk"):
        url = reverse("person", args=[one.public_id])
        yield InTheWay("Neither an award nor a result", one.person.full_name, cohort.grading_closes_at, url)


def _appeals(cohort: Cohort) -> Iterator[InTheWay]:
    for appeal in Appeal.objects.waiting().filter(enrollment__cohort=cohort):
        url = reverse("curriculum:decide_appeal", args=[appeal.public_id])
        yield InTheWay("Appeal", appeal.enrollment.person.full_name, appeal.asked_at, url)


def _sheets(cohort: Cohort, at: datetime) -> Iterator[InTheWay]:
    leads = Prefetch("section__teachings", Teaching.objects.select_related("ta").order_by("from_on", "pk"), "taught")
    planned = Meeting.objects.to_sign_off().filter(section__cohort=cohort).prefetch_related(leads)
    for meeting in planned.select_related("section", "week").over(at):
        taught = meeting.section.taught  # type: ignore[attr-defined]
        url = reverse("cohorts:meeting", args=[meeting.public_id])
        who = taught[-1].ta.full_name if taught else meeting.section.name
        yield InTheWay(f"Sheet of {meeting}", who, meeting.ends_at, url)


def _homework(cohort: Cohort) -> Iterator[InTheWay]:
    waits = Attempt.objects.awaiting_grading().filter(homework__cohort=cohort)
    for attempt in waits.select_related("enrollment__person", "homework__assignment"):
        url = reverse("curriculum:attempt", args=[attempt.public_id])
        yield InTheWay(str(attempt.homework), attempt.enrollment.person.full_name, attempt.received_at, url)


def _drafts(cohort: Cohort) -> Iterator[InTheWay]:
    later = Grade.objects.filter(attempt=OuterRef("attempt"), pk__gt=OuterRef("pk"))
    kept = Grade.objects.filter(~Exists(later), attempt__homework__cohort=cohort, released_at=None)
    rows = kept.select_related("grader", "attempt__homework__assignment", "attempt__enrollment__person")
    for grade in rows.order_by("graded_at", "pk"):
        url = reverse("curriculum:attempt", args=[grade.attempt.public_id])
        what = f"{grade.attempt.homework} of {grade.attempt.enrollment.person.full_name}"
        yield InTheWay(what, grade.grader.full_name, grade.graded_at, url)


def _requests(cohort: Cohort) -> Iterator[InTheWay]:
    """About attendance, more time and switches."""
    url = reverse("cohorts:changes", args=[cohort.slug])
    for asked in AttendanceRequest.objects.waiting().filter(enrollment__cohort=cohort):
        what = f"{asked.get_kind_display()} at {asked.meeting}"
        where = f"{reverse('waiting_attendance')}#requests"
        yield InTheWay(what, asked.enrollment.person.full_name, asked.asked_at, where)
    for extension in ExtensionRequest.objects.waiting().filter(enrollment__cohort=cohort).in_full():
        what, where = f"More time for {extension.homework}", reverse("curriculum:grading")
        yield InTheWay(what, extension.enrollment.person.full_name, extension.asked_at, where)
    for switch in Switch.objects.waiting().filter(enrollment__cohort=cohort).in_full():
        yield InTheWay(f"Switch to {switch.to_section}", switch.enrollment.person.full_name, switch.asked_at, url)

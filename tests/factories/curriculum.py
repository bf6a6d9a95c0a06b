"""The library, a scheduled cohort, homework and completions for tests, by the road that people take."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db.models import Model

from accounts.models import User
from cohorts.models import Cohort, Enrollment, Section
from curriculum import library, passages
from curriculum.models import (
    Assignment,
    Attempt,
    Completion,
    CompletionException,
    Course,
    Grade,
    Homework,
    Lecture,
    Passage,
    Reading,
    Unit,
)
from curriculum.survey import QUESTIONS, opens_at
from curriculum.workflow import completion as completion_workflow
from curriculum.workflow import grading, schedule
from curriculum.workflow.homework import hand_in
from tests.factories.cohorts import hold_meeting, make_cohort, make_enrollment, make_seat, make_section, ta_of
from tests.factories.people import make_lead

DATA = Path(library.__file__).parent / "data"
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
SHELVED: list[type[Model]] = [Course, Unit, Lecture, Reading, Assignment, Passage]
_shelf: dict[type[Model], list[dict[str, Any]]] = {}
_numbers = count(1)


def load_course_once() -> Course:
    """The real course in the library, where it is not there yet: loaded once a run, then copied row by row."""
    if not Course.objects.exists():
        if not _shelf:
            library.load((DATA / "curriculum.yaml").read_text("utf-8"))
            passages.load_missing((DATA / "passages.yaml").read_text("utf-8"))
            _shelf.update({model: list(model._default_manager.order_by("pk").values()) for model in SHELVED})
        else:
            for model, rows in _shelf.items():
                model._default_manager.bulk_create(model(**row) for row in rows)
    return Course.objects.get()


def make_scheduled_cohort(cohort: Cohort | None = None, *, policy: bool = True, **counts: Any) -> Cohort:
    """A cohort with its units and homework planned and, unless told otherwise, the default rule published."""
    load_course_once()
    cohort = cohort or make_cohort()
    lead, at = make_lead(), cohort.starts_at - timedelta(days=40)
    if not cohort.releases.exists():
        schedule.schedule(cohort, by=lead, at=at)
    if policy and (counts or not cohort.policies.exists()):
        schedule.publish_policy(cohort, by=lead, at=at, **counts)
    return cohort


def make_participant(cohort: Cohort | None = None, section: Section | None = None, *, name: str = "") -> Enrollment:
    """A person of a scheduled cohort with a seat in a section."""
    cohort = section.cohort if section and not cohort else cohort
    cohort = make_scheduled_cohort(cohort)
    enrollment = make_enrollment(cohort, name=name)
    make_seat(enrollment, section or cohort.sections.first() or make_section(cohort))
    return enrollment


def make_homework(cohort: Cohort | None = None, slug: str = "hazard-analysis-questions") -> Homework:
    """The homework of a scheduled cohort for an assignment of the real course; that of unit 2 by default."""
    cohort = make_scheduled_cohort(cohort)
    return cohort.homeworks.select_related("assignment__unit", "cohort").get(assignment__slug=slug)


def make_file(name: str = "answers.pdf", content: bytes = PDF) -> UploadedFile[Any]:
    return SimpleUploadedFile(name, content)


def make_attempt(
    enrollment: Enrollment | None = None, homework: Homework | None = None, at: datetime | None = None, **kw: Any
) -> Attempt:
    """Something handed in two hours before it is due, unless `at` says when."""
    enrollment = enrollment or make_participant()
    homework = homework or make_homework(enrollment.cohort)
    given = {"text": f"My answers, part {next(_numbers)}.", "link": "", "files": [], **kw}
    when = at or homework.due_at - timedelta(hours=2)
    return hand_in(homework, enrollment, by=enrollment.person, at=when, **given)


def make_grade(
    attempt: Attempt | None = None,
    verdict: str = Grade.Verdict.PASS,
    *,
    by: User | None = None,
    at: datetime | None = None,
    release: bool = True,
    seen: int = 0,
) -> Grade:
    """A verdict two days after the attempt arrived, by the TA of the person's section."""
    attempt = attempt or make_attempt()
    grader = by or ta_of(attempt.enrollment.seats.select_related("section").order_by("pk")[0].section)
    when = at or attempt.received_at + timedelta(days=2)
    return grading.grade(attempt, verdict, "Clear and complete.", by=grader, at=when, release=release, seen=seen)


def hand_in_survey(enrollment: Enrollment, at: datetime | None = None) -> None:
    answers = {question.slug: (question.choices or ("More time for unit 4.",))[0] for question in QUESTIONS}
    when = at or opens_at(enrollment.cohort) + timedelta(days=1)
    completion_workflow.hand_in_survey(enrollment, answers, by=enrollment.person, at=when)


def complete_everything(enrollment: Enrollment) -> None:
    """Attend every meeting, hand in and pass every required homework, hand in the survey."""
    section = enrollment.seats.select_related("section").order_by("pk")[0].section
    for meeting in section.meetings.select_related("section", "week").filter(status="planned"):
        hold_meeting(meeting)
    for homework in enrollment.cohort.homeworks.filter(required=True).select_related("assignment", "cohort"):
        make_grade(make_attempt(enrollment, homework))
    hand_in_survey(enrollment)


def make_completion(
    enrollment: Enrollment | None = None, at: datetime | None = None, *, whole_road: bool = False
) -> Completion:
    """An award from the first instant of awards, unless `at` is later.

    By the whole road (attend, hand in, pass, survey), or faster by a lead who grants completion.
    """
    enrollment = enrollment or make_participant()
    make_scheduled_cohort(enrollment.cohort)
    at = max(at or enrollment.cohort.awards_from, enrollment.cohort.awards_from)
    if whole_road:
        complete_everything(enrollment)
    else:
        grant(enrollment, at=at)
    awarded = completion_workflow.award(enrollment, at=at)
    assert awarded is not None
    return awarded


def grant(enrollment: Enrollment, *, at: datetime) -> CompletionException:
    """A lead's word that the person has completed the course."""
    reason = "Did everything, in part on paper while the site was away."
    return completion_workflow.make_exception(enrollment, "grant", "", reason, by=make_lead(), at=at)

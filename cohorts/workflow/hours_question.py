"""Asking somebody without a seat whether they could do a section after all, and what their answer does."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery

from accounts.models import User
from cohorts import emails
from cohorts.models import Availability, Cohort, Enrollment, HoursQuestion, Meeting, PlacementRun, Section
from cohorts.own_dates import coming
from cohorts.placement import touched
from cohorts.placing.smallest_change import least_missing
from cohorts.workflow import enrollment as enrollment_workflow
from cohorts.workflow import placement_asking
from mlsafety_course import timekit
from mlsafety_course.outbox import post
from mlsafety_course.transitions import Refused, arrow

Status = HoursQuestion.Status

YES = arrow(Status.ASKED, to=Status.YES)
NO = arrow(Status.ASKED, to=Status.NO)
WITHDRAW = arrow(Status.ASKED, to=Status.WITHDRAWN)

ARROWS = [YES, NO, WITHDRAW]
PROMISED = "None of the sections met at hours that you could make."


@transaction.atomic
def ask(
    enrollment: Enrollment, section: Section, *, answer_by: datetime, misses: int = 0, by: User, at: datetime
) -> HoursQuestion:
    """One question at a time, by mail and on their page: could you do this section, on all dates but so many?"""
    person = enrollment.person
    if enrollment.status != Enrollment.Status.ACTIVE or enrollment.seats.current().exists():
        raise Refused(f"{person} does not wait for a seat any more. Nothing was asked.")
    if section.is_closed or section.cohort_id != enrollment.cohort_id:
        raise Refused(f"{section} is closed, so it makes no sense to ask about it. Make a new proposal.")
    if answer_by <= at:
        raise Refused("The answer would be due before the question is asked. Choose a later day.")
    meetings = coming(section, at)
    if not meetings:
        raise Refused(f"{section} has no meeting to come, so it makes no sense to ask about it.")
    question = HoursQuestion(enrollment=enrollment, section=section, answer_by=answer_by)
    _create(question, meetings, misses, by, at)
    post.write(emails.hours_question(question, meetings, spared(question, meetings)), at=at)
    return question


def spared(question: HoursQuestion, meetings: Iterable[Meeting]) -> set[int]:
    """The meetings (keys) for which the hours that were given and those asked for do not do: they may be missed."""
    own = Availability.objects.filter(cohort=question.enrollment.cohort_id, person=question.enrollment.person_id)
    free, zone = own.first(), question.zone
    if free and free.zone != zone:
        return set()
    have = frozenset(question.half_hours) | (timekit.unpack(free.grid) if free else frozenset())
    return {one.pk for one in meetings if not timekit.half_hours(one.starts_at, one.minutes, zone) <= have}


def _create(question: HoursQuestion, meetings: list[Meeting], misses: int, by: User, at: datetime) -> None:
    person = question.enrollment.person
    free = Availability.objects.filter(cohort=question.enrollment.cohort_id, person=person).first()
    question.zone = free.zone if free else person.zone
    known = timekit.unpack(free.grid) if free else frozenset()
    needed = (timekit.half_hours(start, minutes, question.zone) for start, minutes in _times(meetings))
    question.half_hours = sorted(least_missing(needed, known, misses))
    question.asked_by, question.asked_at = by, at
    try:
        with transaction.atomic():
            question.save()
    except IntegrityError:
        raise Refused(f"{person} was asked already and has not answered. Take that question back first.") from None
    question.moves.create(source="", target=Status.ASKED, by=by, at=at)


def _times(meetings: list[Meeting]) -> list[tuple[datetime, int]]:
    return [(meeting.starts_at, meeting.minutes) for meeting in meetings]


def has_lapsed(question: HoursQuestion, at: datetime) -> bool:
    """Nobody has answered, and the time for it is over."""
    return question.status == Status.ASKED and at >= question.answer_by


def is_open(question: HoursQuestion, at: datetime) -> bool:
    """An answer still counts."""
    return question.status == Status.ASKED and at < question.answer_by


def is_asked(enrollment: Enrollment, at: datetime) -> bool:
    """Whether a question waits for this person's answer (one query)."""
    return HoursQuestion.objects.filter(enrollment=enrollment, status=Status.ASKED, answer_by__gt=at).exists()


@transaction.atomic
def say_yes(question: HoursQuestion, *, by: User, at: datetime) -> None:
    """They can: the hours are theirs from now on, and a proposal that knows of them is asked for."""
    _refuse_late(question, at)
    YES.apply(question, by=by, at=at, answered_at=at)
    enrollment, section = question.enrollment, question.section
    own = Availability.objects.filter(cohort=enrollment.cohort_id, person=enrollment.person_id)
    free = own.select_for_update().first()
    zone = free.zone if free else question.zone
    more = frozenset(question.half_hours) if zone == question.zone else touched(_times(coming(section, at)), zone)
    known = timekit.unpack(free.grid) if free else frozenset()
    enrollment_workflow.give_hours(enrollment.cohort, enrollment.person, known | more, zone, by=by, at=at)
    _propose_again(question, at=at)


def _propose_again(question: HoursQuestion, *, at: datetime) -> None:
    """For the lead who asked, unless one is being made already."""
    newest = PlacementRun.objects.filter(cohort=question.section.cohort_id).without_plan().first()
    misses = newest.allowed_misses if newest else 0
    with suppress(Refused):
        placement_asking.ask(question.section.cohort, allowed_misses=misses, by=question.asked_by, at=at)


@transaction.atomic
def say_no(question: HoursQuestion, *, by: User, at: datetime) -> None:
    """They cannot; they are not asked about this section again."""
    _refuse_late(question, at)
    NO.apply(question, by=by, at=at, answered_at=at)


def _refuse_late(question: HoursQuestion, at: datetime) -> None:
    """An answer twice is refused by the arrow."""
    if has_lapsed(question, at):
        raise Refused("The day for an answer has passed. Nothing was changed. Write to us: there may still be a seat.")


def withdraw(question: HoursQuestion, *, by: User, at: datetime) -> None:
    """The lead needs no answer any more."""
    WITHDRAW.apply(question, by=by, at=at)


def withdraw_of(enrollments: Iterable[Enrollment], *, by: User, at: datetime) -> None:
    """Take back what is still open for people who have a seat now."""
    for question in HoursQuestion.objects.filter(enrollment__in=enrollments, status=Status.ASKED):
        with suppress(Refused):
            withdraw(question, by=by, at=at)


@transaction.atomic
def promise(cohort: Cohort, *, by: User, at: datetime) -> list[Enrollment]:
    """A place in the next cohort for everybody whose last answer was No, or who did not answer in time."""
    Cohort.objects.select_for_update().get(pk=cohort.pk)
    people = list(without_way(at).filter(cohort=cohort).select_related("person", "cohort"))
    after = Cohort.objects.filter(starts_on__gt=cohort.starts_on).order_by("starts_on", "pk").first()
    for enrollment in people:
        enrollment_workflow.defer(enrollment, PROMISED, to=after, by=by, at=at)
    return people


def without_way(at: datetime) -> QuerySet[Enrollment]:
    """Who waits for a seat and whose last question was answered No, or not in time."""
    asked = HoursQuestion.objects.filter(enrollment=OuterRef("pk")).exclude(status=Status.WITHDRAWN)
    last = asked.order_by("-asked_at", "-pk")
    waiting = Enrollment.objects.without_seat().annotate(
        answer=Subquery(last.values("status")[:1]), due=Subquery(last.values("answer_by")[:1])
    )
    return waiting.filter(Q(answer=Status.NO) | Q(answer=Status.ASKED, due__lte=at)).order_by("pk")

"""Making a proposal so: one transaction, one mail for each seat that is new. Whoever has a seat keeps it, unless a lead
moved them in the proposal by hand."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from cohorts.models import Cohort, Enrollment, Guest, Meeting, PlacementRun, Seat, Section
from cohorts.placing.seats_due import seats_due
from cohorts.roster import expected
from cohorts.workflow import hours_question, seating
from cohorts.workflow import section as section_workflow
from mlsafety_course.transitions import Refused

NOT_MADE = "This proposal was not made, so there is nothing to publish. The page says how it stands."
STALE = "Another placement was published after this one was asked for. Make a new one: it keeps seats."
EDITED = "Somebody has edited this proposal since you opened it. Nothing was published: look at it again first."
CROWDED = "{meeting} has guests since, and would be too full. Nothing was published: make a new proposal."
ANSWER_WITHIN = timedelta(days=5)


def answer_by_default(cohort: Cohort, at: datetime) -> datetime:
    """Until when people may ask for another section: five days, but no longer than until the course starts."""
    within = at + ANSWER_WITHIN
    return within if cohort.has_started(at) else min(within, cohort.starts_at)


@transaction.atomic
def publish(
    run: PlacementRun, *, version: int | None = None, answer_by: datetime | None = None, by: User, at: datetime
) -> int:
    """Open the sections used and seat the people, one mail each. Returns how many were seated now.

    `version` is the one that was looked at (by default that of this copy). Who was given a seat meanwhile, or has left,
    is passed over; publishing again changes nothing.
    """
    seen = version or run.version
    cohort = _locked(run.cohort_id)
    run = PlacementRun.objects.get(pk=run.pk)
    if run.status != PlacementRun.Status.DONE:
        raise Refused(NOT_MADE)
    if run.published_at:
        return 0
    if PlacementRun.objects.filter(cohort=cohort, published_at__gt=run.asked_at).exists():
        raise Refused(STALE)
    unseen = PlacementRun.objects.filter(pk=run.pk, version=seen, published_at=None)
    if not unseen.update(published_by=by, published_at=at):
        raise Refused(EDITED)
    run.refresh_from_db(fields=["plan", "figures"])
    seated = _seat(run, by=by, at=at)
    Cohort.objects.filter(pk=cohort.pk).update(sections_answer_by=answer_by or answer_by_default(cohort, at))
    return seated


def _locked(pk: int) -> Cohort:
    """The cohort, so that placements of it are published one after the other."""
    return Cohort.objects.select_for_update().get(pk=pk)


def _seat(run: PlacementRun, *, by: User, at: datetime) -> int:
    """Seats that people move out of are free before anybody moves in, so that two may change places."""
    sections = _locked_sections(run)
    people, held = _people(run)
    due = seats_due(run.plan, run.figures["edited"], held)
    due = {person: section for person, section in due.items() if person in people}
    waiting = [people[person] for person in people if person in due]
    used = {*due.values(), *held.values()}
    for key, section in sections.items():
        if section.status == Section.Status.PLANNED and key in used:
            section_workflow.open_(section, by=by, at=at)
    Seat.objects.current().filter(enrollment__in=waiting).update(to_at=at)
    for enrollment in waiting:
        seating.seat(enrollment, sections[due[str(enrollment.public_id)]], by=by, at=at)
    _refuse_crowded([sections[key] for key in {*due.values()}], at)
    hours_question.withdraw_of(waiting, by=by, at=at)
    return len(waiting)


def _refuse_crowded(sections: Collection[Section], at: datetime) -> None:
    """Guests were let in since the proposal was made: whoever has the last place at a meeting keeps it."""
    visits = Guest.objects.live().filter(meeting__section__in=sections, meeting__starts_at__gt=at)
    meetings = Meeting.objects.for_sheet().filter(pk__in=visits.values("meeting"), status=Meeting.Status.PLANNED)
    people = expected(meetings)
    for meeting in meetings:
        if len(people[meeting.pk]) > meeting.section.maximum:
            raise Refused(CROWDED.format(meeting=meeting))


def _locked_sections(run: PlacementRun) -> dict[str, Section]:
    """The sections of the plan, locked in one order, so that no two placements wait for each other."""
    wanted = {section for section in run.plan.values() if section}
    rows = Section.objects.select_for_update().filter(cohort=run.cohort_id, public_id__in=wanted).order_by("pk")
    return {str(section.public_id): section for section in rows}


def _people(run: PlacementRun) -> tuple[dict[str, Enrollment], dict[str, str]]:
    """The active people of the cohort by public id, and the sections they sit in now."""
    active = Enrollment.objects.active().filter(cohort=run.cohort_id).with_seats().order_by("pk")
    people = {str(enrollment.public_id): enrollment for enrollment in active}
    held = {key: str(row.current_seats[0].section.public_id) for key, row in people.items() if row.current_seats}
    return people, held

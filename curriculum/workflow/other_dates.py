"""Other dates of one unit or homework, for one section or one person."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F

from accounts.models import User
from cohorts.models import Cohort, Enrollment, Section
from cohorts.workflow.enrollment import refuse_participant
from curriculum.models import DateOverride, Homework, Release
from curriculum.own_dates import dates_for, openings_for
from curriculum.workflow.telling import telling
from mlsafety_course.transitions import Refused

KEPT = "Open for whoever was enrolled when the opening was moved."
Dates = Mapping[str, datetime | None]


@transaction.atomic
def set_other_dates(
    of: Release | Homework, whose: Section | Enrollment, dates: Dates, reason: str, *, by: User, at: datetime
) -> DateOverride:
    """Let these dates (opens_at, due_at, closes_at) hold there instead; a date of None is as it would be without.

    Setting all to None lifts what was set before. The people concerned get one mail.
    """
    cohort = Cohort.objects.select_for_update().get(pk=of.cohort_id)
    _refuse_impossible(of, whose, dates, reason, cohort, by)
    with telling(cohort, reason=reason.strip(), but=by, at=at):
        row = _keep(of, whose, dates, reason.strip(), by, at)
        _refuse_disorder(cohort, whose, of)
    return row


def _refuse_impossible(
    of: Release | Homework, whose: Section | Enrollment, dates: Dates, reason: str, cohort: Cohort, by: User
) -> None:
    refuse_participant(cohort, by)
    if whose.cohort_id != of.cohort_id:
        raise Refused(f"{whose} does not belong to {cohort}. Nothing was changed.")
    if not reason.strip():
        raise Refused("Say in a sentence why: the people concerned read it. Nothing was changed.")
    if isinstance(of, Release) and (dates.get("due_at") or dates.get("closes_at")):
        raise Refused("A unit only opens. Set when its homework is due at the homework. Nothing was changed.")


def _keep(
    of: Release | Homework, whose: Section | Enrollment, dates: Dates, reason: str, by: User, at: datetime
) -> DateOverride:
    """The one row of this unit or homework for them, made or changed; calendars are told by its sequence."""
    place: dict[str, object] = {
        "release" if isinstance(of, Release) else "homework": of,
        "section" if isinstance(whose, Section) else "enrollment": whose,
    }
    row = DateOverride.objects.filter(**place).first()
    if row is None and not any(dates.values()):
        raise Refused("Give at least one date. Nothing was changed.")
    row = row or DateOverride(**place, sequence=-1)
    row.opens_at, row.due_at, row.closes_at = (dates.get(name) for name in ("opens_at", "due_at", "closes_at"))
    row.reason, row.by, row.at, row.sequence = reason, by, at, row.sequence + 1
    row.save()
    return row


def _refuse_disorder(cohort: Cohort, whose: Section | Enrollment, of: Release | Homework) -> None:
    """Whether for everybody concerned the homework still opens, then is due, then closes."""
    unit = of.unit_id if isinstance(of, Release) else of.assignment.unit_id
    pieces = list(cohort.homeworks.filter(assignment__unit=unit).select_related("assignment", "cohort"))
    people = [whose] if isinstance(whose, Enrollment) else list(Enrollment.objects.seated_in(whose))
    for (_, homework), dates in dates_for(people, pieces).items():
        if not dates.opens_at < dates.due_at <= dates.closes_at:
            name = next(str(piece) for piece in pieces if piece.pk == homework)
            raise Refused(f"“{name}” must open, then be due, then close, also there. Nothing was changed.")


def leave_open(releases: Collection[Release], *, by: User, at: datetime) -> None:
    """Keep the old openings, which `releases` still have, for everybody enrolled now who has seen the unit.

    In the transaction of the move, after it.
    """
    if not releases:
        return
    people = list(Enrollment.objects.filter(cohort=next(iter(releases)).cohort_id).active())
    before = openings_for(people, releases)
    after = openings_for(people, list(Release.objects.filter(pk__in=[release.pk for release in releases])))
    for release in releases:
        saw = [person for person in people if before[person.pk, release.pk] <= at < after[person.pk, release.pk]]
        told = {"opens_at": release.opens_at, "reason": KEPT, "by": by, "at": at}
        rows = DateOverride.objects.filter(release=release, enrollment__in=saw)
        held = set(rows.values_list("enrollment", flat=True))
        rows.update(**told, sequence=F("sequence") + 1)
        new = [DateOverride(release=release, enrollment=person, **told) for person in saw if person.pk not in held]
        DateOverride.objects.bulk_create(new)

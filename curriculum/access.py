"""Who sees how much of a unit, and from when: the one answer that pages, files and lists ask."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from accounts.models import User
from cohorts.models import Cohort, Enrollment, Section, Staffing
from curriculum.models import Release

TEACHERS_EARLY = timedelta(days=7)


@dataclass(frozen=True)
class View:
    """One unit of one cohort as one person sees it. `opens_at` is None for staff, who always see everything."""

    release: Release
    enrollment: Enrollment | None
    opens_at: datetime | None
    sees_notes: bool

    def is_open(self, at: datetime) -> bool:
        return self.opens_at is None or at >= self.opens_at

    def is_early(self, at: datetime) -> bool:
        """Open to this person, and not to participants yet."""
        return self.is_open(at) and at < self.release.opens_at


def view_of(user: User, unit_slug: str, cohort_slug: str = "", *, at: datetime) -> View | None:
    """How the person sees the unit: as participant, else as TA, else as staff. None: not at all.

    Without a cohort named, the latest one in which they have that role and the unit is planned.
    """
    releases = Release.objects.filter(unit__slug=unit_slug).select_related("unit", "cohort", "week")
    if cohort_slug:
        releases = releases.filter(cohort__slug=cohort_slug)
    by_cohort = {release.cohort_id: release for release in releases.order_by("cohort__starts_on", "pk")}
    return next(_views(user, by_cohort, at), None)


def _views(user: User, releases: dict[int, Release], at: datetime) -> Iterator[View]:
    taught = set(teaches_in(user, at).filter(pk__in=releases).values_list("pk", flat=True))
    kept = Enrollment.objects.of(user).filter(cohort__in=releases).exclude(status=Enrollment.Status.CANCELLED)
    for enrollment in kept.select_related("cohort", "person").order_by("-cohort__starts_on", "-pk"):
        if enrollment.cohort_id not in taught:
            release = releases[enrollment.cohort_id]
            yield View(release, enrollment, release.opens_at, sees_notes=False)
    for cohort, release in reversed(releases.items()):
        if cohort in taught:
            yield View(release, None, release.opens_at - TEACHERS_EARLY, sees_notes=True)
    if is_staff(user):
        reads_notes = not _takes_part(user, at)
        yield from (View(release, None, None, sees_notes=reads_notes) for release in reversed(releases.values()))


def _takes_part(user: User, at: datetime) -> bool:
    """Whether a course of theirs still runs: then notes for TAs are for them only where they teach."""
    return Enrollment.objects.of(user).active().filter(cohort__appeals_close_at__gt=at).exists()


def teaches_in(user: User, at: datetime) -> QuerySet[Cohort]:
    """Cohorts in which the person has agreed to teach, or teaches a section today; until appeals close."""
    agreed = Q(pk__in=Staffing.objects.agreed().filter(person=user).values("cohort"))
    teaching = Q(pk__in=Section.objects.taught_by(user, at.date()).values("cohort"))
    return Cohort.objects.filter(agreed | teaching, appeals_close_at__gt=at)


def is_staff(user: User) -> bool:
    return user.has_perm("cohorts.lead_cohort") or user.has_perm("curriculum.edit_curriculum")

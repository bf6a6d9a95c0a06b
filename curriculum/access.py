"""Who sees how much of a unit, and from when: the one answer that pages, files and lists ask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Min, Q, QuerySet

from accounts.models import User
from cohorts.models import Cohort, Enrollment, Section, Staffing
from curriculum.models import DateOverride, Release
from curriculum.own_dates import ANYBODY, openings_for, openings_in

TEACHERS_EARLY = timedelta(days=7)


@dataclass(frozen=True)
class View:
    """One unit of one cohort as one person sees it. `opens_at` is None for staff, who always see everything.

    `preview`: a lead looks as a participant would, at an instant of their choice; `section`: as one of it.
    """

    release: Release
    enrollment: Enrollment | None
    opens_at: datetime | None
    sees_notes: bool
    preview: bool = False
    section: Section | None = None

    def is_open(self, at: datetime) -> bool:
        return self.opens_at is None or at >= self.opens_at

    def is_early(self, at: datetime) -> bool:
        """Open to a TA or to staff, and not to participants yet."""
        looks_as_participant = self.enrollment is not None or self.preview
        return not looks_as_participant and self.is_open(at) and at < self.release.opens_at


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
    own = list(kept.select_related("cohort", "person").order_by("-cohort__starts_on", "-pk"))
    openings = openings_for(own, list(releases.values())) if own else {}
    for enrollment in own:
        if enrollment.cohort_id not in taught:
            release = releases[enrollment.cohort_id]
            yield View(release, enrollment, openings[enrollment.pk, release.pk], sees_notes=False)
    first = _first_openings(releases[cohort] for cohort in taught)
    for cohort, release in reversed(releases.items()):
        if cohort in taught:
            opens_at = min(release.opens_at, first.get(release.pk) or release.opens_at)
            yield View(release, None, opens_at - TEACHERS_EARLY, sees_notes=True)
    if is_staff(user):
        reads_notes = not _takes_part(user, at)
        yield from (View(release, None, None, sees_notes=reads_notes) for release in reversed(releases.values()))


def _first_openings(releases: Iterable[Release]) -> dict[int, datetime]:
    """For whom a unit opens first, if for anybody it opens elsewhen; one query, none where there is no release."""
    rows = DateOverride.objects.filter(release__in=list(releases), opens_at__isnull=False)
    return dict(rows.order_by().values_list("release").annotate(first=Min("opens_at")))


def preview_of(cohort: Cohort, unit_slug: str, section: Section | None) -> View | None:
    """The unit as a participant without dates of their own has it, by those of the section if there is one."""
    rows = Release.objects.filter(cohort=cohort, unit__slug=unit_slug)
    release = rows.select_related("unit", "cohort", "week").first()
    if release is None:
        return None
    opens_at = openings_in(section, [release])[ANYBODY, release.pk]
    return View(release, None, opens_at, sees_notes=False, preview=True, section=section)


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

"""What moving dates of a cohort would change, before it is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from cohorts.models import Cohort, Enrollment
from cohorts.schedule import shifted, shifted_deadline
from curriculum.models import Homework, Release
from curriculum.own_dates import openings_for
from curriculum.own_plan import HOMEWORK, UNIT, Moved, Plan, moved, names, plans
from mlsafety_course import timekit

Dates = Mapping[str, datetime]
DAYS = 7
DUE = ("due_at", "closes_at")


@dataclass(frozen=True)
class PlanPreview:
    """Each date that would move, by the clocks of the cohort; the opened units that would lock, and who saw them."""

    rows: list[tuple[str, str, str]]
    locking: list[Release]
    saw: int
    warnings: list[str]


def preview_of_move(
    cohort: Cohort, openings: Mapping[Release, datetime], homework: Mapping[Homework, Dates], at: datetime
) -> PlanPreview:
    """Six queries."""
    stored = list(Release.objects.filter(cohort=cohort, pk__in=[row.pk for row in openings]).select_related("unit"))
    locking = [row for row in stored if row.opens_at <= at < openings[row]]
    found = moved(plans(cohort, []).cohort, _after(openings, homework), names(cohort))
    rows = [(one.what, one.brief(one.before, cohort.zone), one.brief(one.after, cohort.zone)) for one in found]
    return PlanPreview(rows, locking, _saw(cohort, locking, at), _warnings(cohort, found))


def _after(openings: Mapping[Release, datetime], homework: Mapping[Homework, Dates]) -> Plan:
    plan: Plan = {(UNIT, release.pk, "opens_at"): opens_at for release, opens_at in openings.items()}
    return plan | {(HOMEWORK, piece.pk, name): dates[name] for piece, dates in homework.items() for name in DUE}


def _saw(cohort: Cohort, releases: list[Release], at: datetime) -> int:
    """How many people have one of these units open now."""
    people = list(Enrollment.objects.filter(cohort=cohort).active()) if releases else []
    openings = openings_for(people, releases) if people else {}
    return len({person for (person, _), opens_at in openings.items() if opens_at <= at})


def _warnings(cohort: Cohort, found: list[Moved]) -> list[str]:
    end = cohort.submissions_close_at
    said = timekit.three_forms(end, cohort.zone, cohort.zone).own
    return [
        f"{one.what} after handing in closes for the whole cohort ({said}). Move that closing in the calendar too."
        for one in found
        if one.field == "due_at" and one.after > end
    ]


def week_later(cohort: Cohort, first: Release) -> tuple[dict[Release, datetime], dict[Homework, dict[str, datetime]]]:
    """This unit and all that open after it, seven days on by the clocks of the cohort, with their homework."""
    releases = list(cohort.releases.filter(opens_at__gte=first.opens_at).select_related("unit"))
    pieces = cohort.homeworks.filter(assignment__unit__in=[release.unit_id for release in releases])
    return (
        {release: shifted(release.opens_at, DAYS, cohort.zone) for release in releases},
        {
            piece: {name: shifted_deadline(getattr(piece, name), DAYS, cohort.zone) for name in DUE}
            for piece in pieces.select_related("assignment")
        },
    )


def digest_of(cohort: Cohort) -> str:
    """Of every date of the plan as it is: a page that was seen says with it what it showed."""
    return sha256(repr(sorted(plans(cohort, []).cohort.items())).encode()).hexdigest()

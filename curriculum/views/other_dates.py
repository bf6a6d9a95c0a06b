"""Other dates of a unit or homework for one section or person: what holds, and setting or lifting one."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.requests import UserRequest
from cohorts.models import Cohort, Enrollment, Section
from curriculum.forms import OtherDatesForm
from curriculum.models import DateOverride, Homework, Release
from curriculum.workflow import other_dates as workflow
from mlsafety_course import timekit
from mlsafety_course.posted import posted

DATES = {"opens_at": "opens", "due_at": "is due", "closes_at": "closes"}


@permission_required("cohorts.lead_cohort", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def other_dates(request: UserRequest, slug: str) -> HttpResponse:
    """A list of them, and the form; what is typed is wall time of the cohort."""
    cohort, at = get_object_or_404(Cohort, slug=slug), timezone.now()
    things = _things(cohort)
    sections = {str(section.public_id): section for section in cohort.sections.all()}
    with timezone.override(cohort.zone):
        form = OtherDatesForm(
            posted(request),
            initial={name: request.GET.get(name, "") for name in ("of", "section", "email")},
            things=[(key, name) for key, (_, name) in things.items()],
            sections=[(key, section.name) for key, section in sections.items()],
        )
        whose = _whose(cohort, form, sections) if form.is_bound and form.is_valid() else None
        if whose:
            thing = things[form.cleaned_data["of"]][0]
            return _set(request, cohort, thing, whose, form.cleaned_data, at)
        rows = DateOverride.objects.of_cohort(cohort)
        context = {
            "cohort": cohort,
            "form": form,
            "zone": timekit.zone_label(cohort.zone),
            "lines": [_line(row, cohort.zone) for row in rows],
        }
        return render(request, "curriculum/other_dates.html", context, status=422 if form.is_bound else 200)


def _things(cohort: Cohort) -> dict[str, tuple[Release | Homework, str]]:
    """Units and homework of the cohort by what the form calls them."""
    found: dict[str, tuple[Release | Homework, str]] = {
        f"unit-{row.unit.slug}": (row, f"Unit {row.unit.order}: {row.unit.title}")
        for row in Release.objects.filter(cohort=cohort).select_related("unit")
    }
    pieces = Homework.objects.filter(cohort=cohort).select_related("assignment__unit")
    return found | {
        f"homework-{row.assignment.slug}": (row, f"Homework of unit {row.assignment.unit.order}: {row.assignment}")
        for row in pieces
    }


def _whose(cohort: Cohort, form: OtherDatesForm, sections: dict[str, Section]) -> Section | Enrollment | None:
    given = form.cleaned_data
    if given["section"]:
        return sections[given["section"]]
    found = Enrollment.objects.in_cohort_by_email(cohort, given["email"])
    if found is None:
        form.add_error("email", "Nobody with this address takes part in this cohort.")
    return found


def _set(
    request: UserRequest,
    cohort: Cohort,
    thing: Release | Homework,
    whose: Section | Enrollment,
    given: dict[str, Any],
    at: datetime,
) -> HttpResponse:
    dates = {name: given[name] for name in DATES}
    workflow.set_other_dates(thing, whose, dates, given["reason"], by=request.user, at=at)
    name = whose.name if isinstance(whose, Section) else whose.person.name
    said = "Set" if any(dates.values()) else "Lifted: the dates of the cohort hold again"
    messages.success(request, f"{said}, for {name}. Those concerned get a mail with each date before and after.")
    return redirect("curriculum:other_dates", cohort.slug)


def _line(row: DateOverride, zone: str) -> dict[str, object]:
    thing = f"Unit {row.release.unit.order}: {row.release.unit}" if row.release else str(row.homework)
    dates = [
        f"{words} {timekit.day_and_time(instant if name == 'opens_at' else instant - timekit.MINUTE, zone)}"
        for name, words in DATES.items()
        if (instant := getattr(row, name))
    ]
    return {
        "thing": thing,
        "whose": row.section.name if row.section else row.enrollment.person.name if row.enrollment else "",
        "dates": ", ".join(dates) or "Lifted",
        "is_lifted": not dates,
        "reason": row.reason,
        "by": row.by.name,
        "at": timekit.day_and_time(row.at, zone),
    }

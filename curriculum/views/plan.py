"""A cohort's plan: when units open, and when homework is due and closes."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.forms import ModelForm
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import UserRequest
from cohorts.models import Cohort
from curriculum.forms import HomeworkDatesForm, OpenedForm, OpeningForm
from curriculum.models import Homework, Release, ScheduleChange
from curriculum.own_plan import HOMEWORK, UNIT, Moved, names
from curriculum.plan_preview import Dates, digest_of, preview_of_move, week_later
from curriculum.workflow import schedule as workflow
from mlsafety_course import timekit
from mlsafety_course.posted import posted

SAVED = "Saved. Everybody whose dates moved is told in one mail, with each date before and after."


@permission_required("cohorts.lead_cohort", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def schedule(request: UserRequest, slug: str) -> HttpResponse:
    """Every opening, due date and closing of a cohort in one grid, in the cohort's own zone."""
    cohort, at = get_object_or_404(Cohort, slug=slug), timezone.now()
    if "plan" in request.POST:
        workflow.schedule(cohort, by=request.user, at=at)
        messages.success(request, "Planned: every unit has its week, and every homework its dates.")
        return redirect("curriculum:schedule", slug)
    with _zone_of(cohort):
        typed = posted(request)
        openings, homeworks = _openings(cohort, typed), _homeworks(cohort, typed)
        forms: Sequence[ModelForm[Release] | ModelForm[Homework]] = [*openings, *homeworks]
        if request.method == "POST" and _are_valid(forms):
            units = {form.instance: form.cleaned_data["opens_at"] for form in openings}
            return _moved(request, cohort, units, {form.instance: form.cleaned_data for form in homeworks}, at)
        context = {
            "cohort": cohort,
            "rows": _rows(openings, homeworks),
            "zone": timekit.zone_label(cohort.zone),
            "seen": digest_of(cohort),
        }
        status = 422 if request.method == "POST" else 200
        return render(request, "curriculum/schedule.html", context, status=status)


@permission_required("cohorts.lead_cohort", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def week_down(request: UserRequest, slug: str, unit: str) -> HttpResponse:
    """This unit and all later ones a week on: every date first, then the act."""
    cohort, at = get_object_or_404(Cohort, slug=slug), timezone.now()
    first = get_object_or_404(Release.objects.select_related("unit"), cohort=cohort, unit__slug=unit)
    return _moved(
        request,
        cohort,
        *week_later(cohort, first),
        at,
        title=f"Send unit {first.unit.order} and all later ones down a week",
    )


def _moved(
    request: UserRequest,
    cohort: Cohort,
    openings: dict[Release, datetime],
    homework: dict[Homework, Dates] | dict[Homework, dict[str, datetime]],
    at: datetime,
    title: str = "Move these dates",
) -> HttpResponse:
    """Move them; or first show what would change, where that was asked for or people have seen what would lock."""
    preview = preview_of_move(cohort, openings, homework, at)
    form = OpenedForm(request.POST if "confirm" in request.POST else None, asks=bool(preview.locking))
    is_settled = form.is_valid() if form.is_bound else not preview.locking
    if request.method == "POST" and is_settled and "preview" not in request.POST:
        opened = workflow.Opened(form.cleaned_data["opened"] if form.is_bound else "")
        seen = request.POST.get("seen", "")
        workflow.move(cohort, openings, homework, opened=opened, seen=seen, by=request.user, at=at)
        messages.success(request, SAVED if preview.rows else "Every date is as it was. Nothing was changed.")
        return redirect("curriculum:schedule", cohort.slug)
    context = {"cohort": cohort, "title": title, "preview": preview, "form": form, **_typed(request, cohort)}
    return render(request, "curriculum/schedule_preview.html", context, status=422 if form.errors else 200)


def _typed(request: UserRequest, cohort: Cohort) -> dict[str, Any]:
    """What the page sends along, so that the next press means what was looked at."""
    return {
        "zone": timekit.zone_label(cohort.zone),
        "typed": [(name, value) for name, value in request.POST.items() if name.startswith(("unit-", "homework-"))],
        "seen": request.POST.get("seen") or digest_of(cohort),
    }


@permission_required("cohorts.lead_cohort", raise_exception=True)
@require_safe
def schedule_changes(request: UserRequest, slug: str) -> HttpResponse:
    """Every date that was moved for the whole cohort, the newest first."""
    cohort = get_object_or_404(Cohort, slug=slug)
    rows = ScheduleChange.objects.filter(cohort=cohort).select_related("by").order_by("-at", "-pk")
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    named = names(cohort)
    context = {
        "cohort": cohort,
        "zone": timekit.zone_label(cohort.zone),
        "page": page,
        "lines": [_line(row, named, cohort.zone) for row in page],
    }
    return render(request, "curriculum/schedule_changes.html", context)


def _line(row: ScheduleChange, named: dict[tuple[str, int], str], zone: str) -> dict[str, object]:
    key = (UNIT, row.release_id) if row.release_id else (HOMEWORK, row.homework_id or 0)
    one = Moved(named.get(key, ""), row.field, row.before, row.after)
    said = {"before": one.brief(one.before, zone), "after": one.brief(one.after, zone)}
    return {"what": one.what, "by": row.by.name, "at": timekit.day_and_time(row.at, zone), **said}


def _are_valid(forms: Sequence[ModelForm[Release] | ModelForm[Homework]]) -> bool:
    """Whether there are any and all are; each is asked, so that every mistake is shown."""
    return bool(forms) and not any([form.errors for form in forms])  # noqa: C419 - a generator would stop at the first


@contextmanager
def _zone_of(cohort: Cohort) -> Iterator[None]:
    """What is typed and shown inside is wall time of the cohort."""
    with timezone.override(cohort.zone):
        yield


def _openings(cohort: Cohort, typed: QueryDict | None) -> list[OpeningForm]:
    rows = Release.objects.filter(cohort=cohort).select_related("unit", "week")
    return [OpeningForm(typed, instance=row, prefix=f"unit-{row.unit.slug}") for row in rows]


def _homeworks(cohort: Cohort, typed: QueryDict | None) -> list[HomeworkDatesForm]:
    rows = Homework.objects.filter(cohort=cohort).select_related("assignment__unit")
    return [HomeworkDatesForm(typed, instance=row, prefix=f"homework-{row.assignment.slug}") for row in rows]


def _rows(
    openings: list[OpeningForm], homeworks: list[HomeworkDatesForm]
) -> list[tuple[OpeningForm, list[HomeworkDatesForm]]]:
    return [
        (opening, [form for form in homeworks if form.instance.assignment.unit_id == opening.instance.unit_id])
        for opening in openings
    ]

"""A cohort as its participants will have it at a date of the lead's choice. Nothing here changes anything."""

from datetime import datetime

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import UserRequest
from cohorts.models import Cohort
from curriculum.access import preview_of
from curriculum.contents import homework_lines
from curriculum.forms import PreviewForm
from curriculum.models import Homework, Release
from curriculum.views.units import unit_page
from mlsafety_course import timekit


@permission_required("cohorts.lead_cohort", raise_exception=True)
@require_safe
def preview_week(request: UserRequest, slug: str) -> HttpResponse:
    """The units and the homework of somebody with the cohort's own dates, then."""
    cohort = get_object_or_404(Cohort, slug=slug)
    form, at = _instant(request, cohort)
    zone, releases = request.reader_zone, Release.objects.filter(cohort=cohort).select_related("unit", "week")
    opened = Homework.objects.filter(cohort=cohort, opens_at__lte=at).select_related("assignment__unit", "cohort")
    context = {
        **_said(request, cohort, at),
        "form": form,
        "lines": homework_lines(list(opened), None, at=at, zone=zone),
        "units": [(one, one.is_open(at), timekit.day_and_time(one.opens_at, zone)) for one in releases],
    }
    return render(request, "curriculum/preview_week.html", context, status=422 if form.errors else 200)


@permission_required("cohorts.lead_cohort", raise_exception=True)
@require_safe
def preview_unit(request: UserRequest, slug: str, unit: str) -> HttpResponse:
    """One unit, open or locked, then."""
    cohort = get_object_or_404(Cohort, slug=slug)
    _, at = _instant(request, cohort)
    view = preview_of(cohort, unit)
    if view is None:
        raise Http404
    return unit_page(request, view, at, **_said(request, cohort, at))


def _instant(request: UserRequest, cohort: Cohort) -> tuple[PreviewForm, datetime]:
    """The instant asked for, by the cohort's clocks; now, where none is or none can be read."""
    now = timezone.now()
    with timezone.override(cohort.zone):
        form = PreviewForm(request.GET if "at" in request.GET else None, initial={"at": _local(now, cohort)})
        asked = form.cleaned_data.get("at") if form.is_bound and form.is_valid() else None
    return form, asked or now


def _local(at: datetime, cohort: Cohort) -> str:
    return f"{at.astimezone(timekit.zone(cohort.zone)):%Y-%m-%dT%H:%M}"


def _said(request: UserRequest, cohort: Cohort, at: datetime) -> dict[str, object]:
    return {
        "cohort": cohort,
        "preview_at": timekit.three_forms(at, cohort.zone, request.reader_zone, exclusive=False),
        "at_query": _local(at, cohort),
    }

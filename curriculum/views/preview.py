"""A cohort as its participants will have it at a date of the lead's choice. Nothing here changes anything."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import UserRequest
from cohorts.models import Cohort, Section
from curriculum.access import preview_of
from curriculum.contents import homework_lines
from curriculum.forms import HandInForm, PreviewForm
from curriculum.homework_page import preview_of as homework_preview
from curriculum.models import Homework, Release
from curriculum.own_dates import ANYBODY, dates_in, openings_in
from curriculum.views.units import unit_page
from mlsafety_course import timekit


@dataclass(frozen=True)
class Asked:
    """Whose view of the cohort, and as of when; what can be read of the address, and else now and the cohort."""

    cohort: Cohort
    form: PreviewForm
    at: datetime
    section: Section | None

    def said(self, zone: str) -> dict[str, object]:
        """For the banner, and for links that keep the question."""
        section = {"section": str(self.section.public_id)} if self.section else {}
        return {
            "cohort": self.cohort,
            "preview_at": timekit.three_forms(self.at, self.cohort.zone, zone, exclusive=False),
            "preview_section": self.section,
            "preview_query": urlencode({"at": _local(self.at, self.cohort), **section}),
        }


@permission_required("cohorts.lead_cohort", raise_exception=True)
@require_safe
def preview_week(request: UserRequest, slug: str) -> HttpResponse:
    """The units and the homework of somebody without dates of their own, then."""
    cohort = get_object_or_404(Cohort, slug=slug)
    asked, zone = _asked(request, cohort), request.reader_zone
    releases = list(Release.objects.filter(cohort=cohort).select_related("unit", "week"))
    openings = openings_in(asked.section, releases)
    context = {
        **asked.said(zone),
        "form": asked.form,
        "lines": homework_lines(_opened(asked), None, at=asked.at, zone=zone, section=asked.section),
        "units": [
            (one, opens_at <= asked.at, timekit.day_and_time(opens_at, zone))
            for one in releases
            for opens_at in [openings[ANYBODY, one.pk]]
        ],
    }
    return render(request, "curriculum/preview_week.html", context, status=422 if asked.form.errors else 200)


@permission_required("cohorts.lead_cohort", raise_exception=True)
@require_safe
def preview_unit(request: UserRequest, slug: str, unit: str) -> HttpResponse:
    """One unit, open or locked, then."""
    asked = _asked(request, get_object_or_404(Cohort, slug=slug))
    view = preview_of(asked.cohort, unit, asked.section)
    if view is None:
        raise Http404
    return unit_page(request, view, asked.at, **asked.said(request.reader_zone))


@permission_required("cohorts.lead_cohort", raise_exception=True)
@require_safe
def preview_homework(request: UserRequest, slug: str, public_id: str) -> HttpResponse:
    """One homework, then, with nothing handed in; what has not opened does not exist."""
    asked, zone = _asked(request, get_object_or_404(Cohort, slug=slug)), request.reader_zone
    rows = Homework.objects.filter(cohort=asked.cohort).select_related("cohort", "assignment__unit")
    page = homework_preview(get_object_or_404(rows, public_id=public_id), asked.section, zone, asked.at)
    if not page:
        raise Http404
    return render(request, "curriculum/homework.html", {**asked.said(zone), **page, "form": HandInForm()})


def _opened(asked: Asked) -> list[Homework]:
    rows = list(Homework.objects.filter(cohort=asked.cohort).select_related("assignment__unit", "cohort"))
    dates = dates_in(asked.section, rows)
    return [row for row in rows if dates[ANYBODY, row.pk].opens_at <= asked.at]


def _asked(request: UserRequest, cohort: Cohort) -> Asked:
    """The instant is written by the cohort's clocks."""
    now = timezone.now()
    is_asked = bool({"at", "section"} & request.GET.keys())
    with timezone.override(cohort.zone):
        form = PreviewForm(request.GET if is_asked else None, cohort=cohort, initial={"at": _local(now, cohort)})
        found = form.cleaned_data if form.is_bound and (form.is_valid() or form.cleaned_data) else {}
    return Asked(cohort, form, found.get("at") or now, found.get("section"))


def _local(at: datetime, cohort: Cohort) -> str:
    return f"{at.astimezone(timekit.zone(cohort.zone)):%Y-%m-%dT%H:%M}"

"""A unit: what it holds, or when it opens."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import UserRequest
from curriculum.access import View, view_of
from curriculum.contents import contents_of, summary_of
from curriculum.forms import TickForm
from curriculum.models import Course, Lecture, Reading, Release
from curriculum.own_dates import ANYBODY, openings_for, openings_in
from curriculum.workflow import ticks
from mlsafety_course import timekit


@require_safe
def unit(request: UserRequest, slug: str) -> HttpResponse:
    """Open: lectures, readings, prompt and homework. Locked: its title, what it holds, and when it opens."""
    at = timezone.now()
    return unit_page(request, _view(request, slug, at), at)


def unit_page(request: UserRequest, view: View, at: datetime, **more: object) -> HttpResponse:
    """The unit at an instant, as this view of it shows it."""
    zone, release = request.reader_zone, view.release
    course = Course.objects.first()
    is_ones_own = view.enrollment or view.preview
    opens_at = view.opens_at if is_ones_own and view.opens_at else release.opens_at
    context = {
        "view": view,
        "unit": release.unit,
        "eyebrow": release.week if view.enrollment else f"{release.cohort}, {release.week}",
        "course": course,
        "opens": timekit.three_forms(opens_at, release.cohort.zone, zone, exclusive=False),
        "opens_relative": timekit.relative(opens_at, at),
        "is_early": view.is_early(at),
        "next": coming_after(view, at, zone),
        **more,
    }
    if not view.is_open(at):
        return render(request, "curriculum/unit_locked.html", context | {"summary": summary_of(release)})
    contents = contents_of(release, view.enrollment, course, at=at, zone=zone, section=view.section)
    return render(request, "curriculum/unit.html", context | {"contents": contents})


@require_POST
def tick(request: UserRequest, slug: str) -> HttpResponse:
    """Tick one lecture or reading off, or take it back."""
    at = timezone.now()
    view = _view(request, slug, at)
    if view.enrollment is None:
        raise Http404
    form = TickForm(request.POST)
    if not form.is_valid():
        messages.error(request, "That could not be ticked. Reload the page and try again.")
        return redirect("curriculum:unit", slug)
    kind, name, done = (form.cleaned_data[key] for key in ("kind", "slug", "done"))
    of_unit = {"unit": view.release.unit, "slug": name}
    thing = get_object_or_404(Lecture, **of_unit) if kind == "lecture" else get_object_or_404(Reading, **of_unit)
    ticks.tick(view.enrollment, thing, done=done, by=request.user, at=at)
    messages.success(request, f"{'Marked as done' if done else 'No longer marked as done'}: {thing.title}.")
    return redirect(f"{reverse('curriculum:unit', args=[slug])}?{request.GET.urlencode()}#{kind}-{name}")


def _view(request: UserRequest, slug: str, at: datetime) -> View:
    view = view_of(request.user, slug, request.GET.get("cohort", ""), at=at)
    if view is None:
        raise Http404
    return view


def coming_after(view: View, at: datetime, zone: str) -> str:
    """What to do with this unit now, and which one opens next for this person."""
    release, enrollment = view.release, view.enrollment
    plan = list(Release.objects.filter(cohort=release.cohort).select_related("unit"))
    own = openings_for([enrollment], plan) if enrollment else openings_in(view.section, plan)
    openings = {one: own[enrollment.pk if enrollment else ANYBODY, one.pk] for one in plan}
    opened = [one for one in plan if openings[one] <= at]
    locked = sorted((one for one in plan if openings[one] > at), key=lambda one: openings[one])
    parts = []
    if release in opened and release != opened[-1]:
        current = opened[-1].unit
        parts.append(f"This week's unit is {current.order}, {current.title}; what you tick off here is for yourself.")
    if locked:
        opens = timekit.day_and_time(openings[locked[0]], zone)
        parts.append(f"Unit {locked[0].unit.order}, {locked[0].unit.title}, opens {opens}.")
    return " ".join(parts)

"""Setting up a round: the list of rounds, a new one, its dates and places, its texts, and how applicants see it."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import pluralize
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import UserRequest
from applications import questions, round_list, setup_parts
from applications.forms import ApplicationForm
from applications.forms.setting_up import RoundForm, StartForm, TextsForm, shifted, usual
from applications.models import Round
from applications.workflow import seats
from applications.workflow.seats import Seats
from applications.workflow.setting_up import moving
from applications.workflow.setting_up import rounds as workflow
from cohorts.models import Cohort
from mlsafety_course.posted import posted

MAY_SET_UP = permission_required("applications.release_decisions", raise_exception=True)
ROUNDS_ON_A_PAGE = 25


def round_of(request: UserRequest, slug: str) -> Round:
    return get_object_or_404(Round.objects.led_by(request.user).select_related("cohort"), slug=slug)


@require_safe
@MAY_SET_UP
def rounds(request: UserRequest) -> HttpResponse:
    """Every round this person leads, the last to close first."""
    led = Round.objects.led_by(request.user).with_counts().order_by("-closes_at", "pk")
    page = Paginator(led, ROUNDS_ON_A_PAGE).get_page(request.GET.get("page"))
    rows = round_list.rows(page.object_list, timezone.now(), request.reader_zone)
    return render(request, "applications/setup_rounds.html", {"page": page, "rows": rows})


@require_http_methods(["GET", "POST"])
@MAY_SET_UP
def new_round(request: UserRequest) -> HttpResponse:
    """What it is made of stands in the address (cohort, round to copy); then its dates are shown and can be changed."""
    at = timezone.now()
    start = StartForm(
        request.GET or None,
        cohorts=Cohort.objects.filter(starts_on__gt=at.date()).order_by("starts_on", "pk"),
        rounds=Round.objects.led_by(request.user).select_related("cohort"),
    )
    if not start.is_valid():
        return render(request, "applications/setup_new.html", {"start": start})
    cohort, earlier = start.cleaned_data["cohort"], start.cleaned_data["earlier"]
    shown = shifted(earlier, cohort) if earlier else usual(cohort)
    form = RoundForm(posted(request), cohort=cohort, at=at, earlier=earlier, initial=shown)
    if request.method == "GET" or not form.is_valid():
        context = {"start": start, "form": form, "cohort": cohort, "earlier": earlier}
        return render(request, "applications/setup_new.html", context, status=200 if request.method == "GET" else 422)
    made = workflow.set_up(cohort, form.terms, slug=form.cleaned_data["slug"], earlier=earlier, by=request.user, at=at)
    messages.success(request, f"{made} is set up. Look through its questions, reasons and texts before it opens.")
    return redirect("applications:setup", made.slug)


@require_http_methods(["GET", "POST"])
@MAY_SET_UP
def setup(request: UserRequest, slug: str) -> HttpResponse:
    """Dates, places and reading. Where a change reaches people, it is shown first and done when it is said again."""
    round_, at = round_of(request, slug), timezone.now()
    form = RoundForm(posted(request), cohort=round_.cohort, at=at, round_=round_)
    if request.method == "GET" or not form.is_valid():
        return _setup_page(request, round_, form, at, status=200 if request.method == "GET" else 422)
    moved = moving.preview(round_, form.terms, at=at)
    if moved.asks and request.POST.get("seen") != moved.digest:
        moves = setup_parts.moves(moved, round_.deadline_zone, form.terms.deadline_zone)
        return _setup_page(request, round_, form, at, moved=moved, moves=moves)
    done = workflow.change(round_, form.terms, seen=request.POST.get("seen", ""), by=request.user, at=at)
    told = len(done.told)
    mails = f" {told} mail{pluralize(told)} {pluralize(told, 'is,are')} on the way." if told else ""
    messages.success(request, f"The round is changed.{mails}")
    return redirect("applications:setup", slug)


def _setup_page(
    request: UserRequest, round_: Round, form: RoundForm, at: datetime, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "round": round_,
        "form": form,
        "parts": setup_parts.of(round_, "setup"),
        "dates_note": _dates_note(workflow.sent(round_)),
        "places_note": _places_note(seats.count(round_, at)),
    }
    return render(request, "applications/setup.html", context | more, status=status)


def _dates_note(sent: int) -> str:
    if not sent:
        return ""
    return f"{sent} application{pluralize(sent, ' was,s were')} sent, so the deadline can only move to a later day."


def _places_note(found: Seats) -> str:
    """That fewer places take none from anybody."""
    if not found.taken:
        return ""
    return (
        f"{found.taken} {pluralize(found.taken, 'is,are')} taken. Fewer places take none from anybody: nothing more is "
        "offered until enough come back."
    )


@require_http_methods(["GET", "POST"])
@MAY_SET_UP
def texts(request: UserRequest, slug: str) -> HttpResponse:
    round_ = round_of(request, slug)
    form = TextsForm(posted(request), initial={name: getattr(round_, name) for name in workflow.TEXTS})
    if request.method == "GET" or not form.is_valid():
        context = {"round": round_, "form": form, "parts": setup_parts.of(round_, "texts")}
        status = 200 if request.method == "GET" else 422
        return render(request, "applications/setup_texts.html", context, status=status)
    workflow.write_texts(round_, form.cleaned_data, by=request.user)
    messages.success(request, "The texts are stored. Whoever opens the page or gets a mail from now on reads them.")
    return redirect("applications:texts", slug)


@require_safe
@MAY_SET_UP
def preview(request: UserRequest, slug: str) -> HttpResponse:
    """The form as an applicant sees it. There is no application, so nothing can be stored."""
    round_ = round_of(request, slug)
    empty = {"zone": request.user.zone, "grid": frozenset()}
    form = ApplicationForm(asked=round_.questions.all(), is_draft=True, initial=empty)
    context = {
        "round": round_,
        "form": form,
        "levels": [form[question.name] for question in questions.PREREQUISITES],
        "texts": [form[question.name] for question in questions.TEXTS],
        "selected": form.selected,
    }
    return render(request, "applications/setup_preview.html", context)

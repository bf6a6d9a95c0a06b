"""Another meeting this week, or another section for good: choosing, one sentence to look at, asking, answering."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import UserRequest
from cohorts.forms.changes import SwitchForm
from cohorts.models import Enrollment, Meeting, Section, Switch
from cohorts.own import own_enrollment
from cohorts.switch_options import Option, once_options, section_options, standings
from cohorts.workflow import switching as workflow

Ask = Callable[[Enrollment, UUID, str], Switch]


@require_http_methods(["GET", "POST"])
def switch_once(request: UserRequest) -> HttpResponse:
    """Another section's meeting instead of one's own, once."""
    enrollment, at = own_enrollment(request.user), timezone.now()

    def ask(own: Enrollment, to: UUID, reason: str) -> Switch:
        meetings = Meeting.objects.for_sheet().filter(section__cohort=own.cohort)
        return workflow.ask_once(own, get_object_or_404(meetings, public_id=to), reason, by=request.user, at=at)

    options = once_options(enrollment, at, request.reader_zone)
    return _choose(request, enrollment, "cohorts/switch_once.html", options, ask)


@require_http_methods(["GET", "POST"])
def switch_for_good(request: UserRequest) -> HttpResponse:
    """A seat in another section."""
    enrollment, at = own_enrollment(request.user), timezone.now()

    def ask(own: Enrollment, to: UUID, reason: str) -> Switch:
        section = get_object_or_404(Section.objects.filter(cohort=own.cohort), public_id=to)
        return workflow.ask_for_good(own, section, reason, by=request.user, at=at)

    options = section_options(enrollment, at, request.reader_zone)
    return _choose(request, enrollment, "cohorts/switch_for_good.html", options, ask)


def _choose(
    request: UserRequest, enrollment: Enrollment, template: str, options: list[Option], ask: Ask
) -> HttpResponse:
    """The list; with `?to=` the one chosen of it, in one sentence; and with POST the asking."""
    form = SwitchForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        ask(enrollment, form.cleaned_data["to"], form.cleaned_data["reason"])
        messages.success(request, "Asked. The TAs of both sections can say yes; you have a mail as soon as one does.")
        return redirect("course")
    wanted = request.POST.get("to", request.GET.get("to", ""))
    seat = enrollment.seats.current().select_related("section").first()
    standing = standings(enrollment, timezone.now(), request.reader_zone)
    context: dict[str, Any] = {
        "enrollment": enrollment,
        "section": seat.section if seat else None,
        "options": options,
        "is_waiting": any(not one.is_approved for one in standing),
        "chosen": next((option for option in options if option.key == wanted), None),
        "is_gone": bool(wanted) and wanted not in {option.key for option in options},
        "standings": standing,
        "form": form,
    }
    return render(request, template, context, status=422 if request.method == "POST" else 200)


@require_POST
def withdraw_switch(request: UserRequest, public_id: str) -> HttpResponse:
    """One's own, before anybody has answered."""
    workflow.withdraw(_own(request, public_id), by=request.user, at=timezone.now())
    messages.success(request, "Taken back. You go to your own meeting.")
    return redirect("course")


@require_POST
def take_back_switch(request: UserRequest, public_id: str) -> HttpResponse:
    """One's own, approved, before either meeting begins."""
    workflow.take_back(_own(request, public_id), by=request.user, at=timezone.now())
    messages.success(request, "Taken back. You are expected at your own meeting again, and both TAs are told.")
    return redirect("course")


@require_POST
def decide_switch(request: UserRequest, public_id: str) -> HttpResponse:
    """One click: yes or no."""
    switch, at = _decidable(request, public_id), timezone.now()
    person = switch.enrollment.person
    if request.POST.get("answer") == "decline":
        workflow.decline(switch, request.POST.get("reason", "").strip()[:300], by=request.user, at=at)
        messages.success(request, f"Declined. {person} is told, and stays where they are.")
    else:
        workflow.approve(switch, by=request.user, at=at)
        messages.success(request, f"Approved. {person} and the other TA are told.")
    return redirect(*_back(request, switch))


@require_POST
def end_switch(request: UserRequest, public_id: str) -> HttpResponse:
    """A TA takes an approved one back, before either meeting begins."""
    switch = _decidable(request, public_id)
    workflow.take_back(switch, by=request.user, at=timezone.now())
    messages.success(request, f"Taken back. {switch.enrollment.person} is told, and is expected at their own meeting.")
    return redirect(*_back(request, switch))


def _back(request: UserRequest, switch: Switch) -> list[str]:
    """To the list that the answer was given on."""
    if request.POST.get("from") == "lead":
        return ["cohorts:changes", switch.enrollment.cohort.slug]
    return ["teaching"]


def _own(request: UserRequest, public_id: str) -> Switch:
    mine = Switch.objects.in_full().filter(enrollment__person=request.user)
    return get_object_or_404(mine, public_id=public_id)


def _decidable(request: UserRequest, public_id: str) -> Switch:
    return get_object_or_404(Switch.objects.decidable_by(request.user, timezone.localdate()), public_id=public_id)

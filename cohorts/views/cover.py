"""A meeting that its TA cannot lead: asking for somebody, the offer, taking it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import UserRequest
from cohorts.covers import engaged, free_tas
from cohorts.forms.changes import CoverForm
from cohorts.models import Cover, Meeting, Staffing
from cohorts.running import who_runs
from cohorts.workflow import covering as workflow
from mlsafety_course import timekit
from mlsafety_course.posted import posted


@require_http_methods(["GET", "POST"])
def ask_cover(request: UserRequest, public_id: str) -> HttpResponse:
    """Say that one cannot lead this meeting, and ask those who are free then."""
    at = timezone.now()
    meetings = Meeting.objects.for_sheet().to_give_away(request.user, timezone.localdate())
    meeting = get_object_or_404(meetings, public_id=public_id)
    until = workflow.usual_answer_by(meeting, at)
    form = CoverForm(posted(request), zone=request.reader_zone, answer_by=until)
    if request.method == "GET" or not form.is_valid():
        context = {
            "meeting": meeting,
            "form": form,
            "cover": meeting.covers.filter(status=Cover.Status.OPEN).first(),
            "free": free_tas(meeting, besides=[request.user, *who_runs([meeting])[meeting.pk]]),
            "is_over": at >= meeting.starts_at or meeting.status != Meeting.Status.PLANNED,
            "when": timekit.three_forms(meeting.starts_at, meeting.section.zone, request.reader_zone, exclusive=False),
        }
        return render(request, "cohorts/cover_ask.html", context, status=200 if request.method == "GET" else 422)
    cover = workflow.ask(meeting, **form.cleaned_data, by=request.user, at=at)
    messages.success(request, said_of(cover))
    return redirect("cohorts:cover", cover.public_id)


def said_of(cover: Cover) -> str:
    """What became of the asking."""
    if cover.answer_by <= cover.asked_at:
        return "Asked. Nobody is free then, or the time is short, so the course lead has it on their list already."
    return "Asked: everybody who is free then has a mail. You are told as soon as somebody accepts."


@require_safe
def cover(request: UserRequest, public_id: str) -> HttpResponse:
    """The offer: when, why, and what the TA wants their substitute to know."""
    cover, at = _readable(request, public_id), timezone.now()
    meeting = cover.meeting
    agreed = Staffing.objects.agreed().filter(person=request.user, cohort=meeting.section.cohort).exists()
    is_open = cover.status == Cover.Status.OPEN and meeting.status == Meeting.Status.PLANNED and at < meeting.starts_at
    is_asker = cover.asked_by == request.user
    context = {
        "cover": cover,
        "meeting": meeting,
        "is_open": is_open,
        "is_asker": is_asker,
        "is_mine": cover.taken_by == request.user,
        "is_offered": is_open and agreed and not is_asker,
        "is_engaged": is_open and request.user.pk in engaged(meeting),
        "when": timekit.three_forms(meeting.starts_at, meeting.section.zone, request.reader_zone, exclusive=False),
        "until": timekit.three_forms(cover.answer_by, "UTC", request.reader_zone, exclusive=False),
        "is_late": at >= cover.answer_by,
    }
    return render(request, "cohorts/cover.html", context)


@require_POST
def accept_cover(request: UserRequest, public_id: str) -> HttpResponse:
    """The first to press it has the meeting."""
    cover = _readable(request, public_id)
    workflow.accept(cover, by=request.user, at=timezone.now())
    messages.success(request, f"{cover.meeting} is yours. Thank you. Everybody who is expected is told.")
    return redirect("cohorts:cover", public_id)


@require_POST
def withdraw_cover(request: UserRequest, public_id: str) -> HttpResponse:
    cover = _readable(request, public_id)
    workflow.withdraw(cover, by=request.user, at=timezone.now())
    messages.success(request, f"Taken back: you lead {cover.meeting} yourself.")
    return redirect("cohorts:cover", public_id)


def _readable(request: UserRequest, public_id: str) -> Cover:
    return get_object_or_404(Cover.objects.readable_by(request.user), public_id=public_id)

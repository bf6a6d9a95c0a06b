"""More time for a homework: asked for by a participant, answered by a TA or a lead."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import UserRequest
from curriculum.forms import ExtensionForm
from curriculum.models import ExtensionRequest
from curriculum.own_dates import dates_for
from curriculum.views.homework import own_homework
from curriculum.workflow import extension as workflow
from mlsafety_course import timekit
from mlsafety_course.posted import posted


@require_http_methods(["GET", "HEAD", "POST"])
def extension(request: UserRequest, public_id: str) -> HttpResponse:
    """Ask for it, with a day and a reason."""
    at = request.received_at
    piece, enrollment = own_homework(request, public_id, at)
    form = ExtensionForm(posted(request))
    if not form.is_bound or not form.is_valid():
        dates = dates_for([enrollment], [piece])[enrollment.pk, piece.pk]
        due = timekit.three_forms(dates.due_at, timekit.AOE_NAME, request.reader_zone)
        context = {"homework": piece, "form": form, "due": due}
        return render(request, "curriculum/extension.html", context, status=422 if form.is_bound else 200)
    workflow.ask(piece, enrollment, **form.cleaned_data, by=request.user, at=at)
    messages.success(request, "Your TA is asked for more time. The answer comes by mail; hand in when you can.")
    return redirect("curriculum:homework", public_id)


@require_POST
def take_back(request: UserRequest, public_id: str) -> HttpResponse:
    """What one has asked oneself, while nobody has answered."""
    own = ExtensionRequest.objects.in_full().filter(enrollment__person=request.user)
    asked = get_object_or_404(own, public_id=public_id)
    workflow.withdraw(asked, by=request.user, at=timezone.now())
    messages.success(request, "Taken back. The dates are as they were.")
    return redirect("curriculum:homework", asked.homework.public_id)


@require_POST
def grant(request: UserRequest, public_id: str) -> HttpResponse:
    """One click: the person has the time they asked for, and a mail."""
    asked = _decidable(request, public_id)
    workflow.grant(asked, by=request.user, at=timezone.now())
    messages.success(request, f"{asked.enrollment.person} has more time for {asked.homework}, and is told by mail.")
    return redirect("curriculum:grading")


@require_POST
def decline(request: UserRequest, public_id: str) -> HttpResponse:
    """With a sentence that the person reads."""
    asked = _decidable(request, public_id)
    workflow.decline(asked, request.POST.get("answer", "")[:500], by=request.user, at=timezone.now())
    messages.success(request, f"{asked.enrollment.person} is told why not. The dates stay as they are.")
    return redirect("curriculum:grading")


def _decidable(request: UserRequest, public_id: str) -> ExtensionRequest:
    decidable = ExtensionRequest.objects.decidable_by(request.user, timezone.now().date())
    return get_object_or_404(decidable, public_id=public_id)

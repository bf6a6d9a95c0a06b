"""Appeals: written on the standing page, read and decided by leads."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import UserRequest
from cohorts.models import Enrollment
from curriculum.forms import AppealDecisionForm, AppealForm
from curriculum.forms.results import DECLINE
from curriculum.models import Appeal, CompletionResult
from curriculum.standings import standings
from curriculum.workflow import appeal as workflow
from mlsafety_course import timekit
from mlsafety_course.posted import posted


@require_POST
def ask(request: UserRequest, slug: str) -> HttpResponse:
    """Appeal against one's own result in this cohort."""
    own = Enrollment.objects.of(request.user).select_related("cohort", "person")
    enrollment = get_object_or_404(own, cohort__slug=slug, completion_result__isnull=False)
    form = AppealForm(request.POST)
    if not form.is_valid():
        return render(request, "curriculum/appeal.html", {"form": form, "enrollment": enrollment}, status=422)
    workflow.ask(enrollment, form.cleaned_data["text"], by=request.user, at=request.received_at)
    messages.success(request, "Your appeal is with us. A course lead who has not taught you reads it and writes back.")
    return redirect("standing_of", slug)


@permission_required("curriculum.make_exception", raise_exception=True)
@require_safe
def appeals(request: UserRequest) -> HttpResponse:
    """What waits for an answer, the oldest first; and the last that were decided."""
    at = timezone.now()
    mine = Appeal.objects.decidable_by(request.user)
    waiting = [(appeal, timekit.relative(appeal.asked_at, at)) for appeal in mine.waiting()]
    others = Appeal.objects.waiting().exclude(pk__in=[appeal.pk for appeal, _ in waiting]).count()
    decided = mine.exclude(status=Appeal.Status.ASKED).select_related("decided_by").order_by("-decided_at", "-pk")
    context = {"waiting": waiting, "others": others, "decided": decided[:20]}
    return render(request, "curriculum/appeals.html", context)


@permission_required("curriculum.make_exception", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: UserRequest, public_id: str) -> HttpResponse:
    """The person's words beside their result and where they stand now; then an answer."""
    at = timezone.now()
    appeal = get_object_or_404(Appeal.objects.decidable_by(request.user), public_id=public_id)
    form = AppealDecisionForm(posted(request))
    if form.is_valid():
        answer = form.cleaned_data["answer"]
        if form.cleaned_data["outcome"] == DECLINE:
            workflow.decline(appeal, answer, by=request.user, at=at)
        else:
            workflow.grant(appeal, answer, by=request.user, at=at, **form.exception)
        messages.success(request, f"Answered: {appeal.enrollment.person.name} gets a mail.")
        return redirect("curriculum:appeals")
    context = {
        "appeal": appeal,
        "form": form,
        "asked": timekit.day_and_time(appeal.asked_at, request.reader_zone),
        "waited": timekit.relative(appeal.asked_at, at),
        "result": CompletionResult.objects.get(enrollment=appeal.enrollment),
        "standing": standings([appeal.enrollment], at).get(appeal.enrollment.pk),
    }
    return render(request, "curriculum/appeal_decide.html", context, status=422 if form.is_bound else 200)

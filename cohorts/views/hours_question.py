"""Could you do this section too? Asked by a lead, answered by the person."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import UserRequest
from cohorts.forms.placement import AskForm
from cohorts.models import Cohort, Enrollment, HoursQuestion, PlacementRun
from cohorts.own import own_enrollment
from cohorts.own_dates import coming, own_dates, weekly
from cohorts.workflow import hours_question as workflow


@require_POST
@permission_required("cohorts.lead_cohort", raise_exception=True)
def ask(request: UserRequest, slug: str, public_id: str) -> HttpResponse:
    """Ask one person whom the proposal leaves without a seat about the section that is nearest for them."""
    made = PlacementRun.objects.done().select_related("cohort")
    run = get_object_or_404(made, cohort__slug=slug, public_id=public_id)
    at = timezone.now()
    form = AskForm(request.POST, cohort=run.cohort, at=at)
    if not form.is_valid():
        messages.error(request, "Nobody was asked. Choose a day for the answer that is not over.")
        return redirect("cohorts:placement", slug)
    person, answer_by = form.cleaned_data["person"], form.cleaned_data["answer_by"]
    nearest = run.figures["unplaced"].get(str(person), {}).get("section") or None
    enrollment = get_object_or_404(Enrollment.objects.select_related("person"), cohort=run.cohort_id, public_id=person)
    section = get_object_or_404(run.cohort.sections, public_id=nearest)
    workflow.ask(enrollment, section, answer_by=answer_by, misses=run.allowed_misses, by=request.user, at=at)
    messages.success(request, f"{enrollment.person} is asked by mail about {section}.")
    return redirect("cohorts:placement", slug)


@require_POST
@permission_required("cohorts.lead_cohort", raise_exception=True)
def withdraw(request: UserRequest, slug: str, public_id: str) -> HttpResponse:
    asked = HoursQuestion.objects.select_related("enrollment__person")
    question = get_object_or_404(asked, section__cohort__slug=slug, public_id=public_id)
    workflow.withdraw(question, by=request.user, at=timezone.now())
    messages.success(request, f"The question to {question.enrollment.person} is taken back.")
    return redirect("cohorts:placement", slug)


@require_POST
@permission_required("cohorts.lead_cohort", raise_exception=True)
def promise(request: UserRequest, slug: str) -> HttpResponse:
    """A place in the next cohort for all who cannot make any section of this one."""
    cohort = get_object_or_404(Cohort, slug=slug)
    people = workflow.promise(cohort, by=request.user, at=timezone.now())
    messages.success(request, f"Promised a place in the next cohort, and told by mail: {len(people)}.")
    return redirect("cohorts:placement", slug)


@require_http_methods(["GET", "POST"])
def hours_question(request: UserRequest) -> HttpResponse:
    """The newest question about one's hours, with every date, and Yes or No."""
    enrollment, at = own_enrollment(request.user), timezone.now()
    question = enrollment.hours_questions.exclude(status="withdrawn").select_related("section__cohort").last()
    if request.method == "GET" or question is None:
        return render(request, "cohorts/hours_question.html", _shown(enrollment, question, at))
    if str(question.public_id) != request.POST.get("question"):
        messages.error(request, "There is a newer question. Nothing was changed: please read it first.")
        return redirect("cohorts:hours_question")
    answer = {"yes": workflow.say_yes, "no": workflow.say_no}.get(request.POST.get("answer", ""))
    if answer:
        answer(question, by=request.user, at=at)
        messages.success(request, "Thank you. Your answer is noted.")
    return redirect("cohorts:hours_question")


def _shown(enrollment: Enrollment, question: HoursQuestion | None, at: datetime) -> dict[str, Any]:
    zone = enrollment.person.zone
    meetings = coming(question.section, at) if question else []
    return {
        "enrollment": enrollment,
        "question": question,
        "weekly": weekly(meetings, zone) if meetings else "",
        "dates": own_dates(meetings, zone),
        "spared": workflow.spared(question, meetings) if question else set(),
        "is_open": question is not None and workflow.is_open(question, at) and bool(meetings),
        "has_seat": enrollment.seats.current().exists(),
    }

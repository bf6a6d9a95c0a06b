"""For leads: what waits for a grade, at whom, for how long, and giving it to somebody else."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.requests import UserRequest
from cohorts.models import Cohort
from curriculum import ageing
from curriculum.forms import ReassignForm
from curriculum.graders import can_grade_in, with_grader
from curriculum.grading_page import OF_HOMEWORK, lines
from curriculum.models import Attempt
from curriculum.workflow import reassigning as workflow
from mlsafety_course.transitions import Refused

A_PAGE = 50


@require_safe
@permission_required("cohorts.lead_cohort", raise_exception=True)
def waiting_homework(request: UserRequest, slug: str) -> HttpResponse:
    """Each grader with how many wait and for how long; the pieces of one of them, or of all."""
    at, cohort = timezone.now(), get_object_or_404(Cohort, slug=slug)
    chosen = request.GET.get("of", "")
    waiting = ageing.narrowed(_waiting(cohort, at), chosen)
    whole = waiting.select_related("enrollment__person", "enrollment__cohort", *OF_HOMEWORK)
    page = Paginator(whole, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "cohort": cohort,
        "graders": ageing.by_grader(_waiting(cohort, at), at),
        "page": page,
        "lines": ageing.with_names(lines(page.object_list, request.reader_zone, at)),
        "chosen": chosen,
        "form": ReassignForm(graders=can_grade_in(cohort, cohort.day_of(at))),
    }
    return render(request, "curriculum/waiting_homework.html", context)


@require_POST
@permission_required("cohorts.lead_cohort", raise_exception=True)
def reassign(request: UserRequest, slug: str) -> HttpResponse:
    """Give the chosen pieces to one grader."""
    at, cohort = timezone.now(), get_object_or_404(Cohort, slug=slug)
    form = ReassignForm(request.POST, graders=can_grade_in(cohort, cohort.day_of(at)))
    if not form.is_valid():
        raise Refused("Choose who is to grade them. Nothing was changed.")
    named = ageing.readable_ids(request.POST.getlist("attempt")[:A_PAGE])
    chosen = _waiting(cohort, at).exclude(enrollment__person=request.user).filter(public_id__in=named)
    grader: User = form.cleaned_data["grader"]
    given = list(chosen.select_related("homework__cohort", "enrollment"))
    count = workflow.reassign(given, grader, form.cleaned_data["reason"], by=request.user, at=at)
    messages.success(
        request, f"{count} piece{'' if count == 1 else 's'} of homework given to {grader}, who gets a mail."
    )
    return redirect("curriculum:waiting_homework", slug)


def _waiting(cohort: Cohort, at: datetime) -> QuerySet[Any]:
    return with_grader(Attempt.objects.filter(homework__cohort=cohort).unanswered(), cohort.day_of(at))

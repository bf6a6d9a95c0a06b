"""The exit survey, and what was said in it."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import UserRequest
from cohorts.models import Cohort
from cohorts.own import own_enrollment
from curriculum.forms import SurveyForm
from curriculum.models import SurveyReceipt
from curriculum.survey import opens_at
from curriculum.survey_results import FEWEST, answers_of, handed_in
from curriculum.workflow import completion
from mlsafety_course import timekit
from mlsafety_course.posted import posted


@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: UserRequest) -> HttpResponse:
    """Four short questions; that they were answered is kept apart from what was said."""
    enrollment = own_enrollment(request.user)
    form = SurveyForm(posted(request))
    if request.method == "POST" and form.is_valid():
        completion.hand_in_survey(enrollment, form.cleaned_data, by=request.user, at=request.received_at)
        messages.success(request, "Thank you. Your answers are stored without your name.")
        return redirect("curriculum:survey")
    cohort, at = enrollment.cohort, request.received_at
    opens = opens_at(cohort)
    context = {
        "form": form,
        "cohort": cohort,
        "is_done": SurveyReceipt.objects.filter(enrollment=enrollment).exists(),
        "is_open": opens <= at < cohort.survey_closes_at,
        "is_to_come": at < opens,
        "opens": timekit.three_forms(opens, cohort.zone, request.reader_zone, exclusive=False),
        "closes": timekit.three_forms(cohort.survey_closes_at, timekit.AOE_NAME, request.reader_zone),
    }
    return render(request, "curriculum/survey.html", context, status=422 if request.method == "POST" else 200)


@permission_required("cohorts.lead_cohort", raise_exception=True)
@require_safe
def survey_results(request: UserRequest, slug: str) -> HttpResponse:
    """What people of a cohort said, question by question, from five answers up."""
    cohort = get_object_or_404(Cohort, slug=slug)
    context = {"cohort": cohort, "answers": answers_of(cohort), "handed_in": handed_in(cohort), "fewest": FEWEST}
    return render(request, "curriculum/survey_results.html", context)

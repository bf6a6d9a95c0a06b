"""A round as anybody can read it: dates, every question, the rule of completion and the stipend."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from applications import questions
from applications.forms import InterestForm
from applications.models import Application, Level, Round
from curriculum.models import Course
from mlsafety_course.home.run import facts_of_run, hours


@login_not_required
@require_safe
def round_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything a person should know before they sign up and begin."""
    round_ = get_object_or_404(Round.objects.select_related("cohort"), slug=slug)
    at, course = timezone.now(), Course.objects.first()
    own = None
    if request.user.is_authenticated:
        own = Application.objects.owned_by(request.user).filter(round=round_).first()
    context = {
        "round": round_,
        "cohort": round_.cohort,
        "course": course,
        "own": own,
        "hours": hours(course) if course else [],
        **facts_of_run(round_, at, getattr(request, "reader_zone", "UTC")),
        "other": Round.objects.open(at).exclude(pk=round_.pk).first() if round_.has_closed(at) else None,
        "interest": InterestForm(),
        "prerequisites": questions.PREREQUISITES,
        "levels": Level.labels,
        "texts": questions.TEXTS,
        "about_you": questions.ABOUT_YOU,
        "extra": round_.questions.all(),
    }
    return render(request, "home/round.html", context)

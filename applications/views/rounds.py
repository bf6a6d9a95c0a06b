"""A round as anybody can read it: dates, every question, the rule of completion."""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from applications import questions
from applications.models import Application, Level, Round
from curriculum.models import CompletionPolicy
from mlsafety_course import timekit


@login_not_required
@require_safe
def round_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything a person should know before they sign up and begin."""
    round_ = get_object_or_404(Round.objects.select_related("cohort"), slug=slug)
    at, zone = timezone.now(), getattr(request, "reader_zone", "UTC")
    cohort = round_.cohort
    own = None
    if request.user.is_authenticated:
        own = Application.objects.owned_by(request.user).filter(round=round_).first()
    context = {
        "round": round_,
        "cohort": cohort,
        "own": own,
        **_dates(round_, at, zone),
        "weeks": cohort.weeks.teaching().count(),
        "calendar_weeks": cohort.weeks.count(),
        "prerequisites": questions.PREREQUISITES,
        "levels": Level.labels,
        "texts": questions.TEXTS,
        "about_you": questions.ABOUT_YOU,
        "extra": round_.questions.all(),
        "rule": CompletionPolicy.objects.in_words(cohort),
    }
    return render(request, "applications/round.html", context)


def _dates(round_: Round, at: datetime, reader_zone: str) -> dict[str, Any]:
    set_in = round_.deadline_zone
    return {
        "has_opened": round_.has_opened(at),
        "is_open": round_.has_opened(at) and not round_.has_closed(at),
        "opens": timekit.three_forms(round_.opens_at, set_in, reader_zone, exclusive=False),
        "deadline": timekit.three_forms(round_.closes_at, set_in, reader_zone),
        "closes_iso": round_.closes_at.isoformat(),
        "closes_relative": timekit.relative(round_.closes_at, at),
        "confirm": timekit.three_forms(round_.confirm_by, set_in, reader_zone),
    }

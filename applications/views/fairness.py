"""Outcomes by group, so that a lead sees a pattern before it is released."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.requests import UserRequest
from applications import fairness as rules
from applications.models import Round
from applications.views.deciding import MAY_DECIDE


@require_safe
@MAY_DECIDE
def fairness(request: UserRequest, slug: str) -> HttpResponse:
    round_ = get_object_or_404(Round.objects.led_by(request.user).select_related("cohort"), slug=slug)
    context = {"round": round_, "charts": rules.charts(round_), "fewest": rules.FEWEST, "others": rules.OTHERS}
    return render(request, "applications/fairness.html", context)

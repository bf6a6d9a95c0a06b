"""Seats of people who missed their first meeting without a word, beside those who wait for one."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import UserRequest
from applications.models import Round
from applications.workflow import seats
from applications.workflow.waitlist import next_in_line
from cohorts.models import Cohort
from cohorts.no_show import can_still_join
from cohorts.no_show import no_shows as missing
from cohorts.switch_sentence import moment

NEXT_SHOWN = 3


@permission_required("cohorts.lead_cohort", raise_exception=True)
@require_safe
def no_shows(request: UserRequest, slug: str) -> HttpResponse:
    """Whom to write to, whose seat to free, and who is next."""
    cohort, at = get_object_or_404(Cohort, slug=slug), timezone.now()
    is_open = can_still_join(cohort, at)
    rounds = Round.objects.led_by(request.user).filter(cohort=cohort) if is_open else []
    rows = [row for row in missing(cohort, at) if row.enrollment.person != request.user]
    context = {
        "cohort": cohort,
        "rows": [(row.enrollment, row.meeting, moment(row.meeting.starts_at, request.reader_zone)) for row in rows],
        "is_open": is_open,
        "rounds": [(round_, seats.count(round_, at).free, next_in_line(round_, NEXT_SHOWN)) for round_ in rounds],
    }
    return render(request, "home/no_shows.html", context)

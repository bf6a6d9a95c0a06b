"""The people to look after: a TA's own, and a lead's whole cohort."""

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import UserRequest
from cohorts.models import Cohort, Enrollment, Section
from mlsafety_course.home.at_risk import at_risk, taught_by


@require_safe
def own_at_risk(request: UserRequest) -> HttpResponse:
    """Those who sit in the sections that this person teaches."""
    at = timezone.now()
    people = taught_by(request.user, at)
    if not people and not Section.objects.taught_by(request.user, at.date()).exists():
        raise Http404("This page is for TAs.")
    context = {"people": at_risk(people, at, request.reader_zone), "all": len(people)}
    return render(request, "home/at_risk.html", context)


@permission_required("cohorts.lead_cohort", raise_exception=True)
@require_safe
def cohort_at_risk(request: UserRequest, slug: str) -> HttpResponse:
    """Those of a whole cohort."""
    cohort, at = get_object_or_404(Cohort, slug=slug), timezone.now()
    people = list(Enrollment.objects.filter(cohort=cohort).active().with_seats().select_related("cohort", "person"))
    context = {"people": at_risk(people, at, request.reader_zone), "all": len(people), "cohort": cohort}
    return render(request, "home/at_risk.html", context)

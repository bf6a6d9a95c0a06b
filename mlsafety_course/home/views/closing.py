"""The end of a cohort: what stands in the way, then closed in one act; and awards that need a second look."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import UserRequest
from cohorts.models import Cohort
from curriculum.models import Closing
from curriculum.workflow import closing as workflow
from mlsafety_course import timekit
from mlsafety_course.home import awards
from mlsafety_course.home.closing import waiting
from mlsafety_course.home.forms import CloseForm
from mlsafety_course.transitions import Refused


@permission_required("cohorts.lead_cohort", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: UserRequest, slug: str) -> HttpResponse:
    """Everything that waits, by person and age; POST closes the cohort with that list as its evidence."""
    at, cohort = timezone.now(), get_object_or_404(Cohort, slug=slug)
    found = waiting(cohort, at)
    if request.method == "POST":
        form = CloseForm(request.POST)
        if not form.is_valid() or form.cleaned_data["seen"] != found.digest:
            raise Refused("What stands in the way has changed since you opened the page. Read the list again.")
        workflow.close(cohort, found.evidence, by=request.user, at=at)
        messages.success(request, f"{cohort} is closed, with {len(found.evidence)} things named that were left.")
        return redirect("close", slug)
    closing = Closing.objects.filter(cohort=cohort).select_related("by").first()
    ages = [(kind, [(one, timekit.relative(one.since, at)) for one in kind.things]) for kind in found.kinds]
    may_close = not closing and not found.must and at >= cohort.appeals_close_at
    context = {
        "cohort": cohort,
        "kinds": ages,
        "must": found.must,
        "closing": closing,
        "form": CloseForm(initial={"seen": found.digest}) if may_close else None,
        "closes": timekit.three_forms(cohort.appeals_close_at, timekit.AOE_NAME, request.reader_zone).own,
        "is_early": at < cohort.appeals_close_at,
    }
    return render(request, "home/close.html", context)


@permission_required("cohorts.lead_cohort", raise_exception=True)
@require_safe
def doubtful_awards(request: UserRequest) -> HttpResponse:
    """Awards that today's facts do not carry while no money has gone, and stipends of those taken back."""
    at = timezone.now()
    context = {"doubts": awards.in_doubt(at), "taken_back": awards.taken_back_with_stipend()}
    return render(request, "home/awards.html", context)

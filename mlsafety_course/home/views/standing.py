"""A participant's standing, now and for ever after the end; and their word that they stay."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import UserRequest
from cohorts.models import Enrollment
from cohorts.own import own_enrollment
from curriculum.forms import AppealForm
from curriculum.workflow import staying as workflow
from mlsafety_course.home.standing import own_standing


@require_safe
def standing(request: UserRequest) -> HttpResponse:
    """What stands between this person and completion, in the cohort that starts last."""
    return _page(request, own_enrollment(request.user))


@require_safe
def standing_of(request: UserRequest, slug: str) -> HttpResponse:
    """The same for any cohort they were in."""
    return _page(request, _own(request, slug))


def _page(request: UserRequest, enrollment: Enrollment) -> HttpResponse:
    own = own_standing(enrollment, timezone.now(), request.reader_zone)
    others = Enrollment.objects.of(request.user).exclude(status=Enrollment.Status.CANCELLED).exclude(pk=enrollment.pk)
    context = {
        "own": own,
        "enrollment": enrollment,
        "others": others.select_related("cohort").order_by("-cohort__starts_on", "-pk"),
        "form": AppealForm() if own.may_appeal else None,
    }
    return render(request, "home/standing.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def staying(request: UserRequest, slug: str, week: int) -> HttpResponse:
    """The answer to the mail after two weeks missed. A mail's link only shows the page: POST says it."""
    enrollment = _own(request, slug)
    if request.method == "POST":
        workflow.stay(enrollment, week, by=request.user, at=timezone.now())
        messages.success(request, "Good to know. Your TA sees that you stay.")
        return redirect("standing_of", slug)
    get_object_or_404(enrollment.cohort.weeks.teaching(), number=week)
    said = enrollment.stayings.filter(week=week).exists()
    return render(request, "home/staying.html", {"enrollment": enrollment, "week": week, "said": said})


def _own(request: UserRequest, slug: str) -> Enrollment:
    kept = Enrollment.objects.of(request.user).exclude(status=Enrollment.Status.CANCELLED)
    return get_object_or_404(kept.select_related("cohort", "person"), cohort__slug=slug)

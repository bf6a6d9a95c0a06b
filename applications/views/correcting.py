"""Correcting a decision that is out: what it was, which mails have left, what it shall be."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.requests import UserRequest
from applications.forms import CorrectionForm
from applications.models import Application
from applications.views.deciding import MAY_DECIDE
from applications.workflow import correcting


@require_http_methods(["GET", "HEAD", "POST"])
@MAY_DECIDE
def correct(request: UserRequest, public_id: str) -> HttpResponse:
    readable = Application.objects.readable_by_staff(request.user).select_related(
        "round__cohort", "applicant", "reason"
    )
    application = get_object_or_404(readable, public_id=public_id)
    if application.status not in correcting.WAYS:
        raise Http404
    typed = CorrectionForm(request.POST or None, application=application)
    if request.method == "POST" and typed.is_valid():
        correcting.correct(application, **typed.wished, by=request.user, at=timezone.now())
        messages.success(request, f"{application.number} is now {application.status}, and the mail is on its way.")
        return redirect("applications:read", public_id)
    context = {
        "application": application,
        "form": typed,
        "mails": correcting.mails(application),
        "still_here": correcting.STILL_HERE,
    }
    return render(request, "applications/correct.html", context, status=422 if typed.errors else 200)

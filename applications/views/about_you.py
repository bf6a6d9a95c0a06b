"""The page of optional questions for statistics, apart from the application."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.requests import UserRequest
from applications.forms import AboutYouForm
from applications.models import Application, Demographics
from applications.workflow import demographics


@require_http_methods(["GET", "HEAD", "POST"])
def about_you(request: UserRequest, public_id: str) -> HttpResponse:
    """Answer, change or take back; open to the person at any time."""
    application = get_object_or_404(Application.objects.owned_by(request.user), public_id=public_id)
    given = Demographics.objects.filter(application=application).values(*demographics.FIELDS).first()
    form = AboutYouForm(request.POST if request.method == "POST" else None, initial=given or {})
    if form.is_valid():
        demographics.tell(application, form.cleaned_data, by=request.user, at=request.received_at)
        said = any(form.cleaned_data.values())
        messages.success(request, "Thank you. Your answers are stored." if said else "None of your answers is stored.")
        return redirect("applications:about_you", public_id)
    context = {"application": application, "form": form, "has_answered": given is not None}
    return render(request, "applications/about_you.html", context, status=422 if form.is_bound else 200)

"""What a lead decides about one person beside the counts: exceptions to the rule, and taking an award back."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import UserRequest
from cohorts.models import Enrollment
from curriculum.forms import ExceptionForm, RevokeForm
from curriculum.models import Completion
from curriculum.workflow import completion, results
from mlsafety_course.posted import posted


@permission_required("curriculum.make_exception", raise_exception=True)
@require_POST
def exception(request: UserRequest, public_id: str) -> HttpResponse:
    """Waive a requirement, or grant or deny completion, with a reason."""
    every = Enrollment.objects.exclude(person=request.user).select_related("person", "cohort")
    enrollment = get_object_or_404(every, public_id=public_id)
    form = ExceptionForm(request.POST)
    if not form.is_valid():
        return render(request, "curriculum/exception.html", {"form": form, "enrollment": enrollment}, status=422)
    completion.make_exception(enrollment, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, f"Noted for {enrollment.person.name}, with your reason. They get a mail.")
    return redirect("person", public_id)


@permission_required("curriculum.make_exception", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: UserRequest, public_id: str) -> HttpResponse:
    """Take back an award that should not have been made; what it was made by stays on the record."""
    every = Completion.objects.exclude(enrollment__person=request.user)
    rows = every.select_related("enrollment__person", "enrollment__cohort", "certificate")
    completion = get_object_or_404(rows, enrollment__public_id=public_id)
    form = RevokeForm(posted(request))
    if form.is_valid():
        results.revoke(completion, form.cleaned_data["reason"], by=request.user, at=timezone.now())
        messages.success(request, f"Taken back. {completion.enrollment.person.name} gets a mail with your reason.")
        return redirect("person", public_id)
    context = {"completion": completion, "enrollment": completion.enrollment, "form": form}
    return render(request, "curriculum/exception_revoke.html", context, status=422 if form.is_bound else 200)

"""The rule of completion: what holds, and its next version with who would change, before it is published."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.requests import UserRequest
from cohorts.models import Cohort
from curriculum.changes import who_would_change
from curriculum.forms import PolicyForm
from curriculum.models import CompletionPolicy
from curriculum.workflow import schedule as workflow
from mlsafety_course.posted import posted


@permission_required("cohorts.lead_cohort", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def policy(request: UserRequest, slug: str) -> HttpResponse:
    """The rule that holds, and the next version of it: first who would change, then published."""
    cohort, at = get_object_or_404(Cohort, slug=slug), timezone.now()
    current = CompletionPolicy.objects.in_force(cohort)
    form = PolicyForm(posted(request), instance=_next_version(cohort, current))
    is_fine = form.is_bound and form.is_valid()
    if is_fine and request.POST.get("publish") == str(form.instance.version):
        made = workflow.publish_policy(cohort, by=request.user, at=at, **form.cleaned_data)
        messages.success(request, f"Published: version {made.version} of the rule holds from now on.")
        return redirect("curriculum:policy", slug)
    context = {
        "cohort": cohort,
        "form": form,
        "current": current,
        "words": current.in_words() if current else [],
        "preview": form.instance.in_words() if is_fine else [],
        "changes": who_would_change(cohort, form.instance.rule, at) if is_fine else [],
    }
    return render(request, "curriculum/policy.html", context, status=422 if form.is_bound and not is_fine else 200)


def _next_version(cohort: Cohort, current: CompletionPolicy | None) -> CompletionPolicy:
    """An unsaved copy of the rule that holds, one version on."""
    counts = {name: getattr(current, name) for name in PolicyForm.Meta.fields} if current else {}
    return CompletionPolicy(cohort=cohort, version=current.version + 1 if current else 1, **counts)

"""Staff write what graders tick."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import UserRequest
from curriculum.forms import RubricForm
from curriculum.models import Assignment
from curriculum.workflow import rubrics as workflow
from mlsafety_course.posted import posted


@require_safe
@permission_required("curriculum.edit_curriculum", raise_exception=True)
def rubrics(request: UserRequest) -> HttpResponse:
    """Every assignment with its lines."""
    assignments = Assignment.objects.select_related("unit").prefetch_related("rubric")
    return render(
        request, "curriculum/rubrics.html", {"assignments": assignments.order_by("unit__order", "position", "slug")}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("curriculum.edit_curriculum", raise_exception=True)
def rubric(request: UserRequest, slug: str) -> HttpResponse:
    """The lines of one assignment, in the order in which they are ticked."""
    assignment = get_object_or_404(Assignment.objects.select_related("unit"), slug=slug)
    stands = "\n".join(line.text for line in assignment.rubric.all())
    form = RubricForm(posted(request), initial={"lines": stands})
    if form.is_bound and form.is_valid():
        is_new = workflow.write(assignment, form.cleaned_data["lines"], by=request.user, at=timezone.now())
        messages.success(request, "Saved. Graders see these lines now." if is_new else "Nothing has changed.")
        return redirect("curriculum:rubrics")
    context = {"assignment": assignment, "form": form}
    return render(request, "curriculum/rubric.html", context, status=422 if form.is_bound else 200)

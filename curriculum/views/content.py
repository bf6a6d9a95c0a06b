"""Staff's texts: what participants discuss, what TAs are told, what the public reads."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Count
from django.forms import ModelForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import UserRequest
from cohorts.models import Cohort
from curriculum.forms import PassageForm, UnitTextsForm
from curriculum.models import Passage, Unit
from mlsafety_course.posted import posted


@permission_required("curriculum.edit_curriculum", raise_exception=True)
@require_safe
def staff_curriculum(request: UserRequest) -> HttpResponse:
    """Units with their texts, public passages, and the schedule of each cohort."""
    counts = {name: Count(name, distinct=True) for name in ("lectures", "readings", "assignments")}
    context = {
        "units": Unit.objects.annotate(**{f"{name}_count": count for name, count in counts.items()}),
        "passages": Passage.objects.all(),
        "cohorts": Cohort.objects.annotate(planned=Count("releases")),
    }
    return render(request, "curriculum/staff_curriculum.html", context)


@permission_required("curriculum.edit_curriculum", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_unit(request: UserRequest, slug: str) -> HttpResponse:
    """The discussion prompt and the notes for TAs of one unit."""
    unit = get_object_or_404(Unit, slug=slug)
    return _edit(request, UnitTextsForm(posted(request), instance=unit), "curriculum/edit_unit.html")


@permission_required("curriculum.edit_curriculum", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def passage(request: UserRequest, slug: str) -> HttpResponse:
    """One public text."""
    row = get_object_or_404(Passage, slug=slug)
    return _edit(request, PassageForm(posted(request), instance=row), "curriculum/passage.html")


def _edit(request: UserRequest, form: ModelForm[Unit] | ModelForm[Passage], template: str) -> HttpResponse:
    """Show, preview or save. A preview saves nothing."""
    is_fine = form.is_bound and form.is_valid()
    if is_fine and "preview" not in request.POST:
        form.save()
        messages.success(request, f"Saved: {form.instance}. Everybody who may see it sees the new text now.")
        return redirect("curriculum:staff_curriculum")
    context = {"form": form, "row": form.instance, "preview": is_fine}
    return render(request, template, context, status=422 if form.is_bound and not is_fine else 200)

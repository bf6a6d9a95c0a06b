"""Staff's material: units with their texts, lectures, readings and assignments, and what the public reads."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.forms import ModelForm
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import UserRequest
from cohorts.models import Cohort
from curriculum.forms import AssignmentForm, LectureForm, LinkForm, PassageForm, ReadingForm, UnitTextsForm
from curriculum.link_fixes import Linked
from curriculum.models import Assignment, ContentChange, Lecture, LinkFix, Passage, Reading, Unit
from curriculum.workflow import content as workflow
from curriculum.workflow.pieces import in_the_way
from mlsafety_course.posted import posted

PIECES: dict[str, tuple[type[Linked], type[ModelForm[Any]]]] = {
    "lectures": (Lecture, LectureForm),
    "readings": (Reading, ReadingForm),
    "assignments": (Assignment, AssignmentForm),
}


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
    """Title and texts of one unit, and the way to what it holds."""
    unit = get_object_or_404(Unit, slug=slug)
    form = UnitTextsForm(posted(request), instance=unit)
    return _edit(request, form, "curriculum/edit_unit.html", {"pieces": _pieces(unit)})


def _pieces(unit: Unit) -> list[tuple[str, str, list[Linked]]]:
    return [
        ("Lectures", "lectures", list(unit.lectures.all())),
        ("Readings", "readings", list(unit.readings.select_related("lecture"))),
        ("Assignments", "assignments", list(unit.assignments.all())),
    ]


@permission_required("curriculum.edit_curriculum", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_piece(request: UserRequest, slug: str, kind: str, piece: str) -> HttpResponse:
    """One lecture, reading or assignment; below it, its links, which can be mended for one cohort alone."""
    row, form_class = piece_of(slug, kind, piece)
    context = _about(row, kind, LinkForm(thing=row))
    return _edit(request, form_class(posted(request), instance=row), "curriculum/edit_piece.html", context, slug)


@permission_required("curriculum.edit_curriculum", raise_exception=True)
@require_POST
def fix_link(request: UserRequest, slug: str, kind: str, piece: str) -> HttpResponse:
    """One link, for every cohort or for one."""
    row, form_class = piece_of(slug, kind, piece)
    form = LinkForm(request.POST, thing=row)
    if not form.is_valid():
        context = {**_about(row, kind, form), "form": form_class(instance=row), "row": row, "preview": False}
        return render(request, "curriculum/edit_piece.html", context, status=422)
    field, url, cohort = (form.cleaned_data[name] for name in ("field", "url", "cohort"))
    workflow.fix_link(row, field, url, cohort, by=request.user, at=timezone.now())
    messages.success(request, f"Mended for {cohort or 'every cohort'}: {row}.")
    return redirect("curriculum:edit_piece", slug, kind, piece)


def piece_of(unit: str, kind: str, slug: str) -> tuple[Linked, type[ModelForm[Any]]]:
    """The row and the form for changing it."""
    if kind not in PIECES:
        raise Http404
    model, form = PIECES[kind]
    rows = model._default_manager.select_related("unit")
    return cast(Linked, get_object_or_404(rows, unit__slug=unit, slug=slug)), form


def _about(row: Linked, kind: str, form: LinkForm) -> dict[str, object]:
    """Its links, and whether it could be removed; homework hangs on an assignment, so that never is."""
    fixes = LinkFix.objects.filter(**{workflow.KINDS[type(row)]: row}).select_related("cohort", "by")
    return {
        "kind": kind,
        "unit": row.unit,
        "link_form": form,
        "fixes": fixes.order_by("cohort", "field", "pk"),
        "can_go": not isinstance(row, Assignment),
        "in_the_way": [] if isinstance(row, Assignment) else in_the_way(row),
    }


@permission_required("curriculum.edit_curriculum", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def passage(request: UserRequest, slug: str) -> HttpResponse:
    """One public text."""
    row = get_object_or_404(Passage, slug=slug)
    return _edit(request, PassageForm(posted(request), instance=row), "curriculum/passage.html", {})


def _edit(
    request: UserRequest, form: ModelForm[Any], template: str, more: dict[str, Any], slug: str = ""
) -> HttpResponse:
    """Show, preview or save. A preview saves nothing. `slug`: the unit to which one goes back."""
    is_fine = form.is_bound and form.is_valid()
    if is_fine and "preview" not in request.POST:
        changes = workflow.edit(form.instance, form.cleaned_data, by=request.user, at=timezone.now())
        said = "Everybody who may see it sees the new text now." if changes else "Nothing was different."
        messages.success(request, f"Saved: {form.instance}. {said}")
        back = reverse("curriculum:edit_unit", args=[slug]) if slug else reverse("curriculum:staff_curriculum")
        return redirect(back)
    context = {**more, "form": form, "row": form.instance, "preview": is_fine}
    return render(request, template, context, status=422 if form.is_bound and not is_fine else 200)


@permission_required("curriculum.edit_curriculum", raise_exception=True)
@require_safe
def content_changes(request: UserRequest) -> HttpResponse:
    """Everything that was changed in the material, the newest first."""
    rows = ContentChange.objects.select_related("by", "cohort").order_by("-at", "-pk")
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    return render(request, "curriculum/content_changes.html", {"page": page})

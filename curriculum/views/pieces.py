"""What a unit holds: lectures and readings that come in, change places, and go."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Max
from django.forms import ModelForm
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import UserRequest
from curriculum.forms import NewLectureForm, ReadingForm
from curriculum.models import Lecture, Reading, Unit
from curriculum.views.content import piece_of
from curriculum.workflow import pieces as workflow
from mlsafety_course.posted import posted

NEW: dict[str, tuple[type[workflow.Piece], type[ModelForm[Any]]]] = {
    "lectures": (Lecture, NewLectureForm),
    "readings": (Reading, ReadingForm),
}


@permission_required("curriculum.edit_curriculum", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def add_piece(request: UserRequest, slug: str, kind: str) -> HttpResponse:
    """One more lecture or reading for a unit."""
    unit = get_object_or_404(Unit, slug=slug)
    if kind not in NEW:
        raise Http404
    model, form_class = NEW[kind]
    last = Lecture.objects.aggregate(last=Max("number"))["last"] or 0
    form = form_class(posted(request), instance=model(unit=unit), initial={"number": last + 1})
    if form.is_bound and form.is_valid():
        row = workflow.add(model, unit, form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, f"Added: {row}. Cohorts that are planned already show it and do not ask for it.")
        return redirect(_list(slug, kind))
    context = {"unit": unit, "title": f"Add a {kind.removesuffix('s')}", "form": form}
    return render(request, "curriculum/add_piece.html", context, status=422 if form.is_bound else 200)


@permission_required("curriculum.edit_curriculum", raise_exception=True)
@require_POST
def move_piece(request: UserRequest, slug: str, kind: str, piece: str) -> HttpResponse:
    """One place up, or down."""
    row = _piece(slug, kind, piece)
    other = workflow.move(row, earlier="earlier" in request.POST, by=request.user, at=timezone.now())
    messages.success(request, f"“{row.title}” and “{other.title}” have changed places.")
    return redirect(_list(slug, kind))


@permission_required("curriculum.edit_curriculum", raise_exception=True)
@require_POST
def remove_piece(request: UserRequest, slug: str, kind: str, piece: str) -> HttpResponse:
    """Out of the library, where nobody depends on it."""
    row = _piece(slug, kind, piece)
    workflow.remove(row, by=request.user, at=timezone.now())
    messages.success(request, f"Removed: {row}. The list of changed material keeps its name.")
    return redirect(_list(slug, kind))


def _piece(slug: str, kind: str, piece: str) -> workflow.Piece:
    row, _ = piece_of(slug, kind, piece)
    if not isinstance(row, (Lecture, Reading)):
        raise Http404
    return row


def _list(slug: str, kind: str) -> str:
    return f"{reverse('curriculum:edit_unit', args=[slug])}#{kind}"

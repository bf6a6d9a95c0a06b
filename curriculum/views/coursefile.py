"""The library as one file: to keep, to edit elsewhere, and to bring back after a look at what would change."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import UserRequest
from curriculum import coursewriter, library
from curriculum.coursefile import BrokenFile
from curriculum.forms import CourseFileForm
from curriculum.models import Course
from mlsafety_course.posted import posted


@permission_required("curriculum.edit_curriculum", raise_exception=True)
@require_safe
def export_course(request: UserRequest) -> HttpResponse:
    """A download, with the texts for TAs in it."""
    if not Course.objects.exists():
        raise Http404
    response = HttpResponse(coursewriter.export(), content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="curriculum.yaml"'
    response["Cache-Control"] = "private, no-store"
    return response


@permission_required("curriculum.edit_curriculum", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def import_course(request: UserRequest) -> HttpResponse:
    """First what would change, field by field; then, with the same text again, the change."""
    form = CourseFileForm(posted(request), request.FILES or None)
    if not form.is_bound or not form.is_valid():
        return render(request, "curriculum/import.html", {"form": form}, status=422 if form.is_bound else 200)
    text = form.cleaned_data["file"] or form.cleaned_data["text"]
    try:
        if "confirm" in request.POST:
            report = library.load(text, by=request.user, at=timezone.now())
            messages.success(request, f"Loaded: {len(report.differences)} differences, each in the list of changes.")
            return redirect("curriculum:content_changes")
        report = library.preview(text)
    except BrokenFile as error:
        form.add_error("file", f"The file cannot be used: {error} Nothing was changed.")
        return render(request, "curriculum/import.html", {"form": form}, status=422)
    return render(request, "curriculum/import.html", {"form": form, "report": report, "text": text})

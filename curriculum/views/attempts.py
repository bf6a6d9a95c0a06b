"""Files that were handed in, given only to those who may read them: as they are, as our own page, or many at once."""

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from accounts.requests import UserRequest
from cohorts.models import Seat, Section
from curriculum.bundles import safe, zipped
from curriculum.models import Attempt, AttemptFile
from curriculum.reading import reading_of
from curriculum.uploads import shown_as

ALONE = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
LONGEST_MAGIC = 8


@require_safe
def file(request: UserRequest, public_id: str) -> HttpResponseBase:
    """PNG, JPEG and PDF as exactly that; everything else only to be saved."""
    row = _readable(request, public_id)
    try:
        content = row.content.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    kind = shown_as(row.name, content.read(LONGEST_MAGIC))
    content.seek(0)
    response = FileResponse(
        content, as_attachment=not kind, filename=row.name, content_type=kind or "application/octet-stream"
    )
    response["Content-Security-Policy"] = ALONE if kind == "application/pdf" else f"{ALONE}; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def read(request: UserRequest, public_id: str) -> HttpResponse:
    """Text and notebooks as our own page, images in it; the rest is only named."""
    row = _readable(request, public_id)
    try:
        reading = reading_of(row)
    except FileNotFoundError as error:
        raise Http404 from error
    return render(request, "curriculum/file_reading.html", {"file": row, "reading": reading})


@require_safe
def section_work(request: UserRequest, public_id: str) -> StreamingHttpResponse:
    """Everything that the people of a section have handed in, for who teaches it and for leads."""
    at = timezone.now()
    section = get_object_or_404(Section.objects.seen_by(request.user, at.date()), public_id=public_id)
    people = Seat.objects.current().filter(section=section).exclude(enrollment__person=request.user)
    attempts = Attempt.objects.readable_by(request.user, at.date()).filter(enrollment__in=people.values("enrollment"))
    whole = attempts.select_related("enrollment__person", "homework__assignment").prefetch_related("files")
    ordered = whole.order_by("enrollment__person__full_name", "enrollment", "homework__due_at", "homework", "number")
    response = StreamingHttpResponse(zipped(ordered.iterator(chunk_size=100), at), content_type="application/zip")
    response["Content-Disposition"] = content_disposition_header(True, f"homework, {safe(section.name)}.zip")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _readable(request: UserRequest, public_id: str) -> AttemptFile:
    readable = Attempt.objects.readable_by(request.user, timezone.now().date())
    return get_object_or_404(AttemptFile.objects.filter(attempt__in=readable), public_id=public_id)

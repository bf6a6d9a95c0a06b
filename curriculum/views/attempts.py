"""Files that were handed in, given only to those who may read them."""

from django.http import FileResponse, Http404, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import UserRequest
from curriculum.models import Attempt, AttemptFile
from curriculum.uploads import shown_as

ALONE = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"


@require_safe
def file(request: UserRequest, public_id: str) -> HttpResponseBase:
    """PNG, JPEG and PDF as exactly that; everything else only to be saved."""
    today = timezone.now().date()
    readable = Attempt.objects.readable_by(request.user, today)
    row = get_object_or_404(AttemptFile.objects.filter(attempt__in=readable), public_id=public_id)
    kind = shown_as(row.name)
    try:
        content = row.content.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(
        content, as_attachment=not kind, filename=row.name, content_type=kind or "application/octet-stream"
    )
    response["Content-Security-Policy"] = ALONE if kind == "application/pdf" else f"{ALONE}; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response

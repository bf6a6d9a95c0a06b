"""Whether the house stands: for the proxy and for whoever watches."""

from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mlsafety_course.outbox.models import Message


@login_not_required
@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while the database answers. `oldest_mail_seconds` grows when no worker is alive."""
    at = timezone.now()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        oldest = Message.objects.due(at).values_list("not_before", flat=True).first()
    except DatabaseError:
        return JsonResponse({"live": True, "database": False}, status=503)
    waiting = (at - oldest) if oldest else timedelta()
    return JsonResponse({"live": True, "database": True, "oldest_mail_seconds": int(waiting.total_seconds())})

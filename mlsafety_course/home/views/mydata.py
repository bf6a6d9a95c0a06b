"""What this site holds about whoever asks: to read, and as a file."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.requests import UserRequest
from mlsafety_course.home.my_records import shelves, whole_file
from mlsafety_course.home.registry import KEPT


@require_safe
@never_cache
def my_data(request: UserRequest) -> HttpResponse:
    """One's own records by part: how many there are, and the newest in words."""
    at = timezone.now()
    held = [(part, found) for part in KEPT if (found := shelves(part, request.user, at))]
    return render(request, "home/my_data.html", {"held": held})


@require_safe
@never_cache
def my_data_file(request: UserRequest) -> JsonResponse:
    """All of it as one JSON file to keep."""
    records = whole_file(request.user, timezone.now())
    response = JsonResponse(records, json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response

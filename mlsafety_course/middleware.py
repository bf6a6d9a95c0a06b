"""What happens to every request: its arrival time, the reader's zone, and the page for a lost race."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.utils import timezone

from mlsafety_course import timekit
from mlsafety_course.transitions import Refused

Handler = Callable[[HttpRequest], HttpResponse]


def received_at(handler: Handler) -> Handler:
    """Stamp `request.received_at` before the body is read: deadlines are judged by it.

    Where a trusted proxy writes the instant at which it began to receive the request (nginx:
    `t=1674993600.123`, seconds since 1970), that header is named in TRUSTED_REQUEST_START_HEADER.
    """

    def stamped(request: HttpRequest) -> HttpResponse:
        request.received_at = proxy_instant(request) or timezone.now()  # type: ignore[attr-defined]
        return handler(request)

    return stamped


def proxy_instant(request: HttpRequest) -> datetime | None:
    if not settings.TRUSTED_REQUEST_START_HEADER:
        return None
    written = request.headers.get(settings.TRUSTED_REQUEST_START_HEADER, "").removeprefix("t=")
    try:
        return datetime.fromtimestamp(float(written), UTC)
    except (ValueError, OverflowError):
        return None


def readable_address(handler: Handler) -> Handler:
    """Answer 400 where an address holds a NUL character: no database takes one, and no person types it."""

    def checked(request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path or any("\x00" in value for values in request.GET.lists() for value in values[1]):
            return HttpResponseBadRequest(
                "This address cannot be read. Go back and try again.", content_type="text/plain"
            )
        return handler(request)

    return checked


def reader_zone(handler: Handler) -> Handler:
    """Set `request.reader_zone`, an IANA name: the person's own, or what a visitor's browser said."""

    def zoned(request: HttpRequest) -> HttpResponse:
        name = request.user.zone if request.user.is_authenticated else request.COOKIES.get("zone", "UTC")
        name = timekit.canonical(name)
        name = name if name in timekit.ZONES else "UTC"
        request.reader_zone = name  # type: ignore[attr-defined]
        with timezone.override(name):
            return handler(request)

    return zoned


class lost_race:  # noqa: N801 - a middleware that must be a class to see exceptions
    """Answer 409 with the sentence of a refused act."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.handler(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Refused):
            return None
        context = {"sentence": str(error), "back_url": request.headers.get("Referer", "/")}
        return render(request, "409.html", context, status=409)

"""What happens to every request: arrival time, compression, privacy, the reader's zone, the page for a lost race."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.defaults import bad_request

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
            return bad_request(request, ValueError("NUL"))
        return handler(request)

    return checked


def compressed(handler: Handler) -> Handler:
    """gzip for pages: a form of 100 kB travels as less than 15.

    A stranger who watches lengths while a page repeats their guesses beside a secret might learn the secret (BREACH).
    Here tokens of forms are masked anew in each answer, the length is blurred by up to 100 random bytes, and session
    cookies do not travel with what other sites embed (SameSite=Lax). What must not even be stored (recovery codes,
    passwords, one's own file of everything) stays as it is, and so do files, which are compressed by nature.
    """
    gzip = GZipMiddleware(handler)

    def pressed(request: HttpRequest) -> HttpResponse:
        response = handler(request)
        if not response.streaming and "no-store" not in response.get("Cache-Control", ""):
            gzip.process_response(request, response)
        return response

    return pressed


def own_copy(handler: Handler) -> Handler:
    """Let no shared cache keep what a signed-in person gets.

    `no-cache` and not `no-store`, so that the button that goes back still finds the page with what was typed into it;
    but pages about second factors show keys, and nothing may keep those.
    """

    def marked(request: HttpRequest) -> HttpResponse:
        response = handler(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            shows_keys = request.resolver_match is not None and request.resolver_match.view_name.startswith("mfa_")
            patch_cache_control(response, private=True, **{"no_store" if shows_keys else "no_cache": True})
        return response

    return marked


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

"""A request that brings more than any form of ours takes is cut off: it is read no further, and nothing is kept."""

from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import bad_request


class TooLarge(RequestDataTooBig):
    """More than LARGEST_REQUEST bytes were announced, or came."""


class CutOff(FileUploadHandler):
    """Counts and keeps nothing itself; the handlers after it do. What is announced as too large is not read at all."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.came = 0

    def handle_raw_input(  # type: ignore[override]
        self, input_data: Any, meta: dict[str, str], content_length: int, boundary: bytes, encoding: str | None = None
    ) -> None:
        if content_length > settings.LARGEST_REQUEST:
            _refuse(content_length)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Length by length, for whoever announces less than they send."""
        self.came += len(raw_data)
        if self.came > settings.LARGEST_REQUEST:
            _refuse(self.came)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The next handler has the file."""


def _refuse(size: int) -> NoReturn:
    raise TooLarge(f"{size} bytes are more than LARGEST_REQUEST.")


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page for a request that cannot be read (400), or that is too large to be (413)."""
    if isinstance(exception, TooLarge):
        return render(request, "413.html", status=413)
    return bad_request(request, exception)

"""A request that brings too much is read no further than the limit, whatever length it announces."""

import re
from io import BytesIO

import pytest
from django.conf import settings
from django.core.files import uploadhandler
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParser
from django.test import RequestFactory

from curriculum.uploads import MEGABYTE, MOST_BYTES_TOGETHER
from mlsafety_course.uploading import TooLarge

FORM = "multipart/form-data; boundary=x"
BEGINNING = b'--x\r\nContent-Disposition: form-data; name="attachments"; filename="a.pdf"\r\n\r\n%PD'


class EndOfPatience(Exception):
    """So much was read that there is no limit."""


class Endless(BytesIO):
    """A file that never ends, as one may that is sent in chunks without a length. `came`: how much of it was read."""

    came = 0

    def read(self, size: int | None = -1, /) -> bytes:
        asked = size or 0
        given = b"a" * asked if self.came else BEGINNING.ljust(asked, b"a")
        self.came += asked
        if self.came > 2 * settings.LARGEST_REQUEST:
            raise EndOfPatience
        return given


def parse(body: Endless, announced: int = 1, handlers: int = 0) -> None:
    """By the site's own handlers, from that one on."""
    request: HttpRequest = RequestFactory().post("/")
    chosen = [uploadhandler.load_handler(path, request) for path in settings.FILE_UPLOAD_HANDLERS[handlers:]]
    MultiPartParser({"CONTENT_TYPE": FORM, "CONTENT_LENGTH": str(announced)}, body, chosen).parse()


def test_a_body_without_end_is_read_to_the_limit_and_no_further() -> None:
    body = Endless()

    with pytest.raises(TooLarge):
        parse(body)

    assert settings.LARGEST_REQUEST < body.came < settings.LARGEST_REQUEST + MEGABYTE


def test_without_the_cut_off_a_body_without_end_is_read_on_and_on() -> None:
    with pytest.raises(EndOfPatience):
        parse(Endless(), handlers=1)


def test_a_body_that_is_announced_as_too_large_is_not_read_at_all() -> None:
    body = Endless()

    with pytest.raises(TooLarge):
        parse(body, announced=settings.LARGEST_REQUEST + 1)

    assert body.came == 0


def test_the_limit_lies_between_what_may_be_handed_in_and_what_the_proxy_takes() -> None:
    proxy = re.search(r"client_max_body_size (\d+)m;", (settings.BASE_DIR / "deploy" / "nginx.conf").read_text())

    assert proxy
    assert MOST_BYTES_TOGETHER < settings.LARGEST_REQUEST < int(proxy[1]) * MEGABYTE

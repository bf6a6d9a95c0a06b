"""Hostile files: a clear refusal or a harmless keep, and never a broken page."""

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from curriculum import uploads
from curriculum.models import Attempt, AttemptFile
from tests.factories.curriculum import PDF, make_file, make_homework, make_participant

HTML = b"<html><script>alert(document.cookie)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PNG = b"\x89PNG\r\n\x1a\n"

REFUSED = {
    "HTML": ("x.html", HTML),
    "HTML as PDF": ("x.pdf", HTML),
    "SVG": ("x.svg", SVG),
    "SVG as PNG": ("x.png", SVG),
    "HTML as JPEG": ("x.jpg", HTML),
    "PDF with something before it": ("x.pdf", b"\n" + PDF),
    "PNG as JPEG": ("x.jpeg", PNG),
    "two endings": ("x.pdf.exe", PDF),
    "no ending": ("passwd", b"root:x:0:0"),
    "only an ending": (".htaccess", b"Options +ExecCGI"),
    "empty": ("x.txt", b""),
    "empty PDF": ("x.pdf", b""),
    "too large": ("x.txt", b"a" * (uploads.MOST_BYTES + 1)),
    "ending behind a zero": ("x.php\x00.pdfx", PDF),
    "ending with a turned reading direction": ("x\u202efdp.exe", PDF),
    "dots": ("...", b"a"),
    "quotes and line ends": ('a"b\r\nSet-Cookie: x.txt', b"a"),
    "shell": ("x.sh", b"rm -rf /"),
}
KEPT = {
    "PDF with HTML inside": ("x.pdf", PDF + HTML, "x.pdf"),
    "PNG with HTML inside": ("x.png", PNG + HTML, "x.png"),
    "notebook with script": ("x.ipynb", b'{"cells":[{"outputs":[{"data":{"text/html":"<script>"}}]}]}', "x.ipynb"),
    "broken notebook": ("x.ipynb", b"{", "x.ipynb"),
    "upper case": ("X.PDF", PDF, "X.PDF"),
    "folders": ("../../../x.py", b"print()", "x.py"),
    "folders of Windows": ("C:\\temp\\x.py", b"print()", "x.py"),
    "very long": ("a" * 240 + ".txt", b"a", "a" * 116 + ".txt"),
    "emoji": ("🦆.txt", b"a", "🦆.txt"),
    "turned reading direction": ("a\u202ecod.txt", b"a", "acod.txt"),
    "zip bomb's name": ("bomb.zip", b"PK\x03\x04", "bomb.zip"),
    "not UTF-8": ("x.txt", b"\xff\xfe\x00", "x.txt"),
}


@pytest.fixture
def send(client, db):
    enrollment = make_participant()
    homework = make_homework(enrollment.cohort)
    client.force_login(enrollment.person)

    def sent(*files):
        with time_machine.travel(homework.opens_at, tick=False):
            return client.post(reverse("curriculum:hand_in", args=[homework.public_id]), {"attachments": files})

    return sent


@pytest.mark.parametrize(("name", "content"), REFUSED.values(), ids=REFUSED.keys())
def test_a_file_that_is_not_what_we_take_is_refused_in_words_and_nothing_is_kept(send, name, content):
    answer = send(SimpleUploadedFile(name, content))

    assert answer.status_code == 422
    assert "invalid-feedback" in answer.text or "alert" in answer.text
    assert not Attempt.objects.exists()


@pytest.mark.parametrize(("name", "content", "kept"), KEPT.values(), ids=KEPT.keys())
def test_a_strange_but_harmless_file_is_kept_under_a_plain_name(client, send, name, content, kept):
    answer = send(SimpleUploadedFile(name, content))

    row = AttemptFile.objects.get()
    given = client.get(reverse("curriculum:file", args=[row.public_id]))
    assert answer.status_code == 302
    assert row.name == kept
    assert given.getvalue() == content
    assert given["Content-Type"] in {"application/pdf", "image/png", "application/octet-stream"}
    assert "\n" not in given["Content-Disposition"]


def test_six_files_or_more_than_25_megabytes_are_refused(send):
    six = send(*[make_file(f"{n}.pdf") for n in range(6)])
    heavy = send(*[make_file(f"{n}.txt", b"a" * (9 * uploads.MEGABYTE)) for n in range(3)])

    assert "At most 5 files" in six.text
    assert "larger than 25 MB together" in heavy.text
    assert not Attempt.objects.exists()


def test_a_hundred_files_are_refused_without_a_broken_page(send):
    assert send(*[make_file(f"{n}.pdf") for n in range(101)]).status_code == 400


def test_a_file_that_vanished_from_disk_is_not_found(client, send):
    send(make_file())
    row = AttemptFile.objects.get()
    row.content.storage.delete(str(row.content.name))

    assert client.get(reverse("curriculum:file", args=[row.public_id])).status_code == 404


@pytest.mark.parametrize("name", ["", ".", "..", "/", "\\", "\x00", "\u202e", "a/", " .txt ", None])
def test_every_name_becomes_one_that_can_be_shown(name):
    clean = uploads.clean_name(name)

    assert clean
    assert not set(clean) & set("/\\\x00\u202e\n")

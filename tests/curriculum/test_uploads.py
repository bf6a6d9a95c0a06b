"""Hostile files: a clear refusal that stores nothing, or a harmless keep with an inert reading; never a broken page."""

import json
from io import BytesIO

import pytest
import time_machine
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from curriculum import uploads
from curriculum.forms import LONGEST_TEXT
from curriculum.models import Attempt, AttemptFile
from mlsafety_course.outbox.models import Message
from tests.factories.curriculum import PDF, make_file, make_homework, make_participant

HTML = b"<html><script>alert(document.cookie)</script><img src=https://evil.example/p.png></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff\xe0"
ZIP = b"PK\x03\x04"


def notebook(*cells) -> bytes:
    return json.dumps({"nbformat": 4, "cells": cells}).encode()


def code(source, *outputs):
    return {"cell_type": "code", "source": source, "outputs": list(outputs)}


REFUSED = {
    "HTML": ("x.html", HTML),
    "HTML as PDF": ("x.pdf", HTML),
    "HTML as JPEG": ("x.jpg", HTML),
    "SVG": ("x.svg", SVG),
    "SVG as PNG": ("x.png", SVG),
    "SVG as PDF": ("x.pdf", SVG),
    "SVG packed": ("x.svgz", b"\x1f\x8b\x08"),
    "PDF with something before it": ("x.pdf", b"\n" + PDF),
    "GIF that is a PDF further down": ("x.pdf", b"GIF89a" + PDF),
    "PNG as JPEG": ("x.jpeg", PNG),
    "JPEG as PNG": ("x.png", JPEG),
    "program as PDF": ("x.pdf", b"MZ\x90\x00"),
    "archive as PDF": ("x.pdf", ZIP),
    "document with macros": ("x.docm", ZIP),
    "shell": ("x.sh", b"rm -rf /"),
    "JavaScript": ("x.js", b"alert(1)"),
    "two endings": ("x.pdf.exe", PDF),
    "page behind an ending": ("x.pdf.html", PDF),
    "no ending": ("passwd", b"root:x:0:0"),
    "only an ending": (".htaccess", b"Options +ExecCGI"),
    "dots": ("...", b"a"),
    "empty": ("x.txt", b""),
    "empty PDF": ("x.pdf", b""),
    "too large": ("x.txt", b"a" * (uploads.MOST_BYTES + 1)),
    "ending behind a zero": ("x.php\x00.pdfx", PDF),
    "ending with a turned reading direction": ("x\u202efdp.exe", PDF),
    "quotes and line ends": ('a"b\r\nSet-Cookie: x.txt', b"a"),
}
KEPT = {
    "PDF with HTML inside": ("x.pdf", PDF + HTML, "x.pdf"),
    "PNG with HTML inside": ("x.png", PNG + HTML, "x.png"),
    "JPEG with an archive behind": ("x.jpg", JPEG + ZIP, "x.jpg"),
    "HTML as text": ("x.txt", HTML, "x.txt"),
    "HTML as notebook": ("x.ipynb", HTML, "x.ipynb"),
    "HTML as Word": ("x.docx", HTML, "x.docx"),
    "HTML and links that run in Markdown": (
        "x.md",
        HTML + b"\n\n[x](javascript:alert(1)) ![](https://evil.example/p.png)",
        "x.md",
    ),
    "notebook with script": (
        "x.ipynb",
        notebook(code("x", {"output_type": "display_data", "data": {"text/html": "<script>alert(1)</script>"}})),
        "x.ipynb",
    ),
    "notebook with a remote image": (
        "x.ipynb",
        notebook({"cell_type": "markdown", "source": ["![](https://evil.example/p.png)", HTML.decode()]}),
        "x.ipynb",
    ),
    "notebook that says HTML": ("x.ipynb", notebook(code(HTML.decode(), {"text": [HTML.decode()]})), "x.ipynb"),
    "notebook of wrong shapes": (
        "x.ipynb",
        notebook(1, None, {"source": 5, "outputs": {"a": 1}}, code({"a": 1}, 7, {"data": [], "traceback": 9})),
        "x.ipynb",
    ),
    "notebook without end": ("x.ipynb", b'{"cells":' * 20_000, "x.ipynb"),
    "notebook as deep as a well": ("x.ipynb", b'{"cells":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "x.ipynb"),
    "notebook with an endless number": ("x.ipynb", b'{"cells":[' + b"9" * 10_000 + b"]}", "x.ipynb"),
    "notebook that is a list": ("x.ipynb", b"[1]", "x.ipynb"),
    "broken notebook": ("x.ipynb", b"{", "x.ipynb"),
    "upper case": ("X.PDF", PDF, "X.PDF"),
    "dot behind the ending": ("y.pdf.", PDF, "y.pdf"),
    "folders": ("../../../x.py", b"print()", "x.py"),
    "folders of Windows": ("C:\\temp\\x.py", b"print(2)", "x.py"),
    "very long": ("a" * 240 + ".txt", b"a", "a" * 116 + ".txt"),
    "emoji": ("🦆.txt", b"a", "🦆.txt"),
    "turned reading direction": ("a\u202ecod.txt", b"a", "acod.txt"),
    "nothing wide in the ending": ("x.t\u200bxt", b"a", "x.txt"),
    "HTML in the name": ("<script>alert(1)<b>.txt", b"a", "<script>alert(1)<b>.txt"),
    "zip bomb's name": ("bomb.zip", ZIP, "bomb.zip"),
    "formulas": ("x.csv", b'=HYPERLINK("https://evil.example")', "x.csv"),
    "not UTF-8": ("x.txt", b"\xff\xfe\x00", "x.txt"),
}


@pytest.fixture
def homework(client, db):
    enrollment = make_participant()
    client.force_login(enrollment.person)
    return make_homework(enrollment.cohort)


@pytest.fixture
def send(client, homework):
    def sent(*files, **more):
        with time_machine.travel(homework.opens_at, tick=False):
            return client.post(reverse("curriculum:hand_in", args=[homework.public_id]), {"attachments": files, **more})

    return sent


def nothing_is_kept() -> bool:
    folders = default_storage.listdir("attempts")[0] if default_storage.exists("attempts") else []
    files = [name for folder in folders for name in default_storage.listdir(f"attempts/{folder}")[1]]
    return not (
        files
        or Attempt.objects.exists()
        or AttemptFile.objects.exists()
        or Message.objects.filter(topic="homework").exists()
    )


def test_the_table_holds_forty_kinds_and_more():
    assert len(REFUSED) + len(KEPT) >= 40


def test_a_file_that_is_not_what_we_take_is_refused_in_words_and_nothing_is_kept(send):
    wrong = []
    for kind, (name, content) in REFUSED.items():
        answer = send(SimpleUploadedFile(name, content))
        if answer.status_code != 422 or "There is a problem" not in answer.text or not nothing_is_kept():
            wrong.append(f"{kind}: {answer.status_code}")

    assert wrong == []


def test_a_strange_but_harmless_file_is_kept_under_a_plain_name_and_read_without_its_scripts(client, send):
    wrong = []
    for kind, (name, content, kept) in KEPT.items():
        answer = send(SimpleUploadedFile(name, content))
        row = AttemptFile.objects.latest("pk")
        given = client.get(reverse("curriculum:file", args=[row.public_id]))
        read = client.get(reverse("curriculum:read_file", args=[row.public_id]))
        is_as_sent = given.getvalue() == content and row.name == kept and is_closed_in(given)
        if not (answer.status_code == 302 and is_as_sent and read.status_code == 200 and is_inert(read.text)):
            wrong.append(f"{kind}: {answer.status_code}, {row.name}, read {read.status_code}")

    assert wrong == []
    assert AttemptFile.objects.count() == len(KEPT)


def is_closed_in(given) -> bool:
    types = {"application/pdf", "image/png", "image/jpeg", "application/octet-stream"}
    return (
        given["Content-Type"] in types
        and given["X-Content-Type-Options"] == "nosniff"
        and given["Content-Security-Policy"].startswith("default-src 'none'")
        and "\n" not in given["Content-Disposition"]
    )


def is_inert(page: str) -> bool:
    main = page.partition("<main")[2]
    return not any(
        bad in main for bad in ("<script>", 'src="http', "src=https://evil.example/p.png>", 'href="javascript')
    )


def test_what_would_run_is_seen_by_the_check_itself():
    assert not is_inert("<main><p>" + HTML.decode())
    assert not is_inert('<main><img src="https://evil.example/p.png">')


def test_what_is_shown_in_the_browser_is_looked_at_once_more_when_it_is_sent(client, send):
    send(make_file("a.pdf"))
    row = AttemptFile.objects.get()
    with default_storage.open(str(row.content.name), "wb") as content:
        content.write(HTML)

    given = client.get(reverse("curriculum:file", args=[row.public_id]))

    assert given.getvalue() == HTML
    assert given["Content-Type"] == "application/octet-stream"
    assert given["Content-Disposition"].startswith("attachment")


def test_one_bad_file_among_good_ones_refuses_them_all(send):
    answer = send(make_file(), SimpleUploadedFile("x.exe", b"MZ"), make_file("b.pdf"))

    assert answer.status_code == 422
    assert "“x.exe” is of a kind we do not take" in answer.text
    assert nothing_is_kept()


def test_six_files_or_more_than_25_megabytes_are_refused(send):
    six = send(*[make_file(f"{n}.pdf") for n in range(6)])
    heavy = send(*[make_file(f"{n}.txt", b"a" * (9 * uploads.MEGABYTE)) for n in range(3)])

    assert "At most 5 files" in six.text
    assert "larger than 25 MB together" in heavy.text
    assert nothing_is_kept()


def test_a_hundred_files_are_refused_without_a_broken_page(send):
    assert send(*[make_file(f"{n}.pdf") for n in range(101)]).status_code == 400
    assert nothing_is_kept()


FORM = "multipart/form-data; boundary=x"
CUT_OFF = b'--x\r\nContent-Disposition: form-data; name="attachments"; filename="a.pdf"\r\n\r\n%PD'


def test_what_is_announced_as_too_large_is_refused_in_words_before_it_is_read(client, homework):
    address, body = reverse("curriculum:hand_in", args=[homework.public_id]), BytesIO(CUT_OFF)
    announced = {"CONTENT_LENGTH": str(settings.LARGEST_REQUEST + 1), "wsgi.input": body}
    with time_machine.travel(homework.opens_at, tick=False):
        answer = client.generic("POST", address, CUT_OFF, FORM, **announced)

    assert answer.status_code == 413
    assert "larger than 25 MB together" in answer.text
    assert body.tell() == 0
    assert nothing_is_kept()


def test_the_most_that_may_be_handed_in_is_read_in_full(send):
    three = [make_file(f"{n}.txt", b"a" * (uploads.MOST_BYTES_TOGETHER // 3)) for n in range(3)]

    answer = send(*three, text="a" * LONGEST_TEXT)

    assert answer.status_code == 302
    assert sum(AttemptFile.objects.values_list("size", flat=True)) > uploads.MOST_BYTES_TOGETHER - 3


TYPED = {
    "long text": ({"text": "a" * 60_001}, 422),
    "endless text": ({"text": "a" * 3_000_000}, 400),
    "zero in the text": ({"text": "a\x00b"}, 422),
    "links that run": ({"more_links": "javascript:alert(1)\nfile:///etc/passwd"}, 422),
    "many links": ({"more_links": "\n".join(f"https://example.org/{n}" for n in range(9))}, 422),
    "many fields": ({f"field-{n}": "x" for n in range(1_100)}, 400),
}
NO_FORM = {
    "chunked without length": (b"--x\r\n", FORM, "", 422),
    "length in words": (b"--x\r\n", FORM, "many", 422),
    "without boundary": (b"--x\r\n", "multipart/form-data", None, 400),
    "cut off": (CUT_OFF, FORM, None, 422),
    "noise": (b"\x00\xff", FORM, None, 422),
    "not a form": (HTML, "text/html", None, 422),
}


def test_what_is_typed_is_refused_in_words_too(send):
    assert {kind: send(**sent).status_code for kind, (sent, _) in TYPED.items()} == {
        kind: status for kind, (_, status) in TYPED.items()
    }
    assert nothing_is_kept()


def test_a_request_that_is_no_form_is_refused_and_nothing_is_kept(client, homework):
    address, answers = reverse("curriculum:hand_in", args=[homework.public_id]), {}
    with time_machine.travel(homework.opens_at, tick=False):
        for name, (body, kind, length, _) in NO_FORM.items():
            more = {} if length is None else {"CONTENT_LENGTH": length}
            answers[name] = client.generic("POST", address, body, kind, **more).status_code

    assert answers == {name: row[-1] for name, row in NO_FORM.items()}
    assert nothing_is_kept()


def test_a_stranger_s_form_is_refused_before_anything_is_kept(homework):
    stranger = Client(enforce_csrf_checks=True)
    stranger.force_login(make_participant(homework.cohort).person)

    answer = stranger.post(reverse("curriculum:hand_in", args=[homework.public_id]), {"attachments": make_file()})

    assert answer.status_code == 403
    assert nothing_is_kept()


def test_a_file_that_vanished_from_disk_is_not_found(client, send):
    send(make_file("notes.txt", b"a"))
    row = AttemptFile.objects.get()
    row.content.storage.delete(str(row.content.name))

    assert client.get(reverse("curriculum:file", args=[row.public_id])).status_code == 404
    assert client.get(reverse("curriculum:read_file", args=[row.public_id])).status_code == 404


@pytest.mark.parametrize("name", ["", ".", "..", "/", "\\", "\x00", "\u202e", "a/", " .txt ", None])
def test_every_name_becomes_one_that_can_be_shown(name):
    clean = uploads.clean_name(name)

    assert clean
    assert not set(clean) & set("/\\\x00\u202e\n")

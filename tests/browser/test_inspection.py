"""Each check finds what was planted: a page with one fault of each kind, and a page with none."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser import inspection, nu

pytestmark = pytest.mark.browser
FRAME = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Page · Intro to ML Safety</title>
<style>a:focus-visible {{ outline: 3px solid blue }} main {{ padding: 2rem }}</style></head>
<body><main><h1>Page</h1>{}</main></body></html>"""
TINY = '<a href="#{0}" style="display:inline-block;width:9px;height:9px;background:#000" aria-label="{0}"></a>'
PLANTED = [
    (inspection.axe, '<img src="data:," width="9" height="9">'),
    (inspection.axe, TINY.format("a") + TINY.format("b")),
    (inspection.axe, '<p style="color:#bbb;background:#fff">Too pale</p>'),
    (inspection.too_wide, '<p style="width:3000px">Wide</p>'),
    (inspection.cut_off, '<p style="width:40px;overflow:hidden;white-space:nowrap">Cut after a few letters</p>'),
    (inspection.moving, '<p style="transition:opacity 1s">Moves</p>'),
    (inspection.unfocused, '<button style="outline:none">No ring</button>'),
    (inspection.unfocused, '<a href="#a">Under</a><div style="position:fixed;inset:0;background:#fff">Over</div>'),
    (inspection.at_zoom, '<p style="width:700px">Fits a desk alone</p>'),
    (inspection.headings, "<h1>Twice</h1>"),
]  # fmt: skip


@pytest.mark.parametrize(("check", "planted"), PLANTED, ids=lambda one: getattr(one, "__name__", None) or "planted")
def test_a_planted_fault_is_found(page: Page, check: inspection.Check, planted: str):
    page.set_content(FRAME.format(planted))

    assert check(page)


def test_a_page_without_a_fault_has_none(page: Page):
    page.set_content(FRAME.format('<p>Fine, with <a href="#a">a link</a>.</p>'))

    assert inspection.faults(page, inspection.EVERYTHING) == []


def test_invalid_html_is_named_with_its_page(tmp_path: Path):
    found = nu.faults({"fine": FRAME.format("<p>Fine</p>"), "planted": FRAME.format("<p><div></div></p>")}, tmp_path)

    assert found
    assert all(fault.startswith("planted: ") for fault in found)

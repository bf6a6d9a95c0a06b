"""The twenty key pages, as pictures for people (`make screenshots`) and as trees for machines."""

import os
import re
from difflib import unified_diff
from pathlib import Path

import pytest
from playwright.sync_api import Page as Sheet

from tests.browser.book import Book
from tests.browser.places import Page
from tests.browser.readers import Readers, Scheme
from tests.browser.walker import Album

SNAPSHOTS = Path(__file__).with_name("snapshots")
PICTURES = Path(__file__).resolve().parents[2] / "var" / "screenshots" / "key-pages"
SIZES = (1280, 390)
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
KEY_PAGES = 20
ADDRESS = re.compile(r"^\s*- /url: .*\n", re.MULTILINE)

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.mark.browser
def test_the_key_pages_read_as_they_did(demo: None, readers: Readers):
    """What a screen reader is given, page by page. `make snapshots` writes them anew: look at the difference."""
    found = []
    for page in key_pages():
        sheet = opened(readers, page, 1280, "light")
        found += differs(page.key, tree(sheet))
        sheet.close()

    if found:
        pytest.fail("\n".join(found), pytrace=False)


@pytest.mark.screenshots
def test_the_key_pages_are_photographed(demo: None, readers: Readers):
    album = Album(PICTURES)

    for page in key_pages():
        for width in SIZES:
            for scheme in SCHEMES:
                sheet = opened(readers, page, width, scheme)
                album.take(sheet, f"{page.key}-{width}-{scheme}")
                sheet.close()

    assert len(list(PICTURES.glob("*.png"))) == KEY_PAGES * len(SIZES) * len(SCHEMES)


def key_pages() -> list[Page]:
    pages = Book().key_pages()
    assert len({page.key for page in pages}) == len(pages) == KEY_PAGES, [page.key for page in pages]
    return pages


def opened(readers: Readers, page: Page, width: int, scheme: Scheme) -> Sheet:
    sheet = readers.browser(page.reader, width, scheme).new_page()
    sheet.goto(page.path, wait_until="networkidle")
    return sheet


def tree(sheet: Sheet) -> str:
    """The accessibility tree, without addresses."""
    return ADDRESS.sub("", sheet.locator("body").aria_snapshot() + "\n")


def differs(key: str, now: str) -> list[str]:
    """The first lines that are other ones than before; writes what is now where asked to."""
    path = SNAPSHOTS / f"{key}.yml"
    if os.environ.get("SNAPSHOTS") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(now, "utf-8")
    before = path.read_text("utf-8").splitlines() if path.exists() else []
    after = now.splitlines()
    if before == after:
        return []
    changed = "\n".join(list(unified_diff(before, after, lineterm="", n=0))[2:12])
    return [f"{key} reads otherwise than before:\n{changed}"]

"""Every page of the address book is fit for everybody: on a phone by day, on a desk by night, at a keyboard, zoomed."""

from pathlib import Path

import pytest

from tests.browser import inspection, nu
from tests.browser.book import Book, gaps
from tests.browser.readers import Readers, Scheme
from tests.browser.visiting import Visit
from tests.guards.addresses import addresses
from tests.guards.table import rows_of, the_table

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
VIEWS: list[tuple[int, Scheme, tuple[inspection.Check, ...]]] = [
    (390, "light", inspection.ON_A_PHONE),
    (1280, "dark", inspection.ON_A_DESK),
]


def test_no_page_is_missing_in_the_book(demo: None):
    rows = [row for row in the_table() if row.method == "GET"]
    readable = {address.name for address in addresses() if rows_of(address, rows)}
    ours = {name for name in readable if not name.startswith("admin:")}

    assert gaps(ours, Book().pages()) == []


def test_every_page_is_fit_for_everybody(demo: None, readers: Readers, tmp_path: Path):
    visit = Visit(readers)

    for page in Book().pages():
        for width, scheme, checks in VIEWS:
            visit.look(page, width, scheme, checks)
    visit.found += nu.faults(visit.sources, tmp_path)

    visit.end()

"""Every page is in the book of pages, and fit for everybody: phone and desk, day and night, keys, zoom."""

from pathlib import Path

import pytest

from tests.browser import inspection, nu
from tests.browser.book import Book, gaps
from tests.browser.readers import Readers
from tests.browser.visiting import View, Visit
from tests.guards.addresses import addresses
from tests.guards.table import rows_of, the_table

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
VIEWS = [View(1280, "dark", inspection.ON_A_DESK), View(390, "light", inspection.ON_A_PHONE)]


def test_every_page_is_fit_for_everybody(demo: None, readers: Readers, tmp_path: Path):
    visit, pages = Visit(readers), Book().pages()
    rows = [row for row in the_table() if row.method == "GET" and not row.name.startswith("admin:")]
    readable = {address.name for address in addresses() if rows_of(address, rows)}

    visit.found += gaps(readable, pages)
    for page in pages:
        visit.look(page, VIEWS)
    visit.found += nu.faults(visit.sources, tmp_path)

    visit.end()

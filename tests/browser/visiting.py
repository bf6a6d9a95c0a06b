"""Going from page to page and keeping what is wrong with each, and its source for the HTML checker."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from tests.browser import inspection
from tests.browser.book import Page
from tests.browser.readers import Readers, Scheme


class Visit:
    """`found`: faults with their page. `sources`: the HTML as it came, by page."""

    def __init__(self, readers: Readers) -> None:
        self.readers = readers
        self.found: list[str] = []
        self.sources: dict[str, str] = {}

    def look(self, page: Page, width: int, scheme: Scheme, checks: Iterable[inspection.Check]) -> None:
        """Open one page and run these checks on it."""
        sheet = self.readers.browser(page.reader, width, scheme).new_page()
        self.readers.complaints.heard.clear()
        answer = sheet.goto(page.path)
        assert answer is not None
        if "html" in answer.headers.get("content-type", "") and not page.name.startswith("admin:"):  # Django's HTML
            self.sources[str(page)] = answer.text()
        found = [] if answer.status == page.status else [f"answered {answer.status} at {answer.url}"]
        found += inspection.faults(sheet, [check for check in checks if check is not inspection.axe])
        found += [one for one in self.readers.complaints.heard if page.status < 400 or str(page.status) not in one]
        found += inspection.axe(sheet) if inspection.axe in checks else []  # last: it writes styles and asks frames
        self.found += [f"{page} at {width} {scheme}: {fault}" for fault in found]
        sheet.close()

    def end(self) -> None:
        """Fail with everything that was found, if anything was."""
        if self.found:
            pytest.fail("\n".join(self.found), pytrace=False)

"""Going from page to page and keeping what is wrong with each, and its source for the HTML checker."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page as Sheet
from playwright.sync_api import ViewportSize

from tests.browser import inspection
from tests.browser.places import Page
from tests.browser.readers import Readers, Scheme


@dataclass(frozen=True)
class View:
    """How a page is looked at: in which width and colours, and with which checks."""

    width: int
    scheme: Scheme
    checks: tuple[inspection.Check, ...]

    @property
    def size(self) -> ViewportSize:
        return {"width": self.width, "height": 844 if self.width < 1000 else 900}

    def __str__(self) -> str:
        return f"{self.width} {self.scheme}"


class Visit:
    """`found`: faults with their page. `sources`: the HTML as it came, by page."""

    def __init__(self, readers: Readers) -> None:
        self.readers = readers
        self.found: list[str] = []
        self.sources: dict[str, str] = {}

    def look(self, page: Page, views: Iterable[View]) -> None:
        """Open one page, and check it in each view, as if the reader turned the device and switched on the light.

        axe comes last: it writes styles into the page and asks into frames, about which the page may complain.
        """
        sheet = self.readers.browser(page.reader).new_page()
        self.readers.complaints.heard.clear()
        answer = sheet.goto(page.path)
        assert answer is not None
        if "html" in answer.headers.get("content-type", "") and not page.name.startswith("admin:"):  # Django's HTML
            self.sources[str(page)] = answer.text()
        if answer.status != page.status:
            self.found.append(f"{page}: answered {answer.status} at {answer.url}")
        self._check(sheet, page, views, lambda check: check is not inspection.axe)
        heard = [one for one in self.readers.complaints.heard if page.status < 400 or str(page.status) not in one]
        self.found += [f"{page}: {one}" for one in heard]
        self._check(sheet, page, views, lambda check: check is inspection.axe)
        sheet.close()

    def _check(
        self, sheet: Sheet, page: Page, views: Iterable[View], is_due: Callable[[inspection.Check], bool]
    ) -> None:
        for view in views:
            sheet.set_viewport_size(view.size)
            sheet.emulate_media(color_scheme=view.scheme)
            found = inspection.faults(sheet, filter(is_due, view.checks))
            self.found += [f"{page} at {view}: {fault}" for fault in found]

    def end(self) -> None:
        """Fail with everything that was found, if anything was."""
        if self.found:
            pytest.fail("\n".join(self.found), pytrace=False)

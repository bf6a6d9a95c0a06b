"""A person in a browser, the clock that everybody lives by, and an ear for what pages complain about."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import time_machine
from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Download,
    FilePayload,
    Locator,
    Page,
    Request,
    Response,
    ViewportSize,
    expect,
)

DESK: ViewportSize = {"width": 1280, "height": 860}
PHONE: ViewportSize = {"width": 390, "height": 844}
STARTS_AT = datetime(2023, 1, 9, 12, tzinfo=UTC)
CSP_TO_CONSOLE = """
document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sourceFile, lineNumber }) =>
    console.error(`CSP: ${violatedDirective} refuses ${blockedURI} at ${sourceFile}:${lineNumber}`));
"""


# What this browser puts into every frame, a mail's sandbox refuses: the refusal is wanted.
OURS = re.compile(r"^Blocked script execution in .* because the document's frame is sandboxed")


class Clock:
    """One time for the server (time-machine) and for every page (Playwright's clock)."""

    def __init__(self, traveller: time_machine.Traveller) -> None:
        self.traveller = traveller
        self.contexts: list[BrowserContext] = []
        self.now = STARTS_AT

    def set(self, at: datetime) -> None:
        """From now on it is `at`. The server's clock runs on from there, the pages' stand still."""
        self.now = at
        self.traveller.move_to(at)
        for context in self.contexts:
            context.clock.set_fixed_time(at)

    def govern(self, context: BrowserContext) -> None:
        """From now on this browser lives by this clock too."""
        self.contexts.append(context)
        context.clock.set_fixed_time(self.now)

    def pass_by(self, **span: float) -> None:
        self.set(self.now + timedelta(**span))


class Complaints:
    """What a person might not notice: script errors, refused resources, failed answers, requests to strangers."""

    def __init__(self, host: str) -> None:
        self.host = host
        self.heard: list[str] = []

    def listen(self, context: BrowserContext) -> None:
        context.add_init_script(CSP_TO_CONSOLE)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.heard.append(f"{error.page and error.page.url}: {error.error}"))
        context.on("request", self._request)
        context.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not OURS.search(message.text):
            self.heard.append(f"{message.page and message.page.url}: {message.text}")

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.netloc != self.host:
            self.heard.append(f"{request.frame.url} asks {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self.heard.append(f"{response.request.method} {response.url} was answered {response.status}")


class Album:
    """Pictures of the road, numbered as they are taken."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.count = folder, 0
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.png"):
            old.unlink()

    def take(self, page: Page, name: str) -> None:
        """The whole page, in a window as high as it is, so that bars which stick to the window's foot are there."""
        self.count += 1
        window = page.viewport_size or DESK
        height = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": window["width"], "height": max(height, window["height"])})
        page.screenshot(path=self.folder / f"{self.count:02d}-{name}.png")
        page.set_viewport_size(window)


class Walker:
    """One person in a browser of their own, with a pointer. Finds things as people do: by role, label and words."""

    def __init__(self, page: Page, album: Album) -> None:
        self.page, self.album = page, album
        page.set_default_timeout(10_000)

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    # What hands do; keyboard.py does the same with keys.

    def activate(self, thing: Locator) -> None:
        """Press a button, a link or the summary of a fold."""
        thing.click()

    def write(self, field: Locator, text: str) -> None:
        """Replace what stands in a field."""
        field.fill(text)

    def set_on(self, box: Locator) -> None:
        """Tick a box, or one answer of several."""
        box.check()

    def select(self, field: Locator, label: str) -> None:
        """Choose from a list that folds out."""
        field.select_option(label=label)

    def attach(self, label: str, file: FilePayload) -> None:
        """Choose a file of one's own machine."""
        self.main.get_by_label(label).set_input_files(file)

    # What people do.

    def visit(self, path: str) -> None:
        self.page.goto(path)

    def sign_in(self, email: str, password: str) -> None:
        self.fill("E-mail address", email)
        self.fill("Password", password)
        self.press("Sign in")

    def press(self, name: str) -> None:
        """Press a button that leads to another page, and wait for that."""
        with self.page.expect_navigation():
            self.tap(name)

    def tap(self, name: str | re.Pattern[str]) -> None:
        """Press a button that changes something on this page."""
        self.activate(self.main.get_by_role("button", name=name, exact=True).first)

    def open(self, name: str) -> None:
        """Open a <details> by its summary."""
        self.activate(self.page.locator("summary", has_text=name).first)

    def follow(self, name: str | re.Pattern[str]) -> None:
        with self.page.expect_navigation():
            self.activate(self.main.get_by_role("link", name=name).first)

    def download(self, name: str | re.Pattern[str]) -> Download:
        """Follow a link that gives a file."""
        with self.page.expect_download() as downloaded:
            self.activate(self.main.get_by_role("link", name=name).first)
        return downloaded.value

    def fill(self, label: str | re.Pattern[str], text: str) -> None:
        self.write(self.main.get_by_label(label), text)

    def choose(self, question: str, answer: str | re.Pattern[str]) -> None:
        """Tick one answer of a question with several."""
        self.set_on(self.page.get_by_role("group", name=question).get_by_role("radio", name=answer))

    def mark(self, person: str, mark: str) -> None:
        """Give one mark on an attendance sheet."""
        self.choose(person, mark)

    def tick(self, label: str | re.Pattern[str]) -> None:
        """Tick every box with this label."""
        for box in self.main.get_by_role("checkbox", name=label).all():
            self.set_on(box)

    def pick(self, label: str, option: str) -> None:
        """Choose from a list that folds out; the last one with this label."""
        self.select(self.main.get_by_label(label).last, option)

    def mark_hours(self, day: str, *clocks: str) -> None:
        """Mark half-hours of the weekly grid; where it is narrow, its days are folded."""
        box = self.page.get_by_role("checkbox", name=f"{day} {clocks[0]}", include_hidden=True)
        if not box.is_visible():
            self.open(day)
        for clock in clocks:
            self.set_on(self.page.get_by_role("checkbox", name=f"{day} {clock}"))

    def sees(self, *words: str | re.Pattern[str]) -> None:
        for phrase in words:
            expect(self.main.get_by_text(phrase).first).to_be_visible()

    def is_told(self, message: str | re.Pattern[str]) -> None:
        """The message on top of the page after an act."""
        expect(self.page.get_by_text(message).first).to_be_visible()

    def picture(self, name: str, *, phone: bool = False) -> None:
        """A picture at 1280 pixels, and a second one as on a phone where asked for."""
        self.album.take(self.page, name)
        if phone:
            self.page.set_viewport_size(PHONE)
            self.album.take(self.page, f"{name}-phone")
            self.page.set_viewport_size(DESK)

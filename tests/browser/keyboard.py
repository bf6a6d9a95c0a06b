"""A person who uses keys alone: Tab to get somewhere, and what a keyboard does there."""

from __future__ import annotations

from playwright.sync_api import FilePayload, Locator, expect

from tests.browser.walker import Walker

MOST_TABS = 700
HAS_FOCUS = "(e) => e === document.activeElement"
IN_GROUP = "(e) => document.activeElement?.type === 'radio' && document.activeElement.name === e.name"
IN_GRID = "() => document.activeElement?.name === 'grid'"
FOCUSED_VALUE = "document.activeElement.value"
LOST = "(e) => document.activeElement === document.body || document.activeElement === document.documentElement"
SLOW_MACHINE = 30_000  # milliseconds until a chooser has opened while other browsers keep every core busy


class KeyboardWalker(Walker):
    """As Walker, without a pointer. What cannot be reached by Tab fails the test."""

    def activate(self, thing: Locator) -> None:
        self._go_to(thing)
        self.page.keyboard.press("Enter")

    def write(self, field: Locator, text: str) -> None:
        self._go_to(field)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.press("Delete")
        self.page.keyboard.insert_text(text)
        expect(field).to_have_value(text)

    def set_on(self, box: Locator) -> None:
        if box.is_checked():
            return
        if box.get_attribute("type") == "radio":
            self._go_to_answer(box)
        elif box.get_attribute("name") == "grid":
            self._go_to_hour(box)
            self.page.keyboard.press("Space")
        else:
            self._go_to(box)
            self.page.keyboard.press("Space")
        expect(box).to_be_checked()

    def select(self, field: Locator, label: str) -> None:
        self._go_to(field)
        wanted = field.locator("option", has_text=label).first.get_attribute("value") or label
        options = field.locator("option").evaluate_all("(all) => all.map((one) => one.value)")
        here = options.index(field.input_value())
        step = "ArrowDown" if options.index(wanted) > here else "ArrowUp"
        for _ in range(abs(options.index(wanted) - here)):
            self.page.keyboard.press(step)
        expect(field).to_have_value(wanted)

    def mark(self, person: str, mark: str) -> None:
        """By its first letter, as the sheet says."""
        wanted = self.page.get_by_role("group", name=person).get_by_role("radio", name=mark)
        self._tab_until(wanted, IN_GROUP)
        self.page.keyboard.press(mark[0])
        expect(wanted).to_be_checked()

    def attach(self, label: str, file: FilePayload) -> None:
        field = self.main.get_by_label(label)
        self.page.wait_for_load_state()
        self._go_to(field)
        with self.page.expect_file_chooser(timeout=SLOW_MACHINE) as chooser:
            self.page.keyboard.press("Space")
        chooser.value.set_files(file)

    def _go_to(self, thing: Locator) -> None:
        """Tab until it has the focus, round the page once."""
        expect(thing).to_be_visible()
        self._tab_until(thing, HAS_FOCUS)

    def _go_to_answer(self, radio: Locator) -> None:
        """Tab into the question, then walk its answers by arrows."""
        self._tab_until(radio, IN_GROUP)
        for _ in range(20):
            if radio.evaluate(HAS_FOCUS):
                break
            self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Space")

    def _go_to_hour(self, box: Locator) -> None:
        """Tab into the grid of hours, then walk it by arrows: half-hours to the side, days up and down."""
        self._tab_until(box, IN_GRID)
        here, there = int(self.page.evaluate(FOCUSED_VALUE)), int(box.get_attribute("value") or 0)
        days, halves = there // 48 - here // 48, there % 48 - here % 48
        for _ in range(abs(days)):
            self.page.keyboard.press("ArrowDown" if days > 0 else "ArrowUp")
        for _ in range(abs(halves)):
            self.page.keyboard.press("ArrowRight" if halves > 0 else "ArrowLeft")
        expect(box).to_be_focused()

    def _tab_until(self, thing: Locator, arrived: str) -> None:
        rounds = 0
        for _ in range(MOST_TABS):
            if thing.evaluate(arrived):
                return
            self.page.keyboard.press("Tab")
            rounds += bool(thing.evaluate(LOST))
            if rounds > 2:
                break
        raise AssertionError(f"{thing} cannot be reached with Tab on {self.page.url}")

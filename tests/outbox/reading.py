"""Reading the HTML of a mail as a person would: its words, its links, its elements."""

from html.parser import HTMLParser

VOID = {"meta", "br"}
UNSEEN = {"title", "style"}
UNSEEN_CLASSES = {"preheader", "sender"}  # the inbox's line, and the name that a plain mail bears as its sender


class Page(HTMLParser):
    """`seen` is what plain text would say: the words, and behind a link its address, unless they are the same."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen, self.addresses, self.tags, self.attributes = "", list[str](), set[str](), set[str]()
        self.is_balanced = True
        self._open: list[tuple[str, bool]] = []
        self._link = ("", 0)
        self.feed(html)
        self.close()
        self.is_balanced &= not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self.tags.add(tag)
        self.attributes |= set(known)
        if tag in VOID:
            self.seen += "\n" if tag == "br" else ""
            return
        is_hidden = tag in UNSEEN or known.get("class") in UNSEEN_CLASSES
        self._open.append((tag, is_hidden))
        if tag == "a":
            self.addresses.append(known["href"] or "")
            self._link = (self.addresses[-1].removeprefix("mailto:"), len(self.seen))

    def handle_endtag(self, tag: str) -> None:
        self.is_balanced &= bool(self._open) and self._open[-1][0] == tag
        self._open = self._open[:-1]
        address, start = self._link
        if tag == "a" and self.seen[start:] != address:
            self.seen += f" {address}"
        self.seen += "\n" if tag in {"p", "li", "tr", "th"} else ""

    def handle_data(self, data: str) -> None:
        if not any(is_hidden for _, is_hidden in self._open):
            self.seen += data

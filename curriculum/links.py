"""Addresses that people hand in: how many, and what each is called by the place it leads to."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

MOST_LINKS = 6
PLACES = {
    "colab.research.google.com": "Colab notebook",
    "github.com": "GitHub",
    "gist.github.com": "GitHub gist",
    "drive.google.com": "Google Drive",
    "docs.google.com": "Google Docs",
    "gitlab.com": "GitLab",
    "huggingface.co": "Hugging Face",
    "kaggle.com": "Kaggle",
}
NEEDS_SHARING = {"Colab notebook", "Google Drive", "Google Docs"}


@dataclass(frozen=True)
class Named:
    """An address with the name of the place, which is the host where we know no better."""

    url: str
    place: str

    @property
    def needs_sharing(self) -> bool:
        """Whether such a place shows nothing to others until its owner says so."""
        return self.place in NEEDS_SHARING


def named(url: str) -> Named:
    """By the host alone: what lies behind an address is never asked for."""
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        host = ""
    return Named(url, PLACES.get(host, host or "Link"))


def lines_of(typed: str) -> list[str]:
    """The addresses typed one a line, without empty lines and repetitions."""
    return list(dict.fromkeys(line.strip() for line in typed.splitlines() if line.strip()))

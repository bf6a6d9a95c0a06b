"""Colours and sizes have names in tokens.css, and every component is shown on the living page."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.people import make_lead

ROOT = Path(__file__).resolve().parents[2]
NAMES_AND_PAPER = {"tokens.css", "print.css"}
STYLES = sorted(path for path in (ROOT / "static" / "css").rglob("*.css") if path.name not in NAMES_AND_PAPER)
COMPONENTS = sorted(path.stem for path in (ROOT / "templates" / "components").glob("*.html"))

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
CONDITION = re.compile(r"@(?:media|container|page)[^{]*")
COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgb|rgba|hsl|hsla|oklch)\(|(?<![\w-])(?:white|black|red|gr[ae]y)(?![\w-])", re.I
)
SIZE = re.compile(r"(?<![\w.-])(?:\d*\.)?\d+(?:rem|vw|vh|svh|dvh|pt|mm)\b|(?<![\w.-])(?:[5-9]|\d{2,})(?:\.\d+)?px\b")


def faults(css: str) -> list[str]:
    """Colours and lengths that have no name. Hairlines up to 4px, `em` and the conditions of @media are free."""
    text = CONDITION.sub("", COMMENT.sub("", css))
    return [match.group() for pattern in (COLOUR, SIZE) for match in pattern.finditer(text)]


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_a_stylesheet_names_its_colours_and_sizes(path: Path):
    assert faults(path.read_text("utf-8")) == []


@pytest.mark.parametrize("planted", ["a { color: #fff }", "a { color: rgb(0 0 0 / 5%) }", "a { margin: 1.5rem }",
                                     "a { width: 40px }", "a { background: white }", "a { height: 50vh }"])  # fmt: skip
def test_a_planted_colour_or_size_is_found(planted: str):
    assert faults(planted)


def test_what_is_free_is_not_found():
    assert faults("@media (max-width: 48rem) { a { border: 1px solid var(--line); margin: 0.1em; } }") == []


@pytest.fixture
def shown(client: Client) -> set[str]:
    """The components on the living page, however deep: the test client notes every template that it renders."""
    client.force_login(make_lead())
    names = [str(template.name) for template in client.get(reverse("styleguide")).templates]
    return {name.removeprefix("components/").removesuffix(".html") for name in names if name.startswith("components/")}


@pytest.mark.django_db
def test_every_component_is_on_the_living_page(shown: set[str]):
    assert [name for name in COMPONENTS if name not in shown] == []


@pytest.mark.django_db
def test_a_component_that_is_not_on_the_page_would_be_missed(shown: set[str]):
    assert "planted" not in shown
    assert "pager" in shown

"""Templates keep to the content security policy and to their page, and every component says what it takes."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2] / "templates"
MOST_LINES = 120
INLINE = re.compile(
    r"""\sstyle\s*=|<style[\s>]|<script(?![^>]*\ssrc=)|\son[a-z]+\s*=\s*["']|javascript:""", re.IGNORECASE
)
PAGES = sorted(set(ROOT.rglob("*.html")) - set((ROOT / "emails").rglob("*.html")))  # a mail carries its styles with it


def faults(text: str, *, is_component: bool = False) -> list[str]:
    """What is wrong with one template."""
    found = [f"inline: {match.group().strip()}" for match in INLINE.finditer(text)]
    found += [f"{lines} lines"] if (lines := text.count("\n")) > MOST_LINES else []
    first = text.partition("\n")[0]
    is_said = first.startswith("{#") and ("Takes" in first or "takes" in first)
    return [*found, *(["does not say what it takes"] if is_component and not is_said else [])]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_has_no_fault(path: Path):
    assert faults(path.read_text("utf-8"), is_component=path.parent.name == "components") == []


@pytest.mark.parametrize(
    "planted",
    [
        '<p style="color: red">',
        "<style>p { }</style>",
        "<script>alert(1)</script>",
        '<a href="#" onclick="go()">',
        '<a href="javascript:go()">',
        "<p>\n" * 121,
    ],
)
def test_a_planted_fault_is_found(planted: str):
    assert faults(planted)


def test_a_component_that_does_not_say_what_it_takes_is_found():
    assert faults("<p>{{ label }}</p>", is_component=True) == ["does not say what it takes"]

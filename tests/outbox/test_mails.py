"""Every mail that this house can write: its text and its HTML say the same, whatever people have typed."""

import re
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from allauth import account, mfa
from django.template import Node
from django.template.base import TextNode, VariableNode
from django.template.defaulttags import AutoEscapeControlNode, ForNode, IfNode, LoadNode, URLNode
from django.template.loader import get_template
from django.template.loader_tags import BlockNode, ExtendsNode

from mlsafety_course.outbox import dress, markup, plain
from tests.factories.mail import NOON
from tests.outbox.reading import Page

ROOT = Path(__file__).resolve().parents[2] / "templates"
FRAMES = ["emails/letter.txt", "account/email/base_message.txt", "account/email/base_notification.txt"]
OURS = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "emails").glob("*/*.txt"))
ACCOUNT = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("*/email/*_message.txt"))
MAILS = [name for name in [*OURS, *ACCOUNT] if name not in FRAMES]
NOT_OFFERED = {"login_code", "password_reset_key", "webauthn_added", "webauthn_removed"}  # see MFA and ACCOUNT settings
WRITTEN = "emails/home/note.txt"  # a TA writes all of it, and looks at it before it leaves: tests/home/test_writing.py
BRANCHES = ["ready", "pass", "revise", "cannot_open"]
KNOWN_NODES = (
    *(TextNode, VariableNode, IfNode, ForNode, BlockNode, ExtendsNode, LoadNode, AutoEscapeControlNode, URLNode),
)

LINK = "https://course.example.org/page_1/?a=b&c=*d*"
TYPED = "[Ada](http://evil.example) <b>*x*</b> `y` # _z_"
ABOUT = (
    *("person", "application", "cohort", "round", "revision", "arrived", "closes", "confirm", "received", "attempt"),
    *("decisions", "is_later", "enrollment"),
    *("grade", "exception", "stipend", "payout", "payee", "reason", "expected", "until", "section", "ta", "first"),
    *("meeting", "when", "before", "after", "staffing", "feedback", "code", "by", "ip", "user_agent"),
    *("from_email", "to_email", "deleted_email"),
)
LINKS = (
    *(
        "link",
        "check",
        "status_url",
        "receipt_url",
        "offer_url",
        "hours_link",
        "stay",
        "standing",
        "leave",
        "leave_link",
    ),
    *("signup_url", "password_reset_url", "base_url"),
)
FIXED = {"mailto:course@example.com", "https://course.mlsafety.org", f"{LINK}/accounts/password/reset/"}


class Typed:
    """Has every attribute, and each is what somebody hostile typed, an address of ours, or a date."""

    def __init__(self, branch: str) -> None:
        self.status = self.verdict = branch
        self.starts_on = self.ends_on = self.decisions_by = date(2023, 2, 20)
        self.join_url = LINK

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        return Typed(self.status)

    def __str__(self) -> str:
        return TYPED


def source_of(name: str, branch: str) -> str:
    context: dict[str, Any] = {key: Typed(branch) for key in ABOUT} | dict.fromkeys(LINKS, LINK)
    files = [SimpleNamespace(name=TYPED, size=5_000)]
    known = {"files": files, "contact_email": "course@example.com", "timestamp": NOON}
    return str(get_template(name).render(context | known))


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)


@pytest.mark.parametrize("branch", BRANCHES)
@pytest.mark.parametrize("name", MAILS)
def test_text_and_html_say_the_same_words(name: str, branch: str):
    source = markup.read(source_of(name, branch))

    text, page = plain.text(source), Page(dress.html(source, "Subject"))

    assert words(page.seen) == words(text)
    assert "Questions" in text or "question" in text or "write to" in text
    assert text.startswith("Hello")


@pytest.mark.parametrize("branch", BRANCHES)
@pytest.mark.parametrize("name", MAILS)
def test_nothing_typed_becomes_more_than_text(name: str, branch: str):
    source = markup.read(source_of(name, branch))

    text, html = plain.text(source), dress.html(source, TYPED)
    page = Page(html)

    assert TYPED in text or name in ACCOUNT
    assert page.is_balanced
    assert not page.tags & {"b", "h1", "em", "code", "img", "script", "link", "iframe", "form"}
    assert set(page.addresses) <= {LINK, *FIXED}
    assert not page.attributes & {"src", "srcset", "background", "onclick"}
    assert "url(" not in html
    assert "@import" not in html


@pytest.mark.parametrize("name", [name for name in OURS if name not in {"emails/home/sample.txt", WRITTEN}])
def test_a_mail_has_one_thing_to_do(name: str):
    source = markup.read(source_of(name, "ready"))

    assert dress.html(source, "Subject").count('class="button"') == 1


@pytest.mark.parametrize("name", [*FRAMES, *(name for name in MAILS if name != WRITTEN)])
def test_every_value_in_a_mail_is_shielded(name: str):
    template: Any = get_template(name)
    nodelist = template.template.nodelist

    values = nodelist.get_nodes_by_type(VariableNode)

    assert [
        str(node) for node in values if markup.shield not in [each for each, _ in node.filter_expression.filters]
    ] == []
    assert {type(node) for node in nodelist.get_nodes_by_type(Node)} <= set(KNOWN_NODES)


def test_every_mail_about_an_account_is_in_our_words():
    theirs = {
        f"{app}/email/{path.name}"
        for app, package in {"account": account, "mfa": mfa}.items()
        for path in (Path(package.__file__).parents[1] / "templates" / app / "email").glob("*_message.txt")
        if path.name.removesuffix("_message.txt") not in NOT_OFFERED | {"base"}
    }

    assert theirs == set(ACCOUNT) - set(FRAMES)
    assert [name for name in theirs if not (ROOT / name.replace("_message", "_subject")).exists()] == []


def test_the_moment_of_a_change_is_said():
    text = plain.text(markup.read(source_of("account/email/password_changed_message.txt", "ready")))

    assert "When: Wednesday 1 March 2023, 12:00 UTC" in text

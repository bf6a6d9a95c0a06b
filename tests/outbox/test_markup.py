"""What a mail may hold, and that a value is never more than its words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlsafety_course.outbox import dress, markup, plain
from tests.outbox.reading import Page

HOSTILE = [
    "[click](http://evil.example)",
    "<b>Ada</b>",
    "<script>alert(1)</script>",
    "# head",
    "*x*, **y** and `z`",
    "---",
    "a\n\n---\n\n[Pay here](http://evil.example)\n\n- **Amount:** $1",
    "    four spaces",
    "1. one\n- two\n> three",
    "http://evil.example <http://evil.example> &lt;b&gt; &amp; \\[x\\]",
    "](http://evil.example) [",
    "` `` ```",
    "why? " * 2_000,
]
typed = st.text(st.characters(exclude_categories=["Cs", "Cc", "Co"])) | st.text("ab1 \n\t[]()<>*_`#->.!:/&\\")


def letter(value: str) -> markup.Source:
    said = markup.shield(value)
    return markup.read(f"Hello {said},\n\n> {said}\n\n- **Name:** {said}\n\n**{said}** and `{said}`.\n\nBye.")


def expected(value: str) -> str:
    quoted = "\n".join(f"> {line}" for line in value.split("\n"))
    return f"Hello {value},\n\n{quoted}\n\nName: {value.strip()}\n\n{value} and {value}.\n\nBye.\n"


@pytest.mark.parametrize("value", HOSTILE)
def test_plain_text_shows_what_was_typed(value: str):
    assert plain.text(letter(value)) == expected(value)


@pytest.mark.parametrize("value", HOSTILE)
def test_html_makes_no_element_of_what_was_typed(value: str):
    page = Page(dress.html(letter(value), value))
    harmless = Page(dress.html(letter("Ada"), "Ada"))

    assert page.is_balanced
    assert page.tags - {"br"} == harmless.tags
    assert page.addresses == []
    assert page.seen.count(value.strip()) == 5


@given(typed)
def test_whatever_is_typed_stays_what_it_is(value: str):
    known = f"x{value}x"

    source = letter(known)

    assert plain.text(source) == expected(known)
    assert Page(dress.html(source, "Subject")).seen.count(known) == 5


def test_signs_that_no_text_holds_are_left_out_and_line_ends_are_one():
    assert plain.text(markup.read(markup.shield("a\x00\x1b[2Jb\r\nc\rd"))) == "a[2Jb\nc\nd\n"


def test_a_sign_that_looks_shielded_already_does_not_turn_into_another():
    assert markup.reveal(markup.shield(chr(markup.PRIVATE + ord("[")))) == "\ufffd"


def test_a_link_alone_is_a_button_and_one_in_a_sentence_is_a_link():
    source = markup.read("[Accept or decline](https://a.example/x)\n\nSee [the page](https://a.example/y?b=1&c=2).")

    text, html = plain.text(source), dress.html(source, "Subject")

    assert text == "Accept or decline:\nhttps://a.example/x\n\nSee the page (https://a.example/y?b=1&c=2).\n"
    assert Page(html).addresses == ["https://a.example/x", "https://a.example/y?b=1&c=2"]
    assert html.count('class="button"') == 1


def test_an_address_that_is_its_own_label_is_said_once():
    source = markup.read("Write to [a@b.example](mailto:a@b.example) or see [https://b.example](https://b.example).")

    assert plain.text(source) == "Write to a@b.example or see https://b.example.\n"


def test_a_value_can_be_the_address_of_a_link_and_only_an_address_that_is_safe():
    safe = markup.read(f"[Join]({markup.shield('https://meet.example/a_b_(c)?d=*e*')})")
    unsafe = markup.read(f"[Join]({markup.shield('javascript:alert(1)')})")

    assert plain.text(safe) == "Join:\nhttps://meet.example/a_b_(c)?d=*e*\n"
    assert Page(dress.html(unsafe, "Subject")).addresses == []


def test_a_list_is_facts_where_every_item_has_a_label():
    source = markup.read("- **Amount:** $5\n- **Number:** 7\n\nThen:\n\n- **Amount:** $5\n- more\n\n1. one\n2. two")

    text, html = plain.text(source), dress.html(source, "Subject")

    assert text == "Amount: $5\nNumber: 7\n\nThen:\n\n- Amount: $5\n- more\n\n1. one\n2. two\n"
    assert html.count("<th") == 2
    assert html.count("<li") == 4


def test_a_code_is_on_a_line_of_its_own():
    source = markup.read("Your code:\n\n`K7QX-93MF`\n\nType it.")

    assert plain.text(source) == "Your code:\n\nK7QX-93MF\n\nType it.\n"
    assert 'class="code"' in dress.html(source, "Subject")


def test_what_follows_three_dashes_is_the_foot():
    source = markup.read("Hello.\n\n---\n\nWho we are.")

    assert plain.text(source) == "Hello.\n\n-- \nWho we are.\n"
    assert "Who we are." in dress.html(source, "Subject").partition('class="foot"')[2]

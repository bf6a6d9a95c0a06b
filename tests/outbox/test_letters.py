"""What letters are made of."""

from django.utils.safestring import SafeString

from mlsafety_course.outbox import letters, markup, plain


def test_a_link_leads_to_this_site(settings):
    settings.BASE_URL = "https://course.example.org"

    assert letters.link("curriculum:verify", "ABC") == "https://course.example.org/verify/ABC/"


def test_a_text_is_stripped_and_not_marked_safe():
    source = letters.source("cohorts", "teaches", person={"name": "<b>Tara</b>"}, section="Wednesday A", link="x")

    text = plain.text(markup.read(source))

    assert "<b>Tara</b>" in text
    assert text == text.strip() + "\n"
    assert not isinstance(text, SafeString)

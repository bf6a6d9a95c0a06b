"""The frame around the words."""

from mlsafety_course.outbox import dress, markup

HTML = dress.html(markup.read("Hello Ada,\n\nWe have **it**.\nAll of it.\n\nBye."), "We have <it>")


def test_the_words_that_follow_the_greeting_are_what_an_inbox_shows():
    assert '<div class="preheader"' in HTML
    assert ">We have it. All of it.</div>" in HTML


def test_the_subject_is_text_and_the_language_is_said():
    assert "<title>We have &lt;it&gt;</title>" in HTML
    assert '<html lang="en"' in HTML


def test_styles_are_in_the_elements_and_what_cannot_be_there_stays_above():
    head, _, body = HTML.partition("</head>")

    assert "max-width: 600px" in body
    assert "prefers-color-scheme: dark" in head
    assert '<meta name="color-scheme" content="light dark"' in head
    assert ".preheader {" not in head


def test_a_mail_of_one_line_needs_no_preheader():
    assert "Bye." in dress.html(markup.read("Bye."), "Bye")

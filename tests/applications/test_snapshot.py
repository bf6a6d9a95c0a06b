"""An application in plain lines: for the revision, and for readers."""

import pytest

from applications import snapshot
from applications.models import Application, Question
from tests.factories.applications import ask, make_round, make_submitted_application

pytestmark = pytest.mark.django_db


def keys(lines: snapshot.Lines) -> list[str]:
    return [line["key"] for line in lines]


def test_readers_see_neither_hours_nor_what_identifies_nor_what_is_for_leads():
    round_ = make_round()
    ask(round_, "project", audience=Question.Audience.READERS)
    ask(round_, "money", audience=Question.Audience.LEADS)
    ask(round_, "link", identifies=True)
    answers = {"project": "A probe.", "money": "None.", "link": "example.org/ada"}
    application = make_submitted_application(round_, answers=answers, campus="MIT", campus_otherwise="virtual")

    shown = snapshot.for_readers(application, *snapshot.asked_and_answered(application))

    assert keys(shown) == [
        "deep_learning",
        "linear_algebra_or_statistics",
        "multivariate_calculus",
        "evidence",
        "motivation",
        "commitment",
        "project",
    ]
    assert {"money", "link", "campus", "campus_otherwise", "grid"} <= set(keys(snapshot.stored(application)))


def test_what_one_would_do_is_said_only_by_who_wishes_for_a_campus():
    wishing = make_submitted_application(campus="MIT", campus_otherwise=Application.Otherwise.WITHDRAW)
    virtual = make_submitted_application(campus="", campus_otherwise=Application.Otherwise.WITHDRAW)

    said = [
        next(line["text"] for line in snapshot.stored(each) if line["key"] == "campus_otherwise")
        for each in (wishing, virtual)
    ]

    assert said == ["I withdraw", ""]

"""Copying an earlier application into a new draft: blanks are filled, nothing written is touched."""

from typing import Any

import pytest

from applications.models import Application, Question, Round
from applications.workflow import copying, drafting
from mlsafety_course.transitions import Refused
from tests.factories.applications import (
    CLOSES,
    FIELDS,
    GRACE,
    WRITING,
    ask,
    make_application,
    make_round,
    make_submitted_application,
)
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db


def make_pair(earlier_round: Round | None = None, new_round: Round | None = None, **earlier: Any) -> Application:
    """A new draft of somebody in London who has sent in an earlier application."""
    person = make_person(zone="Europe/London")
    make_submitted_application(earlier_round, person, **earlier)
    return make_application(new_round, person)


def copy(application: Application) -> int:
    return copying.copy_earlier(application, by=application.applicant, at=WRITING)


def fresh(application: Application) -> Application:
    return Application.objects.get(pk=application.pk)


def test_every_blank_is_filled_and_the_agreement_is_not_copied():
    application = make_pair(campus="MIT", campus_otherwise="virtual", send_at_deadline=True)

    count = copy(application)

    stored, copied = fresh(application), {**FIELDS, "campus": "MIT", "campus_otherwise": "virtual"}
    assert {name: getattr(stored, name) for name in FIELDS if name != "consent_at"} == {
        name: value for name, value in copied.items() if name in FIELDS and name != "consent_at"
    }
    assert (count, stored.campus_otherwise, stored.version) == (9, "virtual", 1)
    assert (stored.consent_at, stored.send_at_deadline, stored.status) == (None, False, "draft")


def test_what_is_written_already_stays():
    application = make_pair(campus="MIT", campus_otherwise="virtual")
    own = {"motivation": "A new reason.", "deep_learning": "strong", "campus": "ETH", "campus_otherwise": "withdraw"}
    drafting.save(application, own, {}, version=0, by=application.applicant, at=WRITING)

    copy(application)

    stored = fresh(application)
    assert {name: getattr(stored, name) for name in own} == own
    assert stored.evidence == FIELDS["evidence"]


def test_hours_do_not_come_over_from_another_zone():
    person = make_person(zone="Asia/Kolkata")
    make_submitted_application(None, person)
    application = make_application(None, person)

    copy(application)

    assert (fresh(application).zone, fresh(application).grid) == ("Asia/Kolkata", "")


def test_extra_answers_come_over_by_key_where_the_new_question_takes_them():
    before, now = make_round(), make_round()
    answers = {"project": "A probe.", "where": "At work", "only-then": "Gone", "long": "One\ntwo"}
    for key in answers:
        ask(before, key, Question.Kind.LONG)
    ask(now, "project")
    ask(now, "where", Question.Kind.CHOICE, choices=["At home"])
    ask(now, "long", Question.Kind.TEXT)
    application = make_pair(before, now, answers=answers)

    copy(application)

    assert list(application.answers.values_list("question__key", "text")) == [("project", "A probe.")]


def test_the_newest_earlier_one_is_taken_and_an_untouched_draft_is_none():
    person = make_person()
    make_submitted_application(None, person, motivation="The first reason.")
    make_submitted_application(None, person, motivation="The second reason.")
    make_application(None, person)
    application = make_application(None, person)

    source = copying.source(application)

    assert source is not None
    assert source.motivation == "The second reason."


def test_without_an_earlier_one_or_for_somebody_else_nothing_is_copied():
    stranger = make_pair()

    with pytest.raises(Refused, match="no earlier application"):
        copy(make_application())
    with pytest.raises(Refused):
        copying.copy_earlier(stranger, by=make_person(), at=WRITING)
    assert fresh(stranger).motivation == ""


def test_after_the_deadline_nothing_is_copied():
    application = make_pair()

    with pytest.raises(Refused):
        copying.copy_earlier(application, by=application.applicant, at=CLOSES + GRACE)

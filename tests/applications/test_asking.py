"""The questions of a round, its rubric and its reasons."""

from dataclasses import replace
from datetime import timedelta

import pytest

from applications import rubric
from applications.models import Question, Round
from applications.workflow import drafting
from applications.workflow.setting_up import judging, questions
from applications.workflow.setting_up.questions import Wording
from mlsafety_course.transitions import Refused
from tests.factories.applications import (
    CLOSES,
    FIELDS,
    WRITING,
    ask,
    make_application,
    make_rejected_application,
    make_review,
    make_round,
    make_submitted_application,
    propose,
)
from tests.factories.people import make_lead, make_reviewer

pytestmark = pytest.mark.django_db
PLAIN = Wording("How did you hear of us?", "", "text", [], False, 30, "readers", False, False)


def answer(question: Question, text: str) -> None:
    """In a draft, as autosave stores it."""
    application = make_application(question.round)
    drafting.save(
        application, FIELDS, {question.key: text}, version=0, by=application.applicant, at=WRITING + timedelta(hours=1)
    )


def labels(round_: Round) -> list[str]:
    return list(round_.questions.values_list("label", flat=True))


def wording_of(question: Question) -> Wording:
    return Wording(**{name: getattr(question, name) for name in Wording.__dataclass_fields__})


def test_questions_are_added_at_the_end_with_a_name_of_their_own():
    round_, lead = make_round(), make_lead()

    for label in ("New", "How did you hear of us?", "How did you hear of us?", "为什么"):
        questions.add(round_, replace(PLAIN, label=label), by=lead, at=WRITING)

    keys = list(round_.questions.values_list("key", flat=True))
    assert keys == ["new-2", "how-did-you-hear-of-us", "how-did-you-hear-of-us-2", "question"]


def test_questions_move_one_place_and_stop_at_the_ends():
    round_, lead = make_round(), make_lead()
    for label in ("A", "B", "C"):
        questions.add(round_, replace(PLAIN, label=label), by=lead, at=WRITING)
    first = round_.questions.get(label="A")

    questions.move(first, 1, by=lead)
    after_down = labels(round_)
    questions.move(first, -1, by=lead)
    questions.move(first, -1, by=lead)

    assert after_down == ["B", "A", "C"]
    assert labels(round_) == ["A", "B", "C"]


def test_a_question_that_nobody_answered_can_go_and_blank_answers_with_it():
    question, lead = ask(make_round(), "links"), make_lead()
    answer(question, "")

    questions.remove(question, by=lead)

    assert not Question.objects.exists()


def test_an_answered_question_stays_and_says_why():
    question = ask(make_round(), "links")
    answer(question, "example.org")

    with pytest.raises(Refused, match="1 person has answered"):
        questions.remove(question, by=make_lead())
    assert question.answers.get().text == "example.org"


def test_an_answered_question_can_be_reworded():
    question = ask(make_round(), "links")
    answer(question, "example.org")

    questions.change(question, replace(wording_of(question), label="Any links?"), by=make_lead(), at=WRITING)

    question.refresh_from_db()
    assert (question.label, question.key) == ("Any links?", "links")


@pytest.mark.parametrize(
    ("was", "wish", "field"),
    [
        ({}, {"kind": "long"}, "kind"),
        ({"kind": "choice", "choices": ["Yes", "No"]}, {"choices": ["No", "Perhaps"]}, "choices"),
        ({"audience": "leads"}, {"audience": "readers"}, "audience"),
        ({"identifies": True}, {"identifies": False}, "identifies"),
        ({"is_personal": True}, {"is_personal": False}, "is_personal"),
    ],
)
def test_what_people_relied_on_stays_once_they_have_answered(was, wish, field):
    question = ask(make_round(), "links", **was)
    wording = replace(wording_of(question), **wish)
    before = questions.obstacles(question.round, question, wording, WRITING)
    answer(question, "Yes")

    after = questions.obstacles(question.round, question, wording, WRITING)

    assert before == {}
    assert list(after) == [field]
    with pytest.raises(Refused):
        questions.change(question, wording, by=make_lead(), at=WRITING)


def test_nothing_becomes_required_after_somebody_has_sent_without_it():
    round_, lead = make_round(), make_lead()
    question = ask(round_, "links")
    make_submitted_application(round_)

    with pytest.raises(Refused, match="1 application was sent without it"):
        questions.add(round_, replace(PLAIN, required=True), by=lead, at=WRITING)
    with pytest.raises(Refused, match="only be optional"):
        questions.change(question, replace(wording_of(question), required=True), by=lead, at=WRITING)
    questions.add(round_, PLAIN, by=lead, at=WRITING)

    assert round_.questions.count() == 2


def test_nothing_is_asked_after_the_deadline():
    with pytest.raises(Refused, match="closed"):
        questions.add(make_round(), PLAIN, by=make_lead(), at=CLOSES)


def test_only_criteria_with_words_of_their_own_are_kept():
    round_, lead = make_round(), make_lead()
    usual = rubric.CRITERIA
    own = replace(usual[2], label="Why")

    judging.word_rubric(round_, [*usual[:2], own, usual[3]], by=lead)

    assert round_.criteria.get().name == own.name
    assert rubric.of_round(round_.criteria.all()) == [*usual[:2], own, usual[3]]

    judging.word_rubric(round_, usual, by=lead)

    assert not round_.criteria.exists()


def test_the_rubric_stays_once_somebody_has_read():
    application = make_submitted_application()
    make_review(application, make_reviewer())

    with pytest.raises(Refused, match="1 reading was made"):
        judging.word_rubric(application.round, [replace(rubric.CRITERIA[0], label="Else")], by=make_lead())


def test_a_reason_that_somebody_was_told_keeps_its_sentence():
    rejected, lead = make_rejected_application(), make_lead()
    reason = rejected.reason
    assert reason is not None

    judging.change_reason(reason, label="Background", sentence=reason.sentence, by=lead)
    with pytest.raises(Refused, match="1 person was told"):
        judging.change_reason(reason, label="Background", sentence="Something else.", by=lead)
    with pytest.raises(Refused, match="reason given for 1 application"):
        judging.remove_reason(reason, by=lead)

    assert rejected.round.reasons.get().label == "Background"


def test_a_reason_that_is_only_proposed_can_be_reworded_and_not_removed():
    application, lead = make_submitted_application(), make_lead()
    propose(application, "reject")
    reason = application.round.reasons.get()

    judging.change_reason(reason, label="Background", sentence="Take the course first.", by=lead)
    with pytest.raises(Refused, match="stays"):
        judging.remove_reason(reason, by=lead)

    assert reason.sentence == "Take the course first."


def test_reasons_get_names_of_their_own():
    round_, lead = make_round(), make_lead()

    made = judging.add_reason(round_, label="Prerequisites", sentence="Else.", by=lead)
    judging.remove_reason(made, by=lead)

    assert made.code == "prerequisites-2"
    assert round_.reasons.count() == 1

"""What an application needs before it can be sent."""

from dataclasses import dataclass, field

import pytest

from applications.completeness import MOST_WORDS, REQUIRED, Written, is_barely_begun, problems, words
from applications.snapshot import FIELDS

COMPLETE = {
    "deep_learning": "course",
    "linear_algebra_or_statistics": "course",
    "multivariate_calculus": "some",
    "evidence": "A course.",
    "motivation": "A reason.",
    "commitment": "A plan.",
    "zone": "Europe/London",
    "grid": "1" * 4 + "0" * 332,
    "consent_at": "yes",
}


@dataclass(frozen=True)
class Asked:
    key: str
    required: bool = False
    max_words: int = 3
    choices: list[str] = field(default_factory=list)


def test_a_complete_application_has_no_problems():
    assert problems(Written(COMPLETE, {}), []) == {}


@pytest.mark.parametrize("name", COMPLETE)
def test_each_required_field_is_missed_by_its_own_name(name: str):
    found = problems(Written({**COMPLETE, name: ""}, {}), [])

    assert list(found) == ["consent" if name == "consent_at" else name]


def test_at_most_eight_answers_are_required_beside_the_agreement():
    whole = {**dict.fromkeys(FIELDS, ""), **COMPLETE}

    needed = [name for name in FIELDS if problems(Written({**whole, name: ""}, {}), [])]

    assert sorted(needed) == sorted([*REQUIRED, "consent_at"])
    assert len(REQUIRED) <= 8


def test_who_wishes_for_a_campus_says_what_if_it_does_not_open():
    wish = {**COMPLETE, "campus": "MIT"}

    assert list(problems(Written(wish, {}), [])) == ["campus_otherwise"]
    assert problems(Written({**wish, "campus_otherwise": "virtual"}, {}), []) == {}


def test_a_draft_is_barely_begun_until_a_text_has_a_word():
    chosen = {**COMPLETE, **dict.fromkeys(MOST_WORDS, " \n")}

    assert is_barely_begun(chosen)
    assert not is_barely_begun({**chosen, "commitment": "Sundays"})


@pytest.mark.parametrize("name", MOST_WORDS)
def test_the_word_limit_itself_is_fine_and_one_more_is_not(name: str):
    at_limit = {**COMPLETE, name: "word " * MOST_WORDS[name]}
    over = {**COMPLETE, name: "word " * (MOST_WORDS[name] + 1)}

    assert problems(Written(at_limit, {}), []) == {}
    assert list(problems(Written(over, {}), [])) == [name]


def test_words_are_counted_by_white_space():
    assert words("  one\ntwo\t three  ") == 3


def test_three_half_hours_a_week_are_too_few():
    found = problems(Written({**COMPLETE, "grid": "111" + "0" * 333}, {}), [])

    assert list(found) == ["grid"]


def test_extra_questions_are_judged_by_what_the_round_asks():
    required, optional = Asked("why", required=True), Asked("how")

    assert list(problems(Written(COMPLETE, {}), [required, optional])) == ["question_why"]
    assert list(problems(Written(COMPLETE, {"why": "one two three four"}), [required])) == ["question_why"]


def test_a_choice_has_no_word_limit():
    asked = Asked("where", choices=["At a university with a very long name"])

    assert problems(Written(COMPLETE, {"where": asked.choices[0]}), [asked]) == {}

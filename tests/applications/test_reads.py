"""How many readings an application needs."""

import pytest

from applications.reads import Rule, disagree, needed

EACH = Rule(each=3)
TWO_STEP = Rule(each=3, is_two_step=True)


def test_without_steps_every_application_needs_the_same():
    assert needed(EACH, [], []) == 3
    assert needed(EACH, [4.0], ["admit"]) == 3


@pytest.mark.parametrize(
    ("means", "recommendations", "count"),
    [
        ([], [], 1),
        ([3.0], ["admit"], 1),
        ([2.75], ["admit"], 3),
        ([3.5], ["waitlist"], 3),
        ([4.0], ["reject"], 3),
        ([2.0], ["reject"], 2),
        ([2.25], ["reject"], 3),
        ([2.0, 1.5], ["reject", "reject"], 2),
        ([2.0, 2.25], ["reject", "reject"], 3),
        ([2.0, 2.5], ["reject", "waitlist"], 3),
        ([3.5, 2.5], ["admit", "admit"], 1),
    ],
)
def test_in_two_steps_only_the_unclear_middle_is_read_by_more(
    means: list[float], recommendations: list[str], count: int
):
    assert needed(TWO_STEP, means, recommendations) == count


def test_in_two_steps_no_rejection_stands_on_one_reading():
    lone = Rule(each=1, is_two_step=True)

    assert needed(TWO_STEP, [3.5], ["admit"], is_rejection=True) == 2
    assert needed(lone, [2.0], ["reject"]) == 2
    assert needed(lone, [2.5], ["waitlist"]) == 2
    assert needed(Rule(each=1), [2.0], ["reject"], is_rejection=True) == 1


def test_disagreement_and_a_lead_each_ask_for_one_more():
    assert needed(EACH, [4.0, 2.0, 3.0], ["admit", "reject", "waitlist"]) == 4
    assert needed(EACH, [], [], extra=2) == 5
    assert needed(TWO_STEP, [4.0, 1.0], ["admit", "reject"], extra=1) == 5


@pytest.mark.parametrize(
    ("means", "recommendations", "answer"),
    [
        ([], [], False),
        ([1.0], ["admit"], False),
        ([3.0, 2.75], ["admit", "reject"], True),
        ([3.0, 2.75], ["admit", "waitlist"], False),
        ([4.0, 2.5], ["admit", "admit"], True),
        ([4.0, 2.75], ["admit", "waitlist"], False),
        ([2.5, 3.0, 4.0], ["waitlist", "waitlist", "waitlist"], True),
    ],
)
def test_readers_disagree_about_the_outcome_or_by_a_point_and_a_half(
    means: list[float], recommendations: list[str], answer: bool
):
    assert disagree(means, recommendations) is answer

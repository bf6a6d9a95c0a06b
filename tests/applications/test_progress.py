"""The four sections of the form, and how far each has come."""

from applications import progress
from applications.completeness import Written, problems


def test_an_empty_application_has_its_answers_to_go_in_the_four_sections():
    found = progress.sections(problems(Written({}, {}), []))

    assert [(section.key, section.missing) for section in found] == [
        ("what-you-know", 4),
        ("why", 2),
        ("hours", 1),
        ("last", 1),
    ]
    assert found[0].standing == "4 to go"


def test_extra_questions_belong_to_the_second_and_the_follow_up_to_the_last():
    found = progress.sections(["question_project", "campus_otherwise"])

    assert [section.standing for section in found] == ["Complete", "1 to go", "Complete", "1 to go"]


def test_what_is_missing_is_listed_in_the_order_of_the_page():
    assert progress.in_order(["consent", "grid", "question_x", "evidence"]) == [
        "evidence",
        "question_x",
        "grid",
        "consent",
    ]

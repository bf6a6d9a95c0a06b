"""What helps graders: rubrics, saved comments, drafts, an order of their own; and what protects the graded."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from curriculum.models import Attempt, ContentChange, Grade, RubricLine, SavedComment
from curriculum.workflow import comments, extension, grading, rubrics
from mlsafety_course.outbox.models import Message
from mlsafety_course.transitions import Refused
from tests.factories.cohorts import make_section, make_ta, ta_of
from tests.factories.curriculum import make_attempt, make_grade, make_homework, make_participant, make_scheduled_cohort
from tests.factories.homework import make_extension, make_rubric
from tests.factories.people import make_lead, make_person

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def section():
    return make_section(make_scheduled_cohort(), maximum=40)


@pytest.fixture
def attempt(section):
    return make_attempt(make_participant(section.cohort, section))


def ask(client, user, name, at, *args, **sent):
    client.force_login(user)
    with time_machine.travel(at, tick=False):
        url = reverse(f"curriculum:{name}", args=args)
        return client.post(url, sent) if sent else client.get(url)


def test_ticks_go_with_the_grade_to_the_page_and_into_the_mail(client, section, attempt):
    make_rubric(attempt.homework, "Answers everything", "Gives examples")
    at, keys = attempt.received_at + DAY, [line.key for line in RubricLine.objects.all()]
    sent = {"verdict": "revise", "feedback": "Nearly.", "seen": "0", "ticks": keys[:1]}

    ask(client, ta_of(section), "grade", at, attempt.public_id, **sent)

    page = ask(client, attempt.enrollment.person, "homework", at, attempt.homework.public_id)
    mail = Message.objects.get(key__startswith="grade:")
    assert Grade.objects.get().ticks == ["answers-everything"]
    assert "Yes: </span>Answers everything" in page.text
    assert "Not yet: </span>Gives examples" in page.text
    assert "Not yet: Gives examples" in mail.text


def test_ticks_of_another_rubric_are_refused_by_the_form_and_dropped_by_the_verb(client, section, attempt):
    make_rubric(attempt.homework, "Answers everything")
    sent = {"verdict": "pass", "feedback": "", "seen": "0", "ticks": ["foreign"]}

    answer = ask(client, ta_of(section), "grade", attempt.received_at, attempt.public_id, **sent)
    given = grading.grade(attempt, "pass", "", ticks=["foreign"], by=ta_of(section), at=attempt.received_at)

    assert answer.status_code == 422
    assert given.ticks == []


def test_a_rewritten_rubric_keeps_the_keys_of_lines_that_stay_and_old_grades_keep_their_ticks(client, section, attempt):
    lead, at = make_lead(), attempt.received_at
    make_rubric(attempt.homework, "Answers everything", "Gives examples")
    grading.grade(attempt, "pass", "", ticks=["answers-everything"], by=ta_of(section), at=at)

    changed = rubrics.write(attempt.homework.assignment, ["New", "Gives examples"], by=lead, at=at)
    again = rubrics.write(attempt.homework.assignment, ["New", "Gives examples"], by=lead, at=at)

    page = ask(client, attempt.enrollment.person, "homework", at, attempt.homework.public_id)
    assert (changed, again) == (True, False)
    assert [line.key for line in RubricLine.objects.all()] == ["new", "gives-examples"]
    assert "Yes: </span>answers everything" in page.text
    assert ContentChange.objects.filter(field="rubric").count() == 2


def test_staff_edit_the_rubric_on_its_page_and_nobody_else(client, attempt):
    assignment = attempt.homework.assignment
    lead, at = make_lead(), attempt.received_at

    saved = ask(client, lead, "rubric", at, assignment.slug, lines="One\n\nTwo")
    long = ask(client, lead, "rubric", at, assignment.slug, lines="x" * 300)

    assert (saved.status_code, long.status_code) == (302, 422)
    assert [line.text for line in assignment.rubric.all()] == ["One", "Two"]
    assert "2 lines" in ask(client, lead, "rubrics", at).text
    assert ask(client, make_person(), "rubric", at, assignment.slug).status_code == 403


def test_comments_are_ones_own_numbered_beside_the_work_and_deleted_by_their_owner(client, section, attempt):
    ta, other, at = ta_of(section), ta_of(make_section(section.cohort, weekday=4)), attempt.received_at
    ask(client, ta, "comments", at, text="Say *why*.")
    comments.save("Not yours.", by=other)

    page = ask(client, ta, "attempt", at, attempt.public_id)
    foreign = ask(client, ta, "delete_comment", at, comment=SavedComment.objects.get(grader=other).pk)
    mine = ask(client, ta, "delete_comment", at, comment=SavedComment.objects.get(grader=ta).pk)

    assert 'data-key="1"' in page.text
    assert "Say *why*." in page.text
    assert "Not yours." not in page.text
    assert (foreign.status_code, mine.status_code) == (404, 302)
    assert [comment.grader for comment in SavedComment.objects.all()] == [other]


def test_the_same_comment_twice_is_one_and_thirty_are_enough(section):
    ta = ta_of(section)
    for number in [*range(comments.MOST_COMMENTS), 0]:
        comments.save(f"Number {number}.", by=ta)

    with pytest.raises(Refused, match="30 comments already"):
        comments.save("One more.", by=ta)
    with pytest.raises(Refused, match="Write the comment"):
        comments.save("  ", by=ta)
    assert [comment.position for comment in ta.saved_comments.all()] == list(range(30))


def test_all_drafts_go_out_at_once_and_what_cannot_stays(client, section, attempt):
    ta, at = ta_of(section), attempt.received_at + DAY
    second = make_attempt(make_participant(section.cohort, section), attempt.homework)
    for row in (attempt, second):
        make_grade(row, by=ta, at=at, release=False)
    make_grade(second, "revise", by=make_lead(), at=at, seen=1)

    answer = ask(client, ta, "release_all", at, go="1")

    assert answer.status_code == 302
    assert attempt.grades.get().released_at == at
    assert second.grades.order_by("pk")[0].released_at is None
    assert not Grade.objects.drafts_of(ta)


def test_an_older_draft_never_overrides_the_grade_that_came_after_it(attempt):
    draft = make_grade(attempt, "revise", release=False)
    make_grade(attempt, "pass", seen=1)

    with pytest.raises(Refused, match="graded again since"):
        grading.release(draft, by=draft.grader, at=draft.graded_at + DAY)

    assert Message.objects.filter(key__startswith="grade:").count() == 1


def test_a_draft_is_what_the_form_begins_with_for_its_author_only(client, section, attempt):
    draft = make_grade(attempt, "revise", by=ta_of(section), release=False)

    own = ask(client, ta_of(section), "attempt", draft.graded_at, attempt.public_id)
    other = ask(client, make_lead(), "attempt", draft.graded_at, attempt.public_id)

    assert own.context["form"].initial["feedback"] == "Clear and complete."
    assert "feedback" not in other.context["form"].initial


def test_an_unreleased_draft_still_waits_for_the_lead(attempt):
    make_grade(attempt, release=False)

    assert not Attempt.objects.awaiting_grading().exists()
    assert list(Attempt.objects.unanswered()) == [attempt]


def test_a_page_that_saw_more_grades_than_there_are_is_no_error(attempt):
    assert make_grade(attempt, seen=7).released_at


def test_each_grader_has_a_stable_order_of_their_own_within_a_day_and_old_days_come_first(section):
    homework = make_homework(section.cohort)
    for _ in range(8):
        make_attempt(make_participant(section.cohort, section), homework)
    older = make_attempt(make_participant(section.cohort, section), homework, at=homework.due_at - 3 * DAY)
    graders = [ta_of(section), *(make_ta(section.cohort) for _ in range(3))]

    orders = [[row.pk for row in Attempt.objects.awaiting_grading().in_order_for(grader)] for grader in graders]
    again = [[row.pk for row in Attempt.objects.awaiting_grading().in_order_for(grader)] for grader in graders]

    assert orders == again
    assert {order[0] for order in orders} == {older.pk}
    assert len({tuple(order) for order in orders}) > 1


def test_a_ta_sends_nothing_back_that_can_no_longer_be_handed_in(client, section, attempt):
    at = section.cohort.submissions_close_at
    sent = {"verdict": "revise", "feedback": "Nearly.", "seen": "0"}

    page = ask(client, ta_of(section), "attempt", at, attempt.public_id)
    answer = ask(client, ta_of(section), "grade", at, attempt.public_id, **sent)

    assert "They could not revise it any more" in page.text
    assert answer.status_code == 409
    assert "Nearly." in answer.text
    assert not Grade.objects.exists()
    assert make_grade(attempt, "pass", at=at).released_at == at


def test_with_more_time_from_a_lead_it_can_be_sent_back_after_all(section, attempt):
    cohort, lead = section.cohort, make_lead()
    asked = make_extension(attempt.enrollment, attempt.homework, until=cohort.submissions_close_at + 10 * DAY)
    extension.grant(asked, by=lead, at=cohort.submissions_close_at)

    given = make_grade(attempt, "revise", at=cohort.submissions_close_at + DAY)

    assert make_attempt(attempt.enrollment, attempt.homework, at=given.graded_at + DAY).number == 2


def test_a_link_nobody_could_open_is_given_72_hours_even_after_everything_has_closed(section, attempt):
    given = make_grade(attempt, "cannot_open", at=section.cohort.submissions_close_at + DAY)

    again = make_attempt(attempt.enrollment, attempt.homework, at=given.graded_at + timedelta(hours=71))

    assert again.number == 2


def test_what_was_said_of_the_first_attempt_stays_when_the_second_comes(client, section, attempt):
    given = make_grade(attempt, "revise")
    again = make_attempt(attempt.enrollment, attempt.homework, at=given.graded_at + DAY)

    own = ask(client, attempt.enrollment.person, "homework", again.received_at, attempt.homework.public_id)
    old = ask(client, ta_of(section), "attempt", again.received_at, attempt.public_id)

    assert "Clear and complete." in own.text
    assert "There is a newer attempt" in old.text
    assert "Clear and complete." in old.text

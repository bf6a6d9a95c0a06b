"""Giving out readings: what the dry run shows, and that nothing else is done."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from applications.models import Application, ReviewAssignment, Round
from applications.workflow import drafting, reading_plan, reviewing
from mlsafety_course.transitions import Refused
from tests.factories.applications import (
    FIELDS,
    READING,
    WRITING,
    make_application,
    make_review,
    make_round,
    make_submitted_application,
    propose,
)
from tests.factories.people import make_lead, make_person, make_reviewer

pytestmark = pytest.mark.django_db
LOW, HIGH = 1, 4


def readers(count: int) -> list[User]:
    return [make_reviewer(f"Reader {number}") for number in range(count)]


def say(application: Application, reader: User, recommendation: str, score: int) -> None:
    scores = dict.fromkeys(("ml_background", "mathematics", "motivation", "commitment"), score)
    reviewing.review(application, scores, recommendation, "", by=reader, at=READING)


def give_out(round_: Round) -> int:
    return reviewing.assign(round_, by=make_lead(), at=READING)


def to_come(round_: Round) -> int:
    return len(reading_plan.plan(round_, at=READING).pairs)


def readers_of(application: Application) -> set[User]:
    return {row.reviewer for row in application.assignments.select_related("reviewer")}


# the dry run and what is done


def test_what_the_plan_shows_is_what_is_done():
    round_ = make_round(readers_each=2)
    applications = [make_submitted_application(round_) for _ in range(5)]
    readers(3)
    plan = reading_plan.plan(round_, at=READING)
    assert not ReviewAssignment.objects.exists(), "a dry run writes nothing"

    reviewing.assign(round_, digest=plan.digest, by=make_lead(), at=READING)

    rows = ReviewAssignment.objects.order_by("application", "reviewer")
    assert list(rows.values_list("application_id", "reviewer_id")) == plan.pairs
    assert {row.due_on for row in rows} == {plan.due_on}
    assert {load.reader: load.total for load in plan.loads} == {
        load.reader: load.given for load in reading_plan.plan(round_, at=READING).loads
    }
    assert plan.applications == len(applications)


def test_a_plan_that_has_changed_is_refused_and_gives_out_nothing():
    round_ = make_round(readers_each=1)
    make_submitted_application(round_)
    readers(1)
    seen = reading_plan.plan(round_, at=READING)
    withdrawn = make_submitted_application(round_)

    with pytest.raises(Refused, match="look again"):
        reviewing.assign(round_, digest=seen.digest, by=make_lead(), at=READING)
    assert not ReviewAssignment.objects.exists()

    drafting.withdraw(withdrawn, by=withdrawn.applicant, at=READING)
    assert reviewing.assign(round_, digest=seen.digest, by=make_lead(), at=READING) == 1


def test_drafts_that_wait_for_the_deadline_are_sent_first_and_stay_sent():
    round_ = make_round(readers_each=1)
    readers(1)
    draft = make_application(round_)
    fields = {**FIELDS, "send_at_deadline": True}
    drafting.save(draft, fields, {}, version=0, by=draft.applicant, at=WRITING)
    seen = reading_plan.plan(round_, at=READING)

    with pytest.raises(Refused, match="look again"):
        reviewing.assign(round_, digest=seen.digest, by=make_lead(), at=READING)
    looked_again = reading_plan.plan(round_, at=READING)

    assert Application.objects.get(pk=draft.pk).status == "submitted"
    assert reviewing.assign(round_, digest=looked_again.digest, by=make_lead(), at=READING) == 1


def test_a_lead_who_applied_gives_out_nothing():
    lead = make_lead()
    own = make_submitted_application(person=lead)

    with pytest.raises(Refused, match="yourself"):
        reviewing.assign(own.round, by=lead, at=READING)
    with pytest.raises(Refused, match="yourself"):
        reviewing.mark_away(own.round, make_reviewer(), by=lead, at=READING)


def test_a_shortfall_says_what_keeps_each_reader_away():
    round_ = make_round(readers_each=2)
    applicant = make_reviewer("Applies")
    gone, partial, colleague = make_reviewer("Gone"), make_reviewer("Knows"), make_person(email="a@lab.edu")
    colleague.groups.set(applicant.groups.all())
    User.objects.filter(pk=applicant.pk).update(email="b@lab.edu")
    application = make_submitted_application(round_, applicant)
    reviewing.mark_away(round_, gone, by=make_lead(), at=READING)
    reviewing.declare_conflict(application, by=partial, at=READING)
    make_reviewer("Free")

    (short,) = reading_plan.plan(round_, at=READING).shortfalls

    assert (short.application, short.missing) == (application, 1)
    assert short.why == (
        "Of 5 readers: 1 is the applicant, 1 declared a conflict, 1 has the applicant's e-mail domain, 1 is away, "
        "1 would get it."
    )


# how many readings


def test_in_two_steps_everything_is_read_once_and_the_unclear_middle_more():
    round_ = make_round(readers_each=3, reading=Round.Reading.TWO_STEP)
    clear, unclear, hopeless = (make_submitted_application(round_) for _ in range(3))
    readers(4)
    assert give_out(round_) == 3

    for application, word, score in ((clear, "admit", HIGH), (unclear, "waitlist", 3), (hopeless, "reject", LOW)):
        say(application, application.assignments.get().reviewer, word, score)

    assert give_out(round_) == 3
    assert [row.assignments.count() for row in (clear, unclear, hopeless)] == [1, 3, 2]


def test_in_two_steps_a_proposed_rejection_is_read_twice():
    round_ = make_round(readers_each=3, reading=Round.Reading.TWO_STEP)
    application = make_submitted_application(round_)
    readers(2)
    give_out(round_)
    say(application, application.assignments.get().reviewer, "admit", HIGH)
    assert to_come(round_) == 0

    propose(application, "reject")

    assert to_come(round_) == 1


def test_readers_who_disagree_call_for_one_more():
    round_ = make_round(readers_each=2)
    application = make_submitted_application(round_)
    one, other, _ = readers(3)
    say(application, one, "admit", 3)
    say(application, other, "reject", 2)

    assert to_come(round_) == 1


def test_a_lead_asks_for_one_more_and_a_second_press_is_refused():
    round_ = make_round(readers_each=1)
    application = make_submitted_application(round_)
    readers(3)
    give_out(round_)
    assert to_come(round_) == 0

    reviewing.ask_for_one_more(application, seen=0, by=make_lead(), at=READING)

    assert to_come(round_) == 1
    with pytest.raises(Refused, match="already"):
        reviewing.ask_for_one_more(application, seen=0, by=make_lead("Other"), at=READING)
    assert Application.objects.get(pk=application.pk).extra_reads == 1


def test_nobody_asks_for_a_reading_of_their_own_or_of_what_is_decided():
    lead = make_lead()
    own, gone = make_submitted_application(person=lead), make_submitted_application()
    drafting.withdraw(gone, by=gone.applicant, at=READING)

    with pytest.raises(Refused, match="own"):
        reviewing.ask_for_one_more(own, seen=0, by=lead, at=READING)
    with pytest.raises(Refused):
        reviewing.ask_for_one_more(gone, seen=0, by=lead, at=READING)


# readers who leave


def test_who_is_away_gives_up_what_is_unread_and_the_gap_is_filled():
    round_ = make_round(readers_each=2)
    applications = [make_submitted_application(round_) for _ in range(4)]
    leaver, *_ = readers(3)
    give_out(round_)
    done, *unread = [row.application for row in leaver.review_assignments.select_related("application__round")]
    make_review(done, leaver)

    given_up = reviewing.mark_away(round_, leaver, by=make_lead(), at=READING)

    assert given_up == len(unread) > 0
    assert leaver in readers_of(done)
    assert done.reviews.filter(reviewer=leaver).exists()
    assert give_out(round_) == len(unread)
    assert all(len(readers_of(application)) == 2 for application in applications)
    assert leaver not in {reader for application in unread for reader in readers_of(application)}


def test_who_is_away_gets_nothing_until_they_are_back():
    round_ = make_round(readers_each=1)
    make_submitted_application(round_)
    (reader,), lead = readers(1), make_lead()
    reviewing.mark_away(round_, reader, by=lead, at=READING)
    reviewing.mark_away(round_, reader, by=lead, at=READING)
    assert give_out(round_) == 0

    reviewing.mark_back(round_, reader, by=lead)

    assert give_out(round_) == 1


def test_being_away_from_one_round_changes_no_other():
    here, elsewhere = make_round(readers_each=1), make_round(readers_each=1)
    (reader,) = readers(1)
    for round_ in (here, elsewhere):
        make_submitted_application(round_)
        give_out(round_)

    reviewing.mark_away(here, reader, by=make_lead(), at=READING)

    assert [row.application.round for row in reader.review_assignments.all()] == [elsewhere]


def test_what_lies_with_somebody_who_left_the_group_goes_to_another():
    round_ = make_round(readers_each=1)
    application = make_submitted_application(round_)
    (former,) = readers(1)
    give_out(round_)

    former.groups.clear()
    successor = make_reviewer("Successor")
    plan = reading_plan.plan(round_, at=READING)

    assert plan.pairs == [(application.pk, successor.pk)]
    assert [(row.reader, row.is_reader, row.left) for row in plan.loads if row.reader == former] == [(former, False, 1)]


def test_five_times_as_many_applications_and_readers_cost_no_more_queries():
    round_, costs = make_round(readers_each=1), []
    for count in (2, 10):
        for _ in range(count):
            make_review(make_submitted_application(round_), make_reviewer())
        give_out(round_)
        with CaptureQueriesContext(connection) as queries:
            reading_plan.plan(round_, at=READING)
        costs.append(len(queries))

    assert costs[0] == costs[1] <= 10

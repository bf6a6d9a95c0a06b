"""What changes behind an award: it stays, and while no money has gone a person is shown it."""

import threading
from datetime import timedelta
from functools import partial

import pytest
import time_machine
from django.db import connection
from django.urls import reverse

from accounts.models import Group, User
from cohorts.models import Attendance, Mark
from cohorts.workflow import attendance
from curriculum.doubts import doubts
from curriculum.models import Completion
from curriculum.workflow import completion as workflow
from mlsafety_course.home import awards, rechecks
from mlsafety_course.outbox.models import Message
from stipends.models import Stipend
from stipends.workflow import stipend as stipend_workflow
from tests.factories import stipends
from tests.factories.cohorts import ta_of
from tests.factories.curriculum import complete_everything, grant, make_completion, make_grade, make_participant
from tests.factories.people import make_approver, make_lead

pytestmark = pytest.mark.django_db


@pytest.fixture
def award():
    return make_completion(whole_road=True)


def regrade(award, count=2):
    """Two pieces that had passed are sent back."""
    at = award.awarded_at + timedelta(hours=1)
    for attempt in award.enrollment.attempts.select_related("enrollment", "homework")[:count]:
        make_grade(attempt, "revise", seen=1, at=at)
    return award.enrollment.cohort.submissions_close_at


def absent(award, count):
    """The TA finds that the person was not at so many meetings after all."""
    at = award.awarded_at + timedelta(days=3)
    for row in Attendance.objects.filter(enrollment=award.enrollment).select_related("meeting__section")[:count]:
        ta, why = ta_of(row.meeting.section), "Taken for somebody else."
        attendance.record(row.meeting, award.enrollment, Mark.ABSENT, version=row.version, by=ta, at=at, reason=why)
    return at


def test_a_regrade_after_the_award_takes_nothing_away_and_is_shown(award):
    at = regrade(award)
    workflow.award_due(at=at)

    found = doubts(Completion.objects.all(), at)

    assert [doubt.completion for doubt in found] == [award]
    assert found[0].unmet == ["Pass at least 7 of the 8 required homeworks"]
    assert Completion.objects.get() == award
    assert award.certificate.revoked_at is None


def test_one_piece_less_is_within_the_rule_and_no_doubt(award):
    assert doubts(Completion.objects.all(), regrade(award, count=1)) == []


def test_what_nothing_has_happened_to_is_not_even_judged(django_assert_num_queries):
    enrollment = make_participant()
    grant(enrollment, at=enrollment.cohort.starts_at)
    workflow.award(enrollment, at=enrollment.cohort.awards_from)

    with django_assert_num_queries(1):
        assert doubts(Completion.objects.all(), enrollment.cohort.awards_from) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite lets one writer in at a time, so nothing races there."
)
def test_a_regrade_that_races_the_award_is_either_in_time_or_shown():
    enrollment = make_participant()
    complete_everything(enrollment)
    first, second = enrollment.attempts.select_related("enrollment", "homework").order_by("pk")[:2]
    at = enrollment.cohort.submissions_close_at - timedelta(hours=1)
    make_grade(first, "revise", seen=1, at=at - timedelta(days=9))
    together, failures = threading.Barrier(2), []

    def work(act):
        try:
            together.wait()
            act()
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    regrade_it = partial(make_grade, second, "revise", seen=1, at=at - timedelta(seconds=1))
    workers = [threading.Thread(target=work, args=[act]) for act in (regrade_it, partial(workflow.award_due, at=at))]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    closed = enrollment.cohort.submissions_close_at
    assert failures == []
    assert Completion.objects.count() == len(doubts(Completion.objects.all(), closed))


def test_a_word_of_a_lead_that_it_stands_ends_the_doubt(award):
    at = regrade(award)

    workflow.make_exception(award.enrollment, "waive", "homework", "Graded by mistake.", by=make_lead(), at=at)

    assert doubts(Completion.objects.all(), at) == []


def test_a_mark_put_right_after_the_stipend_was_approved_loses_nothing_and_tells_the_right_people(client, award):
    stipend, approver = approved(award)
    at = absent(award, 2)

    with time_machine.travel(at, tick=False):
        asked = rechecks.ask_due(at=at)
        client.force_login(make_lead())
        staff, page = client.get(reverse("staff")).text, client.get(reverse("doubtful_awards")).text

    assert Completion.objects.get() == award
    assert award.certificate.revoked_at is None
    assert stipends.fresh(stipend).status == "approved"
    assert asked == 2 * approvers()
    assert "Taken for somebody else." in Message.objects.filter(topic="stipend", person=approver).latest("pk").text
    told = Message.objects.filter(person=award.enrollment.person, text__contains="Taken for somebody else.")
    assert told.count() == 2
    assert "1 award is below its rule since something was changed" in staff
    assert award.enrollment.person.full_name in page
    assert "Miss at most 1 week" in page


def approved(award):
    stipends.make_terms(award.enrollment.cohort)
    at = award.awarded_at + timedelta(hours=1)
    stipend_workflow.open_due(at=at)
    ready = stipends.give_details(stipends.fresh(Stipend.objects.get(completion=award)), at=at)
    approver = make_approver()
    return stipends.approve(ready, by=approver, at=award.awarded_at + timedelta(days=1)), approver


def approvers():
    return User.objects.filter(groups__name=Group.APPROVER).count()


def test_once_the_money_has_arrived_nobody_is_asked_to_look_again():
    paid = stipends.make_paid()
    workflow.make_exception(
        paid.enrollment,
        "deny",
        "",
        "Found out later.",
        by=make_lead(),
        at=paid.completion.awarded_at + timedelta(days=9),
    )
    later = paid.completion.awarded_at + timedelta(days=10)

    assert doubts(Completion.objects.all(), later) != []
    assert awards.in_doubt(later) == []


def test_the_right_to_see_it_is_a_leads(client, award):
    client.force_login(award.enrollment.person)

    assert client.get(reverse("doubtful_awards")).status_code == 403

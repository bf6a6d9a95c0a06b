"""The award: once, not before its time, with its evidence; and the survey and exceptions that lead to it."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.urls import reverse

from cohorts.workflow import enrollment as enrollment_workflow
from curriculum import tasks
from curriculum.models import Certificate, Completion, SurveyAnswer, SurveyReceipt
from curriculum.survey import QUESTIONS, opens_at
from curriculum.workflow import completion as workflow
from mlsafety_course.outbox.models import Message
from mlsafety_course.transitions import Refused
from tests.factories.curriculum import (
    complete_everything,
    grant,
    hand_in_survey,
    make_completion,
    make_participant,
    make_scheduled_cohort,
)
from tests.factories.people import make_lead, make_person

pytestmark = pytest.mark.django_db
MICROSECOND = timedelta(microseconds=1)


@pytest.fixture
def enrollment():
    return make_participant()


def test_the_tick_awards_whoever_has_done_everything_and_makes_the_certificate(enrollment):
    idle = make_participant(enrollment.cohort)
    complete_everything(enrollment)
    at = enrollment.cohort.awards_from

    with time_machine.travel(at, tick=False):
        tasks.tick()

    made = Completion.objects.get()
    assert made.enrollment == enrollment != idle
    assert made.awarded_at == at
    assert made.policy.version == 1
    assert made.evidence["is_complete"] is True
    assert [line["code"] for line in made.evidence["requirements"]] == ["misses", "attendance", "homework", "survey"]
    assert made.certificate.name == enrollment.person.full_name
    assert made.certificate.code in Message.objects.get(topic="completion").text


def test_nothing_is_awarded_before_its_time(enrollment):
    complete_everything(enrollment)

    assert workflow.award_due(at=enrollment.cohort.awards_from - MICROSECOND) == 0
    assert workflow.award(enrollment, at=enrollment.cohort.awards_from - MICROSECOND) is None
    assert not Completion.objects.exists()


def test_running_twice_awards_once(enrollment):
    grant(enrollment, at=enrollment.cohort.awards_from)

    counts = [workflow.award_due(at=enrollment.cohort.awards_from) for _ in range(2)]
    again = workflow.award(enrollment, at=enrollment.cohort.awards_from + timedelta(days=1))

    assert counts == [1, 0]
    assert again == Completion.objects.get()
    assert Certificate.objects.count() == 1
    assert Message.objects.filter(key__startswith="completed:").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite lets one writer in at a time, so two awards never meet there."
)
def test_two_workers_at_once_award_once():
    enrollment = make_participant()
    at = enrollment.cohort.awards_from
    grant(enrollment, at=at)
    together = threading.Barrier(2)
    failures = []

    def work():
        try:
            together.wait()
            workflow.award_due(at=at)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert failures == []
    assert (Completion.objects.count(), Certificate.objects.count()) == (1, 1)


def test_who_dropped_is_not_awarded(enrollment):
    at = enrollment.cohort.awards_from
    grant(enrollment, at=at)
    enrollment_workflow.drop(enrollment, "No time left.", by=enrollment.person, at=at)

    assert workflow.award_due(at=at) == 0


def test_a_denial_outweighs_everything_that_was_done(enrollment):
    complete_everything(enrollment)
    at = enrollment.cohort.awards_from
    workflow.make_exception(enrollment, "deny", "", "The work was copied.", by=make_lead(), at=at)

    assert workflow.award_due(at=at) == 0


def test_later_changes_take_no_award_away(enrollment):
    made = make_completion(enrollment)
    workflow.make_exception(enrollment, "deny", "", "On second thoughts.", by=make_lead(), at=made.awarded_at)

    workflow.award_due(at=made.awarded_at + timedelta(days=1))

    assert Completion.objects.get() == made


def test_a_grant_long_after_the_end_is_still_awarded(enrollment):
    at = enrollment.cohort.details_close_at + timedelta(days=30)
    grant(enrollment, at=at)

    assert workflow.award_due(at=at) == 1


def test_completions_wait_for_their_stipend_in_the_order_they_were_made(enrollment):
    first = make_completion(enrollment)
    second = make_completion(at=first.awarded_at + timedelta(days=1))

    assert list(Completion.objects.without_stipend()) == [first, second]


@pytest.mark.parametrize(
    ("kind", "code", "reason"),
    [
        ("grant", "", " "),
        ("waive", "", "Ill."),
        ("waive", "charm", "Ill."),
        ("grant", "survey", "Ill."),
        ("bless", "", "x"),
    ],
)
def test_an_exception_without_a_reason_or_sense_is_refused(enrollment, kind, code, reason):
    with pytest.raises(Refused):
        workflow.make_exception(enrollment, kind, code, reason, by=make_lead(), at=enrollment.cohort.starts_at)


def test_nobody_makes_an_exception_for_themself(enrollment):
    with pytest.raises(Refused, match="for themself"):
        workflow.make_exception(enrollment, "grant", "", "Me.", by=enrollment.person, at=enrollment.cohort.starts_at)


def test_the_person_is_told_of_an_exception_and_its_reason(enrollment):
    grant(enrollment, at=enrollment.cohort.starts_at)

    assert "on paper while the site was away" in Message.objects.get(key__startswith="exception:").text


def test_the_survey_counts_once_and_its_answers_carry_no_name(enrollment):
    hand_in_survey(enrollment)

    with pytest.raises(Refused, match="already"):
        hand_in_survey(enrollment)
    assert SurveyReceipt.objects.get().enrollment == enrollment
    assert SurveyAnswer.objects.count() == len(QUESTIONS)
    assert {field.name for field in SurveyAnswer._meta.fields} == {"id", "cohort", "question", "answer"}


def test_the_survey_is_open_from_the_last_unit_to_its_closing_and_only_for_oneself(enrollment):
    opens, closes = opens_at(enrollment.cohort), enrollment.cohort.survey_closes_at

    for at in (opens - MICROSECOND, closes):
        with pytest.raises(Refused, match="not open"):
            hand_in_survey(enrollment, at)
    with pytest.raises(Refused, match="themself"):
        workflow.hand_in_survey(enrollment, {}, by=make_lead(), at=opens)
    hand_in_survey(enrollment, opens)


def survey(client, user, at, sent=None):
    client.force_login(user)
    with time_machine.travel(at, tick=False):
        url = reverse("curriculum:survey")
        return client.post(url, sent) if sent is not None else client.get(url)


def test_the_survey_page_takes_four_answers_and_then_says_thank_you(client, enrollment):
    at = opens_at(enrollment.cohort)
    answers = {question.slug: (question.choices or ("More time.",))[0] for question in QUESTIONS}
    form = survey(client, enrollment.person, at)
    empty = survey(client, enrollment.person, at, {})

    sent = survey(client, enrollment.person, at, answers)
    after = survey(client, enrollment.person, at)
    again = survey(client, enrollment.person, at, answers)

    assert form.text.count("<textarea") == 1
    assert (empty.status_code, sent.status_code, again.status_code) == (422, 302, 409)
    assert empty.context["form"].errors
    assert "You have handed in the survey" in after.text


def test_the_survey_page_says_when_it_opens_and_is_not_there_for_strangers(client, enrollment):
    assert "opens with the last unit" in survey(client, enrollment.person, enrollment.cohort.starts_at).text
    assert survey(client, make_person(), enrollment.cohort.starts_at).status_code == 404
    client.logout()
    assert client.get(reverse("curriculum:survey")).status_code == 302


def test_the_certificate_is_on_its_owners_page_and_nobody_elses(client, enrollment):
    made = make_completion(enrollment)
    client.force_login(enrollment.person)
    own = client.get(reverse("curriculum:certificate"))
    client.force_login(make_person())
    other = client.get(reverse("curriculum:certificate"))

    assert made.certificate.code in own.text
    assert enrollment.person.full_name in own.text
    assert "There is no certificate yet" in other.text


def check(client, code):
    return client.get(reverse("curriculum:verify", args=[code]))


def test_anybody_can_check_a_certificate_however_the_code_is_typed(client, enrollment):
    made = make_completion(enrollment)
    Certificate.objects.update(code="0123ABCD1XYZ")

    typed = check(client, "o123-abcd-Lxyz")

    assert typed.status_code == 200
    assert "Valid" in typed.text
    assert enrollment.person.full_name in typed.text
    assert "Attend at least 5 weekly discussions" in typed.text
    assert enrollment.person.email not in typed.text
    assert str(enrollment.public_id) not in typed.text
    assert made.awarded_at.year == 2023


def test_a_revoked_certificate_says_so_without_the_reason(client, enrollment):
    made = make_completion(enrollment)
    Certificate.objects.update(revoked_at=made.awarded_at, revoked_reason="Copied work.")

    page = check(client, made.certificate.code)

    assert "no longer valid" in page.text
    assert "Copied work" not in page.text


@pytest.mark.parametrize("code", ["000000000000", "x", "' or 1=1 --", "a" * 300])
def test_a_code_of_no_certificate_is_not_found_in_words(client, code):
    page = check(client, code)

    assert page.status_code == 404
    assert "No certificate has this code" in page.text


def test_a_waiver_lets_the_rest_decide(enrollment):
    complete_everything(enrollment)
    SurveyReceipt.objects.all().delete()
    at = enrollment.cohort.awards_from
    before = workflow.award_due(at=at)

    workflow.make_exception(enrollment, "waive", "survey", "No internet at sea.", by=make_lead(), at=at)

    assert (before, workflow.award_due(at=at)) == (0, 1)


def test_a_stricter_rule_published_later_holds_for_those_without_an_award(enrollment):
    complete_everything(enrollment)
    make_scheduled_cohort(enrollment.cohort, max_unpassed=0)

    assert workflow.award_due(at=enrollment.cohort.awards_from) == 0

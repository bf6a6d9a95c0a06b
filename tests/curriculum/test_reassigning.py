"""A lead gives homework to another grader: who may grade it then, and who sees how long it waits."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from curriculum.models import Attempt, Reassignment
from curriculum.workflow import reassigning
from mlsafety_course.outbox.models import Message
from mlsafety_course.transitions import Refused
from tests.factories.cohorts import make_section, make_ta, ta_of
from tests.factories.curriculum import make_attempt, make_grade, make_participant, make_scheduled_cohort
from tests.factories.people import make_lead, make_person

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def section():
    return make_section(make_scheduled_cohort(), maximum=40)


@pytest.fixture
def attempt(section):
    return make_attempt(make_participant(section.cohort, section))


@pytest.fixture
def other(section):
    return ta_of(make_section(section.cohort, weekday=4))


def give(attempt, grader, **given):
    return reassigning.reassign([attempt], grader, by=make_lead(), at=given.get("at", attempt.received_at + DAY))


def gradable(person, attempt):
    return Attempt.objects.gradable_by(person, (attempt.received_at + DAY).date()).filter(pk=attempt.pk).exists()


def test_the_new_grader_grades_it_and_the_earlier_one_only_reads_it(section, attempt, other):
    before = gradable(ta_of(section), attempt), gradable(other, attempt)

    give(attempt, other)

    on = (attempt.received_at + DAY).date()
    assert before == (True, False)
    assert (gradable(ta_of(section), attempt), gradable(other, attempt)) == (False, True)
    assert Attempt.objects.readable_by(ta_of(section), on).filter(pk=attempt.pk).exists()
    assert Attempt.objects.readable_by(other, on).filter(pk=attempt.pk).exists()


def test_the_newest_word_counts_and_later_attempts_go_with_it(section, attempt, other):
    give(attempt, other)
    give(attempt, ta_of(section), at=attempt.received_at + 2 * DAY)
    give(attempt, other, at=attempt.received_at + 3 * DAY)
    again = make_attempt(attempt.enrollment, attempt.homework, at=attempt.received_at + DAY)

    assert (gradable(ta_of(section), again), gradable(other, again)) == (False, True)
    assert Reassignment.objects.count() == 3


def test_the_other_work_of_the_person_and_of_others_stays_where_it_was(section, attempt, other):
    same_person = make_attempt(
        attempt.enrollment, attempt.enrollment.cohort.homeworks.exclude(pk=attempt.homework_id)[2]
    )
    neighbour = make_attempt(make_participant(section.cohort, section), attempt.homework)

    give(attempt, other)

    assert [gradable(ta_of(section), row) for row in (same_person, neighbour)] == [True, True]
    assert [gradable(other, row) for row in (same_person, neighbour)] == [False, False]


def test_nobody_gets_their_own_and_nobody_from_outside_gets_any(section, attempt, other):
    with pytest.raises(Refused, match="does not teach"):
        give(attempt, make_person())
    make_ta(section.cohort, attempt.enrollment.person)
    with pytest.raises(Refused, match="their own homework"):
        give(attempt, attempt.enrollment.person)
    with pytest.raises(Refused, match="Only a course lead"):
        reassigning.reassign([attempt], other, by=ta_of(section), at=attempt.received_at)

    assert not Reassignment.objects.exists()


def test_one_mail_tells_the_new_grader(section, attempt, other):
    neighbour = make_attempt(make_participant(section.cohort, section), attempt.homework)

    count = reassigning.reassign(
        [attempt, neighbour], other, "You have time.", by=make_lead(), at=attempt.received_at + DAY
    )

    mail = Message.objects.get(key__startswith="reassigned:")
    assert (count, mail.person) == (2, other)
    assert "2 pieces of homework" in mail.text
    assert "You have time." in mail.text


def page(client, lead, section, at, **query):
    client.force_login(lead)
    with time_machine.travel(at, tick=False):
        return client.get(reverse("curriculum:waiting_homework", args=[section.cohort.slug]), query)


def test_the_lead_sees_per_grader_what_waits_and_gives_the_chosen_on(client, section, attempt, other):
    lead, at = make_lead(), attempt.received_at + 6 * DAY
    theirs = make_attempt(make_participant(section.cohort, other.teachings.get().section), attempt.homework)
    make_grade(theirs, release=False)
    before = page(client, lead, section, at)
    chosen = {"attempt": [str(attempt.public_id), "no id"], "grader": str(other.public_id), "reason": ""}
    with time_machine.travel(at, tick=False):
        answer = client.post(reverse("curriculum:reassign", args=[section.cohort.slug]), chosen)

    after = page(client, lead, section, at, of=str(other.public_id))

    assert {queue.grader: queue.count for queue in before.context["graders"]} == {ta_of(section): 1, other: 1}
    assert before.context["graders"][0].is_old
    assert answer.status_code == 302
    assert [(queue.grader, queue.count) for queue in after.context["graders"]] == [(other, 2)]
    assert after.context["page"].paginator.count == 2


def test_choosing_nothing_or_nobody_changes_nothing(client, section, attempt, other):
    client.force_login(make_lead())
    address = reverse("curriculum:reassign", args=[section.cohort.slug])

    with time_machine.travel(attempt.received_at + DAY, tick=False):
        nothing = client.post(address, {"grader": str(other.public_id)})
        nobody = client.post(address, {"attempt": [str(attempt.public_id)], "grader": "x"})

    assert (nothing.status_code, nobody.status_code) == (409, 409)
    assert not Reassignment.objects.exists()


def test_only_leads_see_who_is_slow(client, section):
    for person in (ta_of(section), make_person()):
        assert page(client, person, section, section.cohort.starts_at).status_code == 403

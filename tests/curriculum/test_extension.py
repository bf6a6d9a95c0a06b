"""More time: asked for by date with a reason, answered by a TA of the section or a lead, also afterwards."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from curriculum.models import Attempt, DateOverride, ExtensionRequest
from curriculum.own_dates import dates_for
from curriculum.workflow import extension
from mlsafety_course.outbox.models import Message
from mlsafety_course.transitions import Refused
from tests.factories.cohorts import make_section, ta_of
from tests.factories.curriculum import make_attempt, make_grade, make_homework, make_participant
from tests.factories.homework import REASON, make_extension
from tests.factories.people import make_lead, make_person

pytestmark = pytest.mark.django_db
MICROSECOND, DAY = timedelta(microseconds=1), timedelta(days=1)


@pytest.fixture
def enrollment():
    return make_participant()


@pytest.fixture
def homework(enrollment):
    return make_homework(enrollment.cohort)


@pytest.fixture
def ta(enrollment):
    return ta_of(enrollment.seats.get().section)


def dates(enrollment, homework):
    return dates_for([enrollment], [homework])[enrollment.pk, homework.pk]


def ask(client, user, at, name, *args, **sent):
    client.force_login(user)
    with time_machine.travel(at, tick=False):
        address = reverse(f"curriculum:{name}", args=args)
        return client.post(address, sent) if sent else client.get(address)


def test_what_was_granted_holds_for_this_person_alone(enrollment, homework, ta):
    asked = make_extension(enrollment, homework, until=homework.closes_at + 3 * DAY)
    other = make_participant(enrollment.cohort)

    extension.grant(asked, by=ta, at=homework.due_at)

    assert dates(enrollment, homework).due_at == dates(enrollment, homework).closes_at == asked.until
    assert make_attempt(enrollment, homework, at=asked.until - MICROSECOND).number == 1
    with pytest.raises(Refused, match="arrived after that"):
        make_attempt(enrollment, homework, at=asked.until, text="Later.")
    with pytest.raises(Refused, match="arrived after that"):
        make_attempt(other, homework, at=homework.closes_at)


def test_a_short_extension_closes_nothing_earlier(enrollment, homework, ta):
    asked = make_extension(enrollment, homework, until=homework.due_at + DAY)

    extension.grant(asked, by=ta, at=homework.due_at)

    assert dates(enrollment, homework).closes_at == homework.closes_at


def test_a_second_extension_takes_nothing_of_the_first(enrollment, homework, ta):
    extension.grant(make_extension(enrollment, homework, until=homework.closes_at + 3 * DAY), by=ta, at=homework.due_at)
    before = dates(enrollment, homework)
    second = make_extension(enrollment, homework, until=homework.closes_at + 5 * DAY, at=homework.closes_at)

    extension.grant(second, by=make_lead(), at=homework.closes_at)

    row = DateOverride.objects.get()
    assert before.due_at < dates(enrollment, homework).due_at == second.until
    assert (row.sequence, row.reason) == (1, f"Extension: {REASON}")


def test_granted_afterwards_what_came_late_came_in_time(client, enrollment, homework, ta):
    make_attempt(enrollment, homework, at=homework.due_at + DAY)
    at = homework.closes_at + DAY
    asked = make_extension(enrollment, homework, until=homework.due_at + 2 * DAY, at=at)
    late = ask(client, enrollment.person, at, "homework", homework.public_id).context["attempts"][0]["is_late"]

    extension.grant(asked, by=ta, at=at)

    page = ask(client, enrollment.person, at, "homework", homework.public_id)
    assert late
    assert not page.context["attempts"][0]["is_late"]
    assert "It is due later for you" in page.text


def test_past_the_closing_of_submissions_only_a_lead_grants(enrollment, homework, ta):
    beyond = enrollment.cohort.submissions_close_at + DAY
    asked = make_extension(enrollment, homework, until=beyond)

    with pytest.raises(Refused, match="Only a course lead"):
        extension.grant(asked, by=ta, at=homework.due_at)
    assert not DateOverride.objects.exists()
    extension.grant(asked, by=make_lead(), at=homework.due_at)

    assert make_attempt(enrollment, homework, at=beyond - MICROSECOND).number == 1


def test_the_ta_is_asked_by_mail_and_the_person_told_the_answer_once(enrollment, homework, ta):
    asked = make_extension(enrollment, homework)
    mail = Message.objects.get(key__startswith="extension:")
    extension.decline(asked, "The notebook takes an hour.", by=ta, at=homework.due_at)

    with pytest.raises(Refused):
        extension.grant(asked, by=make_lead(), at=homework.due_at)

    answer = Message.objects.get(key__startswith="extension-answered:")
    assert (mail.person, mail.reply_to) == (ta, enrollment.person.email)
    assert REASON in mail.text
    assert (answer.person, answer.reply_to) == (enrollment.person, ta.email)
    assert "The notebook takes an hour." in answer.text
    assert [(move.source, move.target) for move in asked.moves.all()] == [("", "asked"), ("asked", "declined")]


def test_of_two_who_answer_the_slower_is_refused_and_the_first_word_stands(enrollment, homework, ta):
    asked = make_extension(enrollment, homework)
    stale = ExtensionRequest.objects.get(pk=asked.pk)
    extension.grant(asked, by=ta, at=homework.due_at)

    with pytest.raises(Refused, match="moved on"):
        extension.decline(stale, "No.", by=make_lead(), at=homework.due_at)

    assert ExtensionRequest.objects.get().status == "granted"


def test_nobody_answers_their_own_request(enrollment, homework):
    enrollment.person.groups.set(make_lead().groups.all())
    asked = make_extension(enrollment, homework)

    with pytest.raises(Refused, match="Nobody answers their own"):
        extension.grant(asked, by=enrollment.person, at=homework.due_at)
    with pytest.raises(Refused, match="Nobody answers their own"):
        extension.decline(asked, "No.", by=enrollment.person, at=homework.due_at)


def test_asking_again_after_taking_it_back_is_fine_and_twice_at_once_is_not(enrollment, homework):
    asked = make_extension(enrollment, homework)
    with pytest.raises(Refused, match="already"):
        make_extension(enrollment, homework)
    with pytest.raises(Refused, match="person who asked"):
        extension.withdraw(asked, by=make_person(), at=homework.due_at)

    extension.withdraw(asked, by=enrollment.person, at=homework.due_at)

    assert make_extension(enrollment, homework).status == "asked"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda homework: {"until": homework.due_at}, "due then or later"),
        (lambda homework: {"at": homework.opens_at - MICROSECOND}, "not opened yet"),
        (lambda homework: {"at": homework.cohort.grading_closes_at}, "Grading of this course has closed"),
        (lambda homework: {"reason": "  "}, "what happened"),
    ],
    ids=["not later", "not open", "grading closed", "no reason"],
)
def test_what_makes_no_sense_is_not_asked(enrollment, homework, change, sentence):
    with pytest.raises(Refused, match=sentence):
        make_extension(enrollment, homework, **change(homework))

    assert not ExtensionRequest.objects.exists()


def test_who_has_passed_or_is_somebody_else_asks_for_nothing(enrollment, homework):
    with pytest.raises(Refused, match="person themself"):
        extension.ask(homework, enrollment, homework.closes_at, REASON, by=make_person(), at=homework.due_at)
    graded = make_grade(make_attempt(enrollment, homework))

    with pytest.raises(Refused, match="passed this homework"):
        make_extension(enrollment, homework, at=graded.graded_at)


def test_the_whole_road_on_the_pages(client, enrollment, homework, ta):
    at, person = homework.due_at - DAY, enrollment.person
    form = ask(client, person, at, "extension", homework.public_id)
    wrong = ask(client, person, at, "extension", homework.public_id, until="", reason="")
    sent = ask(client, person, at, "extension", homework.public_id, until="2023-03-09", reason=REASON)
    asked = ExtensionRequest.objects.get()
    own = ask(client, person, at, "homework", homework.public_id)
    queue = ask(client, ta, at, "grading")
    client.force_login(ta)
    with time_machine.travel(at, tick=False):
        home = client.get(reverse("teaching"))

    granted = ask(client, ta, at, "grant_extension", asked.public_id, go="1")

    assert (form.status_code, wrong.status_code, sent.status_code, granted.status_code) == (200, 422, 302, 302)
    assert asked.until.isoformat() == "2023-03-10T12:00:00+00:00"
    assert "Waiting for an answer" in own.text
    assert f"{person.name} asks for more time" in queue.text
    assert f"{person.name} asks for more time" in home.text
    assert "Granted" in ask(client, person, at, "homework", homework.public_id).text


def test_other_tas_and_strangers_find_no_request(client, enrollment, homework):
    asked, at = make_extension(enrollment, homework), homework.due_at
    other_ta = ta_of(make_section(enrollment.cohort))

    for person in (other_ta, make_person(), enrollment.person):
        assert ask(client, person, at, "grant_extension", asked.public_id, go="1").status_code == 404
        assert ask(client, person, at, "decline_extension", asked.public_id, answer="No.").status_code == 404
    assert ask(client, make_person(), at, "take_back_extension", asked.public_id, go="1").status_code == 404
    assert ask(client, make_person(), at, "extension", homework.public_id).status_code == 404
    assert ExtensionRequest.objects.get().status == "asked"
    assert not Attempt.objects.exists()

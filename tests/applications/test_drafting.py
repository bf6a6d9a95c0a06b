"""Start, save, send, send again, withdraw, reopen: judged by arrival plus grace."""

from datetime import datetime, timedelta

import pytest

from applications.models import Application, Question
from applications.workflow import drafting
from mlsafety_course.outbox.models import Message
from mlsafety_course.transitions import Refused
from tests.factories.applications import (
    CLOSES,
    FIELDS,
    GRACE,
    OPENS,
    WRITING,
    ask,
    make_application,
    make_round,
    make_submitted_application,
)
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db
INSTANT = timedelta(microseconds=1)
LATER = WRITING + timedelta(hours=1)


def save(application: Application, *, version: int, at: datetime = WRITING, **fields: object) -> None:
    drafting.save(application, {**FIELDS, **fields}, {}, version=version, by=application.applicant, at=at)


def fresh(application: Application) -> Application:
    return Application.objects.select_related("round__cohort", "applicant").get(pk=application.pk)


def test_starting_twice_gives_the_same_application():
    first = make_application()

    assert drafting.start(first.round, first.applicant, at=LATER) == first


@pytest.mark.parametrize("at", [OPENS - INSTANT, CLOSES + GRACE])
def test_nobody_starts_before_it_opens_or_after_the_grace(at: datetime):
    round_, person = make_round(), make_person()

    with pytest.raises(Refused):
        drafting.start(round_, person, at=at)


def test_a_draft_may_miss_anything():
    application = make_application()

    drafting.save(application, {"motivation": "A first line"}, {}, version=0, by=application.applicant, at=LATER)

    stored = fresh(application)
    assert (stored.motivation, stored.version, stored.saved_at) == ("A first line", 1, LATER)


def test_the_second_of_two_tabs_is_told_and_overwrites_nothing():
    application = make_application()
    other_tab = fresh(application)
    save(application, version=0, motivation="From the first tab")

    with pytest.raises(drafting.Conflict):
        save(other_tab, version=0, motivation="From the second tab")
    assert fresh(application).motivation == "From the first tab"


def test_saving_what_is_stored_already_is_no_conflict():
    application = make_application()
    save(application, version=0)

    save(fresh(application), version=0, at=LATER)

    assert fresh(application).version == 1


@pytest.mark.parametrize("at", [CLOSES - INSTANT, CLOSES, CLOSES + GRACE - INSTANT])
def test_what_arrives_before_the_end_of_the_grace_is_taken(at: datetime):
    application = make_submitted_application(at=at)

    assert fresh(application).submitted_at == at


def test_what_arrives_at_the_end_of_the_grace_is_late_and_the_draft_is_kept():
    application = make_application()
    save(application, version=0, motivation="Nearly in time")

    with pytest.raises(Refused):
        drafting.submit(application, by=application.applicant, at=CLOSES + GRACE)
    with pytest.raises(Refused):
        save(fresh(application), version=1, at=CLOSES + GRACE, motivation="Too late")
    stored = fresh(application)
    assert (stored.status, stored.motivation) == ("draft", "Nearly in time")


def test_a_late_invite_gives_its_own_deadline_and_the_grace():
    application, until = make_application(), CLOSES + timedelta(days=2)
    Application.objects.update(late_until=until)

    save(fresh(application), version=0, at=CLOSES + timedelta(days=1))
    with pytest.raises(Refused):
        save(fresh(application), version=1, at=until + GRACE, motivation="Too late")
    revision = drafting.submit(fresh(application), by=application.applicant, at=until + GRACE - INSTANT)

    assert fresh(application).closes_at == until
    assert f"{until - timedelta(minutes=1):%H:%M} London time" in Message.objects.get(key__contains=":1").text
    assert revision.number == 1


def test_a_late_invite_opens_nothing_for_the_others():
    invited, other = make_application(), make_application(make_round())
    Application.objects.filter(pk=invited.pk).update(late_until=CLOSES + timedelta(days=2))

    with pytest.raises(Refused):
        save(fresh(other), version=0, at=CLOSES + timedelta(days=1))


def test_an_incomplete_application_is_not_sent():
    application = make_application()
    save(application, version=0, evidence="")

    with pytest.raises(Refused, match="1 to go"):
        drafting.submit(application, by=application.applicant, at=LATER)
    assert fresh(application).number is None


def test_sending_gives_a_number_a_revision_and_one_mail():
    application = make_submitted_application()

    revision = application.revisions.get()
    mail = Message.objects.get(topic="application-receipt")
    assert len(str(application.number)) == 9
    assert revision.digest == application.digest
    assert str(application.number) in mail.text
    assert revision.digest_in_groups in mail.text
    assert "18:00 London time" in mail.text
    assert "18:00 UTC" in mail.text


def test_pressing_send_again_gives_the_same_receipt():
    application = make_submitted_application()
    person = application.applicant

    again = drafting.send(fresh(application), FIELDS, {}, version=0, by=person, at=LATER)
    once_more = drafting.submit(fresh(application), by=person, at=LATER)

    assert again == once_more == application.revisions.get()
    assert Message.objects.filter(topic__startswith="application-receipt").count() == 1


def test_the_slower_of_two_presses_finds_the_first_ones_receipt():
    application = make_application()
    save(application, version=0)
    slower = fresh(application)
    first = drafting.submit(application, by=application.applicant, at=WRITING)

    assert drafting.submit(slower, by=application.applicant, at=LATER) == first


def test_sending_a_change_keeps_the_number_and_both_versions():
    application = make_submitted_application()
    number, first = application.number, application.revisions.get()
    changed = {**FIELDS, "motivation": "A better reason."}

    second = drafting.send(application, changed, {}, version=1, by=application.applicant, at=LATER)

    stored = fresh(application)
    assert (stored.number, stored.submitted_at, stored.digest) == (number, LATER, second.digest)
    assert second.number == 2
    assert first.digest != second.digest
    assert {"key": "motivation", "text": FIELDS["motivation"]}.items() <= first.answers[4].items()


def test_an_incomplete_change_leaves_what_was_sent():
    application = make_submitted_application()

    with pytest.raises(Refused):
        drafting.send(application, {**FIELDS, "evidence": ""}, {}, version=1, by=application.applicant, at=LATER)
    assert fresh(application).evidence == FIELDS["evidence"]
    assert application.revisions.count() == 1


def test_a_sent_application_is_not_saved_over():
    application = make_submitted_application()

    with pytest.raises(Refused):
        save(application, version=1, motivation="Only a draft")


def test_after_the_grace_a_sent_application_stands():
    application = make_submitted_application()

    with pytest.raises(Refused):
        drafting.send(
            application,
            {**FIELDS, "motivation": "Too late"},
            {},
            version=1,
            by=application.applicant,
            at=CLOSES + GRACE,
        )
    assert fresh(application).motivation == FIELDS["motivation"]


def test_answers_to_extra_questions_are_kept_and_in_the_revision():
    round_ = make_round()
    ask(round_, "project", Question.Kind.LONG, required=True)

    application = make_submitted_application(round_, answers={"project": "A probe."})

    assert application.answers.get().text == "A probe."
    assert application.revisions.get().answers[-1]["text"] == "A probe."


def test_the_receipt_carries_what_the_round_adds_to_it():
    make_submitted_application(make_round(receipt_note="Join the *open* evening on 3 February."))

    assert "Join the *open* evening on 3 February." in Message.objects.get(topic="application-receipt").text


@pytest.mark.parametrize(("is_blind", "words"), [(True, "do not see your name"), (False, "our readers read every")])
def test_the_receipt_promises_blind_reading_only_where_it_is_blind(is_blind: bool, words: str):
    make_submitted_application(make_round(is_blind=is_blind))

    assert words in " ".join(Message.objects.get(topic="application-receipt").text.split())


def test_choosing_to_send_at_the_deadline_is_kept_and_no_answer():
    application = make_submitted_application(send_at_deadline=True)

    assert fresh(application).send_at_deadline
    assert "send_at_deadline" not in [row["key"] for row in application.revisions.get().answers]


def test_a_withdrawn_application_can_be_reopened_and_sent_with_the_same_number():
    application = make_submitted_application()
    person, number = application.applicant, application.number
    drafting.withdraw(application, by=person, at=LATER)
    assert Message.objects.filter(topic="application-withdrawn").count() == 1

    drafting.reopen(application, by=person, at=LATER)
    revision = drafting.submit(application, by=person, at=LATER)

    assert (revision.number, fresh(application).number, fresh(application).status) == (2, number, "submitted")


def test_nothing_is_reopened_after_the_grace():
    application = make_submitted_application()
    drafting.withdraw(application, by=application.applicant, at=LATER)

    with pytest.raises(Refused):
        drafting.reopen(application, by=application.applicant, at=CLOSES + GRACE)


def test_nobody_withdraws_for_somebody_else():
    application = make_submitted_application()

    with pytest.raises(Refused):
        drafting.withdraw(application, by=make_person(), at=LATER)


def test_the_slower_of_two_withdrawals_is_refused():
    application = make_submitted_application()
    slower = fresh(application)
    drafting.withdraw(application, by=application.applicant, at=LATER)

    with pytest.raises(Refused):
        drafting.withdraw(slower, by=application.applicant, at=LATER)

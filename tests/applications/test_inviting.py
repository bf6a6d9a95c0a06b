"""Late invites: made, mailed, redeemed under the round's lock, revoked."""

import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from applications.models import Application, LateInvite
from applications.public_status import public_status
from applications.timeline import timeline
from applications.workflow import drafting, inviting, seats
from applications.workflow.inviting import Wording
from mlsafety_course.outbox.models import Message
from mlsafety_course.transitions import Refused
from tests.factories.applications import (
    CLOSES,
    FIELDS,
    GRACE,
    INVITE_ENDS,
    LATE,
    WRITING,
    make_application,
    make_invite,
    make_round,
    make_submitted_application,
)
from tests.factories.people import make_lead, make_person
from tests.racing import Act, at_once, needs_row_locks

pytestmark = pytest.mark.django_db
INSTANT = timedelta(microseconds=1)


def redeem(invite: LateInvite, person: User, at: datetime = LATE) -> Application:
    return inviting.redeem(invite, by=person, at=at)


def test_an_invite_starts_an_application_that_can_be_sent_until_it_ends():
    person = make_person()

    application = redeem(make_invite(), person)
    drafting.send(application, FIELDS, {}, version=0, by=person, at=INVITE_ENDS + GRACE - INSTANT)

    assert application.closes_at == INVITE_ENDS
    assert Application.objects.get().status == "submitted"


def test_after_the_invite_has_ended_nothing_is_taken_any_more():
    person = make_person()
    application = redeem(make_invite(), person)

    with pytest.raises(Refused):
        drafting.send(application, FIELDS, {}, version=0, by=person, at=INVITE_ENDS + GRACE)


@pytest.mark.parametrize("is_withdrawn", [False, True])
def test_what_was_written_before_opens_again(is_withdrawn: bool):
    application = make_application()
    drafting.save(application, FIELDS, {}, version=0, by=application.applicant, at=WRITING)
    if is_withdrawn:
        drafting.withdraw(application, by=application.applicant, at=WRITING)

    again = redeem(make_invite(application.round), application.applicant)

    assert again.pk == application.pk
    assert (again.status, again.takes(LATE), again.motivation) == ("draft", True, FIELDS["motivation"])


def test_who_has_redeemed_finds_the_application_again_though_the_invite_is_used_up_revoked_and_over():
    invite, person = make_invite(), make_person()
    first = redeem(invite, person)
    inviting.revoke(invite, by=make_lead(), at=LATE)

    assert redeem(invite, person, at=INVITE_ENDS + timedelta(days=9)).pk == first.pk


def test_an_open_link_is_used_as_often_as_it_says_by_different_people():
    invite = make_invite(uses=2)
    first, second, third = (make_person() for _ in range(3))
    redeem(invite, first)
    redeem(invite, first)
    redeem(invite, second)

    with pytest.raises(inviting.Gone, match="used as often"):
        redeem(invite, third)
    assert not Application.objects.filter(applicant=third).exists()


def test_an_invite_for_an_address_is_for_that_person_alone_however_it_is_written():
    invite = make_invite(email="Ann@Example.com")

    with pytest.raises(Refused, match="another e-mail address"):
        redeem(invite, make_person(email="ben@example.com"))
    assert redeem(invite, make_person(email="ann@example.com")).late_until == INVITE_ENDS


@pytest.mark.parametrize(("at", "is_taken"), [(INVITE_ENDS - INSTANT, True), (INVITE_ENDS, False)])
def test_an_invite_ends_at_its_instant(at: datetime, is_taken: bool):
    invite, taken = make_invite(), True

    try:
        redeem(invite, make_person(), at=at)
    except inviting.Gone:
        taken = False

    assert taken is is_taken


def test_a_revoked_invite_lets_nobody_in_and_takes_nothing_from_those_inside():
    invite = make_invite(uses=5)
    inside = redeem(invite, make_person())
    inviting.revoke(invite, by=make_lead(), at=LATE)

    with pytest.raises(inviting.Gone, match="taken back"):
        redeem(invite, make_person())
    assert Application.objects.get(pk=inside.pk).takes(INVITE_ENDS - INSTANT)


def test_who_has_sent_an_application_needs_no_invite_and_uses_none():
    sent = make_submitted_application()
    invite = make_invite(sent.round)

    with pytest.raises(Refused, match="it counts"):
        redeem(invite, sent.applicant)
    assert not invite.applications.exists()


def test_a_second_invite_is_not_used_while_the_first_still_gives_time():
    round_, person = make_round(), make_person()
    redeem(make_invite(round_), person)
    second = make_invite(round_)

    with pytest.raises(Refused, match="not used"):
        redeem(second, person)


def test_nobody_lets_themself_in():
    round_, lead = make_round(), make_lead()
    wording = Wording("", 3, INVITE_ENDS, "For a friend.")
    invite = inviting.invite(round_, wording, by=lead, at=CLOSES)

    with pytest.raises(Refused, match="yourself"):
        redeem(invite, lead)
    with pytest.raises(Refused, match="themself"):
        inviting.invite(round_, Wording(lead.email, 1, INVITE_ENDS, "Me."), by=lead, at=CLOSES)


def test_a_lead_who_applied_to_the_round_looks_after_none_of_its_invites():
    lead = make_lead()
    sent = make_submitted_application(person=lead)
    invite = make_invite(sent.round)

    with pytest.raises(Refused, match="another lead"):
        inviting.invite(sent.round, Wording("", 1, INVITE_ENDS, "No."), by=lead, at=CLOSES)
    with pytest.raises(Refused, match="another lead"):
        inviting.revoke(invite, by=lead, at=LATE)


@pytest.mark.parametrize("expires_at", [CLOSES, datetime(2023, 2, 21, 12, tzinfo=UTC)])
def test_an_invite_ends_between_the_deadline_and_the_first_day(expires_at: datetime):
    with pytest.raises(Refused):
        make_invite(expires_at=expires_at)


def test_what_somebody_invited_late_is_told_names_their_own_deadline():
    application = redeem(make_invite(), make_person())

    draft = public_status(application, LATE)
    drafting.send(application, FIELDS, {}, version=0, by=application.applicant, at=LATE)
    sent = public_status(application, LATE)

    assert all("3 Feb, 11:59" in said.next for said in (draft, sent))
    assert sent.word == "submitted"
    assert any("3 Feb, 11:59" in step.when for step in timeline(redeem(make_invite(), make_person()), LATE))


def test_only_an_invite_for_an_address_is_mailed_and_it_holds_the_link_and_no_reason():
    make_invite()
    invite = make_invite(email="ann@example.com")

    mail = Message.objects.get()
    assert (mail.address, mail.person) == ("ann@example.com", None)
    assert reverse("applications:redeem", args=[invite.token]) in mail.text
    assert "The site was down" not in mail.text


def test_somebody_with_an_account_finds_the_mail_among_their_own():
    ann = make_person(email="ann@example.com")

    make_invite(email="ann@example.com")

    assert Message.objects.get().person == ann


def meet_after_looking(monkeypatch: pytest.MonkeyPatch, patience: float) -> None:
    """Hold everyone who has found a use free until both have, or for `patience` seconds in vain."""
    barrier, refuse = threading.Barrier(2), inviting.refuse

    def looked(*args: Any, **kwargs: Any) -> None:
        refuse(*args, **kwargs)
        with suppress(threading.BrokenBarrierError):
            barrier.wait(timeout=patience)

    monkeypatch.setattr(inviting, "refuse", looked)


def two_with_one_link() -> list[Act]:
    invite = make_invite()
    return [partial(redeem, invite, make_person()) for _ in range(2)]


@needs_row_locks
@pytest.mark.django_db(transaction=True)
def test_the_last_use_goes_to_one_of_two(monkeypatch: pytest.MonkeyPatch):
    pair = two_with_one_link()
    meet_after_looking(monkeypatch, patience=1)

    answers = at_once(*pair)

    assert sum(isinstance(answer, str) and "used as often" in answer for answer in answers) == 1
    assert Application.objects.count() == 1


@needs_row_locks
@pytest.mark.django_db(transaction=True)
def test_control_without_the_round_lock_both_use_the_last_use(monkeypatch: pytest.MonkeyPatch):
    pair = two_with_one_link()
    meet_after_looking(monkeypatch, patience=20)
    monkeypatch.setattr(seats, "lock", lambda round_: round_)

    at_once(*pair)

    assert Application.objects.exclude(invite=None).count() == 2


@needs_row_locks
@pytest.mark.django_db(transaction=True)
def test_one_person_who_presses_twice_at_once_uses_it_once():
    invite, person = make_invite(uses=5), make_person()

    first, second = at_once(*(partial(redeem, invite, person) for _ in range(2)))

    assert first.pk == second.pk
    assert LateInvite.objects.get().applications.count() == 1

"""The pages of late invites: the link for whoever was invited, and the lead's list."""

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from applications.models import Application, LateInvite
from applications.workflow import inviting
from tests.factories.applications import INVITE_ENDS, LATE, OPENS, make_invite, make_round
from tests.factories.people import make_lead, make_person

pytestmark = pytest.mark.django_db


def page(invite: LateInvite) -> str:
    return reverse("applications:redeem", args=[invite.token])


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


@time_machine.travel(LATE, tick=False)
def test_anybody_reads_what_the_invite_is_and_a_visitor_signs_in_first():
    invite = make_invite()

    shown, pressed = Client().get(page(invite)), Client().post(page(invite))

    assert shown.status_code == 200
    assert "Thursday 2 February 2023, 23:59 Anywhere on Earth" in shown.content.decode()
    assert pressed["Location"] == f"/accounts/login/?next={page(invite)}"
    assert not Application.objects.exists()


@time_machine.travel(LATE, tick=False)
def test_pressing_the_button_opens_the_form_and_the_link_then_leads_there_at_once():
    invite, client = make_invite(), signed_in(make_person())

    pressed, opened = client.post(page(invite)), client.get(page(invite))

    assert pressed["Location"] == opened["Location"]
    assert client.get(opened["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("spoil", "status", "words"),
    [
        ({"revoked_at": LATE}, 410, "taken back"),
        ({"expires_at": LATE}, 410, "has ended"),
        ({"email": "else@example.com"}, 409, "another e-mail address"),
    ],
)
@time_machine.travel(LATE, tick=False)
def test_an_invite_that_cannot_be_used_says_why_and_the_button_does_nothing(spoil: Any, status: int, words: str):
    invite, client = make_invite(), signed_in(make_person())
    LateInvite.objects.filter(pk=invite.pk).update(**spoil)

    shown, pressed = client.get(page(invite)), client.post(page(invite))

    assert (shown.status_code, pressed.status_code) == (status, 409)
    assert words in shown.content.decode()
    assert words in pressed.content.decode()
    assert not Application.objects.exists()


@time_machine.travel(LATE, tick=False)
def test_a_used_up_link_is_gone():
    invite = make_invite()
    inviting.redeem(invite, by=make_person(), at=LATE)

    assert Client().get(page(invite)).status_code == 410


def test_a_link_that_was_never_made_is_not_found():
    assert Client().get("/apply/invite/ABC/").status_code == 404


@time_machine.travel(LATE, tick=False)
def test_a_lead_makes_lists_and_revokes_invites():
    round_, client = make_round(), signed_in(make_lead())
    address = reverse("applications:invites", args=[round_.slug])
    typed = {"email": "ann@example.com", "uses": "1", "expires_on": "2023-02-02", "reason": "Was ill."}

    client.post(address, typed)
    [invite] = LateInvite.objects.all()
    listed = client.get(address).content.decode()
    client.post(reverse("applications:revoke_invite", args=[round_.slug, invite.token]))
    after = client.get(address).content.decode()

    assert (invite.expires_at, invite.reason, invite.uses) == (INVITE_ENDS, "Was ill.", 1)
    assert "1 of 1 use left" in listed
    assert invite.token in listed
    assert "Revoked" in after
    assert invite.token not in after


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"expires_on": "2023-01-29"}, "Everybody can apply until then"),
        ({"expires_on": "2023-02-25"}, "The course starts"),
        ({"email": "ann@example.com", "uses": "2"}, "is used once"),
        ({"reason": ""}, "required"),
    ],
)
@time_machine.travel(OPENS, tick=False)
def test_what_a_lead_mistypes_is_said_and_nothing_is_made(wrong: dict[str, str], words: str):
    round_ = make_round()
    typed = {"email": "", "uses": "1", "expires_on": "2023-02-02", "reason": "Was ill.", **wrong}

    answer = signed_in(make_lead()).post(reverse("applications:invites", args=[round_.slug]), typed)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not LateInvite.objects.exists()

"""From no account to signed in, as a browser does it."""

import re

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.models import User
from accounts.second_factor import second_factor_fresh
from mlsafety_course.outbox import delivery
from tests.factories.people import PASSWORD, make_person

pytestmark = pytest.mark.django_db
NEW = {
    "full_name": "Ada Okafor",
    "name_to_use": "Ada",
    "email": "Ada@Example.com",
    "zone": "Africa/Lagos",
    "password1": "a long and private phrase",
}


def sign_in(client: Client, person: User) -> None:
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})


def test_signing_up_asks_for_the_code_from_the_mail_and_signs_in(client: Client, mailoutbox):
    response = client.post(reverse("account_signup"), NEW)
    assert response["Location"] == reverse("account_email_verification_sent")
    delivery.deliver_due(at=timezone.now())
    [code] = re.findall(r"^([A-Z0-9-]{6,9})$", mailoutbox[0].body, re.MULTILINE)

    response = client.post(response["Location"], {"code": code})

    person = User.objects.get()
    assert "Hello," in mailoutbox[0].body
    assert mailoutbox[0].subject == "Your code for Intro to ML Safety"
    assert (person.email, person.name, person.zone) == ("ada@example.com", "Ada", "Africa/Lagos")
    assert response["Location"] == reverse("after_login")
    assert client.session["_auth_user_id"] == str(person.pk)


def test_signing_up_with_a_known_address_says_the_same_to_the_visitor(client: Client, mailoutbox):
    make_person(email="ada@example.com")

    response = client.post(reverse("account_signup"), NEW)

    assert response["Location"] == reverse("account_email_verification_sent")
    assert User.objects.count() == 1


class CountingHasher(MD5PasswordHasher):
    """Says how often a password was hashed."""

    algorithm = "counting"
    hashed = 0

    def encode(self, password: str, salt: str) -> str:
        CountingHasher.hashed += 1
        return super().encode(password, salt)


def test_signing_up_costs_as_much_for_a_known_address_as_for_a_new_one(settings: Settings):
    make_person(email="known@example.com")
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    counts = []
    for email in ("known@example.com", "new@example.com"):
        CountingHasher.hashed = 0
        Client().post(reverse("account_signup"), {**NEW, "email": email})
        counts.append(CountingHasher.hashed)

    assert counts[0] == counts[1] > 0


def test_a_wrong_password_is_told_plainly(client: Client):
    person = make_person()

    response = client.post(reverse("account_login"), {"login": person.email, "password": "wrong"})

    assert response.status_code == 200
    assert "_auth_user_id" not in client.session


def test_five_wrong_passwords_close_the_door_for_a_while(client: Client):
    person = make_person()
    for _ in range(5):
        client.post(reverse("account_login"), {"login": person.email, "password": "wrong"})

    sign_in(client, person)

    assert "_auth_user_id" not in client.session


def test_a_private_page_sends_a_visitor_to_sign_in(client: Client):
    response = client.get(reverse("accounts:profile"))

    assert response["Location"] == f"{reverse('account_login')}?next={reverse('accounts:profile')}"


def test_a_profile_with_an_unknown_zone_is_refused_and_keeps_what_was_typed(client: Client):
    person = make_person()
    client.force_login(person)

    response = client.post(reverse("accounts:profile"), {"full_name": "Ada B. Okafor", "zone": "Mars/Olympus"})

    assert response.status_code == 422
    assert "Ada B. Okafor" in response.content.decode()
    assert User.objects.get().full_name == person.full_name


def test_a_password_alone_is_no_second_factor_and_a_fresh_code_is(client: Client, rf):
    person = make_person()
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(person, secret)
    request = rf.get("/")

    client.force_login(person)
    request.session = client.session
    assert not second_factor_fresh(request)
    code = totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))
    client.post(reverse("mfa_reauthenticate"), {"code": code})
    request.session = client.session

    assert second_factor_fresh(request)


def test_the_secret_of_a_second_factor_is_encrypted_at_rest():
    secret = totp.generate_totp_secret()

    stored = totp.TOTP.activate(make_person(), secret).instance.data["secret"]

    assert secret not in stored

"""How the right person comes to each page under /accounts/, as a browser does it."""

import re
from collections.abc import Callable
from typing import Any

from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from django.urls import reverse

from accounts.models import User
from mlsafety_course.outbox.models import Message
from tests.factories.people import PASSWORD, make_approver, make_person

NEW = {
    "full_name": "Ada Okafor",
    "email": "ada@example.com",
    "zone": "Africa/Lagos",
    "password1": "a long private phrase",
}
Road = Callable[[Client], Any]  # the test client's answer, a type that django-stubs keeps to itself


def at(name: str) -> Road:
    """A visitor opens the address."""
    return lambda client: client.get(reverse(name))


def signed_in(name: str) -> Road:
    def come(client: Client) -> Any:
        client.force_login(make_person())
        return client.get(reverse(name))

    return come


def sure(name: str) -> Road:
    """Signed in, and the password typed once more just before."""

    def come(client: Client) -> Any:
        client.force_login(make_person())
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        return client.get(reverse(name))

    return come


def with_app(name: str, *, proved: bool = True) -> Road:
    """As who has set up an authenticator app, made recovery codes and typed the code or else the password."""

    def come(client: Client) -> Any:
        person = make_approver()
        secret = set_up_app(person)
        client.force_login(person)
        if proved:
            client.post(reverse("mfa_reauthenticate"), {"code": code_now(secret)})
            client.post(reverse("mfa_generate_recovery_codes"))
        else:
            client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        return client.get(reverse(name))

    return come


def set_up_app(person: User) -> str:
    """The secret that person and app share."""
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(person, secret)
    return str(secret)


def code_now(secret: str) -> str:
    """The six digits that the app shows."""
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    return str(totp.format_hotp_value(totp.hotp_value(secret, counter)))


def after_sign_up(client: Client) -> Any:
    client.post(reverse("account_signup"), NEW)
    return client.get(reverse("account_email_verification_sent"))


def without_password(client: Client) -> Any:
    person = make_person()
    person.set_unusable_password()
    person.save()
    client.force_login(person)
    return client.get(reverse("account_set_password"))


def asked_for_code(client: Client) -> Any:
    client.post(reverse("account_reset_password"), {"email": make_person().email})
    return client.get(reverse("account_confirm_password_reset_code"))


def typed_code(client: Client) -> Any:
    asked_for_code(client)
    client.post(reverse("account_confirm_password_reset_code"), {"code": mailed_code()})
    return client.get(reverse("account_complete_password_reset"))


def mailed_code() -> str:
    """The code of the newest mail, before it leaves."""
    [code] = re.findall(r"^([A-Z0-9-]{6,9})$", Message.objects.latest("pk").text, re.MULTILINE)
    return str(code)


def second_step(client: Client) -> Any:
    person = make_approver()
    set_up_app(person)
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    return client.get(reverse("mfa_authenticate"))


ROADS: dict[str, Road] = {
    "accounts:profile": signed_in("accounts:profile"),
    "account_login": at("account_login"),
    "account_logout": signed_in("account_logout"),
    "account_inactive": at("account_inactive"),
    "account_signup": at("account_signup"),
    "account_reauthenticate": signed_in("account_reauthenticate"),
    "account_email": signed_in("account_email"),
    "account_email_verification_sent": after_sign_up,
    "account_change_password": signed_in("account_change_password"),
    "account_set_password": without_password,
    "account_reset_password": at("account_reset_password"),
    "account_confirm_password_reset_code": asked_for_code,
    "account_complete_password_reset": typed_code,
    "account_password_reset_completed": at("account_password_reset_completed"),
    "mfa_index": with_app("mfa_index"),
    "mfa_authenticate": second_step,
    "mfa_reauthenticate": with_app("mfa_reauthenticate"),
    "mfa_activate_totp": sure("mfa_activate_totp"),
    "mfa_deactivate_totp": with_app("mfa_deactivate_totp"),
    "mfa_view_recovery_codes": with_app("mfa_view_recovery_codes"),
    "mfa_generate_recovery_codes": with_app("mfa_generate_recovery_codes"),
}
ELSEWHERE = {
    "after_login": "sends everybody to their own page",
    "account_confirm_login_code": "signing in by code is not offered",
    "mfa_download_recovery_codes": "a text file",
}

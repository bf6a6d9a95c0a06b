"""The admin is for looking and mending, and no way around the money rules."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from django.urls import NoReverseMatch, reverse

from accounts.models import Group, User
from tests.factories.people import make_approver, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(client: Client) -> User:
    user = User.objects.create_superuser("root@example.com", "x", full_name="Root")
    client.force_login(user)
    return user


@pytest.mark.parametrize("model", ["auth_group", "account_emailaddress", "mfa_authenticator"])
def test_groups_addresses_and_second_factors_cannot_be_edited(model: str):
    with pytest.raises(NoReverseMatch):
        reverse(f"admin:{model}_changelist")


def test_a_superuser_cannot_take_over_the_account_of_who_handles_money(client: Client, root: User):
    approver, somebody = make_approver(), make_person()

    refused = client.get(reverse("admin:auth_user_password_change", args=[approver.pk]))
    allowed = client.get(reverse("admin:auth_user_password_change", args=[somebody.pk]))
    page = client.get(reverse("admin:accounts_user_change", args=[approver.pk])).content.decode()

    assert (refused.status_code, allowed.status_code) == (403, 200)
    assert 'name="email"' not in page


def test_a_superuser_cannot_give_a_group_to_themself(client: Client, root: User):
    address = reverse("admin:accounts_user_change", args=[root.pk])
    group = root.groups.model.objects.get(name=Group.APPROVER)
    form = {"email": root.email, "full_name": "Root", "zone": "UTC", "is_active": "on", "is_superuser": "on"}

    assert client.post(address, {**form, "groups": [group.pk]}).status_code == 403
    assert not root.holds(Group.APPROVER)


def test_a_password_alone_does_not_remove_the_authenticator_app(client: Client):
    person = make_approver()
    totp.TOTP.activate(person, totp.generate_totp_secret())
    client.force_login(person)

    client.post(reverse("account_reauthenticate"), {"password": "correct horse battery staple"})
    client.post(reverse("mfa_deactivate_totp"))

    assert Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists()

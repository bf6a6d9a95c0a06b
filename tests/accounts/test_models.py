"""Accounts."""

import pytest
from django.db import IntegrityError

from accounts.models import Group, User
from tests.factories.people import make_lead, make_person

pytestmark = pytest.mark.django_db


def test_two_accounts_cannot_share_an_address_in_another_case():
    make_person(email="ada@example.com")

    with pytest.raises(IntegrityError):
        User(email="Ada@example.com", full_name="Ada").save()


def test_a_lead_may_release_decisions_but_a_reviewer_may_not():
    assert make_lead().has_perm("applications.release_decisions")
    assert not make_person("Rhea", Group.REVIEWER).has_perm("applications.release_decisions")


def test_a_superuser_holds_no_group():
    root = User.objects.create_superuser("root@example.com", "x", full_name="Root")

    assert root.has_perm("stipends.approve_stipend")
    assert not root.holds(Group.APPROVER)

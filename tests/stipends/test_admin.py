"""The admin of money is for looking."""

import pytest
from django.test import Client

from accounts.models import User
from tests.factories.stipends import make_paid

pytestmark = pytest.mark.django_db
MODELS = ["stipend", "payout", "payoutbatch", "payee", "stipendterms", "ledgerentry"]


@pytest.mark.parametrize("model", MODELS)
def test_a_superuser_looks_and_changes_nothing(client: Client, model: str):
    make_paid()
    client.force_login(User.objects.create_superuser("root@example.com", full_name="Root"))

    listed = client.get(f"/admin/stipends/{model}/")

    assert listed.status_code == 200
    assert client.get(f"/admin/stipends/{model}/add/").status_code == 403

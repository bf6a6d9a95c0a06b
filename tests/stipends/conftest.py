"""Browsers of people who handle money, and the day on which they do."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from time import time

import pytest
import time_machine
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from stipends.providers import http
from stipends.providers.paypal_token import Token
from tests.factories.stipends import LATER
from tests.payout_simulator.process import PayoutSimulator

Enter = Callable[..., Client]


@pytest.fixture
def enter(db: None) -> Iterator[Enter]:
    """Sign somebody in on the day after details came in; with a fresh second factor unless told otherwise."""

    def sign_in(user: User, *, proved: bool = True) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": "x"}})
        if proved:
            session = client.session
            session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "type": "totp", "at": time()}]
            session.save()
        return client

    with time_machine.travel(LATER + timedelta(hours=1), tick=False):
        yield sign_in


@pytest.fixture(scope="session")
def simulator_process() -> Iterator[PayoutSimulator]:
    """One process for all tests of this worker."""
    with PayoutSimulator() as simulator:
        yield simulator


@pytest.fixture
def simulator(
    simulator_process: PayoutSimulator, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> PayoutSimulator:
    """PayPal as the tests know it, with an empty book and no fault; the product pays through it, and is impatient."""
    simulator_process.begin_anew()
    settings.PAYPAL_BASE_URL = simulator_process.url
    settings.PAYPAL_CLIENT_ID, settings.PAYPAL_SECRET = "course", "only-for-tests"
    monkeypatch.setattr(http, "READ_SECONDS", 0.5)
    Token.forget()
    return simulator_process

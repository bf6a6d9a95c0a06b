"""Browsers of people who handle money, and the day on which they do."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from time import time

import pytest
import time_machine
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.test import Client

from accounts.models import User
from tests.factories.stipends import LATER

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

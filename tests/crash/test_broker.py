"""The broker is gone, silent or empty while money is approved and sent: nobody waits for it, and nothing is lost."""

import signal
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from time import time

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client

from accounts.models import User
from mlsafety_course.celery import app as celery
from stipends.models import PayoutBatch, Stipend
from tests.factories.people import make_approver, make_payout_officer
from tests.factories.stipends import fresh, make_ready
from tests.payout_simulator.process import PayoutSimulator
from tests.road.processes import RealParts, wait_until

PATIENCE = 10  # seconds that a browser is willing to wait
pytestmark = [
    pytest.mark.live,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="money by API needs PostgreSQL"),
]


@pytest.fixture
def simulator(settings) -> Iterator[PayoutSimulator]:
    with PayoutSimulator() as running:
        settings.PAYPAL_BASE_URL = running.url
        settings.PAYPAL_CLIENT_ID, settings.PAYPAL_SECRET = "course", "only-for-tests"
        yield running


@pytest.fixture
def parts(simulator: PayoutSimulator, transactional_db: None, tmp_path: Path, monkeypatch) -> Iterator[RealParts]:
    """This process's Celery has the same broker as the worker and beat."""
    more = {"PAYPAL_BASE_URL": simulator.url, "PAYPAL_CLIENT_ID": "course", "PAYPAL_SECRET": "only-for-tests"}
    with RealParts(tmp_path, more) as running:
        monkeypatch.setattr(celery.conf, "broker_url", running.valkey.url)
        yield running


def sign_in(user: User) -> Client:
    """With a second factor that is fresh by the real clock."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "type": "totp", "at": time()}]
    session.save()
    return client


def answered(client: Client, path: str, **data: object) -> bool:
    """Whether the page answers while a browser would still wait."""
    found: list[int] = []

    def ask() -> None:
        found.append(client.post(path, data).status_code)
        connection.close()

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(PATIENCE)
    return found == [302]


def refuse(parts: RealParts) -> Callable[[], object]:
    parts.valkey.stop(by=signal.SIGKILL)
    return parts.valkey.start


def fall_silent(parts: RealParts) -> Callable[[], object]:
    """It takes connections, as a machine behind a broken network does, and never says a word."""
    process = parts.valkey.process
    assert process
    process.send_signal(signal.SIGSTOP)
    return partial(process.send_signal, signal.SIGCONT)


def forget(parts: RealParts) -> Callable[[], object]:
    parts.worker.signal(signal.SIGSTOP)
    wait_until("hints pile up", lambda: parts.hints() >= 2)

    def flush_and_go_on() -> None:
        parts.broker.flushdb()
        parts.worker.signal(signal.SIGCONT)

    return flush_and_go_on


@pytest.mark.parametrize("trouble", [refuse, fall_silent, forget], ids=lambda trouble: trouble.__name__)
def test_approving_and_sending_do_not_wait_for_the_broker(
    simulator: PayoutSimulator, parts: RealParts, trouble: Callable[[RealParts], Callable[[], object]]
):
    stipend = make_ready()
    approver, officer = sign_in(make_approver()), sign_in(make_payout_officer())
    shown = approver.get("/staff/stipends/approve/", {"id": str(stipend.public_id)})
    end_of_trouble = trouble(parts)

    digest = shown.context["selection"].digest
    assert answered(approver, "/staff/stipends/approve/", id=stipend.public_id, digest=digest)
    assert fresh(stipend).status == "approved"
    assert answered(officer, "/staff/stipends/batches/open/", provider="paypal_api", currency="USD")
    batch = PayoutBatch.objects.get()
    page = f"/staff/stipends/batches/{batch.public_id}/"
    offered = officer.get(page).context["selection"].digest
    assert answered(officer, f"{page}freeze/", id=stipend.public_id, digest=offered)
    assert answered(officer, f"{page}send/")
    assert simulator.payments() == []
    end_of_trouble()

    wait_until("the provider is asked", lambda: len(simulator.payments()) == 1)
    wait_until("it is paid, with nobody's help", lambda: Stipend.objects.get(pk=stipend.pk).status == "paid")
    assert len(simulator.payments()) == 1

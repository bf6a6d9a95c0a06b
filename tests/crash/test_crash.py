"""The crash harness, small: `make crash N=2000` does the same for longer."""

from pathlib import Path

import pytest
from django.db import connection

from stipends import failpoints
from stipends.models import Payout
from stipends.providers import http
from stipends.providers.paypal_token import Token
from tests.crash.run import run, run_workers
from tests.crash.verdict import judge
from tests.payout_simulator.process import PayoutSimulator

KILLS = 300
WORKER_KILLS = 10
pytestmark = [
    pytest.mark.live,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="real crashes need a real database"),
]


@pytest.fixture
def simulator(settings, monkeypatch: pytest.MonkeyPatch):
    with PayoutSimulator() as running:
        settings.PAYPAL_BASE_URL = running.url
        settings.PAYPAL_CLIENT_ID, settings.PAYPAL_SECRET = "course", "only-for-tests"
        monkeypatch.setattr(http, "READ_SECONDS", http.READ_SECONDS)
        Token.forget()
        yield running


def test_processes_die_everywhere_and_everybody_is_paid_once(simulator: PayoutSimulator):
    killed, verdict = run(simulator, KILLS)

    print(f"{KILLS} kills: {verdict}")
    assert set(killed) == set(failpoints.NAMES)
    assert min(killed.values()) >= KILLS // len(failpoints.NAMES)
    assert verdict.is_clean
    the_verdict_sees_what_is_wrong(simulator)


def test_workers_and_their_children_die_and_everybody_is_paid_once(simulator: PayoutSimulator, tmp_path: Path):
    killed, verdict = run_workers(simulator, WORKER_KILLS, tmp_path)

    print(f"{WORKER_KILLS} kills: {verdict}")
    assert min(killed["worker"], killed["child"]) > 0
    assert verdict.is_clean


def the_verdict_sees_what_is_wrong(simulator: PayoutSimulator) -> None:
    """The control: with a payment too many, one too few, and one to another address, nothing is clean."""
    payments = simulator.payments()
    paid = [row for row in payments if row["status"] == "SUCCESS"]
    stolen = [{**row, "receiver": "eve@example.com"} for row in paid[1:2]]

    assert judge([*payments, {**paid[0], "reference": "AGAIN"}]).double == 1
    assert judge([row for row in payments if row["number"] != paid[0]["number"]]).lost == 1
    assert judge([*payments, {**paid[0], "reference": "AGAIN"}]).unbooked == 1
    assert judge([*paid[:1], *stolen, *paid[2:]]).unapproved == 1
    assert Payout.objects.filter(status="paid").count() == len(paid)

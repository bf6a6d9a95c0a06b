"""The pages of payments by machine: batches, reviews, reconciliation."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from stipends import carrier
from stipends.models import Payout, PayoutBatch, PayoutEpoch, Reconciliation
from stipends.views import reconciliations
from stipends.workflow import carrying, reconciliation
from tests.factories.payouts import carry_on, send_by_api
from tests.factories.people import make_approver, make_payout_officer
from tests.factories.stipends import freeze, make_approved
from tests.payout_simulator.process import PayoutSimulator
from tests.stipends.conftest import Enter

pytestmark = pytest.mark.django_db
RECONCILIATION, REVIEWS = reverse("stipends:reconciliation"), reverse("stipends:reviews")


def page(batch: PayoutBatch, name: str = "batch") -> str:
    return reverse(f"stipends:{name}", args=[batch.public_id])


def test_the_way_by_machine_is_offered_only_where_it_is_set_up(simulator: PayoutSimulator, enter: Enter, settings):
    client = enter(make_payout_officer())
    assert b"paypal_api" in client.get(reverse("stipends:batches")).content
    settings.PAYPAL_BASE_URL = ""

    assert b"paypal_api" not in client.get(reverse("stipends:batches")).content
    client.post(reverse("stipends:open_batch"), {"provider": "paypal_api", "currency": "USD"})
    assert not PayoutBatch.objects.exists()


def test_a_batch_is_paid_by_one_click_and_has_no_file_to_pay_again(simulator: PayoutSimulator, enter: Enter):
    officer = make_payout_officer()
    batch, client = freeze([make_approved()], by=officer, provider="paypal_api"), enter(officer)
    assert b"Pay by PayPal now" in client.get(page(batch)).content

    client.post(page(batch, "send"))

    html = client.get(page(batch)).content.decode()
    assert "PayPal is asked within seconds" in html
    assert page(batch, "file") not in html
    assert client.get(page(batch, "file")).status_code == 409
    assert client.post(page(batch, "settle"), {"results": "x"}).status_code in {200, 409}
    assert Payout.objects.get().status == "sending"


@pytest.mark.parametrize(("fault", "words"), [("500_after", "Nobody knows yet whether it was paid"),
                                              ("unclaimed", "PayPal holds it until"),
                                              ("409_parameters", "find out what became of it")])  # fmt: skip
def test_the_batch_says_what_each_payout_waits_for(simulator: PayoutSimulator, enter: Enter, fault: str, words: str):
    simulator.control(keys={"*": [fault]})
    batch, client = send_by_api(), enter(make_approver())

    carry_on(1 if fault == "500_after" else 2)

    assert words in client.get(page(batch)).content.decode()


def test_two_people_settle_a_payout_on_the_review_page(simulator: PayoutSimulator, enter: Enter):
    simulator.control(keys={"*": ["409_parameters"]})
    payout = send_by_api().payouts.get()
    carry_on(2)
    said = {"outcome": "paid", "reference": "T-1", "evidence": "PayPal's activity page of today"}
    address = reverse("stipends:opinion", args=[payout.public_id])

    for person in (make_payout_officer(), make_approver()):
        client = enter(person)
        assert payout.number in client.get(REVIEWS).content.decode()
        client.post(address, said)

    assert Payout.objects.get().status == "paid"
    client.get(REVIEWS)  # says once that it is settled
    assert payout.number not in client.get(REVIEWS).content.decode()


@pytest.mark.parametrize("missing", ["evidence", "reference"])
def test_an_opinion_without_evidence_is_not_recorded(simulator: PayoutSimulator, enter: Enter, missing: str):
    simulator.control(keys={"*": ["409_parameters"]})
    payout = send_by_api().payouts.get()
    carry_on(2)
    said = {"outcome": "paid", "reference": "T-1", "evidence": "Seen", missing: ""}

    answer = enter(make_payout_officer()).post(reverse("stipends:opinion", args=[payout.public_id]), said, follow=True)

    assert "Nothing has been recorded" in answer.content.decode()
    assert not payout.opinions.exists()


def test_an_officer_reconciles_explains_and_signs_after_a_restore(simulator: PayoutSimulator, enter: Enter, settings):
    simulator.enter(
        reference="LOST", key="k", number="P-ZZZ-ZZZ-ZZZ", receiver="ada@example.com", value="500.00",
        shown_value="500.00", currency="USD", status="SUCCESS", at=timezone.now().timestamp(),
    )  # fmt: skip
    settings.PAYOUT_EPOCH = 2
    reconciliation.ask(by=None, at=timezone.now())
    reconciliation.carry_out_due(at=timezone.now())
    client = enter(make_payout_officer())
    assert "Payments are stopped" in client.get(RECONCILIATION).content.decode()
    [mismatch], run = Reconciliation.objects.get().mismatches.all(), Reconciliation.objects.get()
    sign = reverse("stipends:sign_epoch", args=[run.public_id])
    assert client.post(sign, {"reason": "Compared"}).status_code == 409

    client.post(reverse("stipends:explain", args=[mismatch.public_id]), {"reason": "Paid by hand"})
    client.post(sign, {"reason": "Compared with the statement of today"})

    assert PayoutEpoch.objects.latest("pk").number == 2
    assert "Payments are stopped" not in client.get(RECONCILIATION).content.decode()
    assert carrier.due() == []


def test_a_payment_that_never_left_is_ended_on_the_page_of_its_batch(simulator: PayoutSimulator, enter: Enter):
    simulator.control(locked=True)
    batch, client = send_by_api([make_approved(), make_approved()]), enter(make_payout_officer())
    stuck, left = batch.payouts.all()
    carrier.carry(stuck.pk, at=timezone.now())
    carrying.claim(left.pk)
    act = reverse("stipends:not_paid", args=[stuck.public_id])
    html = client.get(page(batch)).content.decode()

    answers = [
        client.post(reverse("stipends:not_paid", args=[one.public_id]), {"reason": "No"}) for one in (stuck, left)
    ]

    assert (act in html, html.count("Do not send</summary>")) == (True, 1)
    assert [answer.status_code for answer in answers] == [302, 409]
    assert list(batch.payouts.values_list("status", flat=True)) == ["rejected", "sending"]
    assert act not in client.get(page(batch)).content.decode()
    assert "Do not send" not in enter(make_approver()).get(page(batch)).content.decode()


def test_an_older_difference_stays_on_the_page_when_a_newer_run_fails(enter: Enter, monkeypatch: pytest.MonkeyPatch):
    now = timezone.now()
    run = Reconciliation.objects.create(epoch=1, asked_at=now, ended_at=now, is_complete=True)
    for number in (1, 2, 3):
        run.mismatches.create(kind="twice", reference=f"T-{number}", sentence=f"P-{number} is there 2 times.")
    later = now + timedelta(seconds=1)
    Reconciliation.objects.create(epoch=1, asked_at=later, ended_at=later, trouble="No answer.")
    client = enter(make_payout_officer())
    shown = client.get(RECONCILIATION).content.decode()
    monkeypatch.setattr(reconciliations, "MOST_AT_ONCE", 2)

    bounded = client.get(RECONCILIATION).content.decode()
    oldest = run.mismatches.earliest("pk")
    client.post(reverse("stipends:explain", args=[oldest.public_id]), {"reason": "Refunded"})

    assert [f"P-{number} is there 2 times." in shown for number in (1, 2, 3)] == [True] * 3
    assert [f"P-{number} is there 2 times." in bounded for number in (1, 2, 3)] == [False, True, True]
    assert "These are the latest 2 of 3." in bounded
    assert "</span> No answer." in shown
    assert "P-1 is there 2 times." not in client.get(RECONCILIATION).content.decode()


def test_a_click_only_asks_and_a_tick_compares(simulator: PayoutSimulator, enter: Enter):
    client = enter(make_payout_officer())

    client.post(reverse("stipends:reconcile"))

    assert Reconciliation.objects.get().ended_at is None
    assert "not finished yet" in client.get(RECONCILIATION).content.decode()

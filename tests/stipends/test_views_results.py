"""The bank's result as a file: read, shown, then recorded with its fee."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from mlsafety_course.outbox.models import Message
from mlsafety_course.transitions import Refused
from stipends import ledger
from stipends.models import Payout, PayoutBatch, Stipend
from stipends.workflow import settling
from tests.factories.people import make_payout_officer
from tests.factories.stipends import LATER, make_approved, send
from tests.stipends.conftest import Enter

pytestmark = pytest.mark.django_db


def settle(batch: PayoutBatch) -> str:
    return reverse("stipends:settle", args=[batch.public_id])


def test_a_result_file_is_read_shown_and_recorded_with_its_fee(enter: Enter):
    batch = send([make_approved()])
    number, client = Payout.objects.get().number, enter(make_payout_officer())
    file = SimpleUploadedFile("results.csv", f"\ufeffPayout,Reference,Fee\r\n{number},R-1,1.20\r\n".encode())

    html = client.post(settle(batch), {"results": "", "file": file}).content.decode()
    before = Payout.objects.get().status
    [digest] = re.findall(r'name="digest" value="([^"]+)"', html)
    client.post(settle(batch), {"results": f"Payout,Reference,Fee\n{number},R-1,1.20", "digest": digest})

    assert "This batch has no payout of that number." in html
    assert f">Payout,Reference,Fee\r\n{number},R-1,1.20" in html
    payout = Payout.objects.get()
    assert (before, payout.status, payout.reference, payout.fee_cents) == ("sending", "paid", "R-1", 120)


@pytest.mark.parametrize(
    ("results", "file", "sentence"),
    [
        (" ", b"", "paste at least one line."),
        ("", b"\xff\xfe\x00", "This is no CSV file in UTF-8."),
        ("", b"x" * (1024 * 1024 + 1), "This file is larger than 1 MB."),
    ],
)
def test_results_that_cannot_be_read_are_explained(enter: Enter, results: str, file: bytes, sentence: str):
    batch = send([make_approved()])
    sent = {"results": results, **({"file": SimpleUploadedFile("results.csv", file)} if file else {})}

    answer = enter(make_payout_officer()).post(settle(batch), sent)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert Payout.objects.get().status == "sending"


def record(client: Client, batch: PayoutBatch, text: str) -> str:
    """The dry run, then the same again with its digest. What the dry run's page said."""
    html = client.post(settle(batch), {"results": text}).content.decode()
    [digest] = re.findall(r'name="digest" value="([^"]+)"', html)
    client.post(settle(batch), {"results": text, "digest": digest})
    return html


def test_what_paypal_holds_is_told_to_the_person_and_claimed_later(enter: Enter):
    batch, client = send([make_approved(), make_approved()]), enter(make_payout_officer())
    held, paid = batch.payouts.order_by("number")

    html = record(client, batch, f"{held.number}, unclaimed\n{paid.number}, R-1")
    held.refresh_from_db()
    page = client.get(reverse("stipends:batch", args=[batch.public_id])).content.decode()

    assert "Record 1 as paid, 1 as unclaimed" in html
    assert '<span class="status status-unclaimed">Unclaimed</span>' in html
    assert (held.status, Stipend.objects.get(payouts=held).status) == ("unclaimed", "paying")
    assert held.claim_by is not None
    assert held.due_at is None, "no machine asks about a file"
    assert Message.objects.filter(key__endswith=f"unclaimed:{held.number}", person=held.person).count() == 1
    assert "PayPal holds it until" in page
    assert PayoutBatch.objects.get().status == "sent"

    record(client, batch, f"{held.number}, R-2")

    assert set(Payout.objects.values_list("status", flat=True)) == {"paid"}
    assert PayoutBatch.objects.get().status == "settled"
    assert all(invariant.holds for invariant in ledger.check())


def test_what_nobody_claimed_comes_back_and_is_approved_once_more(enter: Enter):
    batch, client = send([make_approved()]), enter(make_payout_officer())
    payout = batch.payouts.get()
    record(client, batch, f"{payout.number}, unclaimed")

    client.post(reverse("stipends:returned", args=[payout.public_id]), {"reason": "Sent back after 30 days."})

    assert Payout.objects.get().status == "returned"
    assert Stipend.objects.get().status == "ready"
    assert all(invariant.holds for invariant in ledger.check())


def test_a_bank_holds_nothing_for_anybody():
    payout = send([make_approved(method="bank")], provider="bank_csv").payouts.get()

    with pytest.raises(Refused, match="only PayPal holds money"):
        settling.mark_unclaimed(payout, by=make_payout_officer(), at=LATER)

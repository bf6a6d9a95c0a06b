"""The bank's result as a file: read, shown, then recorded with its fee."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from stipends.models import Payout, PayoutBatch
from tests.factories.people import make_payout_officer
from tests.factories.stipends import make_approved, send
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

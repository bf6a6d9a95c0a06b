"""One pack a batch: a page and a ZIP, the same bytes at every download, whatever changes afterwards."""

import hashlib
import io
import zipfile

import pytest
import time_machine
from django.urls import reverse

from stipends.models import PayoutBatch, StipendTerms
from stipends.workflow import batch as batches
from stipends.workflow import withholding
from tests.factories.cohorts import make_cohort
from tests.factories.payouts import guards_down
from tests.factories.people import make_approver, make_lead, make_payout_officer
from tests.factories.stipends import LATER, approve, freeze, make_approved, make_batch, make_ready, make_terms, send
from tests.stipends.conftest import Enter

pytestmark = pytest.mark.django_db


def page(batch: PayoutBatch) -> str:
    return reverse("stipends:pack", args=[batch.public_id])


def archive(batch: PayoutBatch) -> str:
    return reverse("stipends:pack_zip", args=[batch.public_id])


def inside(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name).decode() for name in packed.namelist()}


def test_the_page_totals_by_country_method_budget_and_approver(enter: Enter):
    cohort, approver = make_cohort(), make_approver("Grace Approver")
    make_terms(cohort)
    stipend = make_ready(cohort=cohort)
    withholding.withhold(stipend, 70_00, "US tax", by=approver, at=LATER)
    batch = freeze([approve(stipend, approver), make_approved(cohort=cohort)])

    html = enter(make_approver()).get(page(batch)).content.decode()

    assert '<th scope="row">GB</th><td data-label="Payouts" class="num">2' in html
    assert '<th scope="row">PayPal</th>' in html
    assert "MLS-2023: Intro to ML Safety stipend" in html
    assert '<th scope="row">Grace Approver</th><td data-label="Payouts" class="num">1' in html
    assert "$1,000.00" in html
    assert "$930.00" in html
    assert batch.sha256 in html


def test_the_zip_has_the_file_and_sums_that_fit(enter: Enter):
    batch = send([make_approved(), make_approved()])

    found = inside(enter(make_payout_officer()).get(archive(batch)).content)

    assert found[batch.file_name] == batch.file
    assert hashlib.sha256(found[batch.file_name].encode()).hexdigest() == batch.sha256
    for line in found["SHA256SUMS"].splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256(found[name].encode()).hexdigest() == digest
    assert "By,Of,Payouts,Gross,Withheld,Net,Currency" in found["totals.csv"]
    assert found["payouts.csv"].count("\r\n") == 3


def test_a_pack_is_the_same_bytes_whatever_changes_afterwards(enter: Enter):
    approver = make_approver("Grace Approver")
    batch = send([approve(make_ready(), approver)])
    client = enter(make_payout_officer())
    before = client.get(archive(batch)).content

    approver.full_name = "Another Name"
    approver.save()
    StipendTerms.objects.update(budget_code="OTHER", purpose="Something else")
    with time_machine.travel(LATER.replace(year=2024), tick=False):
        after = enter(make_payout_officer()).get(archive(batch)).content

    assert after == before
    assert "Grace Approver" in inside(after)["read-first.txt"]


def test_before_it_is_sent_there_is_a_page_and_no_zip(enter: Enter):
    batch, client = freeze([make_approved()]), enter(make_payout_officer())

    assert client.get(page(batch)).status_code == 200
    assert client.get(archive(batch)).status_code == 409


def test_an_open_batch_has_no_pack(enter: Enter):
    batch, client = make_batch(), enter(make_payout_officer())

    assert client.get(page(batch)).status_code == 409
    assert client.get(archive(batch)).status_code == 409


def test_a_batch_cancelled_before_freezing_has_none_either(enter: Enter):
    batch = make_batch()
    batches.cancel(batch, "Not needed", by=make_payout_officer(), at=LATER)

    assert enter(make_payout_officer()).get(page(batch)).status_code == 409


def test_a_file_that_is_not_the_frozen_one_is_not_packed(enter: Enter):
    batch = send([make_approved()])
    with guards_down():
        PayoutBatch.objects.filter(pk=batch.pk).update(sha256="0" * 64)

    assert enter(make_payout_officer()).get(archive(batch)).status_code == 409


def test_the_zip_is_for_officers_with_a_second_factor_and_the_page_for_finance(enter: Enter):
    batch = send([make_approved()])

    assert enter(make_approver()).get(archive(batch)).status_code == 403
    assert enter(make_lead()).get(page(batch)).status_code == 403
    answer = enter(make_payout_officer(), proved=False).get(archive(batch))
    assert answer["Location"].startswith(reverse("mfa_reauthenticate"))


def test_a_batch_that_pays_oneself_is_not_there(enter: Enter):
    officer = make_payout_officer("Own Officer")
    batch = freeze([make_approved(officer)])

    assert enter(officer).get(page(batch)).status_code == 404


def test_what_is_written_down_names_no_payee_and_no_destination():
    stipend = make_approved()
    batch = freeze([stipend])

    assert stipend.enrollment.person.full_name not in batch.pack
    assert stipend.enrollment.person.email not in batch.pack

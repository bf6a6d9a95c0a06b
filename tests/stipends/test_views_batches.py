"""Payout batches, from choosing to the bank's word, as a payout officer does it."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.fixtures import Settings

from accounts.models import User
from stipends import ledger
from stipends.models import LedgerEntry, Payout, PayoutBatch, Stipend
from stipends.views import batches as batch_pages
from stipends.workflow import stipend as workflow
from tests.factories.payouts import guards_down
from tests.factories.people import make_approver, make_lead, make_payout_officer
from tests.factories.stipends import LATER, approve, freeze, fresh, make_approved, make_batch, make_ready, send, settle
from tests.stipends.conftest import Enter

pytestmark = pytest.mark.django_db
BATCHES = reverse("stipends:batches")


def at(name: str, batch: PayoutBatch) -> str:
    return reverse(f"stipends:{name}", args=[batch.public_id])


def value(html: str, name: str) -> str:
    return next(iter(re.findall(rf'name="{name}" value="([^"]*)"', html)), "")


def status(batch: PayoutBatch) -> str:
    return PayoutBatch.objects.get(pk=batch.pk).status


def test_a_visitor_is_asked_to_sign_in_and_others_are_refused(client: Client, enter: Enter):
    batch = freeze([make_approved()])
    assert client.get(at("batch", batch))["Location"].startswith(reverse("account_login"))

    lead = enter(make_lead())

    assert [lead.get(url).status_code for url in (BATCHES, at("batch", batch), at("file", batch))] == [403, 403, 403]


def test_the_whole_way_from_choosing_to_paid(enter: Enter):
    rows, client = [make_approved(), make_approved()], enter(make_payout_officer())
    url = client.post(reverse("stipends:open_batch"), {"provider": "paypal_csv", "currency": "USD"})["Location"]
    batch = PayoutBatch.objects.get()

    digest = value(client.get(url).content.decode(), "digest")
    client.post(at("freeze", batch), {"digest": digest, "id": [str(row.public_id) for row in rows]})
    frozen = client.get(url).content.decode()
    client.post(at("send", batch))
    text = "\n".join(f"{payout.number}, R-{payout.number}" for payout in batch.payouts.all())
    shown = client.post(at("settle", batch), {"results": text}).content.decode()
    assert status(batch) == "sent"
    client.post(at("settle", batch), {"results": text, "digest": value(shown, "digest")})

    assert "2 payouts, $1,000.00" in frozen
    assert "Record 2 as paid" in shown
    assert status(batch) == "settled"
    assert {fresh(row).status for row in rows} == {"paid"}
    assert all(invariant.holds for invariant in ledger.check())


def test_only_the_chosen_ones_are_frozen(enter: Enter):
    chosen, other, client = make_approved(), make_approved(), enter(make_payout_officer())
    batch = make_batch()

    digest = value(client.get(at("batch", batch)).content.decode(), "digest")
    client.post(at("freeze", batch), {"digest": digest, "id": str(chosen.public_id)})

    assert [payout.stipend for payout in batch.payouts.all()] == [chosen]
    assert other in Stipend.objects.payable()


def test_more_than_one_form_takes_go_into_the_next_batch(enter: Enter, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(batch_pages, "MOST_ON_A_PAGE", 2)
    rows, client = [make_approved() for _ in range(3)], enter(make_payout_officer())
    first, second = make_batch(), make_batch()

    seen = client.get(at("batch", first)).content.decode()
    chosen = re.findall(r'name="id" value="([^"]*)"', seen)
    client.post(at("freeze", first), {"digest": value(seen, "digest"), "id": chosen})
    rest = client.get(at("batch", second)).content.decode()

    assert "3 stipends fit into this batch. These are the first 2" in seen
    assert chosen == [str(row.public_id) for row in rows[:2]]
    assert "more go into the next batch" not in rest
    assert re.findall(r'name="id" value="([^"]*)"', rest) == [str(rows[2].public_id)]


def test_what_is_chosen_beforehand_fits_into_one_form(enter: Enter, settings: Settings):
    make_approved()
    others = 10  # the token, the digest, where to come back to, and some to spare

    seen = enter(make_payout_officer()).get(at("batch", make_batch())).content.decode()

    assert batch_pages.MOST_ON_A_PAGE + others <= (settings.DATA_UPLOAD_MAX_NUMBER_FIELDS or 0)
    assert "data-choose-all" in seen
    assert "data-chosen-count" in seen


def test_a_list_that_changed_since_it_was_seen_is_not_frozen(enter: Enter):
    stipend, client, batch = make_approved(), enter(make_payout_officer()), make_batch()
    digest = value(client.get(at("batch", batch)).content.decode(), "digest")
    make_approved()

    assert client.post(at("freeze", batch), {"digest": digest, "id": str(stipend.public_id)}).status_code == 409
    assert status(batch) == "open"


def test_what_one_approved_or_receives_oneself_is_not_offered(enter: Enter):
    officer = make_payout_officer("Both Roles")
    officer.groups.add(*make_approver().groups.all())
    make_approved(officer)
    approve(make_ready(), officer)
    batch = make_batch()

    html = enter(officer).get(at("batch", batch)).content.decode()

    assert "Nothing fits into this batch" in html


@pytest.mark.parametrize("act", ["freeze", "send"])
def test_freezing_and_sending_ask_for_the_second_factor(enter: Enter, act: str):
    stipend = make_approved()
    batch = make_batch() if act == "freeze" else freeze([stipend])
    before, client = status(batch), enter(make_payout_officer(), proved=False)
    assert client.get(at("batch", batch)).status_code == 200

    answer = client.post(at(act, batch), {"id": str(stipend.public_id), "confirm_url": at("batch", batch)})

    assert answer["Location"].startswith(reverse("mfa_reauthenticate"))
    assert status(batch) == before


def test_payouts_are_recorded_only_with_the_second_factor(enter: Enter):
    batch, officer = send([make_approved()]), make_payout_officer()
    payout, client = Payout.objects.get(), enter(officer, proved=False)
    text = f"{payout.number}, R-1"
    digest = value(enter(officer).post(at("settle", batch), {"results": text}).content.decode(), "digest")
    assert digest

    for url, sent in (
        (at("settle", batch), {"results": text, "digest": digest}),
        (reverse("stipends:not_paid", args=[payout.public_id]), {"reason": "No"}),
    ):
        assert client.post(url, sent)["Location"].startswith(reverse("mfa_reauthenticate"))

    assert Payout.objects.get().status == "sending"


@pytest.mark.parametrize("act", ["freeze", "send", "cancel", "settle"])
def test_approvers_superusers_and_links_do_not_act(enter: Enter, act: str):
    batch = freeze([make_approved()])
    superuser = User.objects.create_superuser("root@example.com", full_name="Root")

    for person in (make_approver(), superuser):
        assert enter(person).post(at(act, batch), {"reason": "x", "results": "x"}).status_code == 403
    assert enter(make_payout_officer()).get(at(act, batch)).status_code == 405

    assert status(batch) == "frozen"


def test_the_payee_does_not_see_the_batch_that_pays_them(enter: Enter):
    officer = make_payout_officer("Paid Officer")
    batch = freeze([make_approved(officer)])
    client = enter(officer)

    assert str(batch.public_id) not in client.get(BATCHES).content.decode()
    assert client.get(at("batch", batch)).status_code == 404
    assert client.post(at("send", batch)).status_code == 404
    assert client.get(at("file", batch)).status_code == 404


def test_the_file_is_the_same_at_every_download_and_only_for_payout_officers(enter: Enter):
    stipend = make_approved()
    batch = freeze([stipend])
    client = enter(make_payout_officer())
    assert client.get(at("file", batch)).status_code == 409
    client.post(at("send", batch))

    first, second = client.get(at("file", batch)), client.get(at("file", batch))

    assert first.content == second.content
    assert f"pay-{stipend.enrollment.person.email},500.00,USD,".encode() in first.content
    assert first["Content-Disposition"].startswith("attachment")
    assert enter(make_approver()).get(at("file", batch)).status_code == 403


def test_a_file_that_was_tampered_with_is_not_handed_out(enter: Enter):
    batch = send([make_approved()])
    with guards_down():
        PayoutBatch.objects.update(sha256="0" * 64)

    answer = enter(make_payout_officer()).get(at("file", batch))

    assert answer.status_code == 409
    assert "not the one that was frozen" in answer.content.decode()


def test_the_same_results_three_times_end_the_same(enter: Enter):
    batch, client = send([make_approved() for _ in range(3)]), enter(make_payout_officer())
    numbers = list(batch.payouts.values_list("number", flat=True))
    texts = [
        f"{numbers[2]}, R-2\n{numbers[0]}, R-0\n{numbers[1]},\nP-ZZZ-ZZZ-ZZZ, R-Z",  # reordered, partial, foreign
        f"{numbers[0]}, R-0\n{numbers[1]}, R-1\n{numbers[2]}, R-2",
    ]

    ends = []
    for text in (texts[0], texts[1], texts[1], texts[0]):
        shown = client.post(at("settle", batch), {"results": text}).content.decode()
        client.post(at("settle", batch), {"results": text, "digest": value(shown, "digest")})
        ends.append((list(batch.payouts.values_list("reference", flat=True)), LedgerEntry.objects.count()))

    assert ends[1] == ends[2] == ends[3] == (["R-0", "R-1", "R-2"], 18)
    assert ends[0][0] == ["R-0", None, "R-2"]
    assert status(batch) == "settled"


def test_a_dry_run_records_nothing_and_says_what_each_line_would_do(enter: Enter):
    batch, client = send([make_approved()]), enter(make_payout_officer())
    payout = Payout.objects.get()

    html = client.post(at("settle", batch), {"results": f"{payout.number}, R-1\nnonsense"}).content.decode()

    assert "Will be recorded as paid." in html
    assert "This batch has no payout of that number." in html
    assert Payout.objects.get().status == "sending"


def test_results_that_changed_since_they_were_shown_are_not_recorded(enter: Enter):
    batch, client = send([make_approved(), make_approved()]), enter(make_payout_officer())
    text = "\n".join(f"{payout.number}, R-{payout.pk}" for payout in batch.payouts.all())
    digest = value(client.post(at("settle", batch), {"results": text}).content.decode(), "digest")
    settle(batch)

    assert client.post(at("settle", batch), {"results": text, "digest": digest}).status_code == 409
    assert Payout.objects.filter(reference__startswith="REF-").count() == 2


def test_empty_results_are_asked_for_again(enter: Enter):
    batch = send([make_approved()])

    assert enter(make_payout_officer()).post(at("settle", batch), {"results": ""}).status_code == 422


def test_one_payout_is_recorded_as_not_paid_and_another_as_returned(enter: Enter):
    batch, client = send([make_approved(), make_approved()]), enter(make_payout_officer())
    first, second = batch.payouts.all()
    client.post(reverse("stipends:not_paid", args=[first.public_id]), {"reason": ""})
    assert Payout.objects.get(pk=first.pk).status == "sending"

    client.post(reverse("stipends:not_paid", args=[first.public_id]), {"reason": "Address unknown"})
    settle(batch)
    client.post(reverse("stipends:returned", args=[second.public_id]), {"reason": "Account closed"})

    assert list(batch.payouts.values_list("status", flat=True)) == ["rejected", "returned"]
    assert (fresh(first.stipend).status, fresh(second.stipend).status) == ("approved", "needs_details")
    again = client.post(reverse("stipends:returned", args=[second.public_id]), {"reason": "Account closed"})
    assert again.status_code == 409


def test_cancelling_needs_a_reason(enter: Enter):
    batch, client = freeze([make_approved()]), enter(make_payout_officer())

    client.post(at("cancel", batch), {"reason": ""})
    before = status(batch)
    client.post(at("cancel", batch), {"reason": "Wrong kind of file"})

    assert (before, status(batch)) == ("frozen", "cancelled")
    assert '<p class="entry-title">Cancelled</p>' in client.get(at("batch", batch)).content.decode()


def test_what_was_held_after_freezing_stops_the_sending_with_a_sentence(enter: Enter):
    stipend, client = make_approved(), enter(make_payout_officer())
    batch = freeze([stipend])
    workflow.hold(stipend, "Wait", by=make_approver(), at=LATER + timedelta(minutes=1))

    answer = client.post(at("send", batch))

    assert answer.status_code == 409
    assert "cancel the batch and freeze another one" in answer.content.decode()


def test_a_currency_that_nobody_is_owed_opens_no_batch(enter: Enter):
    client = enter(make_payout_officer())

    client.post(reverse("stipends:open_batch"), {"provider": "paypal_csv", "currency": "XXX"})

    assert not PayoutBatch.objects.exists()


@pytest.mark.parametrize("stage", ["open", "sent"])
def test_a_batch_costs_the_same_for_3_and_for_12_rows(enter: Enter, stage: str):
    client = enter(make_payout_officer())
    rows = [make_approved() for _ in range(3)]
    few = make_batch() if stage == "open" else send(rows)

    def queries(batch: PayoutBatch) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(at("batch", batch)).status_code == 200
        return len(captured)

    three = queries(few)
    rows = [make_approved() for _ in range(12)]
    many = few if stage == "open" else send(rows)

    assert queries(many) == three

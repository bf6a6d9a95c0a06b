"""Finance's own reference of a bank recipient: entered for what was seen, shown to the approver, paid by another."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import Group, User
from mlsafety_course.transitions import Refused
from stipends.models import Payout, Stipend
from stipends.workflow import recipient
from stipends.workflow import stipend as workflow
from tests.factories.people import make_approver, make_payout_officer, make_person
from tests.factories.stipends import (
    LATER,
    approve,
    details_of,
    freeze,
    fresh,
    give_details,
    make_approved,
    make_batch,
    make_ready,
    make_stipend,
    send,
    settle,
)
from tests.stipends.conftest import Enter

pytestmark = pytest.mark.django_db


def make_without_recipient(name: str = "") -> Stipend:
    """Ready, to be paid by bank, and finance has not entered the recipient yet."""
    stipend = make_stipend()
    person = stipend.enrollment.person
    details = replace(details_of(person, "bank"), destination="")
    return give_details(stipend, replace(details, legal_name=name or person.full_name))


def page(stipend: Stipend) -> str:
    return reverse("stipends:stipend", args=[stipend.public_id])


def seen(stipend: Stipend) -> str:
    payee = fresh(stipend).payee
    return payee.digest if payee else ""


def enter_recipient(stipend: Stipend, by: User, reference: str = "R-2023-17") -> Stipend:
    recipient.enter(fresh(stipend), reference, digest=seen(stipend), by=by, at=LATER)
    return fresh(stipend)


def test_finance_enters_the_bank_recipient_and_nothing_that_looks_like_an_account(enter: Enter):
    stipend = make_without_recipient()
    person = stipend.enrollment.person
    client, url = enter(make_payout_officer()), reverse("stipends:recipient", args=[stipend.public_id])
    html = client.get(page(stipend)).content.decode()
    form = {"digest": next(iter(re.findall(r'name="digest" value="([^"]+)"', html)))}

    client.post(url, {**form, "reference": "DE89 3704 0044 0532 0130 00"})
    assert person.payees.count() == 1
    client.post(url, {**form, "reference": "R-2023-17"})

    payee = fresh(stipend).payee
    assert payee
    assert (payee.destination, payee.given_by.holds(Group.PAYOUT_OFFICER)) == ("R-2023-17", True)
    assert enter(make_approver()).post(url, {**form, "reference": "R-1"}).status_code == 403


def test_a_recipient_is_not_attached_to_another_name_than_the_page_showed(enter: Enter):
    stipend = make_without_recipient("Ada Okafor")
    person, digest, client = stipend.enrollment.person, seen(stipend), enter(make_payout_officer())
    give_details(stipend, replace(details_of(person, "bank"), legal_name="Somebody Else", destination=""), at=LATER)
    url = reverse("stipends:recipient", args=[stipend.public_id])

    answers = [client.post(url, {"reference": "R-1", **form}) for form in ({"digest": digest}, {})]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert "changed after you opened the page" in answers[0].content.decode()
    assert person.payees.count() == 2


@pytest.mark.parametrize("status", ["paying", "paid", "declined", "rejected", "void"])
def test_no_recipient_is_entered_once_the_stipend_has_ended_or_its_money_left(enter: Enter, status: str):
    officer = make_payout_officer()
    stipend = make_approved(method="bank") if status in {"paying", "paid"} else make_without_recipient()
    person = stipend.enrollment.person
    if status in {"paying", "paid"}:
        batch = send([stipend], provider="bank_csv")
    if status == "paid":
        settle(batch)
    if status == "declined":
        workflow.decline(stipend, by=person, at=LATER)
    if status in {"rejected", "void"}:
        act = {"rejected": workflow.reject, "void": workflow.void}[status]
        act(stipend, "No", by=make_approver(), at=LATER)
    before = person.payees.count()

    with pytest.raises(Refused, match="Nothing has been entered"):
        enter_recipient(stipend, officer)

    assert (fresh(stipend).status, person.payees.count()) == (status, before)
    assert "Enter the bank recipient" not in enter(officer).get(page(stipend)).content.decode()


def test_a_recipient_is_entered_by_a_payout_officer_and_never_ones_own():
    stipend, officer = make_without_recipient(), make_payout_officer()
    own = make_stipend(officer)
    workflow.give_details(officer, details_of(officer, "bank"), by=officer, at=LATER)

    with pytest.raises(Refused, match="group"):
        enter_recipient(stipend, make_approver())
    with pytest.raises(Refused, match="your own"):
        enter_recipient(own, officer)

    assert officer.payees.count() == 1


def test_entering_another_recipient_takes_an_approval_back():
    stipend = make_approved(method="bank")

    stipend = enter_recipient(stipend, make_payout_officer())

    assert (stipend.status, stipend.approved_by) == ("ready", None)


def test_who_entered_the_recipient_does_not_release_it():
    officer, stipend = make_payout_officer(), make_without_recipient()
    approve(enter_recipient(stipend, officer))

    with pytest.raises(Refused, match="You entered the bank recipient"):
        freeze([stipend], by=officer, provider="bank_csv")

    assert not Payout.objects.exists()
    assert stipend not in Stipend.objects.releasable_by(officer)
    freeze([stipend], provider="bank_csv")
    assert Payout.objects.get().stipend == stipend


@pytest.mark.parametrize("method", ["bank", "other"])
def test_what_finance_enters_does_not_shorten_the_wait_after_the_persons_own_change(method: str):
    stipend, officer = make_ready(), make_payout_officer()
    changed = replace(details_of(stipend.enrollment.person, method), destination="" if method == "bank" else "By post")
    stipend = give_details(stipend, changed, at=LATER)
    soon, waited = LATER + timedelta(hours=1), LATER + timedelta(hours=72)

    if method == "bank":
        entered = recipient.enter(stipend, "R-1", digest=seen(stipend), by=officer, at=soon)
    else:
        entered = recipient.agree(stipend, "By cheque", "Mail", digest=seen(stipend), by=officer, at=soon)
    approve(stipend)

    assert entered.usable_from == waited
    with pytest.raises(Refused, match="can be used from 29 April"):
        freeze([fresh(stipend)], provider="bank_csv", at=waited - timedelta(minutes=1))
    assert freeze([fresh(stipend)], provider="bank_csv", at=waited).payout_count == 1


def test_first_details_and_what_finance_adds_to_them_can_be_used_at_once():
    stipend = make_without_recipient()

    stipend = enter_recipient(stipend, make_payout_officer())

    assert stipend.payee
    assert stipend.payee.usable_from == LATER


def test_who_entered_the_recipient_does_not_see_it_in_their_batch(enter: Enter):
    officer, stipend = make_payout_officer(), make_without_recipient()
    approve(enter_recipient(stipend, officer))
    url = reverse("stipends:batch", args=[make_batch(provider="bank_csv").public_id])

    own, another = [enter(person).get(url).content.decode() for person in (officer, make_payout_officer())]

    assert str(stipend.public_id) not in own
    assert str(stipend.public_id) in another


def test_the_approver_reads_who_entered_the_recipient(enter: Enter):
    own, entered = make_without_recipient(), make_without_recipient()
    officer = make_person("Otto Officer", Group.PAYOUT_OFFICER)
    recipient.enter(entered, "R-1", digest=seen(entered), by=officer, at=LATER - timedelta(days=9))
    client = enter(make_approver())

    pages = [client.get(url).content.decode() for url in (reverse("stipends:queue"), page(entered), page(own))]

    assert [html.count("Recipient entered by Otto Officer.") for html in pages] == [1, 1, 0]


def test_finance_writes_down_what_was_agreed_and_then_it_can_be_approved(enter: Enter):
    stipend = make_ready(method="other")
    url = reverse("stipends:agree", args=[stipend.public_id])
    with pytest.raises(Refused, match="not yet written down"):
        approve(stipend)

    officer = make_payout_officer("Olga Officer")
    sent = {
        "note": "By cheque to the university",
        "proof": "Agreed with P. Payout, mail of 25 April",
        "digest": seen(stipend),
    }
    html = enter(officer).post(url, sent, follow=True).content.decode()

    payee = fresh(stipend).payee
    assert payee
    assert (payee.version, payee.destination, payee.given_by) == (2, "By cheque to the university", officer)
    assert "Agreed: Agreed with P. Payout, mail of 25 April (Olga Officer" in html
    assert approve(stipend).status == "approved"


def test_whoever_wrote_the_agreement_down_cannot_release_the_money():
    officer, stipend = make_payout_officer(), make_ready(method="other")
    recipient.agree(stipend, "By cheque", "Mail of 25 April", digest=seen(stipend), by=officer, at=LATER)
    approve(stipend)

    with pytest.raises(Refused, match="Another officer has to release it"):
        freeze([fresh(stipend)], by=officer, provider="bank_csv")

    batch = send([fresh(stipend)], provider="bank_csv")
    assert "By cheque" in batch.file
    assert "Mail of 25 April" not in batch.file


@pytest.mark.parametrize(
    "change",
    [{"proof": " "}, {"note": "=1"}, {"note": "DE89 3704 0044 0532 0130 00"}, {"proof": "IBAN DE89370400440532013000"}],
)
def test_an_agreement_that_says_nothing_or_too_much_is_not_kept(enter: Enter, change: dict[str, str]):
    stipend = make_ready(method="other")
    sent = {"note": "By cheque", "proof": "Mail of 25 April", "digest": seen(stipend), **change}

    answer = enter(make_payout_officer()).post(reverse("stipends:agree", args=[stipend.public_id]), sent, follow=True)

    assert "Nothing has been changed." in answer.content.decode()
    assert stipend.enrollment.person.payees.count() == 1


def test_an_agreement_is_for_the_details_that_were_seen_and_for_another_way_alone():
    stipend, bank = make_ready(method="other"), make_ready(method="bank")
    stale = seen(stipend)
    give_details(stipend, replace(details_of(stipend.enrollment.person, "other"), destination="By post"))

    for one, digest in ((stipend, stale), (bank, seen(bank))):
        with pytest.raises(Refused, match="changed after you opened the page"):
            recipient.agree(fresh(one), "By cheque", "Mail", digest=digest, by=make_payout_officer(), at=LATER)


def test_a_change_by_the_person_needs_a_new_agreement():
    stipend = make_ready(method="other")
    recipient.agree(stipend, "By cheque", "Mail", digest=seen(stipend), by=make_payout_officer(), at=LATER)
    approve(stipend)

    give_details(fresh(stipend), replace(details_of(stipend.enrollment.person, "other"), destination="By post"))

    assert fresh(stipend).status == "ready"
    with pytest.raises(Refused, match="not yet written down"):
        approve(stipend)


def test_saving_an_unchanged_bank_form_keeps_what_finance_entered_and_the_approval():
    stipend = make_without_recipient()
    person = stipend.enrollment.person
    approve(enter_recipient(stipend, make_payout_officer()))

    with pytest.raises(Refused, match="we have already"):
        give_details(fresh(stipend), replace(details_of(person, "bank"), destination=""), at=LATER)
    kept = (fresh(stipend).status, person.payees.count())
    give_details(fresh(stipend), replace(details_of(person, "bank"), destination="", country="NG"), at=LATER)

    assert kept == ("approved", 2)
    assert (fresh(stipend).status, person.payees.count()) == ("ready", 3)


@pytest.mark.parametrize("words", ["the person's", "finance's"])
def test_saying_again_what_was_agreed_keeps_what_finance_wrote_down(words: str):
    stipend = make_ready(method="other")
    person = stipend.enrollment.person
    recipient.agree(stipend, "To the university", "Mail", digest=seen(stipend), by=make_payout_officer(), at=LATER)
    approve(stipend)
    said = details_of(person, "other")

    with pytest.raises(Refused, match="we have already"):
        give_details(
            fresh(stipend), said if words == "the person's" else replace(said, destination="To the university")
        )

    assert (fresh(stipend).status, person.payees.count()) == ("approved", 2)


def test_finance_enters_another_recipient_or_agreement_for_the_same_details():
    bank, other, officer = make_without_recipient(), make_ready(method="other"), make_payout_officer()
    enter_recipient(bank, officer)
    recipient.agree(other, "By cheque", "Mail", digest=seen(other), by=officer, at=LATER)

    enter_recipient(bank, officer, "R-2")
    recipient.agree(fresh(other), "By cheque", "Another mail", digest=seen(other), by=officer, at=LATER)

    assert [one.enrollment.person.payees.count() for one in (bank, other)] == [3, 3]

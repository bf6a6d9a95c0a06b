"""The life of a stipend from completion to approval."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import Group, User
from cohorts.workflow.enrollment import cancel
from mlsafety_course.outbox.models import Message
from mlsafety_course.transitions import Refused
from stipends.ledger import balance
from stipends.models import LedgerEntry, Stipend
from stipends.workflow import stipend as workflow
from stipends.workflow.terms import set_terms
from tests.factories.cohorts import make_cohort, make_enrollment
from tests.factories.people import make_approver, make_payout_officer, make_person
from tests.factories.stipends import (
    EARNED,
    LATER,
    PAYPAL,
    approve,
    details_of,
    freeze,
    fresh,
    give_details,
    make_approved,
    make_completion,
    make_ready,
    make_stipend,
    make_terms,
    other_details,
)

pytestmark = pytest.mark.django_db
S = Stipend.Status


def test_completions_open_stipends_once_however_often_the_clock_asks():
    first, second = make_completion(), make_completion()

    opened = [workflow.open_due(at=EARNED) for _ in range(3)]

    assert opened == [2, 0, 0]
    assert {stipend.completion for stipend in Stipend.objects.all()} == {first, second}
    assert LedgerEntry.objects.count() == 4
    assert Message.objects.filter(topic="stipend").count() == 2


def test_amount_and_currency_are_frozen_when_the_stipend_opens():
    stipend = make_stipend()
    cohort = stipend.enrollment.cohort

    set_terms(
        cohort, amount_cents=900_00, budget_cents=9_000_00, budget_code="X", purpose="Y", by=make_payout_officer(),
        at=LATER,
    )  # fmt: skip

    assert fresh(stipend).amount_cents == 500_00
    assert cohort.stipend_terms.changes.count() == 2


def test_a_cohort_without_terms_opens_nothing_yet_and_catches_up():
    completion = make_completion()
    later = make_cohort()
    completion.enrollment.cohort.stipend_terms.changes.all().delete()
    completion.enrollment.cohort.stipend_terms.delete()
    assert workflow.open_due(at=EARNED) == 0

    make_terms(completion.enrollment.cohort)

    assert workflow.open_due(at=EARNED) == 1
    assert not Stipend.objects.filter(enrollment__cohort=later).exists()


def test_details_given_before_completion_make_the_stipend_ready_at_once():
    completion = make_completion()
    person = completion.enrollment.person
    workflow.give_details(person, details_of(person), by=person, at=EARNED - timedelta(days=10))

    workflow.open_due(at=EARNED)

    assert completion.stipend.status == S.READY
    assert completion.stipend.expected_on == (EARNED + timedelta(days=21)).date()
    assert "nothing you need to do" in Message.objects.get(person=person, topic="stipend").text


def test_details_are_refused_before_week_five_and_after_their_closing():
    stipend = make_stipend()
    cohort, person = stipend.enrollment.cohort, stipend.enrollment.person

    for at in (cohort.starts_at, cohort.details_close_at):
        with pytest.raises(Refused):
            workflow.give_details(person, PAYPAL, by=person, at=at)

    assert not person.payees.exists()


def test_payee_details_are_versions_encrypted_and_masked():
    stipend = give_details(make_stipend(), PAYPAL)
    payee = stipend.payee
    assert payee

    give_details(stipend, other_details(stipend))

    versions = list(stipend.enrollment.person.payees.order_by("version").values_list("version", flat=True))
    assert versions == [1, 2]
    assert (payee.legal_name, payee.destination) == ("Ada Okafor", "ada@example.com")
    assert "Okafor" not in payee.legal_name_encrypted
    assert "example" not in payee.destination_encrypted
    assert payee.masked == "a•••@example.com"


def test_the_fingerprint_finds_the_same_recipient_and_the_digest_differs():
    one, two = give_details(make_stipend(), PAYPAL).payee, give_details(make_stipend(), PAYPAL).payee
    assert one
    assert two

    assert one.fingerprint == two.fingerprint
    assert one.digest != two.digest


def test_changed_details_take_the_approval_back_and_tell_the_person():
    stipend = make_approved()
    old = stipend.payee

    stipend = give_details(stipend, other_details(stipend), at=LATER)

    assert stipend.status == S.READY
    assert stipend.payee != old
    assert (stipend.approved_by, stipend.approved_digest) == (None, "")
    assert Message.objects.filter(person=stipend.enrollment.person, key__startswith="stipend-details:").count() == 1


@pytest.mark.parametrize("text", ["=cmd|x", "+1@example.com", "@home", "-ada@example.com", "ada\n@example.com"])
def test_details_that_a_file_would_have_to_change_are_refused(text: str):
    stipend = make_stipend()

    with pytest.raises(Refused):
        give_details(stipend, details_of(stipend.enrollment.person).__class__("Ada", "NG", "paypal", text))

    assert fresh(stipend).status == S.NEEDS_DETAILS


def test_nobody_but_finance_changes_the_details_of_another():
    stipend = make_stipend()
    person = stipend.enrollment.person

    with pytest.raises(Refused):
        workflow.give_details(person, PAYPAL, by=make_approver(), at=EARNED)
    workflow.give_details(person, PAYPAL, by=make_payout_officer(), at=EARNED)

    assert fresh(stipend).status == S.READY


def test_approval_keeps_who_when_and_what_was_seen():
    approver, stipend = make_approver(), make_ready()

    stipend = approve(stipend, approver)

    assert stipend.payee
    assert (stipend.status, stipend.approved_by, stipend.approved_at) == (S.APPROVED, approver, LATER)
    assert stipend.approved_digest == stipend.payee.digest


def test_an_approval_of_other_details_than_were_seen_is_refused():
    stipend = make_ready()
    assert stipend.payee
    seen = stipend.payee.digest
    stipend = give_details(stipend, other_details(stipend))

    with pytest.raises(Refused, match="changed after you opened"):
        workflow.approve(stipend, digest=seen, by=make_approver(), at=LATER)

    assert fresh(stipend).status == S.READY


def test_a_stale_copy_with_old_details_cannot_be_approved():
    stale = make_ready()
    assert stale.payee
    give_details(stale, other_details(stale))

    with pytest.raises(Refused):
        workflow.approve(stale, digest=stale.payee.digest, by=make_approver(), at=LATER)

    assert fresh(stale).status == S.READY


def test_nobody_approves_their_own_stipend():
    approver = make_approver()
    stipend = make_ready(approver)

    with pytest.raises(Refused, match="your own"):
        approve(stipend, approver)

    assert fresh(stipend).status == S.READY


def test_a_superuser_alone_moves_no_money():
    superuser = User.objects.create_superuser("root@example.com", full_name="Root")
    stipend = make_ready()
    acts: list[Any] = [
        lambda: approve(stipend, superuser),
        lambda: workflow.reject(stipend, "No", by=superuser, at=LATER),
        lambda: workflow.hold(stipend, "Wait", by=superuser, at=LATER),
        lambda: workflow.void(stipend, "No", by=superuser, at=LATER),
    ]

    for act in acts:
        with pytest.raises(Refused, match="group"):
            act()

    assert fresh(stipend).status == S.READY


def test_a_disabled_approver_approves_nothing():
    approver = make_approver()
    approver.is_active = False
    approver.save()

    with pytest.raises(Refused, match="group"):
        approve(make_ready(), approver)


def test_the_budget_stops_the_approval_that_would_exceed_it():
    cohort = make_cohort()
    make_terms(cohort, budget_cents=1_000_00)
    rows = [make_ready(cohort=cohort) for _ in range(3)]
    for row in rows[:2]:
        approve(row)

    with pytest.raises(Refused, match="budget"):
        approve(rows[2])

    assert fresh(rows[2]).status == S.READY


def test_the_budget_cannot_fall_below_what_is_approved():
    cohort = make_approved().enrollment.cohort

    with pytest.raises(Refused, match="cannot be lower"):
        make_terms(cohort, budget_cents=499_99)


def test_whoever_takes_part_in_a_cohort_does_not_set_its_terms():
    cohort, officer = make_cohort(), make_payout_officer()
    enrollment = make_enrollment(cohort, officer)
    answers: dict[str, Any] = {"amount_cents": 900_00, "budget_cents": 9_000_00, "budget_code": "X", "purpose": "Y"}

    with pytest.raises(Refused, match="You take part in this cohort yourself"):
        set_terms(cohort, **answers, by=officer, at=LATER)
    set_terms(make_cohort(), **answers, by=officer, at=LATER)
    cancel(enrollment, "No time", by=officer, at=cohort.starts_at - timedelta(days=2))
    set_terms(cohort, **answers, by=officer, at=LATER)

    assert cohort.stipend_terms.amount_cents == 900_00


def test_a_held_stipend_is_not_approved_until_it_is_let_go():
    stipend, approver = make_ready(), make_approver()
    workflow.hold(stipend, "We are waiting for your tax form.", by=approver, at=LATER)
    with pytest.raises(Refused):
        approve(stipend)

    workflow.unhold(fresh(stipend), "It is clear.", by=approver, at=LATER)

    assert approve(stipend).status == S.APPROVED
    reasons = list(stipend.moves.values_list("reason", flat=True))
    assert "Put on hold: We are waiting for your tax form." in reasons
    assert "Taken off hold: It is clear." in reasons
    assert "It is clear." in Message.objects.get(subject="Your stipend goes on").text


@pytest.mark.parametrize("group", [Group.APPROVER, Group.PAYOUT_OFFICER])
def test_a_hold_is_taken_off_by_the_group_that_put_it_on_and_by_no_other(group: Group):
    other = {Group.APPROVER: Group.PAYOUT_OFFICER, Group.PAYOUT_OFFICER: Group.APPROVER}[group]
    stipend = make_ready()
    workflow.hold(stipend, "Wait", by=make_person("Holder", group), at=LATER)

    with pytest.raises(Refused, match=str(group.label)):
        workflow.unhold(fresh(stipend), "It is clear.", by=make_person("Other", other), at=LATER)
    still_held = fresh(stipend).is_held
    workflow.unhold(fresh(stipend), "It is clear.", by=make_person("Colleague", group), at=LATER)

    assert still_held
    assert not fresh(stipend).is_held


def test_a_hold_of_somebody_who_left_both_groups_is_taken_off_by_either():
    stipend, approver = make_ready(), make_approver()
    workflow.hold(stipend, "Wait", by=approver, at=LATER)
    approver.groups.clear()

    workflow.unhold(fresh(stipend), "It is clear.", by=make_payout_officer(), at=LATER)

    assert not fresh(stipend).is_held


def test_a_hold_of_what_has_ended_is_not_taken_off_and_nobody_is_told_that_it_goes_on():
    stipend, approver = make_ready(), make_approver()
    workflow.hold(stipend, "Wait", by=approver, at=LATER)
    workflow.reject(fresh(stipend), "No", by=approver, at=LATER)
    with pytest.raises(Refused, match="has ended"):
        workflow.unhold(fresh(stipend), "It is clear.", by=approver, at=LATER)
    assert not Message.objects.filter(subject="Your stipend goes on").exists()
    assert not fresh(stipend).is_held

    workflow.reinstate(fresh(stipend), "It was found.", by=make_approver("Bea Approver"), at=LATER)
    still_held = fresh(stipend).is_held
    workflow.unhold(fresh(stipend), "It is clear.", by=approver, at=LATER)

    assert still_held
    assert not fresh(stipend).is_held


def test_a_stale_page_does_not_take_off_a_newer_hold():
    stipend, approver = make_ready(), make_approver()
    workflow.hold(stipend, "Wait", by=approver, at=LATER)
    stale = fresh(stipend)
    workflow.unhold(fresh(stipend), "It is clear.", by=approver, at=LATER)
    workflow.hold(fresh(stipend), "Wait for the bank", by=make_payout_officer(), at=LATER + timedelta(hours=1))

    with pytest.raises(Refused):
        workflow.unhold(stale, "It is clear.", by=approver, at=LATER + timedelta(hours=2))

    assert fresh(stipend).hold_reason == "Wait for the bank"


def test_two_holds_and_two_releases_are_refused():
    stipend, approver = make_ready(), make_approver()
    workflow.hold(stipend, "Wait", by=approver, at=LATER)
    with pytest.raises(Refused):
        workflow.hold(fresh(stipend), "Wait more", by=approver, at=LATER)
    workflow.unhold(fresh(stipend), "It is clear.", by=approver, at=LATER)

    with pytest.raises(Refused):
        workflow.unhold(fresh(stipend), "It is clear.", by=approver, at=LATER)


def test_an_appeal_is_granted_by_another_approver_than_the_one_who_rejected():
    stipend, first, second = make_ready(), make_approver(), make_approver("Bea Approver")
    workflow.reject(stipend, "The exit survey is not yours.", by=first, at=LATER)
    with pytest.raises(Refused, match="another approver"):
        workflow.reinstate(fresh(stipend), "It is", by=first, at=LATER)

    workflow.reinstate(fresh(stipend), "It was found.", by=second, at=LATER)

    assert fresh(stipend).status == S.READY
    assert balance()["USD"] == {"expense": 500_00, "payable": -500_00, "in_transit": 0, "cash": 0}


def test_a_granted_appeal_goes_on_with_the_details_that_the_person_gave_meanwhile():
    stipend = make_ready()
    workflow.reject(stipend, "The survey is not yours.", by=make_approver(), at=LATER)
    give_details(stipend, other_details(stipend), at=LATER)

    workflow.reinstate(fresh(stipend), "It was found.", by=make_approver("Bea Approver"), at=LATER)

    payee = fresh(stipend).payee
    assert payee
    assert (fresh(stipend).status, payee.version) == (S.READY, 2)
    with pytest.raises(Refused, match="can be used from"):
        freeze([approve(stipend)])


def test_the_rejection_says_why_and_until_when_to_appeal():
    stipend = make_ready()

    workflow.reject(stipend, "The meetings were not yours.", by=make_approver(), at=LATER)

    text = Message.objects.get(person=stipend.enrollment.person, subject="Your stipend was not approved").text
    assert "The meetings were not yours." in text
    assert "London time" in text


def test_declining_is_possible_and_can_be_taken_back_until_details_close():
    stipend = make_ready()
    person, closes_at = stipend.enrollment.person, stipend.enrollment.cohort.details_close_at
    workflow.decline(stipend, by=person, at=EARNED)
    assert balance()["USD"] == {"expense": 0, "payable": 0, "in_transit": 0, "cash": 0}

    with pytest.raises(Refused):
        workflow.take_back(fresh(stipend), by=person, at=closes_at)
    workflow.take_back(fresh(stipend), by=person, at=closes_at - timedelta(seconds=1))

    assert fresh(stipend).status == S.READY
    assert balance()["USD"]["payable"] == -500_00


def test_declining_for_another_is_refused():
    stipend = make_stipend()

    with pytest.raises(Refused):
        workflow.decline(stipend, by=make_person("Bo", Group.APPROVER), at=EARNED)

    assert fresh(stipend).status == S.NEEDS_DETAILS


def test_declining_and_coming_back_again_and_again_keeps_the_book_even():
    stipend = make_stipend()
    person = stipend.enrollment.person

    for _ in range(3):
        workflow.decline(fresh(stipend), by=person, at=EARNED)
        workflow.take_back(fresh(stipend), by=person, at=EARNED)

    assert balance()["USD"] == {"expense": 500_00, "payable": -500_00, "in_transit": 0, "cash": 0}
    assert LedgerEntry.objects.count() == 14


def test_a_bank_transfer_waits_for_the_reference_that_finance_enters():
    stipend = make_stipend()
    person, officer = stipend.enrollment.person, make_payout_officer()
    details = details_of(person, "bank")
    stipend = give_details(stipend, details.__class__(details.legal_name, "GB", "bank", ""))
    with pytest.raises(Refused, match="Finance has not entered"):
        approve(stipend)

    workflow.give_details(person, details, by=officer, at=LATER)

    assert approve(stipend).status == S.APPROVED


def mail(stipend: Stipend, subject: str) -> str:
    return Message.objects.get(person=stipend.enrollment.person, subject=subject).text


def test_a_hold_that_ends_tells_the_new_day_and_none_while_details_are_missing():
    ready, open_, approver = make_ready(), make_stipend(), make_approver()
    for stipend in (ready, open_):
        workflow.hold(stipend, "Wait", by=approver, at=LATER)

    for stipend in (ready, open_):
        workflow.unhold(fresh(stipend), "It is clear.", by=approver, at=LATER + timedelta(days=60))

    assert fresh(ready).expected_on == (LATER + timedelta(days=81)).date()
    assert "We expect to pay you by Sunday 16 July 2023." in mail(ready, "Your stipend goes on")
    assert fresh(open_).expected_on is None
    assert "We expect" not in mail(open_, "Your stipend goes on")


def test_an_approval_keeps_the_promised_day_and_tells_a_new_one_where_it_has_passed():
    early, late = make_ready(), make_ready()
    promised = early.expected_on
    assert promised

    approve(early, at=EARNED + timedelta(days=21))
    approve(late, at=EARNED + timedelta(days=22))

    assert fresh(early).expected_on == promised
    assert fresh(late).expected_on == promised + timedelta(days=22)
    assert "We expect it to be paid by Tuesday 6 June 2023." in mail(late, "Your stipend is approved")


@pytest.mark.parametrize("end", ["declined", "rejected"])
def test_no_day_is_promised_for_what_comes_back_and_is_still_on_hold(end: str):
    stipend, approver = make_ready(), make_approver()
    person = stipend.enrollment.person
    workflow.hold(stipend, "Wait", by=approver, at=LATER)

    if end == "declined":
        workflow.decline(fresh(stipend), by=person, at=LATER)
        workflow.take_back(fresh(stipend), by=person, at=LATER)
    else:
        workflow.reject(fresh(stipend), "No", by=approver, at=LATER)
        workflow.reinstate(fresh(stipend), "Found", by=make_approver("Bea Approver"), at=LATER)

    told = {"declined": "Your stipend is yours again", "rejected": "Your stipend is up for approval again"}[end]
    assert "expect" not in mail(stipend, told)

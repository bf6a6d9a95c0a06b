"""One's own stipend, as its person sees it."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from mlsafety_course import timekit
from mlsafety_course.outbox.models import Message
from stipends import journey
from stipends.models import Payee, Stipend
from stipends.workflow import settling, withholding
from stipends.workflow import stipend as workflow
from tests.factories.cohorts import make_cohort, make_enrollment
from tests.factories.people import make_approver, make_payout_officer, make_person
from tests.factories.stipends import (
    LATER,
    fresh,
    give_details,
    make_approved,
    make_completion,
    make_paid,
    make_ready,
    make_stipend,
    make_terms,
    other_details,
    send,
)
from tests.stipends.conftest import Enter

pytestmark = pytest.mark.django_db
MINE, DETAILS = reverse("stipends:mine"), reverse("stipends:details")
ANSWERS = {
    "legal_name": "Ada Okafor",
    "country": "NG",
    "method": "paypal",
    "paypal_address": "ada@example.com",
    "note": "",
}


def page(enter: Enter, stipend: Stipend) -> str:
    return enter(stipend.enrollment.person).get(MINE).content.decode()


@pytest.mark.parametrize("name", ["mine", "details"])
def test_a_visitor_is_asked_to_sign_in(client: Client, name: str):
    answer = client.get(reverse(f"stipends:{name}"))

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


def test_a_person_without_a_course_is_told_so(enter: Enter):
    assert "You are not in a cohort" in enter(make_person()).get(MINE).content.decode()


def test_a_participant_reads_what_the_stipend_will_be_before_it_is_earned(enter: Enter):
    cohort = make_cohort()
    make_terms(cohort)

    html = enter(make_enrollment(cohort).person).get(MINE).content.decode()

    assert "$500.00" in html
    assert "Give your payment details now" in html


def test_a_cohort_without_terms_has_a_page_too(enter: Enter):
    assert enter(make_enrollment().person).get(MINE).status_code == 200


def test_the_page_says_whom_we_wait_for_at_each_step(enter: Enter):
    assert "We wait for you" in page(enter, make_stipend())
    assert "We wait for a stipend approver" in page(enter, make_ready())
    assert "We wait for the payout officer" in page(enter, make_approved())
    assert "the payment is confirmed" in page(enter, make_paid())


def test_the_page_shows_gross_withheld_and_net_and_the_reference(enter: Enter):
    stipend = make_paid()

    html = page(enter, stipend)

    assert stipend.payouts.get().number in html
    assert f"REF-{stipend.payouts.get().number}" in html
    assert ">$0.00" in html


def test_once_paid_the_page_no_longer_says_what_could_still_change(enter: Enter):
    ready, paid = page(enter, make_ready()), page(enter, make_paid())

    assert "Details can be changed until" in ready
    assert "Details can be changed until" not in paid


def test_a_past_day_is_never_promised(enter: Enter):
    stipend = make_ready()
    expected = stipend.expected_on
    assert expected
    assert "We expect to pay you by Monday 15 May 2023" in page(enter, stipend)

    with time_machine.travel(LATER + timedelta(days=60), tick=False):
        late = page(enter, stipend)

    assert "15 May" not in late
    assert "It takes longer than we told you" in late


def test_a_hold_is_explained_in_plain_words_without_a_date(enter: Enter):
    stipend = make_ready()
    workflow.hold(stipend, "Your bank needs a tax form.", by=make_approver(), at=LATER)

    html = page(enter, stipend)

    assert "Your bank needs a tax form." in html
    assert "We expect to pay you" not in html


@pytest.mark.parametrize("end", ["declined", "rejected", "void"])
def test_what_was_held_and_then_ended_is_told_as_ended(enter: Enter, end: str):
    stipend, approver = make_ready(), make_approver()
    workflow.hold(stipend, "Your bank needs a tax form.", by=approver, at=LATER)
    if end == "declined":
        workflow.decline(fresh(stipend), by=stipend.enrollment.person, at=LATER)
    else:
        act = workflow.reject if end == "rejected" else workflow.void
        act(fresh(stipend), "The survey is not yours.", by=approver, at=LATER)

    html = page(enter, stipend)

    assert journey.WAITING[Stipend.Status(end)] in html
    assert "on hold" not in html
    assert "stays yours" not in html


def test_a_rejection_says_why_and_until_when_to_object(enter: Enter):
    stipend = make_ready()
    workflow.reject(stipend, "The survey is not yours.", by=make_approver(), at=LATER)

    html = page(enter, stipend)

    assert "The survey is not yours." in html
    assert "write to us until" in html


def test_details_are_given_and_never_shown_in_full_again(enter: Enter):
    stipend = make_stipend()
    client = enter(stipend.enrollment.person)

    answer = client.post(DETAILS, ANSWERS)

    assert answer["Location"] == MINE
    assert fresh(stipend).status == "ready"
    html = client.get(MINE).content.decode()
    assert "a•••@example.com" in html
    assert "ada@example.com" not in html + client.get(DETAILS).content.decode()


def test_the_form_says_that_no_account_numbers_are_asked_for(enter: Enter):
    html = enter(make_stipend().enrollment.person).get(DETAILS).content.decode()

    assert "We never ask for account or card numbers" in html


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"paypal_address": ""}, "Give your PayPal address."),
        ({"paypal_address": "+a@example.com"}, "This address cannot be used."),
        ({"method": "other"}, "Say what was agreed."),
        ({"method": "other", "note": "IBAN DE89 3704 0044 0532 0130 00"}, "This looks like an account number."),
        ({"legal_name": "=SUM(A1)"}, "A name begins with a letter."),
        ({"legal_name": "Аня Орлова"}, "Banks and PayPal need Latin letters"),
        ({"legal_name": "Аня Орлова", "method": "bank"}, "Banks and PayPal need Latin letters"),
        ({"country": "XX"}, "valid choice"),
        ({"method": ""}, "required"),
    ],
)
def test_a_mistake_is_explained_and_nothing_typed_is_lost(enter: Enter, change: dict[str, str], sentence: str):
    stipend = make_stipend()

    answer = enter(stipend.enrollment.person).post(DETAILS, {**ANSWERS, **change})

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert change.get("legal_name", "Ada Okafor") in answer.content.decode()
    assert not Payee.objects.exists()


def test_answers_for_other_ways_of_payment_are_not_kept(enter: Enter):
    stipend = make_stipend()

    enter(stipend.enrollment.person).post(DETAILS, {**ANSWERS, "method": "bank"})

    payee = Payee.objects.get()
    assert (payee.method, payee.destination) == ("bank", "")


def test_a_name_in_other_letters_is_taken_where_the_way_of_payment_does_not_mind(enter: Enter):
    answers = {**ANSWERS, "method": "other", "note": "By cheque", "legal_name": "Аня Орлова"}

    enter(make_stipend().enrollment.person).post(DETAILS, answers)

    assert Payee.objects.get().legal_name == "Аня Орлова"


def test_accents_are_latin_letters(enter: Enter):
    enter(make_stipend().enrollment.person).post(DETAILS, {**ANSWERS, "legal_name": "Zoë Nguyễn-Łukasz"})

    assert Payee.objects.get().legal_name == "Zoë Nguyễn-Łukasz"


def test_details_are_refused_before_they_open(enter: Enter):
    enrollment = make_enrollment()
    with time_machine.travel(enrollment.cohort.starts_at, tick=False):
        client = enter(enrollment.person)

        assert client.get(DETAILS).status_code == 409
        assert client.post(DETAILS, ANSWERS).status_code == 409

    assert not Payee.objects.exists()


def test_declining_and_taking_it_back_are_a_button_each(enter: Enter):
    stipend = make_ready()
    client = enter(stipend.enrollment.person)

    client.post(reverse("stipends:decline"))
    assert fresh(stipend).status == "declined"
    assert "You have chosen not to receive the stipend" in client.get(MINE).content.decode()
    client.post(reverse("stipends:take_back"))

    assert fresh(stipend).status == "ready"


def test_what_has_ended_shows_how_far_it_came_and_nothing_struck_through(enter: Enter):
    declined, rejected = make_ready(), make_ready()
    workflow.decline(declined, by=declined.enrollment.person, at=LATER)
    workflow.reject(rejected, "No", by=make_approver(), at=LATER)

    gone, refused = page(enter, declined), page(enter, rejected)

    assert "You chose not to receive it" in gone
    assert "Not approved" in refused
    assert "step-skipped" not in gone + refused
    assert "step-todo" not in gone + refused


def test_a_stale_page_cannot_decline_what_is_approved(enter: Enter):
    stipend = make_approved()

    assert enter(stipend.enrollment.person).post(reverse("stipends:decline")).status_code == 409
    assert fresh(stipend).status == "approved"


@pytest.mark.parametrize("name", ["decline", "take_back"])
def test_without_a_stipend_there_is_nothing_to_decline(enter: Enter, name: str):
    client = enter(make_person())

    assert client.post(reverse(f"stipends:{name}")).status_code == 404
    assert client.get(reverse(f"stipends:{name}")).status_code == 405


def test_returned_money_asks_for_details_again(enter: Enter):
    stipend = make_paid()
    settling.mark_returned(stipend.payouts.get(), "Account closed", by=make_payout_officer(), at=LATER)

    html = page(enter, stipend)

    assert "Tell us how to pay you" in html
    assert "Came back to us" in html


def test_what_is_withheld_is_said_before_anything_is_paid(enter: Enter):
    stipend = make_ready()
    withholding.withhold(stipend, 70_00, "US tax, 14 %", by=make_approver(), at=LATER)

    html = page(enter, stipend)

    assert "<dt>Withheld</dt><dd>$70.00" in html
    assert "US tax, 14 %" in html
    assert "<strong>$430.00</strong>" in html


def test_after_a_change_the_wait_is_told_with_its_end_in_the_readers_own_zone(enter: Enter):
    stipend = make_ready()
    stipend.enrollment.person.zone = "Asia/Tokyo"
    stipend.enrollment.person.save()
    before = page(enter, stipend)
    give_details(stipend, other_details(stipend), at=LATER)

    html = page(enter, stipend)

    assert "Nothing is paid to your new details" not in before
    assert "Nothing is paid to your new details before Saturday 29 April 2023, 21:00" in html
    with time_machine.travel(LATER + timedelta(hours=73), tick=False):
        assert "Nothing is paid to your new details" not in page(enter, stipend)


def test_paid_by_says_where_this_stipend_goes_and_not_what_was_given_after_it_left(enter: Enter):
    stipend = make_approved()
    send([stipend])
    give_details(stipend, other_details(stipend), at=LATER)

    html = page(enter, stipend)

    assert "<dt>Paid by</dt><dd>PayPal, p•••@" in html
    assert "n•••@" not in html


def test_unclaimed_money_says_how_and_by_when_to_claim_it(enter: Enter):
    stipend = make_approved()
    payout = send([stipend]).payouts.get()
    settling.unclaimed(payout, by=None, at=LATER)

    html = page(enter, stipend)

    assert "We wait for you: PayPal holds the money" in html
    assert "Claim it by Friday 26 May 2023" in html
    assert "Waits for you at PayPal" in html
    assert f"p•••@{stipend.enrollment.person.email.partition('@')[2]}" in html


def test_money_is_claimed_within_30_days_of_its_sending_however_late_that_is_recorded(enter: Enter):
    soon, late, officer = make_approved(), make_approved(), make_payout_officer()
    batch = send([soon, late])
    for stipend, days in ((soon, 10), (late, 31)):
        at = LATER + timedelta(days=days)
        settling.mark_unclaimed(batch.payouts.get(stipend=stipend), by=officer, at=at)

    mails = [
        Message.objects.get(person=one.enrollment.person, key__contains=":unclaimed:").text for one in (soon, late)
    ]

    assert {payout.claim_by for payout in batch.payouts.all()} == {LATER + timedelta(days=30)}
    assert "Claim it by Friday 26 May 2023" in mails[0]
    assert "Claim it by" not in mails[1]
    assert "Do it now: PayPal sends the money back to us" in mails[1]


def test_once_the_time_to_claim_has_passed_the_page_says_what_comes_next(enter: Enter):
    stipend = make_approved()
    settling.unclaimed(send([stipend]).payouts.get(), by=None, at=LATER)

    with time_machine.travel(LATER + timedelta(days=30), tick=False):
        html = page(enter, stipend)

    assert "We wait for PayPal: the time to claim the money has passed" in html
    assert "you can claim it until" not in html
    assert "Claim it by" not in html


def test_nobody_reads_our_words_for_doubt_about_their_money(enter: Enter):
    stipend = make_approved()
    payout = send([stipend]).payouts.get()
    settling.ask_people(payout, "Nobody knows.", at=LATER)

    html = page(enter, stipend)

    assert "Being checked by staff" in html
    assert "Nobody knows." not in html


def test_the_form_offers_to_decline_beside_the_ways_of_payment(enter: Enter):
    ready, approved = make_ready(), make_approved()

    offered = enter(ready.enrollment.person).get(DETAILS).content.decode()

    assert reverse("stipends:decline") in offered
    assert reverse("stipends:decline") not in enter(approved.enrollment.person).get(DETAILS).content.decode()


def test_another_way_waits_for_finance_to_write_down_what_was_agreed(enter: Enter):
    assert "Finance checks with you how you would like to be paid" in page(enter, make_ready(method="other"))


def fail(stipend: Stipend, outcome: str) -> Stipend:
    """Its money does not arrive: the payment fails, or comes back unclaimed or paid."""
    officer, payout = make_payout_officer(), send([stipend]).payouts.get()
    if outcome == "rejected":
        settling.reject_payout(payout, "Address unknown", by=officer, at=LATER)
    else:
        act = settling.unclaimed if outcome == "unclaimed" else settling.paid
        act(payout, by=officer, at=LATER, reference=payout.number)
        settling.mark_returned(payout, "It came back", by=officer, at=LATER)
    return fresh(stipend)


@pytest.mark.parametrize(
    ("outcome", "status"), [("rejected", "approved"), ("unclaimed", "ready"), ("paid", "needs_details")]
)
def test_money_that_did_not_arrive_can_go_elsewhere_after_details_have_closed(enter: Enter, outcome: str, status: str):
    stipend = fail(make_approved(), outcome)
    person = stipend.enrollment.person
    assert stipend.status == status

    with time_machine.travel(stipend.enrollment.cohort.details_close_at + timedelta(days=30), tick=False):
        client = enter(person)
        offered = client.get(MINE).content.decode()
        answer = client.post(DETAILS, ANSWERS)

    assert f'href="{DETAILS}"' in offered
    assert "until the money is sent again" in offered
    assert answer["Location"] == MINE
    assert fresh(stipend).status == "ready"
    assert fresh(stipend).payee == person.payees.get(version=2)


def test_details_of_money_that_never_left_are_closed_with_their_date(enter: Enter):
    for stipend in (make_ready(), make_approved()):
        with time_machine.travel(stipend.enrollment.cohort.details_close_at, tick=False):
            client = enter(stipend.enrollment.person)
            assert f'href="{DETAILS}"' not in client.get(MINE).content.decode()
            assert client.post(DETAILS, ANSWERS).status_code == 409


def test_a_stipend_that_opens_after_details_have_closed_has_two_weeks_of_its_own(enter: Enter):
    completion = make_completion()
    opened_at = completion.enrollment.cohort.details_close_at + timedelta(days=40)
    workflow.open_due(at=opened_at)
    mail = Message.objects.get(person=completion.enrollment.person, topic="stipend").text

    with time_machine.travel(opened_at + timedelta(days=14) - timedelta(seconds=1), tick=False):
        client = enter(completion.enrollment.person)
        offered = client.get(MINE).content.decode()
        client.post(reverse("stipends:decline"))
        declined = fresh(completion.stipend).status
        client.post(reverse("stipends:take_back"))
        client.post(DETAILS, ANSWERS)

    until = timekit.three_forms(opened_at + timedelta(days=14), "UTC", completion.enrollment.person.zone).own
    assert f"Tell us until: {until}" in mail
    assert f'href="{DETAILS}"' in offered
    assert until in offered
    assert (declined, fresh(completion.stipend).status) == ("declined", "ready")


def test_who_has_told_us_nothing_in_time_is_not_asked_on_a_page_that_would_refuse_it(enter: Enter):
    stipend = make_stipend()

    with time_machine.travel(stipend.enrollment.cohort.details_close_at, tick=False):
        html = page(enter, stipend)

    assert f'href="{DETAILS}"' not in html
    assert "The date for payment details has passed. Please write to us." in html
    assert "please tell us" not in html

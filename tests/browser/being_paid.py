"""The last part of the road: award, certificate, payment details, approval, batch, settlement."""

import re
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import expect

from curriculum import tasks as curriculum_tasks
from mlsafety_course.home.demo.cast import LOGINS, current_code
from stipends import tasks as stipends_tasks
from stipends.models import Payout
from tests.browser.road import EMAIL, NAME, Road
from tests.browser.walker import Walker

REFERENCE = "PP-7XK31"


def completion_is_awarded_and_the_stipend_opened(road: Road) -> None:
    """What the workers' tick does, called as it calls it."""
    road.clock.set(datetime(2023, 4, 24, 15, tzinfo=UTC))
    curriculum_tasks.tick()
    stipends_tasks.tick()
    assert "certificate" in road.mail("completed")
    assert "$500.00" in road.mail("Your stipend of")


def payment_details_are_given(road: Road) -> None:
    participant = road.at_home("/course/stipend/")
    participant.picture("stipend-opened")
    participant.follow("Tell us how to pay you")
    expect(participant.page.get_by_label("Legal name")).to_have_value(NAME)
    participant.pick("Country", "United States")
    participant.choose("How should we pay you?", "PayPal")
    participant.fill("PayPal address", EMAIL)
    participant.picture("payment-details")
    participant.press("Save")
    participant.is_told(re.compile("^Saved"))


def an_approver_approves_with_a_second_factor(road: Road) -> None:
    road.clock.set(datetime(2023, 4, 25, 16, tzinfo=UTC))
    approver = finance(road, "stipend approver", "/staff/stipends/")
    road.clock.pass_by(minutes=20)
    approver.visit("/staff/stipends/")
    approver.tick(re.compile("Choose Priya"))
    approver.picture("stipend-queue")
    approver.press("Look at the chosen ones and approve")
    approver.picture("approve")
    approver.press("Approve 1 stipend, $500.00")
    approver.is_told(re.compile("prove your second factor"))
    approver.picture("second-factor")
    prove(approver, "stipend approver", "Continue")
    approver.press("Approve 1 stipend, $500.00")
    approver.is_told("Approved: 1, $500.00 together.")
    approver.picture("approved")


def a_payout_officer_sends_a_batch(road: Road, folder: Path) -> None:
    road.clock.set(datetime(2023, 4, 26, 14, tzinfo=UTC))
    officer = finance(road, "payout officer", "/staff/stipends/batches/")
    officer.picture("batches")
    officer.pick("Kind of batch", "PayPal Payouts web file (CSV)")
    officer.press("Open a batch")
    officer.picture("batch-open")
    officer.press("Freeze the chosen ones")
    officer.picture("batch-frozen")
    officer.press("Mark as sent: 1 payout, $500.00")
    officer.is_told(re.compile("^Marked as sent"))
    officer.download(re.compile(r"\.csv$")).save_as(folder / "payouts.csv")
    text = (folder / "payouts.csv").read_text()
    assert EMAIL in text
    assert "500.00" in text
    road.mail("Your stipend is on its way")


def the_bank_has_paid(road: Road) -> None:
    road.clock.set(datetime(2023, 4, 28, 14, tzinfo=UTC))
    payout = Payout.objects.select_related("batch").get()
    officer = finance(road, "payout officer", f"/staff/stipends/batches/{payout.batch.public_id}/")
    officer.follow("Prove it now")
    prove(officer, "payout officer", "Continue")
    officer.fill("Payout number, reference", f"{payout.number}, {REFERENCE}")
    officer.press("Show what would be recorded")
    officer.picture("what-the-bank-says")
    officer.press("Record 1 as paid")
    officer.is_told("Recorded as paid: 1.")
    officer.picture("batch-settled")


def the_stipend_page_says_paid(road: Road) -> None:
    assert REFERENCE in road.mail("Your stipend has been paid")
    participant = road.at_home("/course/stipend/")
    participant.sees("Paid", REFERENCE)
    participant.picture("stipend-paid", phone=True)


def anybody_can_check_the_certificate(road: Road) -> None:
    participant = road.at_home("/course/certificate/")
    participant.sees(NAME)
    participant.picture("certificate")
    address = participant.page.get_by_role("link", name=re.compile("verify")).get_attribute("href")
    assert address
    visitor = road.walker("anybody")
    visitor.visit(address)
    visitor.sees("Valid", NAME)
    visitor.picture("certificate-checked", phone=True)


def the_ledger_balances(road: Road) -> None:
    officer = finance(road, "payout officer", "/staff/stipends/ledger/")
    expect(officer.page.get_by_text("Holds", exact=True).first).to_be_visible()
    expect(officer.page.get_by_text("Broken", exact=True)).to_have_count(0)
    officer.picture("ledger")


def finance(road: Road, role: str, path: str) -> Walker:
    """A page of money, for which signing in asks for the code of an authenticator app too."""
    walker = road.staff(role, path)
    if "/2fa/" in walker.page.url:
        prove(walker, role, "Sign in")
    return walker


def prove(walker: Walker, role: str, button: str) -> None:
    walker.write(walker.main.get_by_role("textbox"), current_code(LOGINS[role]))
    walker.press(button)

"""The first part of the road: public page, account, application, review, release, offer, placement."""

import re
from datetime import UTC, datetime

from playwright.sync_api import expect

from applications.rubric import CRITERIA
from cohorts.workflow import placement
from mlsafety_course.home.demo.cast import PASSWORD
from tests.browser import world as around
from tests.browser.road import EMAIL, NAME, Road
from tests.browser.walker import Walker

EVIDENCE = (
    "Two terms of linear algebra, Andrew Ng's course with its exercises, and a small vision transformer of my own."
)
MOTIVATION = "I keep models running for a living, and would like to know how to find the failures that no test shows."
COMMITMENT = "Wednesday evenings and Sunday mornings are free until May."
RECEIPT_NUMBER = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}")


def a_visitor_reads_the_public_page(road: Road) -> None:
    road.clock.set(datetime(2023, 1, 20, 15, tzinfo=UTC))
    visitor = road.priya
    visitor.visit("/")
    visitor.sees("What you will learn", "Hazard Analysis", "$500")
    visitor.picture("public-page", phone=True)
    visitor.follow("Read the questions and apply")
    visitor.sees("The questions", "Deep learning")
    visitor.picture("round", phone=True)


def and_makes_an_account_with_the_code_from_the_mail(road: Road) -> None:
    visitor = road.priya
    visitor.follow("Sign up and apply")
    visitor.fill("Full name", NAME)
    visitor.fill("Name to use", "Priya")
    visitor.fill("E-mail address", EMAIL)
    expect(visitor.page.get_by_label("Time zone")).to_have_value("America/New_York")
    visitor.fill("Password", PASSWORD)
    visitor.picture("sign-up")
    visitor.press("Make my account")
    expect(visitor.page.get_by_label("Code")).to_be_visible()
    code = re.search(r"^([A-Z0-9-]{6,9})$", road.mail("code|[Cc]onfirm"), re.MULTILINE)
    visitor.picture("code-from-the-mail")
    assert code
    visitor.fill("Code", code.group(1))
    visitor.press("Confirm")


def writes_an_application_and_sends_it(road: Road) -> None:
    applicant = road.priya
    applicant.press("Start your application")
    fill_in(applicant)
    with applicant.page.expect_response("**/save/") as saved:
        applicant.fill("What have you done that shows it?", EVIDENCE)
    assert saved.value.ok
    applicant.sees(re.compile("^Saved"))
    applicant.press("Save draft")
    applicant.picture("application-draft", phone=True)
    road.clock.set(datetime(2023, 1, 22, 18, tzinfo=UTC))
    applicant.press("Send application")
    applicant.sees("Your application has arrived", RECEIPT_NUMBER)
    applicant.picture("receipt")
    number = RECEIPT_NUMBER.search(applicant.page.get_by_role("main").inner_text())
    assert number
    assert number.group() in road.mail("We have your application")


def fill_in(applicant: Walker) -> None:
    """Everything but the evidence."""
    applicant.choose("Deep learning", "About a college course")
    applicant.choose("Linear algebra or introductory statistics", "Used it in research or at work")
    applicant.choose("Multivariate differential calculus", "About a college course")
    applicant.fill("Why this course, and what would you like to do with it?", MOTIVATION)
    applicant.fill("How will you find at least five hours a week?", COMMITMENT)
    applicant.mark_hours("Wednesday", "18:00", "18:30", "19:00", "19:30")
    applicant.pick("What are you doing at present?", "Working in industry")
    applicant.tick(re.compile("I agree that the course team"))


def a_reviewer_scores_it(road: Road) -> None:
    around.classmates_apply(road.world)
    road.clock.set(datetime(2023, 1, 31, 16, tzinfo=UTC))
    lead = road.staff("course lead", f"/staff/rounds/{road.world.round.slug}/")
    lead.picture("lead-table-before-reading")
    lead.follow("Readings")
    lead.picture("readings")
    lead.press("Give out 24 readings")
    lead.is_told("24 readings given out.")
    road.clock.pass_by(hours=2)
    reviewer = road.staff("reviewer", "/staff/applications/")
    reviewer.picture("reviewer-queue")
    reviewer.follow(str(road.application.number))
    expect(reviewer.page.get_by_role("main")).not_to_contain_text(NAME)
    for criterion, score in zip(CRITERIA, (3, 4, 4, 3), strict=True):
        reviewer.choose(criterion.label, re.compile(f"^{score}"))
    reviewer.choose("Recommendation", "Admit")
    reviewer.fill("Private comment", "Knows why she wants this, and has the mathematics.")
    reviewer.picture("reviewer-scores", phone=True)
    reviewer.press("Save and next")
    reviewer.is_told(re.compile("Your scores for .* are stored"))


def the_lead_proposes_and_releases(road: Road) -> None:
    around.the_rest_is_read(road.world, road.clock.now)
    road.clock.set(datetime(2023, 2, 7, 18, tzinfo=UTC))
    lead = road.staff("course lead", f"/staff/rounds/{road.world.round.slug}/")
    lead.tick(re.compile("^Choose [0-9A-Z]"))
    lead.pick("Proposal", "Admit")
    lead.picture("lead-table")
    lead.press("Propose for the chosen")
    lead.picture("proposed")
    lead.visit(f"/staff/decisions/{road.world.round.slug}/")
    lead.picture("release-preview")
    lead.press("Release to 12 people")
    lead.is_told("Released: 12 people can see their decision now")


def the_offer_is_accepted_with_hours(road: Road) -> None:
    assert "/offer/" in road.mail("A place for you")
    road.clock.set(datetime(2023, 2, 9, 1, tzinfo=UTC))
    applicant = road.at_home(f"/apply/{road.application.public_id}/")
    applicant.picture("status-with-offer", phone=True)
    applicant.follow("Accept or decline")
    applicant.mark_hours("Wednesday", "17:30", "20:00")
    applicant.picture("offer")
    applicant.press("Accept the place")
    applicant.is_told(re.compile("^Your place in"))
    applicant.picture("accepted")
    road.mail("You are in")
    around.classmates_accept(road.world, road.clock.now)


def the_lead_places_everybody(road: Road) -> None:
    road.clock.set(datetime(2023, 2, 15, 17, tzinfo=UTC))
    lead = road.staff("course lead", f"/staff/cohorts/{road.world.cohort.slug}/placement/")
    lead.picture("placement-before")
    lead.press("Make a proposal")
    lead.sees("Waiting for a worker")
    lead.picture("placement-under-way", phone=True)
    placement.carry_out_due(at=road.clock.now)
    lead.sees("12 of 12 have a seat.")  # the page has asked by itself
    lead.picture("placement-proposal")
    lead.open("Publish this placement")
    lead.press("Publish and send the mails")
    lead.is_told(re.compile("Published: 12 people"))
    lead.picture("placement-published")
    assert "New York, Wednesday" in road.mail("Your section")

"""The middle of the road: week page, attendance, homework, the weeks that follow, and the exit survey."""

import re
from datetime import UTC, datetime

from playwright.sync_api import expect

from tests.browser import world as around
from tests.browser.road import Road
from tests.browser.walker import PHONE
from tests.factories.curriculum import PDF

ANSWER = (
    "**1.** A system with many interacting parts fails in ways that no single part explains, so the chain of events…"
)
HOMEWORK = "Hazard analysis"


def a_participant_reads_the_week(road: Road) -> None:
    road.clock.set(datetime(2023, 2, 22, 22, 30, tzinfo=UTC))
    participant = road.at_home("/course/")
    participant.sees("Next meeting", "Open the unit", "To come")
    participant.picture("week", phone=True)
    participant.follow("Open the unit")
    participant.tap(re.compile("^Mark .* as done"))
    expect(participant.page.get_by_role("button", name=re.compile("is done; take the mark back")).first).to_be_visible()
    participant.picture("unit", phone=True)
    participant.visit("/course/units/hazard-analysis/")
    participant.sees("This unit opens", "Monday 27 February 2023")
    participant.picture("unit-locked")


def the_ta_records_attendance_on_a_phone(road: Road) -> None:
    road.clock.set(datetime(2023, 2, 22, 23, 40, tzinfo=UTC))
    ta = road.staff("TA", "/teaching/")
    ta.picture("teaching")
    ta.page.set_viewport_size(PHONE)
    ta.mark("Priya", "Late")
    ta.sees("Saved")
    ta.picture("sheet-on-a-phone")
    ta.tap("All others present")
    ta.sees("Everyone has a mark.")
    expect(ta.page.get_by_text("Saving …")).to_have_count(0)
    ta.press("Sign off")
    ta.is_told(re.compile("is signed off"))
    ta.picture("signed-off-on-a-phone")


def homework_is_handed_in(road: Road) -> None:
    road.clock.set(datetime(2023, 2, 28, 20, tzinfo=UTC))
    participant = road.at_home("/course/units/hazard-analysis/")
    participant.follow(re.compile(HOMEWORK, re.IGNORECASE))
    participant.fill("Your answer", ANSWER)
    participant.fill("Link", "https://github.com/priya-raman/hazard-analysis")
    participant.attach("Files", {"name": "fault-tree.pdf", "mimeType": "application/pdf", "buffer": PDF})
    participant.picture("homework", phone=True)
    participant.press("Hand in")
    participant.is_told(re.compile("Attempt 1 arrived"))
    participant.sees("fault-tree.pdf")
    participant.picture("homework-handed-in")
    road.mail("We have your homework")


def the_ta_grades_it(road: Road) -> None:
    road.clock.set(datetime(2023, 3, 1, 15, tzinfo=UTC))
    ta = road.staff("TA", "/teaching/homework/")
    ta.page.set_viewport_size({"width": 1280, "height": 860})
    ta.picture("grading")
    ta.follow(re.compile(HOMEWORK, re.IGNORECASE))
    ta.sees("fault-tree.pdf", "A system with many interacting parts")
    ta.choose("Verdict", "Pass")
    ta.fill("Feedback", "Clear, and the fault tree is convincing. Next time name the assumption it rests on.")
    ta.picture("grading-one")
    ta.press("Save and release")
    ta.is_told(re.compile("Priya"))
    assert "the fault tree is convincing" in road.mail("Your homework was read")
    participant = road.at_home("/course/")
    participant.sees("the fault tree is convincing")
    participant.picture("week-with-feedback")


def the_other_weeks_pass(road: Road) -> None:
    """Seven weeks of meetings and seven more pieces of homework, by verbs: their pages have been seen."""
    road.clock.set(datetime(2023, 4, 21, 20, tzinfo=UTC))
    around.hold_meetings(road.world, road.clock.now)
    around.do_homework(road.enrollment)


def the_exit_survey_is_handed_in(road: Road) -> None:
    participant = road.at_home("/course/survey/")
    participant.choose("Was the course worth the time it took you?", "Clearly yes")
    participant.choose("How many hours a week did you spend on it?", "5 to 7")
    participant.choose("What do you want to do next in this field?", "Research")
    participant.fill("What one thing should we change", "More time for the Monitoring units.")
    participant.picture("survey")
    participant.press("Hand in the survey")
    participant.is_told("Your answers are stored without your name")
    participant.visit("/course/standing/")
    participant.picture("standing", phone=True)
    lead = road.staff("course lead", f"/staff/cohorts/{road.world.cohort.slug}/matrix/")
    lead.picture("matrix")
    lead.visit("/staff/")
    lead.picture("staff")

"""What goes wrong in a course that grows: people who miss meetings, awards in doubt, money that nobody can see."""

from __future__ import annotations

from datetime import timedelta

from accounts.models import User
from cohorts.models import Cohort, Enrollment, Mark, Meeting, Section
from cohorts.workflow import meeting as meetings
from curriculum.workflow import completion
from stipends.models import Payout, PayoutBatch, Reconciliation
from stipends.workflow import settling
from tests.factories import curriculum, stipends
from tests.factories.cohorts import make_enrollment, make_seat

EVERY = 3  # of so many payouts one is lost from sight


def absent_from_the_start(section: Section, first: Meeting, ta: User) -> Enrollment:
    """Somebody who was not at the first two meetings."""
    enrollment = make_enrollment(section.cohort)
    make_seat(enrollment, section)
    second = section.meetings.select_related("section", "week").order_by("starts_at")[1]
    for meeting in (first, second):
        at = meeting.ends_at + timedelta(hours=1)
        meetings.record(meeting, enrollment, Mark.ABSENT, version=0, by=ta, at=at)
    return enrollment


def award_in_doubt(cohort: Cohort, lead: User) -> None:
    """An award by one lead's word, which another lead's word contradicts the day after; the survey is in."""
    enrollment, at = make_enrollment(cohort), cohort.awards_from
    curriculum.hand_in_survey(enrollment)
    curriculum.grant(enrollment, at=at)
    completion.award(enrollment, at=at)
    reason = "The sheets of another person were read."
    completion.make_exception(enrollment, "deny", "", reason, by=lead, at=at + timedelta(days=1))


def lost_from_sight(batch: PayoutBatch) -> None:
    """Of what was sent, every third waits for people."""
    for payout in Payout.objects.filter(batch=batch, status="sending").order_by("pk")[::EVERY]:
        settling.ask_people(payout, "It could not be found there.", at=stipends.LATER)


def compared(number: int) -> None:
    """Another look into the provider's book, with so many differences."""
    run = Reconciliation.objects.create(
        epoch=1, asked_at=stipends.LATER + timedelta(hours=number), ended_at=stipends.LATER, is_complete=True
    )
    for payout in Payout.objects.order_by("pk")[:number]:
        sentence = f"{payout.number} has another amount there."
        run.mismatches.create(kind="amount", payout=payout, reference=payout.number, sentence=sentence)

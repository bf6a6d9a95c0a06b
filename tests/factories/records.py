"""People with a record in nearly every room, for tests of what mixes the rooms."""

from datetime import UTC, datetime

from accounts.models import User
from cohorts.models import Cohort, Enrollment, Mark
from cohorts.workflow import attendance
from mlsafety_course.outbox.delivery import deliver_due
from stipends.workflow import stipend as stipends
from tests.factories.applications import make_review, make_round, make_submitted_application, propose
from tests.factories.cohorts import make_section, ta_of
from tests.factories.curriculum import (
    make_attempt,
    make_completion,
    make_file,
    make_grade,
    make_participant,
    make_scheduled_cohort,
)
from tests.factories.people import make_reviewer
from tests.factories.stipends import approve, details_of, make_terms, send, settle

AFTER = datetime(2023, 6, 1, 12, tzinfo=UTC)


def make_busy(cohort: Cohort, mark: str) -> Enrollment:
    """A participant with a record in nearly every room, and `mark` in whatever they wrote or were called."""
    enrollment = make_participant(cohort, name=f"{mark} Participant")
    person, section = enrollment.person, enrollment.seats.get().section
    make_grade(make_attempt(enrollment, text=f"{mark} homework", files=[make_file(f"{mark}.pdf")]))
    meeting = section.meetings.select_related("section", "week")[0]
    note = f"{mark} seemed tired"
    attendance.record(meeting, enrollment, Mark.LATE, note=note, version=0, by=ta_of(section), at=meeting.ends_at)
    make_completion(enrollment)
    stipends.open_due(at=cohort.awards_from)
    stipends.give_details(person, details_of(person), by=person, at=cohort.awards_from)
    settle(send([approve(enrollment.stipend)]))
    return enrollment


def make_two_busy_people() -> tuple[User, User]:
    """Ada's texts say ADAMARK, Bo's BOMARK; their mail has left."""
    cohort = make_scheduled_cohort()
    make_section(cohort)
    make_terms(cohort)
    round_ = make_round(cohort, title="Round")
    ada, bo = make_busy(cohort, "ADAMARK").person, make_busy(cohort, "BOMARK").person
    for person, mark in [(ada, "ADAMARK"), (bo, "BOMARK")]:
        application = make_submitted_application(
            round_, person, evidence=f"{mark} evidence", motivation=f"{mark} wants"
        )
        make_review(application, make_reviewer())
        propose(application, "reject")
    deliver_due(at=AFTER)
    return ada, bo

"""People whose course has ended without an award, by the verbs that end it."""

from __future__ import annotations

from datetime import timedelta

from accounts.models import User
from cohorts.models import Cohort, Enrollment
from curriculum.models import Appeal
from curriculum.workflow import appeal as appeals
from curriculum.workflow import results
from tests.factories.cohorts import make_enrollment
from tests.factories.people import make_lead


def not_completed(cohort: Cohort, person: User | None = None) -> Enrollment:
    """They came to nothing, and were told so when everybody was."""
    enrollment = make_enrollment(cohort, person)
    results.release_due(at=results.told_by(cohort))
    return enrollment


def appeal_of(enrollment: Enrollment, *, decided: bool = False) -> Appeal:
    """An hour after the result; where it is decided, a lead has declined it a day later."""
    at = results.told_by(enrollment.cohort) + timedelta(hours=1)
    appeal = appeals.ask(enrollment, "I was there in week 4.", by=enrollment.person, at=at)
    if decided:
        appeals.decline(appeal, "The sheet says otherwise.", by=make_lead(), at=at + timedelta(days=1))
    return appeal

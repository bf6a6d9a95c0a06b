"""What we write to people who were put off to a later cohort."""

from datetime import datetime

from cohorts.models import Availability, Cohort, Enrollment
from mlsafety_course.outbox import letters
from mlsafety_course.outbox.post import Letter


def promise_taken_up(enrollment: Enrollment, before: Cohort) -> Letter:
    """To somebody who is in the later cohort now. `before`: the one that they were put off from."""
    person, cohort = enrollment.person, enrollment.cohort
    source = letters.source(
        "cohorts",
        "promise_taken_up",
        person=person,
        cohort=cohort,
        before=before,
        gave_hours=Availability.objects.filter(cohort=cohort, person=person).exists(),
        link=letters.link("cohorts:hours"),
        leave_link=letters.link("cohorts:leave"),
    )
    return Letter(f"promised:{enrollment.public_id}", "enrollment", person, f"You are in: {cohort}", source)


def promise_waived(enrollment: Enrollment, reason: str, at: datetime) -> Letter:
    """To somebody for whom no place is kept any more, because they do not want it."""
    source = letters.source(
        "cohorts",
        "promise_waived",
        person=enrollment.person,
        cohort=enrollment.cohort,
        reason=reason,
        link=letters.link("home"),
    )
    subject = "Your promised place is given up"
    return Letter(f"waived:{enrollment.public_id}:{at}", "enrollment", enrollment.person, subject, source)

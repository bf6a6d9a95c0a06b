"""What we write to participants about completing the course."""

from cohorts.models import Enrollment
from curriculum.models import Certificate, CompletionException
from mlsafety_course.outbox import letters
from mlsafety_course.outbox.post import Letter


def completed(enrollment: Enrollment, certificate: Certificate) -> Letter:
    """To the person who has completed the course."""
    source = letters.source(
        "curriculum",
        "completed",
        person=enrollment.person,
        cohort=enrollment.cohort,
        link=letters.link("curriculum:certificate"),
        check=letters.link("curriculum:verify", certificate.code),
    )
    subject = "You have completed Intro to ML Safety"
    return Letter(f"completed:{enrollment.public_id}", "completion", enrollment.person, subject, source)


def exception_made(exception: CompletionException) -> Letter:
    """To the person about whom staff decided something beside the counts."""
    person = exception.enrollment.person
    source = letters.source(
        "curriculum", "exception_made", person=person, exception=exception, link=letters.link("standing")
    )
    subject = "Staff made an exception about your completion"
    return Letter(f"exception:{exception.pk}", "completion", person, subject, source, reply_to=exception.by.email)

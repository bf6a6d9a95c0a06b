"""What we write to participants about homework and completion."""

from cohorts.models import Enrollment
from curriculum.models import Attempt, Certificate, CompletionException, Grade
from mlsafety_course import timekit
from mlsafety_course.outbox import letters
from mlsafety_course.outbox.post import Letter


def receipt(attempt: Attempt) -> Letter:
    """To the person who has just handed something in."""
    person = attempt.enrollment.person
    source = letters.source(
        "curriculum",
        "receipt",
        person=person,
        attempt=attempt,
        received=timekit.three_forms(attempt.received_at, "UTC", person.zone, exclusive=False),
        files=list(attempt.files.all()),
        link=letters.link("curriculum:homework", attempt.homework.public_id),
    )
    return Letter(
        f"attempt:{attempt.public_id}", "homework", person, f"We have your homework: {attempt.homework}", source
    )


def grade_released(grade: Grade) -> Letter:
    """To the person whose homework was read."""
    attempt = grade.attempt
    person = attempt.enrollment.person
    source = letters.source(
        "curriculum",
        "grade_released",
        person=person,
        grade=grade,
        attempt=attempt,
        link=letters.link("curriculum:homework", attempt.homework.public_id),
    )
    subject = f"Your homework was read: {attempt.homework}"
    return Letter(f"grade:{grade.pk}", "homework", person, subject, source, reply_to=grade.grader.email)


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

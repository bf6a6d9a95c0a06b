"""What we write about grading: to participants what was read, to graders what became theirs."""

from curriculum import rubric
from curriculum.models import Grade, Reassignment
from mlsafety_course.outbox import letters
from mlsafety_course.outbox.post import Letter


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
        lines=rubric.lines_of(grade),
        link=letters.link("curriculum:homework", attempt.homework.public_id),
    )
    subject = f"Your homework was read: {attempt.homework}"
    return Letter(f"grade:{grade.pk}", "homework", person, subject, source, reply_to=grade.grader.email)


def reassigned(first: Reassignment, count: int) -> Letter:
    """To whom a lead has given homework of others; one mail for all of it, named by its first piece."""
    source = letters.source(
        "curriculum",
        "reassigned",
        person=first.grader,
        by=first.by,
        reason=first.reason,
        count=count,
        link=letters.link("curriculum:grading"),
    )
    subject = f"Homework for you to grade: {count} piece{'' if count == 1 else 's'}"
    return Letter(f"reassigned:{first.pk}", "teaching", first.grader, subject, source, reply_to=first.by.email)

"""What we write about how the course ended, and about appeals."""

from accounts.models import User
from cohorts.models import Enrollment
from curriculum.models import Appeal, CompletionResult, CompletionRevocation
from mlsafety_course import timekit
from mlsafety_course.outbox import letters
from mlsafety_course.outbox.post import Letter


def not_completed(result: CompletionResult) -> Letter:
    """To the person who did not complete the course, rule by rule."""
    enrollment = result.enrollment
    unmet = [line for line in result.evidence["requirements"] if line["verdict"] != "met"]
    source = letters.source(
        "curriculum",
        "not_completed",
        person=enrollment.person,
        cohort=enrollment.cohort,
        unmet=unmet,
        until=timekit.three_forms(result.appeal_until, timekit.AOE_NAME, enrollment.person.zone).own,
        link=letters.link("standing_of", enrollment.cohort.slug),
    )
    subject = f"Your result: {enrollment.cohort}"
    return Letter(f"result:{enrollment.public_id}", "completion", enrollment.person, subject, source)


def appeal_received(appeal: Appeal) -> Letter:
    """To the person who has appealed: a receipt."""
    enrollment = appeal.enrollment
    source = letters.source(
        "curriculum",
        "appeal_received",
        person=enrollment.person,
        appeal=appeal,
        link=letters.link("standing_of", enrollment.cohort.slug),
    )
    subject = "We have your appeal"
    return Letter(f"appeal:{appeal.public_id}", "completion", enrollment.person, subject, source)


def appeal_decided(appeal: Appeal, by: User) -> Letter:
    """To the person who appealed: the answer."""
    enrollment = appeal.enrollment
    source = letters.source(
        "curriculum",
        "appeal_decided",
        person=enrollment.person,
        appeal=appeal,
        link=letters.link("standing_of", enrollment.cohort.slug),
    )
    key, subject = f"appeal-decided:{appeal.public_id}", "Your appeal was decided"
    return Letter(key, "completion", enrollment.person, subject, source, reply_to=by.email)


def revoked(revocation: CompletionRevocation) -> Letter:
    """To the person whose completion was taken back."""
    enrollment = revocation.completion.enrollment
    source = letters.source(
        "curriculum",
        "revoked",
        person=enrollment.person,
        cohort=enrollment.cohort,
        revocation=revocation,
        link=letters.link("standing_of", enrollment.cohort.slug),
    )
    key, subject = f"revoked:{enrollment.public_id}", f"Your completion of {enrollment.cohort} was taken back"
    return Letter(key, "completion", enrollment.person, subject, source, reply_to=revocation.by.email)


def two_misses(enrollment: Enrollment, week: int) -> Letter:
    """To the person who has missed a second week running."""
    source = letters.source(
        "curriculum",
        "two_misses",
        person=enrollment.person,
        cohort=enrollment.cohort,
        stay=letters.link("staying", enrollment.cohort.slug, week),
        leave=letters.link("cohorts:leave"),
        standing=letters.link("standing"),
    )
    key, subject = f"two-misses:{enrollment.public_id}:{week}", "We missed you: are you staying?"
    return Letter(key, "completion", enrollment.person, subject, source)

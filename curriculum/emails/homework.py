"""What we write about homework: receipts, and more time asked for and answered."""

from accounts.models import User
from curriculum.links import named
from curriculum.models import Attempt, ExtensionRequest
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
        links=[named(address) for address in attempt.links],
        files=list(attempt.files.all()),
        link=letters.link("curriculum:homework", attempt.homework.public_id),
    )
    return Letter(
        f"attempt:{attempt.public_id}", "homework", person, f"We have your homework: {attempt.homework}", source
    )


def extension_asked(asked: ExtensionRequest, ta: User) -> Letter:
    """To each TA of the person's section."""
    who = asked.enrollment.person
    source = letters.source(
        "curriculum",
        "extension_asked",
        person=ta,
        asked=asked,
        who=who,
        until=timekit.three_forms(asked.until, timekit.AOE_NAME, ta.zone),
        link=letters.link("curriculum:grading"),
    )
    subject = f"{who} asks for more time: {asked.homework}"
    return Letter(f"extension:{asked.public_id}:{ta.public_id}", "teaching", ta, subject, source, reply_to=who.email)


def extension_answered(asked: ExtensionRequest, by: User, *, answer: str = "") -> Letter:
    """To the person who asked. `answer`: why not."""
    person = asked.enrollment.person
    source = letters.source(
        "curriculum",
        "extension_answered",
        person=person,
        asked=asked,
        until=timekit.three_forms(asked.until, timekit.AOE_NAME, person.zone),
        answer=answer,
        by=by,
        link=letters.link("curriculum:homework", asked.homework.public_id),
    )
    said = "You have more time" if asked.status == ExtensionRequest.Status.GRANTED else "About more time"
    subject = f"{said}: {asked.homework}"
    return Letter(f"extension-answered:{asked.public_id}", "homework", person, subject, source, reply_to=by.email)

"""Copying what a person wrote in another application into a new draft, without touching what stands there."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from applications import snapshot
from applications.completeness import LEVELS, MOST_WORDS
from applications.models import Application, Question
from applications.workflow import drafting
from mlsafety_course.transitions import Refused

TOGETHER = {"grid": ["grid", "zone"], "campus": ["campus", "campus_otherwise"]}
COPIED = [*LEVELS, *MOST_WORDS, "background", *TOGETHER]


def source(application: Application) -> Application | None:
    """The person's newest other application in which something was written, sent in or not (one query)."""
    others = Application.objects.filter(applicant=application.applicant, version__gt=0).exclude(pk=application.pk)
    return others.select_related("round").order_by("-started_at", "-pk").first()


@transaction.atomic
def copy_earlier(application: Application, *, by: User, at: datetime) -> int:
    """Fill the blanks of the draft; returns how many answers came over.

    What is written already stays, and the agreement is given anew for each round. Hours come over where the time zone
    is the same, and answers to extra questions where the round asks one with that key that takes them.
    """
    drafting.lock(application)
    earlier = source(application)
    if by != application.applicant or earlier is None:
        raise Refused("There is no earlier application of yours to copy from. Your draft is as it was.")
    found = [name for name in COPIED if not getattr(application, name) and getattr(earlier, name)]
    if application.zone not in {"", earlier.zone}:
        found = [name for name in found if name != "grid"]
    fields = {each: getattr(earlier, each) for name in found for each in TOGETHER.get(name, [name])}
    answers = _answers(application, earlier)
    drafting.save(application, fields, answers, version=application.version, by=by, at=at)
    return len(found) + len(answers)


def _answers(application: Application, earlier: Application) -> dict[str, str]:
    asked, written = snapshot.asked_and_answered(application)
    old = snapshot.asked_and_answered(earlier)[1]
    blank = [question for question in asked if not written.get(question.key)]
    return {question.key: old[question.key] for question in blank if _takes(question, old.get(question.key, ""))}


def _takes(question: Question, text: str) -> bool:
    if question.kind == Question.Kind.CHOICE:
        return text in question.choices
    is_one_line = len(text.splitlines()) == 1 and len(text) <= Question.MOST_IN_A_LINE
    return bool(text) and (question.kind == Question.Kind.LONG or is_one_line)

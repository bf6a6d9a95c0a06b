"""The exit survey: four short questions, and when it opens."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from cohorts.models import Cohort


@dataclass(frozen=True)
class Question:
    """One question; without choices it is answered in words."""

    slug: str
    label: str
    choices: tuple[str, ...] = ()
    required: bool = True


QUESTIONS = [
    Question(
        "worth",
        "Was the course worth the time it took you?",
        ("Clearly yes", "Rather yes", "Undecided", "Rather no", "Clearly no"),
    ),
    Question(
        "hours",
        "How many hours a week did you spend on it?",
        ("Under 3", "3 to 5", "5 to 7", "7 to 10", "Over 10"),
    ),
    Question(
        "next",
        "What do you want to do next in this field?",
        ("Research", "Engineering", "Something else in the field", "I do not know yet", "Nothing"),
    ),
    Question("change", "What one thing should we change for the next people?", required=False),
]


def opens_at(cohort: Cohort) -> datetime:
    """With the last unit; before units are planned, with the awards."""
    last: datetime | None = cohort.releases.aggregate(last=Max("opens_at"))["last"]
    return last or cohort.awards_from

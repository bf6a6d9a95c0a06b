"""What people said in the exit survey, once enough have answered that nobody is singled out."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from cohorts.models import Cohort
from curriculum.models import SurveyAnswer, SurveyReceipt
from curriculum.survey import QUESTIONS, Question
from mlsafety_course.charts import Bar, Bars, Part

FEWEST = 5


@dataclass(frozen=True)
class Answers:
    """One question with what was answered: how often each choice, or the texts in no order that means anything.

    `is_hidden`: fewer than five people answered it.
    """

    question: Question
    count: int
    choices: Sequence[tuple[str, int]]
    texts: Sequence[str]

    @property
    def is_hidden(self) -> bool:
        return self.count < FEWEST

    @property
    def chart(self) -> Bars:
        bars = [Bar(choice, [Part("People", count)]) for choice, count in self.choices]
        title = f"{self.count} people answered"
        return Bars(key=self.question.slug, title=title, things="Answer", total_label="People", bars=bars)


def answers_of(cohort: Cohort) -> list[Answers]:
    """Every question in its order; two columns of one query."""
    rows = list(SurveyAnswer.objects.filter(cohort=cohort).order_by("id").values_list("question", "answer"))
    return [_answers(question, [answer for slug, answer in rows if slug == question.slug]) for question in QUESTIONS]


def _answers(question: Question, given: list[str]) -> Answers:
    if len(given) < FEWEST:
        return Answers(question, len(given), [], [])
    counts = Counter(given)
    choices = [(choice, counts[choice]) for choice in question.choices]
    return Answers(question, len(given), choices, [] if question.choices else given)


def handed_in(cohort: Cohort) -> int:
    return SurveyReceipt.objects.filter(enrollment__cohort=cohort).count()

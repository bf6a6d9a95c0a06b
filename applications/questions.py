"""The questions that every round asks, in their order: for the round's page, the form, the receipt and the readers."""

from dataclasses import dataclass

from applications.completeness import FEWEST_HALF_HOURS, MOST_WORDS


@dataclass(frozen=True)
class Question:
    """One question. `name` is its column in Application; readers see it only where `is_for_readers`."""

    name: str
    label: str
    help: str
    is_for_readers: bool = True

    @property
    def most_words(self) -> int:
        return MOST_WORDS.get(self.name, 0)


DEEP_LEARNING = Question(
    "deep_learning",
    "Deep learning",
    "For example a college course, or an online course whose exercises you did: you have trained a network yourself.",
)
LINEAR_ALGEBRA_OR_STATISTICS = Question(
    "linear_algebra_or_statistics",
    "Linear algebra or introductory statistics",
    "For example: matrix products and eigenvectors, or distributions, expectation and hypothesis tests.",
)
MULTIVARIATE_CALCULUS = Question(
    "multivariate_calculus",
    "Multivariate differential calculus",
    "For example: partial derivatives, gradients and the chain rule.",
)
EVIDENCE = Question(
    "evidence",
    "What have you done that shows it?",
    "Courses, projects, papers, code. A line each is enough; grades and certificates are not needed.",
)
MOTIVATION = Question(
    "motivation",
    "Why this course, and what would you like to do with it?",
    "What draws you to empirical work on machine learning safety, and what might come after the course.",
)
COMMITMENT = Question(
    "commitment",
    "How will you find at least five hours a week?",
    "Name exams, moves or other clashes you know of already. A clash alone is no reason for a rejection.",
)
BACKGROUND = Question(
    "background", "What are you doing at present?", "Used to mix the sections, not to choose people.", False
)
CAMPUS = Question(
    "campus",
    "Would you like an in-person section at your university?",
    "The course is virtual. In-person sections may open at some universities: name yours, or leave this empty.",
    False,
)
CAMPUS_OTHERWISE = Question(
    "campus_otherwise",
    "If no in-person section opens there",
    "Asked only of those who wish for one. It does not count for or against you.",
    False,
)
ZONE = Question("zone", "Time zone you will be in during the course", "Sections are placed by it.", False)
GRID = Question(
    "grid",
    "Hours in which you could usually meet",
    f"One hour a week with your section. Mark at least {FEWEST_HALF_HOURS // 2} hours; the more you mark, the easier "
    "it is to find your section. Readers never see this, and it does not count for or against you.",
    False,
)

PREREQUISITES = [DEEP_LEARNING, LINEAR_ALGEBRA_OR_STATISTICS, MULTIVARIATE_CALCULUS]
TEXTS = [EVIDENCE, MOTIVATION, COMMITMENT]
ABOUT_YOU = [BACKGROUND, CAMPUS, CAMPUS_OTHERWISE, ZONE, GRID]
FIXED = [*PREREQUISITES, *TEXTS, *ABOUT_YOU]
CONSENT = (
    "I agree that the course team stores and reads this application to decide about it, "
    "and I know that I can withdraw it at any time."
)

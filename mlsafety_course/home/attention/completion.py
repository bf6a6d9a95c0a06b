"""The end of a course as it waits for a lead: appeals, people without a result, awards to look at again."""

from datetime import datetime, timedelta

from django.urls import reverse

from accounts.models import User
from cohorts.models import Cohort, Enrollment
from curriculum.models import Appeal
from mlsafety_course import timekit
from mlsafety_course.home import awards
from mlsafety_course.home.attention.by_cohort import by_cohort
from mlsafety_course.items import Item

APPEAL_ANSWERED_WITHIN = timedelta(days=3)


def appeals(user: User, at: datetime) -> list[Item]:
    """Those that this lead may decide about, with the age of the oldest."""
    asked = list(Appeal.objects.decidable_by(user).waiting().values_list("asked_at", flat=True))
    if not asked:
        return []
    rest = f"for an answer (the oldest came {timekit.relative(asked[0], at)})"
    is_urgent = asked[0] < at - APPEAL_ANSWERED_WITHIN
    url = reverse("curriculum:appeals")
    return [Item(len(asked), f"appeal waits {rest}", f"appeals wait {rest}", url, is_urgent)]


def without_result(at: datetime) -> list[Item]:
    """Grading has closed, and a grade or a sheet of ours still decides whether somebody has completed the course."""
    over = Enrollment.objects.filter(cohort__grading_closes_at__lte=at, cohort__policies__isnull=False)
    left = over.filter(completion=None, completion_result=None).active().distinct()
    return [
        Item(
            count,
            f"person of {cohort} has no result: a grade, a sheet or the survey is still open",
            f"people of {cohort} have no result: a grade, a sheet or the survey is still open",
            reverse("close", args=[cohort.slug]),
            is_urgent=True,
        )
        for cohort, count in by_cohort(left.values_list("cohort", flat=True))
    ]


def to_close(at: datetime) -> list[Item]:
    """Cohorts whose appeals have ended and whose record is not closed."""
    over = Cohort.objects.filter(appeals_close_at__lte=at, closing=None, enrollments__isnull=False).distinct()
    return [Item(1, f"cohort can be closed: {cohort}", "", reverse("close", args=[cohort.slug])) for cohort in over]


def to_look_at(at: datetime) -> list[Item]:
    """Awards whose facts changed while no money has gone, and stipends of completions that were taken back."""
    url = reverse("doubtful_awards")
    changed = len(awards.in_doubt(at))
    one, many = (
        "award is below its rule since something was changed",
        "awards are below their rule since something was changed",
    )
    taken = awards.taken_back_with_stipend().count()
    lone, several = (
        "completion was taken back, and its stipend stands",
        "completions were taken back, and their stipends stand",
    )
    return [Item(changed, one, many, url, is_urgent=True), Item(taken, lone, several, url, is_urgent=True)]

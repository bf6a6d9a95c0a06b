"""Homework that waits for a lead: old pieces without an answer, requests for more time."""

from datetime import datetime, timedelta

from django.urls import reverse

from curriculum.ageing import TOO_LONG
from curriculum.models import Attempt, ExtensionRequest
from mlsafety_course.home.attention.by_cohort import by_cohort
from mlsafety_course.items import Item

UNANSWERED_AFTER = timedelta(days=2)


def ungraded(at: datetime) -> list[Item]:
    """By cohort, with the way to whoever has them."""
    old = Attempt.objects.unanswered().filter(received_at__lte=at - TOO_LONG)
    rest = "more than five days for a grade"
    return [
        Item(
            count,
            f"piece of homework of {cohort} has waited {rest}",
            f"pieces of homework of {cohort} have waited {rest}",
            reverse("curriculum:waiting_homework", args=[cohort.slug]),
        )
        for cohort, count in by_cohort(old.values_list("homework__cohort", flat=True))
    ]


def extensions(at: datetime) -> list[Item]:
    """Those that no TA has answered."""
    late = ExtensionRequest.objects.waiting().filter(asked_at__lt=at - UNANSWERED_AFTER).count()
    one, many = "request for more time waits", "requests for more time wait"
    rest = "more than two days for an answer"
    return [Item(late, f"{one} {rest}", f"{many} {rest}", reverse("curriculum:grading"), is_urgent=True)]

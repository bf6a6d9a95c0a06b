"""Attendance that waits for a lead: sheets without a signature, requests without an answer."""

from datetime import datetime, timedelta

from django.urls import reverse

from cohorts.models import AttendanceRequest, Meeting
from cohorts.models.meeting import MeetingQuerySet
from mlsafety_course import timekit
from mlsafety_course.home.attention.by_cohort import by_cohort
from mlsafety_course.items import Item

UNSIGNED_AFTER = timedelta(hours=48)
UNANSWERED_AFTER = timedelta(days=3)


def unsigned_sheets(at: datetime) -> MeetingQuerySet:
    """Meetings of running cohorts that began more than 48 hours ago and are not signed off."""
    running = Meeting.objects.to_sign_off().filter(section__cohort__grading_closes_at__gt=at)
    return running.filter(starts_at__lt=at - UNSIGNED_AFTER)


def unsigned(at: datetime) -> list[Item]:
    return [
        Item(
            count,
            f"meeting of {cohort} is not signed off after 48 hours",
            f"meetings of {cohort} are not signed off after 48 hours",
            f"{reverse('waiting_attendance')}#sheets",
            is_urgent=True,
        )
        for cohort, count in by_cohort(unsigned_sheets(at).values_list("section__cohort", flat=True))
    ]


def unanswered(at: datetime) -> list[Item]:
    """One line for all requests about attendance that have waited too long, with the age of the oldest."""
    late = AttendanceRequest.objects.waiting().filter(asked_at__lt=at - UNANSWERED_AFTER)
    asked = list(late.order_by("asked_at").values_list("asked_at", flat=True))
    if not asked:
        return []
    rest = f"more than 3 days for an answer (the oldest came {timekit.relative(asked[0], at)})"
    one, many = f"request about attendance waits {rest}", f"requests about attendance wait {rest}"
    return [Item(len(asked), one, many, f"{reverse('waiting_attendance')}#requests", is_urgent=True)]

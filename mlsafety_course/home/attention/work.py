"""Mail, homework and completions that wait for a person."""

from datetime import datetime, timedelta

from django.urls import reverse

from cohorts.models import Cohort
from curriculum.models import Attempt, Completion
from mlsafety_course.home.attention.item import Item
from mlsafety_course.outbox.models import Message, Status

UNGRADED_AFTER = timedelta(days=5)


def mail() -> list[Item]:
    waiting = Message.objects.filter(status__in=[Status.UNCERTAIN, Status.FAILED]).count()
    url = reverse("outbox")
    one, many = "mail is uncertain or failed", "mails are uncertain or failed"
    return [Item(waiting, f"{one}: say what became of it", f"{many}: say what became of them", url, is_urgent=True)]


def ungraded(at: datetime) -> list[Item]:
    old = Attempt.objects.awaiting_grading().filter(received_at__lt=at - UNGRADED_AFTER).count()
    one, many = "piece of homework has waited", "pieces of homework have waited"
    days = "more than five days for a grade"
    return [Item(old, f"{one} {days}", f"{many} {days}", reverse("curriculum:grading"))]


def without_terms() -> list[Item]:
    stuck = Completion.objects.without_stipend().filter(enrollment__cohort__stipend_terms__isnull=True)
    cohort = Cohort.objects.filter(enrollments__completion__in=stuck).first()
    if cohort is None:
        return []
    url = reverse("stipends:terms", args=[cohort.slug])
    what = f"completed {cohort}, which has no stipend terms"
    return [Item(stuck.count(), f"person {what}", f"people {what}", url, is_urgent=True)]

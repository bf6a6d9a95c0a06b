"""Mail and completions that wait for a person."""

from django.urls import reverse

from cohorts.models import Cohort
from curriculum.models import Completion
from mlsafety_course.items import Item
from mlsafety_course.outbox.models import Message, Status


def mail() -> list[Item]:
    waiting = Message.objects.filter(status__in=[Status.UNCERTAIN, Status.FAILED]).count()
    url = reverse("outbox")
    one, many = "mail is uncertain or failed", "mails are uncertain or failed"
    return [Item(waiting, f"{one}: say what became of it", f"{many}: say what became of them", url, is_urgent=True)]


def without_terms() -> list[Item]:
    stuck = Completion.objects.without_stipend().filter(enrollment__cohort__stipend_terms__isnull=True)
    cohort = Cohort.objects.filter(enrollments__completion__in=stuck).first()
    if cohort is None:
        return []
    url = reverse("stipends:terms", args=[cohort.slug])
    what = f"completed {cohort}, which has no stipend terms"
    return [Item(stuck.count(), f"person {what}", f"people {what}", url, is_urgent=True)]

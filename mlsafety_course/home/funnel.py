"""How many people came how far: from the first click to the last dollar."""

from django.db.models import Count, Q

from applications.models import Application
from cohorts.models import Cohort, Enrollment
from mlsafety_course.charts import Funnel, Stage
from stipends.models import Stipend

OFFERED = ["admitted", "accepted", "declined"]


def chart(cohort: Cohort) -> Funnel:
    """The road of one cohort, to be drawn."""
    return Funnel(key=f"road-{cohort.slug}", title="How far people have come", stages=funnel(cohort))


def funnel(cohort: Cohort) -> list[Stage]:
    """The six stages of one cohort, in three queries. Who withdraws later was still there before."""
    coming = Application.objects.filter(round__cohort=cohort).aggregate(
        started=Count("pk"),
        submitted=Count("pk", filter=Q(submitted_at__isnull=False)),
        offered=Count("pk", filter=Q(status__in=OFFERED)),
    )
    here = (
        Enrollment.objects.filter(cohort=cohort)
        .exclude(status=Enrollment.Status.CANCELLED)
        .aggregate(enrolled=Count("pk"), completed=Count("pk", filter=Q(completion__isnull=False)))
    )
    paid = Stipend.objects.filter(enrollment__cohort=cohort, status=Stipend.Status.PAID).count()
    return [
        Stage("Started", coming["started"]),
        Stage("Submitted", coming["submitted"]),
        Stage("Offered a place", coming["offered"]),
        Stage("Enrolled", here["enrolled"]),
        Stage("Completed", here["completed"]),
        Stage("Paid", paid),
    ]

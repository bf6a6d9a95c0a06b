"""A lead's home, the cohort matrix and one person's record."""

from datetime import timedelta

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import UserRequest
from applications.models import Round
from cohorts.forms.changes import DeferForm
from cohorts.models import Cohort, Enrollment
from curriculum.forms import ExceptionForm
from curriculum.models import Completion, CompletionPolicy, CompletionResult
from mlsafety_course import timekit
from mlsafety_course.home import attention, funnel
from mlsafety_course.home.forms import MatrixFilter
from mlsafety_course.home.matrix import page_of
from mlsafety_course.home.this_week import this_week
from mlsafety_course.home.weeks import strip
from mlsafety_course.outbox.models import Message

COHORTS_SHOWN = 3
UNTIL_THEN = (
    "Until then nothing happens by itself: who is at risk can still complete, and where it cannot be met, a lead "
    "may make an exception on the person's record, with a reason."
)


@permission_required("cohorts.lead_cohort", raise_exception=True)
@require_safe
def staff(request: UserRequest) -> HttpResponse:
    """What needs attention, and how far people have come."""
    at = timezone.now()
    rounds = Round.objects.select_related("cohort")[:COHORTS_SHOWN]
    cohorts = list(Cohort.objects.all()[:COHORTS_SHOWN])
    context = {
        "now": at,
        "items": attention.items(request.user, at),
        "funnels": [(cohort, funnel.chart(cohort)) for cohort in cohorts],
        "rounds": [(round_, last_minute(round_, request.reader_zone)) for round_ in rounds],
    }
    return render(request, "home/staff.html", context)


def last_minute(round_: Round, zone: str) -> str:
    """When it closes, as the deadline is printed everywhere: by its last minute."""
    return timekit.day_and_time(round_.closes_at - timedelta(minutes=1), zone)


@permission_required("cohorts.lead_cohort", raise_exception=True)
@require_safe
def cohort_matrix(request: UserRequest, slug: str) -> HttpResponse:
    """Everybody of a cohort by weeks, in the order of their names."""
    cohort = get_object_or_404(Cohort, slug=slug)
    at = timezone.now()
    people = Enrollment.objects.filter(cohort=cohort).active().select_related("person", "cohort")
    form = MatrixFilter(request.GET, sections=cohort.sections.all())
    wish = form.cleaned_data if form.is_valid() else {}
    if wish.get("section"):
        people = people.seated_in(cohort.sections.get(public_id=wish["section"]))
    page, shown = page_of(people, wish, request.GET.get("page"), at)
    closes = timekit.three_forms(cohort.grading_closes_at, cohort.zone, request.reader_zone)
    context = {
        "cohort": cohort,
        "form": form,
        "is_narrowed": any(wish.values()),
        "page": page,
        "matrix": shown,
        "rule": CompletionPolicy.objects.in_words(cohort)[:1],
        "next": f"Grading closes {closes.own}. {UNTIL_THEN}",
    }
    return render(request, "home/matrix.html", context)


@permission_required("cohorts.lead_cohort", raise_exception=True)
@require_safe
def person(request: UserRequest, public_id: str) -> HttpResponse:
    """One enrollment's record: standing with evidence, history, mail, exceptions."""
    every = Enrollment.objects.select_related("person", "cohort", "deferred_to")
    enrollment = get_object_or_404(every, public_id=public_id)
    at = timezone.now()
    week = this_week(enrollment, at, request.reader_zone)
    context = {
        "enrollment": enrollment,
        "week": week,
        "strip": strip(week.facts),
        "moves": enrollment.moves.select_related("by"),
        "seats": enrollment.seats.select_related("section"),
        "exceptions": enrollment.completion_exceptions.select_related("by"),
        "completion": Completion.objects.filter(enrollment=enrollment).select_related("revocation").first(),
        "result": CompletionResult.objects.filter(enrollment=enrollment).first(),
        "mails": Message.objects.shown_to_staff().filter(person=enrollment.person).exclude(topic="account")[:20],
        "form": ExceptionForm(),
        "has_started": enrollment.cohort.has_started(at),
        "defer_form": DeferForm(cohort=enrollment.cohort),
        "zone_label": timekit.zone_label(enrollment.person.zone),
    }
    return render(request, "home/person.html", context)

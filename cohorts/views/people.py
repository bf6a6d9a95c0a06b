"""What a lead does about one person's place, and all changes of a cohort that wait for a lead."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import UserRequest
from cohorts.forms import ReasonForm
from cohorts.forms.changes import DeferForm
from cohorts.models import Cohort, Cover, Enrollment, Switch
from cohorts.switch_sentence import wish
from cohorts.workflow import enrollment as workflow

WHY = "Say why: the person reads it in their mail. Nothing was changed."


@require_safe
@permission_required("cohorts.lead_cohort", raise_exception=True)
def changes(request: UserRequest, slug: str) -> HttpResponse:
    """Meetings that need somebody, and switches without an answer."""
    cohort, at = get_object_or_404(Cohort, slug=slug), timezone.now()
    covers = Cover.objects.in_full().waiting(at).filter(meeting__section__cohort=cohort)
    decidable = Switch.objects.decidable_by(request.user, timezone.localdate())
    switches = decidable.answerable(at).filter(enrollment__cohort=cohort)
    context = {
        "cohort": cohort,
        "now": at,
        "covers": covers.order_by("meeting__starts_at", "pk"),
        "switches": [(switch, wish(switch, request.reader_zone)) for switch in switches],
    }
    return render(request, "cohorts/changes.html", context)


@require_POST
@permission_required("cohorts.lead_cohort", raise_exception=True)
def cancel_person(request: UserRequest, slug: str, public_id: str) -> HttpResponse:
    """Before the start: the place is free at once."""
    enrollment, form = _of_cohort(request, slug, public_id), ReasonForm(request.POST)
    if form.is_valid():
        workflow.cancel(enrollment, form.cleaned_data["reason"], by=request.user, at=timezone.now())
        return _done(request, enrollment, "has given the place back. It is free for somebody else.")
    return _without_reason(request, enrollment)


@require_POST
@permission_required("cohorts.lead_cohort", raise_exception=True)
def drop_person(request: UserRequest, slug: str, public_id: str) -> HttpResponse:
    """After the start: the seat is free, and the way back is open for seven days."""
    enrollment, form = _of_cohort(request, slug, public_id), ReasonForm(request.POST)
    if form.is_valid():
        workflow.drop(enrollment, form.cleaned_data["reason"], by=request.user, at=timezone.now())
        return _done(request, enrollment, "is out of the course. Their seat is free; they can come back within 7 days.")
    return _without_reason(request, enrollment)


@require_POST
@permission_required("cohorts.lead_cohort", raise_exception=True)
def defer_person(request: UserRequest, slug: str, public_id: str) -> HttpResponse:
    """To a later cohort, with a place promised there."""
    enrollment = _of_cohort(request, slug, public_id)
    form = DeferForm(request.POST, cohort=enrollment.cohort)
    if form.is_valid():
        sent = form.cleaned_data
        workflow.defer(enrollment, sent["reason"], to=sent["to"], by=request.user, at=timezone.now())
        return _done(request, enrollment, f"is put off to {sent['to'] or 'a later cohort'}.")
    return _without_reason(request, enrollment)


def _of_cohort(request: UserRequest, slug: str, public_id: str) -> Enrollment:
    """Never the lead's own: their page for leaving is the same as everybody's."""
    others = Enrollment.objects.exclude(person=request.user).select_related("cohort", "person")
    return get_object_or_404(others, cohort__slug=slug, public_id=public_id)


def _done(request: UserRequest, enrollment: Enrollment, what: str) -> HttpResponse:
    messages.success(request, f"{enrollment.person} {what} They are told by mail.")
    return redirect("person", enrollment.public_id)


def _without_reason(request: UserRequest, enrollment: Enrollment) -> HttpResponse:
    messages.error(request, WHY)
    return redirect("person", enrollment.public_id)

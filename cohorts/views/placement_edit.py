"""A lead's changes by hand: one person of a proposal, and what is fixed before the next one."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import UserRequest
from cohorts.forms.placement import MoveInPlanForm, RuleForm
from cohorts.models import Cohort, Enrollment, PlacementRule, PlacementRun
from cohorts.placing.effect import Mover
from cohorts.placing.preview import preview
from cohorts.workflow import placement_edit, placement_rule


@require_http_methods(["GET", "POST"])
@permission_required("cohorts.lead_cohort", raise_exception=True)
def move(request: UserRequest, slug: str, public_id: str, person: str) -> HttpResponse:
    """Choose a place for one person, see what it does to the proposal, and keep it or not."""
    proposals = PlacementRun.objects.done().with_people().select_related("cohort").filter(published_at=None)
    run = get_object_or_404(proposals, cohort__slug=slug, public_id=public_id)
    enrollment = get_object_or_404(Enrollment.objects.active().with_seats(), cohort=run.cohort_id, public_id=person)
    at = timezone.now()
    chosen = request.POST if request.method == "POST" else request.GET if "section" in request.GET else None
    form = MoveInPlanForm(chosen, cohort=run.cohort, has_seat=bool(enrollment.current_seats))
    if request.method == "POST" and form.is_valid():
        version = int(request.POST.get("version", "0")) if request.POST.get("version", "0").isdecimal() else 0
        placement_edit.move(run, enrollment, form.target, version=version, by=request.user, at=at)
        messages.success(request, f"Changed in the proposal for {enrollment.person}. Nobody is told until you publish.")
        return redirect("cohorts:placement", slug)
    mover = Mover(run, preview(run, run.cohort.day_of(at)), enrollment, at)
    context = {"cohort": run.cohort, "run": run, "enrollment": enrollment, "mover": mover, "form": form}
    if form.is_bound and form.is_valid():
        context |= {"effect": mover.effect(form.target), "target": mover.sections.get(form.target)}
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "cohorts/placement_move.html", context, status=status)


@require_POST
@permission_required("cohorts.lead_cohort", raise_exception=True)
def fix(request: UserRequest, slug: str) -> HttpResponse:
    """One more rule for the next proposal."""
    cohort = get_object_or_404(Cohort, slug=slug)
    form = RuleForm(request.POST, cohort=cohort)
    if not form.is_valid():
        messages.error(request, "Choose a person without a seat, a section that is not closed, and a rule.")
        return redirect("cohorts:placement", slug)
    chosen = form.cleaned_data
    placement_rule.fix(
        chosen["person"], chosen["section"], chosen["kind"], chosen["reason"], by=request.user, at=timezone.now()
    )
    messages.success(request, f"Noted for {chosen['person'].person}. It counts from the next proposal on.")
    return redirect("cohorts:placement", slug)


@require_POST
@permission_required("cohorts.lead_cohort", raise_exception=True)
def lift(request: UserRequest, slug: str, public_id: str, person: str) -> HttpResponse:
    """Remove the rule about this section (`public_id`) and this person."""
    rules = PlacementRule.objects.select_related("enrollment__person")
    where = {"section__cohort__slug": slug, "section__public_id": public_id, "enrollment__public_id": person}
    rule = get_object_or_404(rules, **where)
    placement_rule.lift(rule, by=request.user, at=timezone.now())
    messages.success(request, f"The rule about {rule.enrollment.person} is removed.")
    return redirect("cohorts:placement", slug)

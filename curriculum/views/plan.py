"""A cohort's plan: when units open, when homework is due, the rule of completion, and exceptions to it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.forms import ModelForm
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import UserRequest
from cohorts.models import Cohort, Enrollment
from curriculum.changes import who_would_change
from curriculum.forms import ExceptionForm, HomeworkDatesForm, OpeningForm, PolicyForm
from curriculum.models import CompletionPolicy, Homework, Release
from curriculum.workflow import completion
from curriculum.workflow import schedule as workflow
from mlsafety_course import timekit
from mlsafety_course.posted import posted


@permission_required("cohorts.lead_cohort", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def schedule(request: UserRequest, slug: str) -> HttpResponse:
    """Every opening, due date and closing of a cohort in one grid, in the cohort's own zone."""
    cohort, at = get_object_or_404(Cohort, slug=slug), timezone.now()
    if "plan" in request.POST:
        workflow.schedule(cohort, by=request.user, at=at)
        messages.success(request, "Planned: every unit has its week, and every homework its dates.")
        return redirect("curriculum:schedule", slug)
    with _zone_of(cohort):
        typed = posted(request)
        openings, homeworks = _openings(cohort, typed), _homeworks(cohort, typed)
        forms: Sequence[ModelForm[Release] | ModelForm[Homework]] = [*openings, *homeworks]
        if request.method == "POST" and _are_valid(forms):
            _move(cohort, openings, homeworks, request, at)
            return redirect("curriculum:schedule", slug)
        context = {"cohort": cohort, "rows": _rows(openings, homeworks), "zone": timekit.zone_label(cohort.zone)}
        status = 422 if request.method == "POST" else 200
        return render(request, "curriculum/schedule.html", context, status=status)


def _are_valid(forms: Sequence[ModelForm[Release] | ModelForm[Homework]]) -> bool:
    """Whether there are any and all are; each is asked, so that every mistake is shown."""
    return bool(forms) and not any([form.errors for form in forms])  # noqa: C419 - a generator would stop at the first


@contextmanager
def _zone_of(cohort: Cohort) -> Iterator[None]:
    """What is typed and shown inside is wall time of the cohort."""
    with timezone.override(cohort.zone):
        yield


def _openings(cohort: Cohort, typed: QueryDict | None) -> list[OpeningForm]:
    rows = Release.objects.filter(cohort=cohort).select_related("unit", "week")
    return [OpeningForm(typed, instance=row, prefix=f"unit-{row.unit.slug}") for row in rows]


def _homeworks(cohort: Cohort, typed: QueryDict | None) -> list[HomeworkDatesForm]:
    rows = Homework.objects.filter(cohort=cohort).select_related("assignment__unit")
    return [HomeworkDatesForm(typed, instance=row, prefix=f"homework-{row.assignment.slug}") for row in rows]


def _rows(
    openings: list[OpeningForm], homeworks: list[HomeworkDatesForm]
) -> list[tuple[OpeningForm, list[HomeworkDatesForm]]]:
    return [
        (opening, [form for form in homeworks if form.instance.assignment.unit_id == opening.instance.unit_id])
        for opening in openings
    ]


def _move(
    cohort: Cohort,
    openings: list[OpeningForm],
    homeworks: list[HomeworkDatesForm],
    request: UserRequest,
    at: datetime,
) -> None:
    workflow.move(
        cohort,
        {form.instance: form.cleaned_data["opens_at"] for form in openings},
        {form.instance: form.cleaned_data for form in homeworks},
        by=request.user,
        at=at,
    )
    messages.success(request, "Saved. Everybody in the cohort sees the new dates from now on.")


@permission_required("cohorts.lead_cohort", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def policy(request: UserRequest, slug: str) -> HttpResponse:
    """The rule that holds, and the next version of it: first who would change, then published."""
    cohort, at = get_object_or_404(Cohort, slug=slug), timezone.now()
    current = CompletionPolicy.objects.in_force(cohort)
    form = PolicyForm(posted(request), instance=_next_version(cohort, current))
    is_fine = form.is_bound and form.is_valid()
    if is_fine and request.POST.get("publish") == str(form.instance.version):
        made = workflow.publish_policy(cohort, by=request.user, at=at, **form.cleaned_data)
        messages.success(request, f"Published: version {made.version} of the rule holds from now on.")
        return redirect("curriculum:policy", slug)
    context = {
        "cohort": cohort,
        "form": form,
        "current": current,
        "words": current.in_words() if current else [],
        "preview": form.instance.in_words() if is_fine else [],
        "changes": who_would_change(cohort, form.instance.rule, at) if is_fine else [],
    }
    return render(request, "curriculum/policy.html", context, status=422 if form.is_bound and not is_fine else 200)


def _next_version(cohort: Cohort, current: CompletionPolicy | None) -> CompletionPolicy:
    """An unsaved copy of the rule that holds, one version on."""
    counts = {name: getattr(current, name) for name in PolicyForm.Meta.fields} if current else {}
    return CompletionPolicy(cohort=cohort, version=current.version + 1 if current else 1, **counts)


@permission_required("curriculum.make_exception", raise_exception=True)
@require_POST
def exception(request: UserRequest, public_id: str) -> HttpResponse:
    """Waive a requirement, or grant or deny completion, with a reason."""
    every = Enrollment.objects.exclude(person=request.user).select_related("person", "cohort")
    enrollment = get_object_or_404(every, public_id=public_id)
    form = ExceptionForm(request.POST)
    if not form.is_valid():
        return render(request, "curriculum/exception.html", {"form": form, "enrollment": enrollment}, status=422)
    completion.make_exception(enrollment, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, f"Noted for {enrollment.person.name}, with your reason. They get a mail.")
    return redirect("person", public_id)

"""Sections for the lead: planning one, its meetings, opening, closing, handing over."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import UserRequest
from cohorts.forms import EndTeachingForm, HelperForm, ReasonForm, SectionChangeForm, SectionForm, TeacherForm
from cohorts.forms.section import people_who_agreed
from cohorts.models import Cohort, Enrollment, Section
from cohorts.section_warnings import warnings_about
from cohorts.workflow import section as workflow
from mlsafety_course import timekit
from mlsafety_course.posted import posted


@require_http_methods(["GET", "POST"])
@permission_required("cohorts.lead_cohort", raise_exception=True)
def new_section(request: UserRequest, slug: str) -> HttpResponse:
    """A section with its TA; its meetings follow from the cohort's weeks."""
    cohort = get_object_or_404(Cohort, slug=slug)
    form = SectionForm(posted(request), cohort=cohort)
    if request.method == "GET" or not form.is_valid():
        status = 200 if request.method == "GET" else 422
        return render(request, "cohorts/new_section.html", {"cohort": cohort, "form": form}, status=status)
    section = workflow.plan(cohort, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, f"{section} is planned with {section.meetings.count()} meetings. Nobody was told yet.")
    return redirect("cohorts:section", slug, section.public_id)


@require_http_methods(["GET", "POST"])
@permission_required("cohorts.lead_cohort", raise_exception=True)
def section(request: UserRequest, slug: str, public_id: str) -> HttpResponse:
    """Its meetings, people and TAs; POST changes where it meets and how many it takes."""
    section = _of_cohort(slug, public_id)
    form = SectionChangeForm(posted(request), initial=vars(section))
    if request.method == "GET" or not form.is_valid():
        return section_page(request, section, change=form, status=200 if request.method == "GET" else 422)
    workflow.change(section, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, "Saved.")
    return redirect("cohorts:section", slug, public_id)


@require_POST
@permission_required("cohorts.lead_cohort", raise_exception=True)
def open_section(request: UserRequest, slug: str, public_id: str) -> HttpResponse:
    section = _of_cohort(slug, public_id)
    workflow.open_(section, by=request.user, at=timezone.now())
    messages.success(request, f"{section} is open. Its TA and the people who sit in it are told by mail.")
    return redirect("cohorts:section", slug, public_id)


@require_POST
@permission_required("cohorts.lead_cohort", raise_exception=True)
def close_section(request: UserRequest, slug: str, public_id: str) -> HttpResponse:
    section, form = _of_cohort(slug, public_id), ReasonForm(request.POST)
    if not form.is_valid():
        return section_page(request, section, problem="Say why the section closes. Nothing was changed.", status=422)
    workflow.close(section, form.cleaned_data["reason"], by=request.user, at=timezone.now())
    messages.success(request, f"{section} is closed. Its record is kept.")
    return redirect("cohorts:cohort", slug)


@require_POST
@permission_required("cohorts.lead_cohort", raise_exception=True)
def hand_over(request: UserRequest, slug: str, public_id: str) -> HttpResponse:
    """Another TA leads the section from a day on."""
    section = _of_cohort(slug, public_id)
    form = TeacherForm(request.POST, cohort=section.cohort)
    if not form.is_valid():
        return section_page(request, section, teacher=form, status=422)
    sent = form.cleaned_data
    workflow.hand_over(section, sent["ta"], from_on=sent["from_on"], by=request.user, at=timezone.now())
    messages.success(request, f"{sent['ta']} leads {section} from {sent['from_on']:%-d %B} on.")
    return redirect("cohorts:section", slug, public_id)


@require_POST
@permission_required("cohorts.lead_cohort", raise_exception=True)
def add_teacher(request: UserRequest, slug: str, public_id: str) -> HttpResponse:
    """A co-TA or a standing substitute."""
    section = _of_cohort(slug, public_id)
    form = HelperForm(request.POST, cohort=section.cohort)
    if not form.is_valid():
        return section_page(request, section, helper=form, status=422)
    teaching = workflow.add_teacher(section, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, f"{teaching.ta} is {teaching.get_role_display()} of {section}.")
    return redirect("cohorts:section", slug, public_id)


@require_POST
@permission_required("cohorts.lead_cohort", raise_exception=True)
def end_teacher(request: UserRequest, slug: str, public_id: str) -> HttpResponse:
    """The last day of a co-TA or standing substitute."""
    section = _of_cohort(slug, public_id)
    form = EndTeachingForm(request.POST, section=section)
    if not form.is_valid():
        problem = "Choose the last day on which they teach. Nothing was changed."
        return section_page(request, section, problem=problem, status=422)
    teaching, last_on = form.cleaned_data["teaching"], form.cleaned_data["last_on"]
    workflow.end_teaching(teaching, last_on=last_on, by=request.user, at=timezone.now())
    messages.success(request, f"{teaching.ta} teaches {section} until {last_on.day} {last_on:%B}.")
    return redirect("cohorts:section", slug, public_id)


def _of_cohort(slug: str, public_id: str) -> Section:
    return get_object_or_404(Section.objects.select_related("cohort"), cohort__slug=slug, public_id=public_id)


def section_page(request: UserRequest, section: Section, *, status: int = 200, **more: Any) -> HttpResponse:
    """Everything about one section, with the forms that change it; `more` are forms that were sent with mistakes."""
    meetings = list(section.meetings.for_sheet().with_marks_counted())
    context = {
        "section": section,
        "cohort": section.cohort,
        "people": Enrollment.objects.seated_in(section).select_related("person"),
        "teachings": section.teachings.select_related("ta"),
        "meetings": meetings,
        "replaced": {meeting.replaces_id for meeting in meetings},
        "warnings": warnings_about(section, meetings),
        "now": timezone.now(),
        "change": SectionChangeForm(initial=vars(section)),
        "agreed": people_who_agreed(section.cohort),
        "zone": timekit.zone_label(section.zone),
        "today": section.cohort.day_of(timezone.now()),
        "teacher": TeacherForm(cohort=section.cohort, initial={"from_on": timezone.localdate()}),
        "helper": HelperForm(cohort=section.cohort, initial={"from_on": timezone.localdate()}),
        "reason": ReasonForm(),
        "problem": "",
    }
    return render(request, "cohorts/section.html", context | more, status=status)

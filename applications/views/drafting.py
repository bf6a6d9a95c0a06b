"""Writing an application: the form, and its automatic save."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import UserRequest
from applications import questions, snapshot
from applications.completeness import problems
from applications.forms import ApplicationForm, initial_of
from applications.models import Application
from applications.views.status import status_page
from applications.workflow import drafting
from mlsafety_course import timekit
from mlsafety_course.transitions import Refused

Status = Application.Status


@require_http_methods(["GET", "HEAD", "POST"])
def form(request: UserRequest, public_id: str) -> HttpResponse:
    """The form while the application can be written (`?edit=1` once it has been sent), else where it stands."""
    application = get_object_or_404(Application.objects.owned_by(request.user), public_id=public_id)
    if request.method == "POST":
        typed = _typed(request, application)
        if not typed.is_valid():
            return _page(request, application, typed, version=request.POST.get("version", ""), status=422)
        return _send(request, application, typed) if "send" in request.POST else _save(request, application, typed)
    is_edited = application.status == Status.SUBMITTED and "edit" in request.GET
    if application.round.takes(request.received_at) and (application.status == Status.DRAFT or is_edited):
        shown = ApplicationForm(
            initial=initial_of(application, snapshot.asked_and_answered(application)[1]), **_asked(application)
        )
        return _page(request, application, shown, version=application.version)
    return status_page(request, application)


@require_POST
def save(request: UserRequest, public_id: str) -> HttpResponse:
    """The automatic save: JSON for autosave.js. Never a redirect, so that nothing typed depends on one."""
    application = get_object_or_404(Application.objects.owned_by(request.user), public_id=public_id)
    typed = _typed(request, application)
    if not typed.is_valid():
        return JsonResponse({"sentence": "Not saved yet: one of the answers cannot be stored."}, status=422)
    try:
        drafting.save(application, **_written(request, application, typed))
    except Refused as refusal:
        return JsonResponse({"sentence": str(refusal)}, status=409)
    clock = timezone.localtime(request.received_at).strftime("%H:%M")
    return JsonResponse({"saved": clock, "version": application.version})


def _save(request: UserRequest, application: Application, typed: ApplicationForm) -> HttpResponse:
    try:
        drafting.save(application, **_written(request, application, typed))
    except Refused as refusal:
        return _refused(request, application, typed, str(refusal))
    messages.success(request, "Saved as a draft. It is not sent yet.")
    return redirect("applications:form", application.public_id)


def _send(request: UserRequest, application: Application, typed: ApplicationForm) -> HttpResponse:
    """Send it. What is missing is said beside its question, and a draft is kept as far as it has come."""
    missing = problems(typed.written(application, request.received_at), typed.asked)
    try:
        if not missing:
            drafting.send(application, **_written(request, application, typed))
        elif application.status == Status.DRAFT:
            drafting.save(application, **_written(request, application, typed))
    except Refused as refusal:
        return _refused(request, application, typed, str(refusal))
    for name, sentence in missing.items():
        typed.add_error(name, sentence)
    if missing:
        return _page(request, application, typed, version=application.version, status=422)
    return redirect("applications:receipt", application.public_id)


def _refused(request: UserRequest, application: Application, typed: ApplicationForm, sentence: str) -> HttpResponse:
    """Say why, and show what was typed. Pressing again then replaces what is stored, knowingly."""
    application.refresh_from_db(fields=["version", "saved_at", "status"])
    return _page(request, application, typed, version=application.version, status=409, refusal=sentence)


def _page(
    request: UserRequest,
    application: Application,
    shown: ApplicationForm,
    *,
    version: int | str,
    status: int = 200,
    refusal: str = "",
) -> HttpResponse:
    round_ = application.round
    context = {
        "application": application,
        "form": shown,
        "version": version,
        "refusal": refusal,
        "missing": len(shown.errors) if shown.is_bound else 0,
        "is_draft": application.status == Status.DRAFT,
        "left": _left(application, shown),
        "next": _what_next(application),
        "saved_at": timezone.localtime(application.saved_at).strftime("%H:%M") if application.version else "",
        "deadline": timekit.three_forms(round_.closes_at, round_.deadline_zone, request.reader_zone),
        "closes_relative": timekit.relative(round_.closes_at, timezone.now()),
    }
    return render(request, "applications/form.html", context | _fields(shown), status=status)


def _fields(shown: ApplicationForm) -> dict[str, Any]:
    """The fields in the groups in which the page shows them."""
    return {
        "levels": [shown[question.name] for question in questions.PREREQUISITES],
        "texts": [shown[question.name] for question in questions.TEXTS],
        "selected": shown.selected,
    }


def _what_next(application: Application) -> str:
    """For the head of the page of a draft."""
    hears = date_format(application.round.decisions_by, "l j F Y")
    return f"You get a receipt, and can change your answers until the deadline. Everybody hears by {hears}."


def _left(application: Application, shown: ApplicationForm) -> list[tuple[str, str]]:
    """What the stored draft still lacks, as ids and labels of the fields, in their order."""
    missing = problems(*drafting.stored(application))
    fields = [shown[name] for name in shown.fields if name in missing]
    return [(field.auto_id, str(field.label)) for field in fields]


def _typed(request: UserRequest, application: Application) -> ApplicationForm:
    return ApplicationForm(request.POST, **_asked(application))


def _asked(application: Application) -> dict[str, Any]:
    return {"asked": application.round.questions.all()}


def _written(request: UserRequest, application: Application, typed: ApplicationForm) -> dict[str, Any]:
    """What the verbs take: values, the version of the page, who and when."""
    written = typed.written(application, request.received_at)
    return {
        "fields": written.fields,
        "answers": written.answers,
        "version": typed.cleaned_data["version"],
        "by": request.user,
        "at": request.received_at,
    }

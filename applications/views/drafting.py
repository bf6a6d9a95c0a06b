"""Writing an application: the form, and its automatic save."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import pluralize
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import UserRequest
from applications import snapshot
from applications.completeness import problems
from applications.forms import ApplicationForm, initial_of
from applications.models import Application
from applications.views import form_page
from applications.views.status import status_page
from applications.workflow import copying, drafting
from mlsafety_course.transitions import Refused

Status = Application.Status


@require_http_methods(["GET", "HEAD", "POST"])
def form(request: UserRequest, public_id: str) -> HttpResponse:
    """The form while the application can be written (`?edit=1` once it has been sent), else where it stands."""
    application = get_object_or_404(Application.objects.owned_by(request.user), public_id=public_id)
    if request.method == "POST":
        return _posted(request, application)
    is_edited = application.status == Status.SUBMITTED and "edit" in request.GET
    if application.takes(request.received_at) and (application.status == Status.DRAFT or is_edited):
        answers = snapshot.asked_and_answered(application)[1]
        shown = ApplicationForm(initial=initial_of(application, answers), **_asked(application))
        return _page(request, application, shown, version=application.version, kept=request.GET.get("kept", ""))
    return status_page(request, application)


@require_POST
def save(request: UserRequest, public_id: str) -> HttpResponse:
    """The automatic save: JSON for autosave.js. Never a redirect, so that nothing typed depends on one."""
    application = get_object_or_404(Application.objects.owned_by(request.user), public_id=public_id)
    typed = ApplicationForm(request.POST, **_asked(application))
    if not typed.is_valid():
        return JsonResponse({"sentence": "Not saved yet: one of the answers cannot be stored."}, status=422)
    try:
        drafting.save(application, **_written(request, application, typed))
    except drafting.Conflict as conflict:
        return JsonResponse({"sentence": f"{conflict} Reload the page to bring both together."}, status=409)
    except Refused as refusal:
        return JsonResponse({"sentence": str(refusal)}, status=409)
    clock = timezone.localtime(request.received_at).strftime("%H:%M")
    standing = form_page.standing(application, typed, request.received_at)
    return JsonResponse({"saved": clock, "version": application.version, **standing})


def _posted(request: UserRequest, application: Application) -> HttpResponse:
    """One of the buttons was pressed: send, copy or (also by the enter key) save."""
    typed = ApplicationForm(request.POST, **_asked(application))
    if not typed.is_valid():
        said = {"version": request.POST.get("version", ""), "is_unsaved": True}
        return _page(request, application, typed, status=422, **said)
    try:
        if "send" in request.POST:
            return _send(request, application, typed)
        drafting.save(application, **_written(request, application, typed))
        if "copy" in request.POST:
            return _copy(request, application)
    except Refused as refusal:
        application.refresh_from_db(fields=["version", "saved_at", "status"])
        said = {"version": application.version, "is_unsaved": True, "refusal": str(refusal)}
        return _page(request, application, typed, status=409, **said)
    messages.success(request, "Saved as a draft. It is not sent yet.")
    return _on(request, "form", application)


def _copy(request: UserRequest, application: Application) -> HttpResponse:
    count = copying.copy_earlier(application, by=request.user, at=request.received_at)
    copied = f"{count} answer{pluralize(count)} copied. Please read each through: this is another round."
    messages.success(request, copied if count else "There was nothing to copy that this draft does not have already.")
    return _on(request, "form", application)


def _send(request: UserRequest, application: Application, typed: ApplicationForm) -> HttpResponse:
    """Send it. What is missing is said beside its question, and a draft is kept as far as it has come."""
    missing = problems(typed.written(application, request.received_at), typed.asked)
    if not missing:
        drafting.send(application, **_written(request, application, typed))
        return _on(request, "receipt", application)
    is_draft = application.status == Status.DRAFT
    if is_draft:
        drafting.save(application, **_written(request, application, typed))
    for name, sentence in missing.items():
        typed.add_error(name, sentence)
    said = {"version": application.version, "is_unsaved": not is_draft, "kept": _slot(request) if is_draft else ""}
    return _page(request, application, typed, status=422, **said)


def _slot(request: UserRequest) -> str:
    """Which copy on the device holds what was sent; empty without JavaScript."""
    named = request.POST.get("slot", "")[:20]
    return named if named.isalnum() else ""


def _on(request: UserRequest, name: str, application: Application) -> HttpResponse:
    """To the next page, which tells autosave.js that what this page had kept on the device has arrived."""
    address = reverse(f"applications:{name}", args=[application.public_id])
    slot = _slot(request)
    return redirect(f"{address}?{urlencode({'kept': slot})}" if slot else address)


def _page(
    request: UserRequest, application: Application, shown: ApplicationForm, *, status: int = 200, **said: Any
) -> HttpResponse:
    """`said`: the version it is about, what was refused, whether it shows what is not stored, which copy is stored.

    Pressing a button of a refused page stores what it shows instead of what is stored, knowingly.
    """
    context = form_page.context(request, application, shown) | said
    return render(request, "applications/form.html", context, status=status)


def _asked(application: Application) -> dict[str, Any]:
    return {"asked": application.round.questions.all(), "is_draft": application.status == Status.DRAFT}


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

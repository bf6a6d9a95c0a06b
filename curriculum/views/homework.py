"""A participant's homework: the task, handing in, receipts and feedback."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from accounts.requests import UserRequest
from cohorts.models import Enrollment
from curriculum.forms import LONGEST_TEXT, HandInForm
from curriculum.homework_page import context_of
from curriculum.markdown import render as as_html
from curriculum.models import Homework
from curriculum.own_dates import dates_for
from curriculum.workflow import homework as workflow
from mlsafety_course import timekit
from mlsafety_course.transitions import Refused

PAGE = "curriculum/homework.html"
REFUSED = "curriculum/hand_in_refused.html"


@require_safe
def homework(request: UserRequest, public_id: str) -> HttpResponse:
    """The task, what was handed in with its receipts and feedback, and the form while it is open."""
    at = timezone.now()
    piece, enrollment = own_homework(request, public_id, at)
    return render(request, PAGE, context_of(piece, enrollment, request.reader_zone, at) | {"form": HandInForm()})


@require_POST
def hand_in(request: UserRequest, public_id: str) -> HttpResponse:
    """Keep one attempt; judged by when the request arrived, however long the files took."""
    at = request.received_at
    piece, enrollment = own_homework(request, public_id, at)
    form = HandInForm(request.POST, request.FILES)
    if not form.is_valid():
        return _refused(request, piece, enrollment, form, at)
    try:
        attempt = workflow.hand_in(piece, enrollment, **form.handed_in(), by=request.user, at=at)
    except Refused as refusal:
        return _refused(request, piece, enrollment, form, at, str(refusal))
    received = timekit.day_and_time(attempt.received_at, request.reader_zone)
    messages.success(request, f"Attempt {attempt.number} arrived {received}. Its receipt is below and in your mail.")
    there = redirect("curriculum:homework", public_id)
    return HttpResponseClientRedirect(there.url) if request.htmx else there


def _refused(
    request: UserRequest, piece: Homework, enrollment: Enrollment, form: HandInForm, at: datetime, refusal: str = ""
) -> HttpResponse:
    """The whole page with what was typed; for htmx only why, so that the page keeps the chosen files."""
    if request.htmx:
        return render(request, REFUSED, {"form": form, "refusal": refusal}, status=422)
    context = context_of(piece, enrollment, request.reader_zone, at) | {"form": form, "refusal": refusal}
    return render(request, PAGE, context, status=409 if refusal else 422)


@require_POST
def preview(request: UserRequest, public_id: str) -> HttpResponse:
    """The answer as its readers will see it, for htmx alone or with the whole page. Nothing is stored."""
    at = request.received_at
    piece, enrollment = own_homework(request, public_id, at)
    html = as_html(request.POST.get("text", "")[:LONGEST_TEXT])
    if request.htmx:
        return render(request, "components/editor_preview.html", {"html": html})
    typed = HandInForm(initial={name: request.POST.get(name, "") for name in ("text", "link", "more_links")})
    context = context_of(piece, enrollment, request.reader_zone, at)
    return render(request, PAGE, context | {"form": typed, "preview": html})


def own_homework(request: UserRequest, public_id: str, at: datetime) -> tuple[Homework, Enrollment]:
    """Homework of one's own cohort that has opened to oneself; anything else does not exist."""
    rows = Homework.objects.select_related("cohort", "assignment__unit").filter(public_id=public_id)
    places = Enrollment.objects.of(request.user).exclude(status=Enrollment.Status.CANCELLED)
    found = rows.first()
    mine = places.select_related("cohort", "person").filter(cohort=found.cohort_id).first() if found else None
    if found is None or mine is None or at < dates_for([mine], [found])[mine.pk, found.pk].opens_at:
        raise Http404
    return found, mine

"""Mail to chosen people: written, looked at, and sent through the outbox."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.requests import UserRequest
from cohorts.models import Enrollment
from mlsafety_course.home import emails
from mlsafety_course.home.forms import NoteForm
from mlsafety_course.outbox import post

MOST = 500


@require_http_methods(["GET", "POST"])
def write(request: UserRequest) -> HttpResponse:
    """GET and a first POST show the mail; `send` queues it, one for each person however often it is pressed."""
    people = _chosen(request)
    form = NoteForm(request.POST if "subject" in request.POST else None, initial={"number": uuid.uuid4()})
    back = _back(request, people)
    context = {"people": people, "form": form, "back": back}
    if not form.is_bound:
        return render(request, "home/write.html", context)
    if not people or not form.is_valid():
        return render(request, "home/write.html", context, status=422)
    sent = form.cleaned_data
    letters = [emails.note(str(sent["number"]), one, sent["subject"], sent["text"], request.user) for one in people]
    if "send" not in request.POST:
        return render(request, "home/write.html", context | {"sample": letters[0]})
    post.write(*letters, at=timezone.now())
    count = len(letters)
    messages.success(request, f"Your mail is on its way to {count} {'person' if count == 1 else 'people'}.")
    return redirect(back)


def _chosen(request: UserRequest) -> list[Enrollment]:
    """The people named in the request, by name; none named are none. Http404 for whom this reader may not write to."""
    keys = _keys((request.POST if request.method == "POST" else request.GET).getlist("to"))
    seen = Enrollment.objects.seen_by(request.user, timezone.now().date())
    found = seen.filter(public_id__in=keys).select_related("person", "cohort")
    people = list(found.order_by("person__full_name", "pk"))
    if len(people) != len(keys) or len(keys) > MOST or not (keys or seen.exists()):
        raise Http404
    return people


def _keys(texts: list[str]) -> set[uuid.UUID]:
    try:
        return {uuid.UUID(text) for text in texts}
    except ValueError as error:
        raise Http404 from error


def _back(request: UserRequest, people: list[Enrollment]) -> str:
    """Where they were chosen: a lead's matrix, a TA's section."""
    if not people:
        return reverse("teaching")
    if request.user.has_perm("cohorts.lead_cohort"):
        return reverse("matrix", args=[people[0].cohort.slug])
    seat = people[0].seats.current().select_related("section").get()
    return reverse("teaching_section", args=[seat.section.public_id])

"""Releasing decisions: everything is shown before, with what it may cost, and nothing happens but what was shown."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.requests import UserRequest
from applications.models import Round
from applications.workflow import deciding
from mlsafety_course.home.stipend_outlook import stipend_outlook


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("applications.release_decisions", raise_exception=True)
def release(request: UserRequest, slug: str) -> HttpResponse:
    """Preview with every mail; POST carries the digest of what was seen."""
    round_ = get_object_or_404(Round.objects.led_by(request.user).select_related("cohort"), slug=slug)
    at = timezone.now()
    if request.method == "POST":
        made = deciding.release(round_, digest=request.POST.get("digest", ""), by=request.user, at=at)
        people = sum(made.counts.values())
        messages.success(request, f"Released: {people} people can see their decision now, and their mails are leaving.")
        return redirect("release", slug)
    preview = deciding.preview(round_, at=at)
    context = {
        "round": round_,
        "preview": preview,
        "stipends": stipend_outlook(round_, preview.counts["admitted"], at),
        "releases": round_.releases.select_related("released_by"),
        "is_in_review": round_.is_in_review(at),
    }
    return render(request, "applications/release.html", context)

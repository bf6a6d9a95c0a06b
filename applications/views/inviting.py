"""Late invites: a lead's list of them, and the page behind the link."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, permission_required
from django.contrib.auth.views import redirect_to_login
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.requests import UserRequest
from applications.forms import InviteForm
from applications.models import LateInvite, Round
from applications.workflow import inviting
from mlsafety_course import timekit
from mlsafety_course.outbox.letters import link
from mlsafety_course.posted import posted
from mlsafety_course.transitions import Refused

MAY_INVITE = permission_required("applications.release_decisions", raise_exception=True)


@require_http_methods(["GET", "HEAD", "POST"])
@MAY_INVITE
def invites(request: UserRequest, slug: str) -> HttpResponse:
    """Every invite of the round with what is left of it; POST makes another."""
    round_ = get_object_or_404(Round.objects.led_by(request.user).select_related("cohort"), slug=slug)
    form = InviteForm(posted(request), round_=round_)
    if form.is_valid():
        made = inviting.invite(round_, form.wording, by=request.user, at=timezone.now())
        told = f"The mail to {made.email} is on its way." if made.email else "Hand out the link below."
        messages.success(request, f"The invite is made. {told}")
        return redirect("applications:invites", slug)
    made_so_far = round_.invites.select_related("made_by").annotate(used=Count("applications"))
    rows = [_row(invite, invite.uses - invite.used, request, timezone.now()) for invite in made_so_far]
    context = {"round": round_, "form": form, "rows": rows}
    return render(request, "applications/invites.html", context, status=422 if form.is_bound else 200)


def _row(invite: LateInvite, left: int, request: UserRequest, at: datetime) -> dict[str, Any]:
    word, label = ("open", "Open") if left else ("done", "Used up")
    if not invite.is_open(at):
        word, label = ("cancelled", "Revoked") if invite.revoked_at else ("closed", "Ended")
    return {
        "invite": invite,
        "left": left,
        "is_open": word == "open",
        "word": word,
        "label": label,
        "link": link("applications:redeem", invite.token),
        "until": timekit.day_and_time(invite.expires_at - timekit.MINUTE, request.reader_zone),
    }


@require_POST
@MAY_INVITE
def revoke(request: UserRequest, slug: str, token: str) -> HttpResponse:
    round_ = get_object_or_404(Round.objects.led_by(request.user), slug=slug)
    invite = get_object_or_404(round_.invites.select_related("round"), token=token)
    inviting.revoke(invite, by=request.user, at=timezone.now())
    messages.success(request, "The invite is revoked. Who began with it before keeps the time they were given.")
    return redirect("applications:invites", slug)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def redeem(request: HttpRequest, token: str) -> HttpResponse:
    """What the invite is, for anybody who has its link; a button redeems it for whoever has signed in."""
    invite = get_object_or_404(LateInvite.objects.select_related("round__cohort"), token=token)
    person = request.user if isinstance(request.user, User) else None
    if request.method != "POST":
        return _explained(request, invite, person)
    if person is None:
        return redirect_to_login(request.path)
    application = inviting.redeem(invite, by=person, at=getattr(request, "received_at", timezone.now()))
    return redirect("applications:form", application.public_id)


def _explained(request: HttpRequest, invite: LateInvite, person: User | None) -> HttpResponse:
    at = timezone.now()
    own = inviting.own_application(invite, person) if person else None
    if own and own.invite_id == invite.pk:
        return redirect("applications:form", own.public_id)
    sentence, status = "", 200
    try:
        inviting.refuse(invite, own, by=person, at=at)
    except Refused as refusal:
        sentence, status = str(refusal), 410 if isinstance(refusal, inviting.Gone) else 409
    reader_zone = getattr(request, "reader_zone", "UTC")
    context = {
        "invite": invite,
        "round": invite.round,
        "own": own,
        "sentence": sentence,
        "until": timekit.three_forms(invite.expires_at, invite.round.deadline_zone, reader_zone),
        "until_iso": invite.expires_at.isoformat(),
        "until_relative": timekit.relative(invite.expires_at, at),
    }
    return render(request, "applications/redeem.html", context, status=status)

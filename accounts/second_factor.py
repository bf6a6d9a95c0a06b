"""Proof, at the act, that the person holds their second factor.

allauth's own `did_recently_reauthenticate` passes for a password alone, so money asks here.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from urllib.parse import urlencode

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from accounts.requests import UserRequest

FRESH_SECONDS = 15 * 60
P = ParamSpec("P")


def second_factor_fresh(request: HttpRequest) -> bool:
    """Whether this session used a TOTP code or passkey (not a recovery code) in the last 15 minutes."""
    now = timezone.now().timestamp()
    records: list[dict[str, Any]] = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    return any(
        record.get("method") == "mfa"
        and record.get("type") in {Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN}
        and 0 <= now - record.get("at", 0) < FRESH_SECONDS
        for record in records
    )


def second_factor_required(
    view: Callable[Concatenate[UserRequest, P], HttpResponse],
) -> Callable[Concatenate[UserRequest, P], HttpResponse]:
    """Send a person without a fresh second factor to prove it, then back to the page they came from.

    The act itself is not replayed: the person reads the confirm page again and presses the button.
    """

    @wraps(view)
    def guarded(request: UserRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if second_factor_fresh(request):
            return view(request, *args, **kwargs)
        back = request.path if request.method == "GET" else request.POST.get("confirm_url") or request.path
        if not Authenticator.objects.filter(user=request.user, type=Authenticator.Type.TOTP).exists():
            messages.warning(request, "Money needs a second factor. Set one up; nothing has been changed.")
            return redirect("mfa_activate_totp")
        messages.info(request, "Please prove your second factor, then confirm again. Nothing has been changed yet.")
        return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': back})}")

    return cast("Callable[Concatenate[UserRequest, P], HttpResponse]", guarded)

"""One's own profile."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.forms import ProfileForm
from accounts.requests import UserRequest


@require_http_methods(["GET", "POST"])
def profile(request: UserRequest) -> HttpResponse:
    """Name, name to use and time zone."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "GET" or not form.is_valid():
        return render(request, "accounts/profile.html", {"form": form}, status=200 if request.method == "GET" else 422)
    form.save()
    messages.success(request, "Saved. Times are shown in your zone from now on.")
    return redirect("accounts:profile")

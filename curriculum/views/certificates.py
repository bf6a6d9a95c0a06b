"""The certificate, for its owner to print and for anybody to check."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.requests import UserRequest
from curriculum.models import Certificate
from mlsafety_course import codes


@require_safe
def certificate(request: UserRequest) -> HttpResponse:
    """One's newest certificate, or what it takes to get one."""
    mine = Certificate.objects.with_completion().filter(completion__enrollment__person=request.user)
    row = mine.order_by("-issued_at", "-pk").first()
    check = f"{settings.BASE_URL}{reverse('curriculum:verify', args=[row.code])}" if row else ""
    return render(request, "curriculum/certificate.html", {"certificate": row, "check": check, "rule": _rule(row)})


@login_not_required
@require_safe
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Whether a code is that of a certificate: name, course, dates and rule; nothing else about the person."""
    clean = codes.as_drawn(code)
    row = Certificate.objects.with_completion().filter(code=clean).first()
    context = {"certificate": row, "code": clean[:12], "rule": _rule(row)}
    return render(request, "curriculum/verify.html", context, status=200 if row else 404)


def _rule(row: Certificate | None) -> list[str]:
    """The rule by which it was awarded, in words."""
    return row.completion.policy.in_words() if row else []

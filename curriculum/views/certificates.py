"""The certificate, for its owner to print and for anybody to check."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import UserRequest
from cohorts.models import Enrollment
from curriculum import certificate_pdf
from curriculum.forms import PrintedNameForm
from curriculum.models import Certificate, Completion
from curriculum.workflow import printed_name
from mlsafety_course import codes
from mlsafety_course.posted import posted


@require_http_methods(["GET", "HEAD", "POST"])
def certificate(request: UserRequest) -> HttpResponse:
    """One's newest certificate; before it is issued, the name that will be printed. POST gives that name."""
    row = _newest(request)
    enrollment = Enrollment.objects.current_of(request.user)
    is_to_come = bool(enrollment and not Completion.objects.filter(enrollment=enrollment).exists())
    if request.method == "POST" and not is_to_come:
        raise Http404("There is no name to give.")
    name = printed_name.name_of(enrollment) if enrollment and is_to_come else ""
    form = PrintedNameForm(posted(request), initial={"name": name})
    if form.is_valid() and enrollment:
        given = printed_name.give(enrollment, form.cleaned_data["name"], by=request.user, at=request.received_at)
        messages.success(request, f"Kept. Your certificate will say “{given.name}”.")
        return redirect("curriculum:certificate")
    context = {
        "certificate": row,
        "check": _check(row),
        "rule": _rule(row),
        "has_pdf": row is not None and row.revoked_at is None and certificate_pdf.is_offered(row),
        "form": form if is_to_come else None,
        "enrollment": enrollment,
        "name": name,
        "prints": certificate_pdf.can_print(name),
    }
    return render(request, "curriculum/certificate.html", context, status=422 if form.is_bound else 200)


@require_safe
def certificate_file(request: UserRequest) -> HttpResponse:
    """The same as a PDF, where it can be typeset."""
    row = _newest(request)
    if row is None or row.revoked_at or not certificate_pdf.is_offered(row):
        raise Http404("There is no certificate to download.")
    made = certificate_pdf.pdf(row, _rule(row)[0], _check(row))
    disposition = 'attachment; filename="intro-to-ml-safety.pdf"'
    return HttpResponse(made, content_type="application/pdf", headers={"Content-Disposition": disposition})


@login_not_required
@require_safe
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Whether a code is that of a certificate: name, course, dates and rule; nothing else about the person."""
    clean = codes.as_drawn(code)
    row = Certificate.objects.with_completion().filter(code=clean).first()
    context = {"certificate": row, "code": clean[:12], "rule": _rule(row)}
    return render(request, "curriculum/verify.html", context, status=200 if row else 404)


def _newest(request: UserRequest) -> Certificate | None:
    mine = Certificate.objects.with_completion().filter(completion__enrollment__person=request.user)
    return mine.order_by("-issued_at", "-pk").first()


def _check(row: Certificate | None) -> str:
    return f"{settings.BASE_URL}{reverse('curriculum:verify', args=[row.code])}" if row else ""


def _rule(row: Certificate | None) -> list[str]:
    """The rule by which it was awarded, in words."""
    return row.completion.policy.in_words() if row else []

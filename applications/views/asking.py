"""The questions of a round, the words of its rubric, and its reasons for saying no."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import UserRequest
from applications import completeness, setup_parts
from applications import rubric as rubrics
from applications.forms.asking import CriterionForm, QuestionForm, ReasonForm, initial_of
from applications.models import Question, RejectionReason, Round
from applications.views.setup import MAY_SET_UP, round_of
from applications.workflow.setting_up import judging
from applications.workflow.setting_up import questions as workflow
from mlsafety_course.posted import posted

STEPS = {"up": -1, "down": 1}


@require_safe
@MAY_SET_UP
def questions(request: UserRequest, slug: str) -> HttpResponse:
    """The extra questions in their order, and how many answers the form requires with them."""
    round_ = round_of(request, slug)
    asked = list(round_.questions.all())
    context = {
        "round": round_,
        "questions": asked,
        "parts": setup_parts.of(round_, "questions"),
        "usual": len(completeness.REQUIRED),
        "required": len(completeness.REQUIRED) + sum(question.required for question in asked),
        "is_closed": round_.has_closed(timezone.now()),
    }
    return render(request, "applications/setup_questions.html", context)


@require_http_methods(["GET", "POST"])
@MAY_SET_UP
def new_question(request: UserRequest, slug: str) -> HttpResponse:
    round_, at = round_of(request, slug), timezone.now()
    form = QuestionForm(posted(request), round_=round_, at=at)
    if request.method == "GET" or not form.is_valid():
        return _question_page(request, round_, form)
    question = workflow.add(round_, form.wording, by=request.user, at=at)
    messages.success(request, f"“{question}” is asked, at the end of the list.")
    return redirect("applications:questions", slug)


@require_http_methods(["GET", "POST"])
@MAY_SET_UP
def question(request: UserRequest, slug: str, key: str) -> HttpResponse:
    asked, at = _question(request, slug, key), timezone.now()
    form = QuestionForm(posted(request), round_=asked.round, at=at, question=asked, initial=initial_of(asked))
    if request.method == "GET" or not form.is_valid():
        return _question_page(request, asked.round, form, question=asked, answered=workflow.answered(asked))
    workflow.change(asked, form.wording, by=request.user, at=at)
    messages.success(request, f"“{asked}” is changed.")
    return redirect("applications:questions", slug)


@require_POST
@MAY_SET_UP
def move_question(request: UserRequest, slug: str, key: str) -> HttpResponse:
    """One place up or down, by the value of the button."""
    asked = _question(request, slug, key)
    workflow.move(asked, STEPS.get(request.POST.get("step", ""), 0), by=request.user)
    return redirect("applications:questions", slug)


@require_POST
@MAY_SET_UP
def remove_question(request: UserRequest, slug: str, key: str) -> HttpResponse:
    asked = _question(request, slug, key)
    workflow.remove(asked, by=request.user)
    messages.success(request, f"“{asked}” is not asked any more.")
    return redirect("applications:questions", slug)


@require_http_methods(["GET", "POST"])
@MAY_SET_UP
def reasons(request: UserRequest, slug: str) -> HttpResponse:
    """All reasons, and another one."""
    round_ = round_of(request, slug)
    form = ReasonForm(posted(request))
    if request.method == "GET" or not form.is_valid():
        context = {
            "round": round_,
            "reasons": round_.reasons.all(),
            "form": form,
            "parts": setup_parts.of(round_, "reasons"),
        }
        status = 200 if request.method == "GET" else 422
        return render(request, "applications/setup_reasons.html", context, status=status)
    reason = judging.add_reason(round_, **form.cleaned_data, by=request.user)
    messages.success(request, f"“{reason}” can be given from now on.")
    return redirect("applications:reasons", slug)


@require_http_methods(["GET", "POST"])
@MAY_SET_UP
def reason(request: UserRequest, slug: str, code: str) -> HttpResponse:
    given = _reason(request, slug, code)
    form = ReasonForm(posted(request), initial={"label": given.label, "sentence": given.sentence})
    if request.method == "GET" or not form.is_valid():
        context = {
            "round": given.round,
            "reason": given,
            "form": form,
            "told": judging.told(given),
            "parts": setup_parts.of(given.round, "reasons"),
        }
        status = 200 if request.method == "GET" else 422
        return render(request, "applications/setup_reason.html", context, status=status)
    judging.change_reason(given, **form.cleaned_data, by=request.user)
    messages.success(request, f"“{given}” is changed.")
    return redirect("applications:reasons", slug)


@require_POST
@MAY_SET_UP
def remove_reason(request: UserRequest, slug: str, code: str) -> HttpResponse:
    given = _reason(request, slug, code)
    judging.remove_reason(given, by=request.user)
    messages.success(request, f"“{given}” cannot be given any more.")
    return redirect("applications:reasons", slug)


@require_http_methods(["GET", "POST"])
@MAY_SET_UP
def rubric(request: UserRequest, slug: str) -> HttpResponse:
    """The four criteria as this round words them, or back to the usual words."""
    round_ = round_of(request, slug)
    shown = rubrics.of_round(round_.criteria.all())
    forms = [CriterionForm(posted(request), criterion=criterion) for criterion in shown]
    if "usual" in request.POST:
        judging.word_rubric(round_, rubrics.CRITERIA, by=request.user)
    elif request.method == "POST" and all(form.is_valid() for form in forms):
        judging.word_rubric(round_, [form.criterion for form in forms], by=request.user)
    else:
        context = {
            "round": round_,
            "forms": forms,
            "readings": judging.readings(round_),
            "is_usual": shown == rubrics.CRITERIA,
            "parts": setup_parts.of(round_, "rubric"),
        }
        status = 200 if request.method == "GET" else 422
        return render(request, "applications/setup_rubric.html", context, status=status)
    messages.success(request, "The rubric is stored. Readers of this round see these words.")
    return redirect("applications:rubric", slug)


def _question_page(request: UserRequest, round_: Round, form: QuestionForm, **more: Any) -> HttpResponse:
    context = {"round": round_, "form": form, "parts": setup_parts.of(round_, "questions"), **more}
    status = 200 if request.method == "GET" else 422
    return render(request, "applications/setup_question.html", context, status=status)


def _question(request: UserRequest, slug: str, key: str) -> Question:
    """One of a round that this person leads, else 404."""
    here = Question.objects.filter(round=round_of(request, slug)).select_related("round__cohort")
    return get_object_or_404(here, key=key)


def _reason(request: UserRequest, slug: str, code: str) -> RejectionReason:
    """One of a round that this person leads, else 404."""
    here = RejectionReason.objects.filter(round=round_of(request, slug)).select_related("round__cohort")
    return get_object_or_404(here, code=code)

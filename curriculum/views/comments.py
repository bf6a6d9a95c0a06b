"""A grader's own list of sentences to use again."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import UserRequest
from curriculum.forms import ChosenCommentForm, CommentForm
from curriculum.grading_page import is_grader
from curriculum.models import SavedComment
from curriculum.workflow import comments as workflow
from mlsafety_course.posted import posted


@require_http_methods(["GET", "HEAD", "POST"])
def comments(request: UserRequest) -> HttpResponse:
    """The list, and a form that adds to it."""
    if not is_grader(request.user, timezone.now()):
        raise Http404
    form = CommentForm(posted(request))
    if form.is_bound and form.is_valid():
        workflow.save(form.cleaned_data["text"], by=request.user)
        messages.success(request, "Saved. You find it beside each piece of homework that you grade.")
        return redirect("curriculum:comments")
    context = {"form": form, "comments": request.user.saved_comments.all()}
    return render(request, "curriculum/comments.html", context, status=422 if form.is_bound else 200)


@require_POST
def delete_comment(request: UserRequest) -> HttpResponse:
    """The one whose number is sent along, if it is one's own."""
    form = ChosenCommentForm(request.POST, comments=SavedComment.objects.filter(grader=request.user))
    if not form.is_valid():
        raise Http404
    workflow.delete(form.cleaned_data["comment"], by=request.user)
    messages.success(request, "Deleted. Grades that were given with it keep their words.")
    return redirect("curriculum:comments")

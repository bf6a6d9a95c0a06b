"""Applications in the admin: for looking. Rounds and their reasons and questions can be set up there."""

from django import forms
from django.contrib import admin
from django.db.models import DateTimeField
from django.http import HttpRequest

from applications.models import Application, DecisionRelease, Question, RejectionReason, Review, Revision, Round
from mlsafety_course.looking import LookingAdmin


class Reasons(admin.StackedInline[RejectionReason, Round]):
    model = RejectionReason
    extra = 0


class Questions(admin.StackedInline[Question, Round]):
    model = Question
    extra = 0


@admin.register(Round)
class RoundAdmin(admin.ModelAdmin[Round]):
    actions_on_top = True
    formfield_overrides = {DateTimeField: {"form_class": forms.DateTimeField, "widget": forms.DateTimeInput}}
    list_display = ["title", "cohort", "opens_at", "closes_at", "decisions_by", "confirm_by", "capacity"]
    inlines = [Questions, Reasons]

    def has_delete_permission(self, request: HttpRequest, obj: Round | None = None) -> bool:
        return False


@admin.register(Application)
class ApplicationAdmin(LookingAdmin):
    list_display = ["number", "applicant", "round", "status", "submitted_at", "decided_at"]
    list_filter = ["round", "status"]
    list_select_related = ["applicant", "round"]
    search_fields = ["number", "applicant__email", "applicant__full_name"]
    exclude = ["grid"]


@admin.register(Revision)
class RevisionAdmin(LookingAdmin):
    list_display = ["application", "number", "received_at", "digest"]
    list_select_related = ["application"]


@admin.register(Review)
class ReviewAdmin(LookingAdmin):
    list_display = ["application", "reviewer", "recommendation", "reviewed_at"]
    list_select_related = ["application", "reviewer"]


@admin.register(DecisionRelease)
class DecisionReleaseAdmin(LookingAdmin):
    list_display = ["round", "released_by", "released_at", "counts"]
    list_select_related = ["round", "released_by"]

"""Applications in the admin: for looking. Rounds are set up on their own pages."""

from django.contrib import admin

from applications.models import (
    Application,
    Criterion,
    DecisionRelease,
    Question,
    RejectionReason,
    Review,
    Revision,
    Round,
)
from mlsafety_course.looking import LookingAdmin


@admin.register(Round)
class RoundAdmin(LookingAdmin):
    list_display = ["title", "cohort", "opens_at", "closes_at", "decisions_by", "confirm_by", "capacity"]
    list_select_related = ["cohort"]


@admin.register(Question)
class QuestionAdmin(LookingAdmin):
    list_display = ["label", "round", "position", "kind", "required", "audience", "identifies", "is_personal"]
    list_filter = ["round"]
    list_select_related = ["round"]


@admin.register(RejectionReason)
class RejectionReasonAdmin(LookingAdmin):
    list_display = ["label", "round", "sentence"]
    list_filter = ["round"]
    list_select_related = ["round"]


@admin.register(Criterion)
class CriterionAdmin(LookingAdmin):
    list_display = ["label", "round", "name", "question"]
    list_filter = ["round"]
    list_select_related = ["round"]


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

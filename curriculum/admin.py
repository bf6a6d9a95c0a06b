"""Learning, for looking."""

from django.contrib import admin

from curriculum import models
from mlsafety_course.looking import LookingAdmin


@admin.register(models.Unit)
class UnitAdmin(LookingAdmin):
    list_display = ["order", "title", "topic", "week"]
    search_fields = ["title", "slug"]


@admin.register(models.Lecture)
class LectureAdmin(LookingAdmin):
    list_display = ["number", "title", "unit", "availability", "optional"]
    list_select_related = ["unit"]
    search_fields = ["title", "slug"]


@admin.register(models.Assignment)
class AssignmentAdmin(LookingAdmin):
    list_display = ["title", "unit", "kind", "required"]
    list_select_related = ["unit"]
    search_fields = ["title", "slug"]


@admin.register(models.Homework)
class HomeworkAdmin(LookingAdmin):
    list_display = ["assignment", "cohort", "opens_at", "due_at", "closes_at", "required"]
    list_select_related = ["assignment", "cohort"]
    list_filter = ["cohort"]


@admin.register(models.Attempt)
class AttemptAdmin(LookingAdmin):
    list_display = ["homework", "enrollment", "number", "received_at"]
    list_select_related = ["homework__assignment", "enrollment__person", "enrollment__cohort"]
    search_fields = ["enrollment__person__email", "digest"]


@admin.register(models.CompletionPolicy)
class CompletionPolicyAdmin(LookingAdmin):
    list_display = ["cohort", "version", "published_at"]
    list_select_related = ["cohort"]


@admin.register(models.Completion)
class CompletionAdmin(LookingAdmin):
    list_display = ["enrollment", "policy", "awarded_at"]
    list_select_related = ["enrollment__person", "enrollment__cohort", "policy__cohort"]
    search_fields = ["enrollment__person__email"]


@admin.register(models.Certificate)
class CertificateAdmin(LookingAdmin):
    list_display = ["name", "code", "issued_at", "revoked_at"]
    search_fields = ["name", "code"]

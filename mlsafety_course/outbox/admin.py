"""Mail, for looking."""

from django.contrib import admin

from mlsafety_course.looking import LookingAdmin
from mlsafety_course.outbox.models import Message


@admin.register(Message)
class MessageAdmin(LookingAdmin):
    list_display = ["written_at", "topic", "address", "subject", "status"]
    list_filter = ["status", "topic"]
    search_fields = ["address", "subject", "key"]
    exclude = ["text", "html"]

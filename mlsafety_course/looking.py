"""The admin as a place to look: what changes is changed by the pages, which check and keep a history."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest


class LookingAdmin(admin.ModelAdmin[Any]):
    """Shows rows; adds, changes and deletes none."""

    actions_on_top = True
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

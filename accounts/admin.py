"""People and their groups, for looking and mending."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import ManyToManyField
from django.forms import CheckboxSelectMultiple, ModelForm
from django.http import HttpRequest, HttpResponse

from accounts.models import Group, User


def handles_money(person: User) -> bool:
    return person.holds(Group.APPROVER) or person.holds(Group.PAYOUT_OFFICER)


@admin.register(User)
class PersonAdmin(UserAdmin[User]):
    """Superusers give groups, never to themselves; the admin's log keeps each change."""

    list_display = ["email", "full_name", "zone", "is_active"]
    list_filter = ["groups", "is_active"]
    search_fields = ["email", "full_name", "name_to_use"]
    ordering = ["email"]
    readonly_fields = ["public_id", "joined_at", "last_login"]
    filter_horizontal = []
    formfield_overrides = {ManyToManyField: {"widget": CheckboxSelectMultiple}}
    actions_on_top = True
    fieldsets = [
        (None, {"fields": ["email", "password", "public_id", "joined_at", "last_login"]}),
        ("Person", {"fields": ["full_name", "name_to_use", "zone"]}),
        ("Rights", {"fields": ["is_active", "is_staff", "is_superuser", "groups"]}),
    ]
    add_fieldsets = [(None, {"fields": ["email", "full_name", "usable_password", "password1", "password2"]})]

    def save_related(self, request: HttpRequest, form: ModelForm[User], formsets: Any, change: bool) -> None:
        if form.instance == request.user and "groups" in form.changed_data:
            raise PermissionDenied("Nobody gives a group to themself: ask another superuser.")
        super().save_related(request, form, formsets, change)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """The address of who handles money is changed by that person alone: it is a way to their password."""
        return [*self.readonly_fields, *(["email"] if obj and handles_money(obj) else [])]

    def user_change_password(
        self,
        request: HttpRequest,
        id: str,  # noqa: A002 - the name that Django's address hands over
        form_url: str = "",
    ) -> HttpResponse:
        """Not for who handles money: they choose a new password themself, by the code we mail them."""
        person = self.get_object(request, id)
        if person and handles_money(person):
            raise PermissionDenied("Who handles money chooses their own password, by the code we mail them.")
        return super().user_change_password(request, id, form_url)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return bool(request.user.is_superuser)

    has_add_permission = has_change_permission

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

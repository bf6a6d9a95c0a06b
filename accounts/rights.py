"""Giving an app's permissions to the groups, from that app's migration."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.management import create_permissions

from accounts.models import Group


def give(apps: Any, app_label: str, rights: Mapping[Group, list[str]]) -> None:
    """Give each group the named permissions of one app. Safe to repeat."""
    config = apps.get_app_config(app_label)
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    groups, permissions = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    for name, codenames in rights.items():
        group = groups.objects.get_or_create(name=name.value)[0]
        found = permissions.objects.filter(codename__in=codenames, content_type__app_label=app_label)
        if found.count() != len(codenames):
            raise LookupError(f"{app_label} lacks one of the permissions {codenames}.")
        group.permissions.add(*found)

"""Everything encrypted, moved to the newest key of FIELD_KEYS; after that the older keys can go."""

from collections.abc import Iterator
from typing import Any

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import models

from accounts import encryption

ENDING = "_encrypted"
CHUNK = 500


def renew_everything() -> int:
    """How many rows were written anew. Safe to repeat and to interrupt: both keys fit until it has come to its end."""
    return (
        sum(_renew_row(row, fields) for model, fields in encrypted() for row in _rows(model)) + _renew_authenticators()
    )


def encrypted() -> Iterator[tuple[type[models.Model], list[str]]]:
    """Each model with its encrypted fields, known by their names."""
    for model in apps.get_models():
        names = [field.name for field in model._meta.concrete_fields if field.name.endswith(ENDING)]
        if names:
            yield model, names


def _rows(model: type[models.Model]) -> Iterator[models.Model]:
    return model._default_manager.order_by("pk").iterator(chunk_size=CHUNK)


def _renew_row(row: models.Model, fields: list[str]) -> int:
    """Only where the row still holds what was read."""
    old = {name: getattr(row, name) for name in fields if getattr(row, name)}
    new = {name: encryption.renew(token) for name, token in old.items()}
    return type(row)._default_manager.filter(pk=row.pk, **old).update(**new) if new else 0


def _renew_authenticators() -> int:
    """The secrets of second factors; passkeys have none."""
    count = 0
    for row in Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).order_by("pk"):
        data = {key: _renewed(key, value) for key, value in row.data.items()}
        count += Authenticator.objects.filter(pk=row.pk, data=row.data).update(data=data)
    return count


def _renewed(key: str, value: Any) -> Any:
    if key in {"secret", "seed"}:
        return encryption.renew(value)
    return [encryption.renew(code) for code in value] if key == "migrated_codes" else value

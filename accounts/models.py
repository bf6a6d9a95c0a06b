"""A person with one account, known by e-mail."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

one_line = RegexValidator(r"^[^\x00-\x1f\x7f\u2028\u2029]*$", "Write this on one line, without control characters.")


class Group(models.TextChoices):
    """The groups that a migration makes; a superuser puts people in, never themself."""

    REVIEWER = "Reviewer", "Reviewer"
    LEAD = "Course lead", "Course lead"
    APPROVER = "Stipend approver", "Stipend approver"
    PAYOUT_OFFICER = "Payout officer", "Payout officer"


class Accounts(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def in_group(self, group: Group) -> models.QuerySet[User]:
        return self.filter(groups__name=group, is_active=True).order_by("email")


class User(AbstractBaseUser, PermissionsMixin):
    """A person. Roles are relations and groups, not kinds of user."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField("e-mail address", unique=True)
    full_name = models.CharField(max_length=200, validators=[one_line])
    name_to_use = models.CharField("name to use", max_length=100, blank=True, validators=[one_line])
    zone = models.CharField("time zone", max_length=60, default="UTC", help_text="IANA name, such as Europe/London.")
    is_staff = models.BooleanField("may open the admin", default=False)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(null=True, blank=True)

    objects = Accounts()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_account_per_email"),
            models.CheckConstraint(condition=~Q(email=""), name="account_has_an_email"),
        ]
        ordering = ["full_name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """What we call this person."""
        return self.name_to_use or self.full_name or self.email

    def get_full_name(self) -> str:
        return self.full_name

    def holds(self, group: Group) -> bool:
        """Whether the person is in the group itself: being superuser is not enough."""
        return self.is_active and self.groups.filter(name=group).exists()


def name_to_show(user: User) -> str:
    """What the sign-in pages call a person."""
    return user.name

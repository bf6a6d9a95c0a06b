"""The invented people, from `data/demo.yaml`, and their accounts."""

from dataclasses import dataclass
from datetime import datetime, time
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from django.contrib.auth.models import Group as AuthGroup

from accounts.models import Group, User
from mlsafety_course import timekit

PASSWORD = "safety-first-2023"  # noqa: S105 - printed by `make run`; the demo refuses to run anywhere but on localhost
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
LOGINS = {
    "applicant": "applicant@example.org",
    "participant": "participant@example.org",
    "TA": "ta@example.org",
    "reviewer": "reviewer@example.org",
    "course lead": "lead@example.org",
    "stipend approver": "approver@example.org",
    "payout officer": "payout@example.org",
}
FINANCE = ["stipend approver", "payout officer"]
GROUPS = {
    "reviewer": Group.REVIEWER,
    "lead": Group.LEAD,
    "approver": Group.APPROVER,
    "payout": Group.PAYOUT_OFFICER,
}
TA_EVENINGS = [{"days": DAYS, "from": "07:00", "to": "23:00"}]


@cache
def script() -> dict[str, Any]:
    """The whole file."""
    text = files("mlsafety_course.home").joinpath("data", "demo.yaml").read_text("utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


@dataclass(frozen=True)
class Actor:
    """An invented person: their account, and what the script says about them."""

    user: User
    role: dict[str, Any]

    @property
    def grid(self) -> frozenset[int]:
        return hours(self.role["hours"])


def hours(rows: list[dict[str, Any]]) -> frozenset[int]:
    """Rows such as `{days: [mon], from: "18:00", to: "22:00"}` as half-hours of the week."""
    return timekit.ranges_to_grid(
        (DAYS.index(day), time.fromisoformat(row["from"]), time.fromisoformat(row["to"]))
        for row in rows
        for day in row["days"]
    )


def make_people(at: datetime) -> list[Actor]:
    """An account for everybody who applies, in the order of the script."""
    return [Actor(make_account(role, at), role) for role in script()["people"]]


def make_staff(at: datetime) -> dict[str, User]:
    """An account for each of the staff, by their key (`lead`, `ta1`, …), with groups and second factors."""
    staff = {}
    for role in script()["staff"]:
        user = staff[role["key"]] = make_account(role, at)
        if group := GROUPS.get(role["role"]):
            user.groups.add(AuthGroup.objects.get(name=group))
        if group in {Group.APPROVER, Group.PAYOUT_OFFICER}:
            totp.TOTP.activate(user, totp.generate_totp_secret())
    return staff


def make_account(role: dict[str, Any], at: datetime) -> User:
    """A verified account; only the printed logins have a password."""
    names = {name: role[name] for name in ("full_name", "name_to_use", "zone")}
    password = PASSWORD if role["email"] in LOGINS.values() else None
    user = User.objects.create_user(role["email"], password, joined_at=at, **names)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def current_code(email: str) -> str:
    """The six digits that this person's authenticator app shows now."""
    secret = Authenticator.objects.get(user__email=email, type=Authenticator.Type.TOTP).data["secret"]
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    return str(totp.format_hotp_value(totp.hotp_value(decrypt(secret), counter)))

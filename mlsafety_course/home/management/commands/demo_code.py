"""The demo finance people's current second-factor codes."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from mlsafety_course.home.demo.cast import FINANCE, LOGINS, current_code


class Command(BaseCommand):
    help = "Prints the current TOTP codes of the demo's stipend approver and payout officer."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.IS_LOCAL:
            raise CommandError("The demo's codes are only for localhost.")
        for role in FINANCE:
            self.stdout.write(f"{role:<17} {current_code(LOGINS[role])}")

"""One line per demo login."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from mlsafety_course.home.demo.cast import FINANCE, LOGINS, PASSWORD, current_code


class Command(BaseCommand):
    help = "Prints who can sign in to the demo, with the finance people's current second-factor code."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.IS_LOCAL:
            raise CommandError("The demo's logins are only for localhost.")
        known = set(User.objects.filter(email__in=LOGINS.values()).values_list("email", flat=True))
        for role, email in LOGINS.items():
            if email in known:
                code = f"   code {current_code(email)}" if role in FINANCE else ""
                self.stdout.write(f"  {role:<17} {email:<26} {PASSWORD}{code}")
        if known:
            self.stdout.write("  Codes change every 30 seconds: manage.py demo_code prints them again.")

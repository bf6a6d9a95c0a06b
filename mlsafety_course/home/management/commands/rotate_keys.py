"""Move everything encrypted to the newest key."""

from typing import Any

from django.core.management.base import BaseCommand

from mlsafety_course.home import rotation


class Command(BaseCommand):
    help = "Encrypts payee data, payment files and second factors anew under the first key of FIELD_KEYS."

    def handle(self, *args: Any, **options: Any) -> None:
        count = rotation.renew_everything()
        self.stdout.write(f"{count} rows are under the newest key. The older keys of FIELD_KEYS can go.")

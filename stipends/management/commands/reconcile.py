"""`manage.py reconcile`: our book against the provider's, here and now."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from stipends.models import Reconciliation
from stipends.workflow import reconciliation


class Command(BaseCommand):
    help = "Compares payouts with the provider's book. Exit code 1 where something differs or could not be read."

    def handle(self, *args: Any, **options: Any) -> None:
        asked = reconciliation.ask(by=None, at=timezone.now())
        reconciliation.carry_out(asked.pk, at=timezone.now())
        done = Reconciliation.objects.get(pk=asked.pk)
        found = list(done.mismatches.all())
        for mismatch in found:
            self.stdout.write(str(mismatch))
        self.stdout.write(f"{done.compared} payouts compared, {len(found)} differences. {done.trouble}".strip())
        if done.trouble or any(mismatch.explained_at is None for mismatch in found):
            raise CommandError("The two books do not agree, or could not be compared to the end.")

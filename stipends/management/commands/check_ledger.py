"""`manage.py check_ledger`: every invariant of the book, and exit code 1 where one is broken."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from stipends import ledger


class Command(BaseCommand):
    help = "Check every invariant of the ledger. Exits with 1 where one is broken."

    def handle(self, *args: Any, **options: Any) -> None:
        invariants = ledger.check()
        for invariant in invariants:
            self.stdout.write(f"{'ok    ' if invariant.holds else 'BROKEN'} {invariant.name}")
            for sentence in invariant.broken:
                self.stdout.write(f"       {sentence}")
        broken = sum(not invariant.holds for invariant in invariants)
        self.stdout.write(f"{len(invariants)} invariants checked, {broken} broken.")
        if broken:
            sys.exit(1)

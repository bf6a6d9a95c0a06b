"""Fill an empty site with invented people who have something to do today."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from curriculum.models import Unit
from mlsafety_course.home.demo.build import build


class Command(BaseCommand):
    help = "Builds the demo through the same verbs that people use. Only on localhost, only once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="say nothing and do nothing where people exist")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.IS_LOCAL:
            raise CommandError("The demo has known passwords, so it is only for localhost. Nothing was changed.")
        if User.objects.exists():
            if options["if_empty"]:
                return
            raise CommandError("There are people here already. The demo needs an empty database. Nothing was changed.")
        if not Unit.objects.exists():
            raise CommandError("Load the course first: manage.py load_course. Nothing was changed.")
        with transaction.atomic():
            build(timezone.now())
        self.stdout.write(f"The demo is ready: {User.objects.count()} people.")

"""Loads the course and, where they are missing, its texts."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from curriculum import library, passages
from curriculum.coursefile import BrokenFile
from curriculum.models import Course

DATA = Path(library.__file__).parent / "data"


class Command(BaseCommand):
    help = "Load units, lectures, readings and assignments, and say what changed. Texts that staff wrote stay."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--file", type=Path, default=DATA / "curriculum.yaml", help="The course as YAML.")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            is_first = not Course.objects.exists()
            report = library.load(file.read_text("utf-8"), at=None if is_first else timezone.now())
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except UnicodeDecodeError as error:
            raise CommandError(f"{file} is not text in UTF-8. Nothing was changed.") from error
        except BrokenFile as error:
            raise CommandError(f"{file.name}, {error} Nothing was changed.") from error
        written = passages.load_missing((DATA / "passages.yaml").read_text("utf-8"))
        self.stdout.write("\n".join([*report.lines(), f"{written} texts written where there were none"]))

"""What is refused in single fields, with the sentence that says why."""

from datetime import date

from django.core.exceptions import ValidationError

from mlsafety_course import timekit


def plausible(day: date) -> None:
    """For days and instants: a slip of the finger such as the year 20233 breaks every page that counts days."""
    if not timekit.is_plausible(day):
        raise ValidationError(f"Choose a date between {timekit.FIRST_YEAR} and {timekit.LAST_YEAR}.")


def in_one_line(text: str) -> None:
    """For names and titles, which stand in the subjects of mails and in tables."""
    if not text.isprintable():
        raise ValidationError("Write this in one line, with plain spaces and without signs that cannot be seen.")

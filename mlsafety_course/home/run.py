"""What one run of the course promises: its dates, hours, rule and stipend, for the pages that anybody can read."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from applications.models import Application, Round
from applications.timeline import Step
from cohorts.models import Cohort, Week
from curriculum.models import CompletionPolicy, Course
from mlsafety_course import timekit
from stipends.models import Payee, StipendTerms
from stipends.money import text

HOURS = {"lectures": "lectures", "readings": "reading", "written_assignments": "homework", "discussion": "discussion"}


def hours(course: Course) -> list[tuple[str, str]]:
    """The week's hours by what they go to: ("1-2 h", "reading")."""
    found = []
    for key, label in HOURS.items():
        least, most = course.hours[key]["min"], course.hours[key]["max"]
        found.append((f"{least} h" if least == most else f"{least}\u2013{most} h", label))
    return found


def facts_of_run(current: Round, at: datetime, reader_zone: str) -> dict[str, Any]:
    """Dates, rule and stipend of the cohort that a round is for."""
    cohort, set_in = current.cohort, current.deadline_zone
    terms = StipendTerms.objects.filter(cohort=cohort).first()
    weeks = list(cohort.weeks.order_by("starts_on"))
    return {
        "has_opened": current.has_opened(at),
        "is_open": current.has_opened(at) and not current.has_closed(at),
        "deadline": timekit.three_forms(current.closes_at, set_in, reader_zone),
        "deadline_relative": timekit.relative(current.closes_at, at),
        "closes_iso": current.closes_at.isoformat(),
        "opens": timekit.three_forms(current.opens_at, set_in, reader_zone, exclusive=False),
        "opens_iso": current.opens_at.isoformat(),
        "opens_relative": timekit.relative(current.opens_at, at),
        "confirm_by": timekit.three_forms(current.confirm_by, set_in, reader_zone),
        "steps": list(_steps(current, weeks, terms, at, reader_zone)),
        "weeks": sum(not week.is_break for week in weeks),
        "calendar_weeks": len(weeks),
        "rule": CompletionPolicy.objects.in_words(cohort),
        "terms": terms,
        "stipend": text(terms.amount_cents, terms.currency).removesuffix(".00") if terms else "",
        "methods": [_inside(label) for value, label in Payee.Method.choices if value != Payee.Method.OTHER],
        "details_by": timekit.three_forms(cohort.details_close_at, cohort.zone, reader_zone),
    }


def _inside(label: str) -> str:
    """A label as a word inside a sentence: "bank transfer", and names such as PayPal as they are."""
    return label if label[1:] != label[1:].lower() else label.lower()


def _steps(
    current: Round, weeks: list[Week], terms: StipendTerms | None, at: datetime, reader_zone: str
) -> Iterator[Step]:
    """Every date of the run in order; the first that is still to come is marked."""
    is_next_found = False
    for label, end, when, note in [*_dates(current, weeks, reader_zone), *_payment(current.cohort, terms, reader_zone)]:
        is_over = at >= end
        status = "done" if is_over else "todo" if is_next_found else "now"
        is_next_found = is_next_found or not is_over
        if label == HEARS and is_over and Application.objects.in_review().filter(round=current).exists():
            yield Step(label, "", "late", "We are later than planned, and sorry for it.")
        else:
            yield Step(label, when, status, note)


HEARS = "Everybody hears"
Dated = tuple[str, datetime, str, str]  # what, until when it is still to come, when in words, more about it


def _dates(current: Round, weeks: list[Week], reader_zone: str) -> Iterator[Dated]:
    cohort, set_in = current.cohort, current.deadline_zone
    opens = timekit.three_forms(current.opens_at, set_in, reader_zone, exclusive=False)
    closes = timekit.three_forms(current.closes_at, set_in, reader_zone)
    confirm = timekit.three_forms(current.confirm_by, set_in, reader_zone)
    hears_until = timekit.end_of_day(current.decisions_by, set_in)
    first = _day(cohort.starts_on)
    yield "Applications open", current.opens_at, opens.own, ""
    yield "Apply until", current.closes_at, closes.own, " · ".join(closes.distinct[1:])
    yield HEARS, hears_until, f"by {_day(current.decisions_by)}", "By mail, and on the page of the application."
    yield "Accept or decline a place", current.confirm_by, f"by {confirm.own}", "You may change your mind until then."
    yield "The waitlist closes", cohort.starts_at, first, "Places that come back are offered in its order until then."
    yield "First day of the course", cohort.starts_at, first, ""
    yield from _breaks(cohort, weeks)
    yield "Last day of the course", timekit.end_of_day(cohort.ends_on, cohort.zone), _day(cohort.ends_on), ""


def _breaks(cohort: Cohort, weeks: list[Week]) -> Iterator[Dated]:
    for week in weeks:
        if week.is_break:
            monday = week.starts_on - timedelta(days=week.starts_on.weekday())
            yield "Break: no unit", timekit.end_of_day(week.ends_on, cohort.zone), f"week of {_day(monday)}", ""


def _payment(cohort: Cohort, terms: StipendTerms | None, reader_zone: str) -> Iterator[Dated]:
    if terms is not None:
        until = timekit.three_forms(cohort.details_close_at, cohort.zone, reader_zone).own
        yield (
            "Say how to pay your stipend",
            cohort.details_close_at,
            f"by {until}",
            "For whoever completed the course.",
        )


def _day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B} {day.year}"

"""What the page of the form shows: its sections and how far they have come, the deadline, and the seat outlook."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from accounts.requests import UserRequest
from applications import progress, questions, snapshot
from applications.completeness import is_barely_begun, problems
from applications.forms import ApplicationForm
from applications.models import Application
from applications.workflow import copying
from cohorts.placing.outlook import outlook
from mlsafety_course import timekit

Status = Application.Status
SHORT_LABELS = {"consent": "Your agreement", "grid": "Your weekly hours"}


def context(request: UserRequest, application: Application, shown: ApplicationForm) -> dict[str, Any]:
    """Everything but the version, which differs between a page that was opened and one that was refused."""
    round_, at = application.round, timezone.now()
    missing = _missing(application, shown, at)
    return {
        "application": application,
        "form": shown,
        "missing": len(shown.errors) if shown.is_bound else 0,
        "is_draft": application.status == Status.DRAFT,
        "sections": progress.sections(missing),
        "left": _left(shown, missing),
        "earlier": _earlier(application, shown),
        "outlook": seat_outlook(application, at),
        "next": _what_next(application),
        "saved_at": timezone.localtime(application.saved_at).strftime("%H:%M") if application.version else "",
        "deadline": timekit.three_forms(application.closes_at, round_.deadline_zone, request.reader_zone),
        "closes_iso": application.closes_at.isoformat(),
        "closes_relative": timekit.relative(application.closes_at, at),
        "levels": [shown[question.name] for question in questions.PREREQUISITES],
        "texts": [shown[question.name] for question in questions.TEXTS],
        "selected": shown.selected,
    }


def standing(application: Application, typed: ApplicationForm, at: datetime) -> dict[str, Any]:
    """What progress.js brings up to date after an automatic save, in the words of the page."""
    missing = problems(typed.written(application, at), typed.asked)
    sections = progress.sections(missing)
    return {
        "sections": {one.key: {"words": one.standing, "complete": not one.missing} for one in sections},
        "left": _left(typed, missing),
        "outlook": seat_outlook(application, at),
    }


def seat_outlook(application: Application, at: datetime) -> str:
    """How many of the planned sections the stored hours fit, in a sentence; empty where nobody can know."""
    hours = timekit.unpack(application.grid) if application.grid else frozenset()
    return str(outlook(application.round.cohort, application, hours, application.zone, at))


def _missing(application: Application, shown: ApplicationForm, at: datetime) -> Mapping[str, Any]:
    """By field: of what is stored for a page that was opened, of what was typed for one that was refused."""
    if not shown.is_bound:
        return problems(*snapshot.written(application))
    return problems(shown.written(application, at), shown.asked) if shown.is_valid() else shown.errors


def _left(shown: ApplicationForm, missing: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What is still needed, as ids and labels of the fields, in the order of the page."""
    fields = [shown[name] for name in progress.in_order(missing) if name in shown.fields]
    return [(field.auto_id, SHORT_LABELS.get(field.name, str(field.label))) for field in fields]


def _earlier(application: Application, shown: ApplicationForm) -> Application | None:
    """Another application to copy from, where this draft is barely begun."""
    is_open_draft = application.status == Status.DRAFT and not shown.is_bound
    return copying.source(application) if is_open_draft and is_barely_begun(shown.initial) else None


def _what_next(application: Application) -> str:
    """For the head of the page of a draft."""
    hears = date_format(application.round.decisions_by, "l j F Y")
    return f"You get a receipt, and can change your answers until the deadline. Everybody hears by {hears}."

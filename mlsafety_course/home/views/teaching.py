"""A TA's home."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import pluralize
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.requests import UserRequest
from cohorts.covers import offers_to
from cohorts.forms.attendance import DigestHourForm
from cohorts.models import AttendanceRequest, Meeting, Section, Staffing, TeachingInvite
from cohorts.switch_options import agreed_for, waiting_for
from curriculum.grading_page import asked_lines
from curriculum.models import Attempt, ExtensionRequest
from mlsafety_course import timekit
from mlsafety_course.home.at_risk import missing
from mlsafety_course.home.attention.attendance import UNSIGNED_AFTER
from mlsafety_course.home.teaching_day import coming, sheet_now

SOON = 5


@require_safe
def teaching(request: UserRequest) -> HttpResponse:
    """The sheet while a meeting runs, the next meeting, then what waits."""
    user, at, zone = request.user, timezone.now(), request.reader_zone
    now, waiting = meetings(user, at, zone), work(user, at)
    staffings = list(Staffing.objects.filter(person=user).select_related("cohort"))
    invited = [row.cohort for row in [*staffings, *TeachingInvite.objects.of(user)] if not _has_answered(row)]
    context = {
        "now": at,
        **now,
        **waiting,
        **changes(user, at, zone),
        "lead": lead(
            len(now["unsigned"]) + bool(now["sheet"]), len(waiting["requests"]), waiting["to_grade"], len(invited)
        ),
        "sections": Section.objects.taught_by(user, at.date()).select_related("cohort"),
        "staffings": staffings,
        "invited": invited,
        "digest": _digest(staffings),
        "zone_label": timekit.zone_label(user.zone),
        "missing": missing(user, at, zone),
    }
    return render(request, "home/teaching.html", context)


def meetings(user: User, at: datetime, zone: str) -> dict[str, Any]:
    """The sheet that is open now, the meetings ahead, and those whose sheet is not signed off."""
    mine = Meeting.objects.run_by(user, at, at.date()).for_sheet().to_sign_off()
    ahead, over = mine.not_over(at), list(mine.over(at))
    sheet = sheet_now([*over, *ahead], user, at)
    ahead = [meeting for meeting in ahead if sheet is None or meeting != sheet.meeting]
    return {
        "sheet": sheet,
        "sheet_when": timekit.day_and_time(sheet.meeting.starts_at, zone) if sheet else "",
        "next": coming(ahead[0], zone, at) if ahead else None,
        "coming": ahead[1:SOON],
        "unsigned": [meeting for meeting in over if sheet is None or meeting != sheet.meeting],
        "overdue_before": at - UNSIGNED_AFTER,
    }


def work(user: User, at: datetime) -> dict[str, Any]:
    """What people of this TA's sections have asked, and the homework that waits for a grade."""
    today = at.date()
    requests = AttendanceRequest.objects.of_sections_of(user, at, today).waiting()
    attempts = Attempt.objects.gradable_by(user, today).awaiting_grading()
    oldest = attempts.first()
    return {
        "requests": [(asked, timekit.relative(asked.asked_at, at)) for asked in requests],
        "extensions": asked_lines(ExtensionRequest.objects.of_sections_of(user, today).waiting(), user, at),
        "to_grade": attempts.count(),
        "oldest": timekit.relative(oldest.received_at, at) if oldest else "",
    }


def changes(user: User, at: datetime, zone: str) -> dict[str, Any]:
    """Meetings this TA could take for somebody else, and the switches from and to their sections."""
    return {
        "covers": offers_to(user, at, at.date()),
        "switches": waiting_for(user, at, at.date(), zone),
        "agreed_switches": agreed_for(user, at, at.date(), zone),
    }


def _digest(staffings: list[Staffing]) -> DigestHourForm | None:
    """The hour that holds: of the latest cohort one agreed to teach in."""
    agreed = [staffing for staffing in staffings if staffing.status == Staffing.Status.AGREED]
    latest = max(agreed, key=lambda staffing: (staffing.cohort.starts_on, staffing.pk), default=None)
    return DigestHourForm(initial={"hour": latest.digest_hour}) if latest else None


def _has_answered(asked: Staffing | TeachingInvite) -> bool:
    return isinstance(asked, Staffing) and asked.status != Staffing.Status.INVITED


def lead(unsigned: int, asked: int, to_grade: int, invited: int) -> str:
    """What waits, in one sentence."""
    parts = [
        f"{unsigned} sheet{pluralize(unsigned)} to sign off" if unsigned else "",
        f"{asked} request{pluralize(asked)} to answer" if asked else "",
        f"{to_grade} piece{pluralize(to_grade)} of homework to grade" if to_grade else "",
        f"{invited} invitation{pluralize(invited)} to answer" if invited else "",
    ]
    *most, last = [part for part in parts if part] or [""]
    waiting = f"{', '.join(most)} and {last}" if most else last
    return f"You have {waiting}." if waiting else "Nothing waits for you. The next meeting is below."

"""What a TA's daily mail tells: absences, requests and sheets of their own sections, and homework in their queue."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.template.defaultfilters import pluralize

from accounts.models import User
from cohorts.models import AttendanceRequest, Meeting, Switch
from cohorts.workflow.digest import Due
from curriculum.models import Attempt
from mlsafety_course import timekit

Kind = AttendanceRequest.Kind


@dataclass(frozen=True)
class Digest:
    """Lines to read, by what they are about; empty where there is nothing to say."""

    absences: list[str] = field(default_factory=list)
    corrections: list[str] = field(default_factory=list)
    switches: list[str] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
    homework: str = ""
    to_grade: int = 0

    @property
    def in_short(self) -> str:
        """For the subject, empty where there is nothing to say."""
        counts = [
            (len(self.absences), "absence"),
            (len(self.corrections), "correction"),
            (len(self.switches), "switch"),
            (len(self.sheets), "sheet"),
            (self.to_grade, "homework"),
        ]
        return ", ".join(f"{count} {word}{_plural(word, count)}" for count, word in counts if count)


def _plural(word: str, count: int) -> str:
    return {"homework": "", "switch": pluralize(count, "es")}.get(word, pluralize(count))


def digest(due: Due) -> Digest:
    """As of the hour of the mail, however late it is written: absences of the day before, and all that waits."""
    ta, on = due.ta, due.on
    to_grade = _to_grade(ta, on, due.at)
    return Digest(
        absences=_absences(due),
        corrections=_corrections(due),
        switches=_switches(due),
        sheets=_sheets(due),
        homework=_homework(to_grade, due.at),
        to_grade=len(to_grade),
    )


def _when(at: datetime, ta: User) -> str:
    return f"{timekit.day_and_time(at, ta.zone)} {timekit.zone_label(ta.zone)}"


def _absences(due: Due) -> list[str]:
    told = AttendanceRequest.objects.of_sections_of(due.ta, due.at, due.on).with_people().filter(kind=Kind.ABSENCE)
    new = told.filter(asked_at__gte=due.since, asked_at__lt=due.at).exclude(status=AttendanceRequest.Status.WITHDRAWN)
    return [_asked(asked, due.ta) for asked in new.order_by("meeting__starts_at", "pk")]


def _asked(asked: AttendanceRequest, ta: User) -> str:
    who, when = asked.enrollment.person, _when(asked.meeting.starts_at, ta)
    return f"{who} {asked.wish}: {asked.meeting}, {when}. “{asked.reason}”"


def _corrections(due: Due) -> list[str]:
    asked = AttendanceRequest.objects.of_sections_of(due.ta, due.at, due.on).waiting().filter(asked_at__lt=due.at)
    return [_asked(one, due.ta) for one in asked.exclude(kind=Kind.ABSENCE, asked_at__gte=due.since)]


def _switches(due: Due) -> list[str]:
    asked = Switch.objects.of_sections_of(due.ta, due.on).answerable(due.at).filter(asked_at__lt=due.at)
    return [
        f"{one.enrollment.person} to {one.to_section}, {one.get_kind_display().lower()}. “{one.reason}”"
        for one in asked
    ]


def _sheets(due: Due) -> list[str]:
    own = Meeting.objects.run_by(due.ta, due.at, due.on).for_sheet().to_sign_off()
    return [f"{meeting}, {_when(meeting.starts_at, due.ta)}" for meeting in own.over(due.at)]


def _to_grade(ta: User, on: date, at: datetime) -> list[Attempt]:
    """As their queue has it: of their sections without what a lead has given away, with what was given to them."""
    return list(Attempt.objects.gradable_by(ta, on).awaiting_grading().filter(received_at__lt=at))


def _homework(waiting: list[Attempt], at: datetime) -> str:
    if not waiting:
        return ""
    count = len(waiting)
    oldest = timekit.relative(waiting[0].received_at, at)
    return f"{count} {'piece waits' if count == 1 else 'pieces wait'} for a grade; the oldest came {oldest}."

"""What we write about marks and about what people ask of them."""

from accounts.models import User
from cohorts.emails.moments import in_own_zone
from cohorts.models import Attendance, AttendanceRequest
from mlsafety_course.outbox import letters
from mlsafety_course.outbox.post import Letter


def mark_changed(row: Attendance, was: str, reason: str) -> Letter:
    """To the person whose mark changed after the sheet was signed off. `was`: the old mark in words, or empty."""
    meeting, person = row.meeting, row.enrollment.person
    source = letters.source(
        "cohorts",
        "mark_changed",
        person=person,
        meeting=meeting,
        when=in_own_zone(meeting.starts_at, person),
        was=was or "Not recorded",
        now=row.get_mark_display(),
        reason=reason,
        by=row.recorded_by,
        link=letters.link("attendance"),
    )
    subject = f"Your mark has changed: {meeting}"
    return Letter(f"mark:{row.pk}:{row.version}", "attendance", person, subject, source, reply_to=row.recorded_by.email)


def request_answered(asked: AttendanceRequest, by: User, *, answer: str = "", was: str = "") -> Letter:
    """To the person who asked. `answer`: why not; `was`: the mark before, in words, where granting has changed it."""
    person = asked.enrollment.person
    source = letters.source(
        "cohorts",
        "request_answered",
        person=person,
        asked=asked,
        meeting=asked.meeting,
        when=in_own_zone(asked.meeting.starts_at, person),
        was=was,
        answer=answer,
        by=by,
        link=letters.link("attendance"),
    )
    said = "Granted" if asked.status == AttendanceRequest.Status.GRANTED else "Declined"
    subject = f"{said}: {asked.get_kind_display().lower()}, {asked.meeting}"
    return Letter(f"answered:{asked.public_id}", "attendance", person, subject, source, reply_to=by.email)


def absence_today(asked: AttendanceRequest, ta: User) -> Letter:
    """To whoever runs a meeting of the same day; of other absences they read in their daily mail."""
    source = letters.source(
        "cohorts",
        "absence_today",
        person=ta,
        asked=asked,
        who=asked.enrollment.person,
        when=in_own_zone(asked.meeting.starts_at, ta),
        link=letters.link("teaching"),
    )
    subject = f"{asked.enrollment.person} {asked.wish} today: {asked.meeting}"
    key = f"absence:{asked.public_id}:{ta.public_id}"
    return Letter(key, "teaching", ta, subject, source, reply_to=asked.enrollment.person.email)

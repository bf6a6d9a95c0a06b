"""What the demo's participants ask about their meetings: an absence ahead, a mark that is questioned."""

from datetime import datetime, timedelta

from cohorts.models import Cohort, Enrollment, Mark, Section
from cohorts.workflow import attendance_request

ABSENCE = "I sit an exam at that hour. I will do the reading and the homework."
CORRECTION = "I joined by the old link, and was let in a few minutes after the start."


def ask(cohort: Cohort, at: datetime) -> None:
    """One of each in every section, as far as its meetings allow."""
    for section in cohort.sections.all():
        people = list(Enrollment.objects.seated_in(section).select_related("person").order_by("person__full_name"))
        if len(people) > 1:
            _tell(section, people[-1], at - timedelta(hours=7))
            _question(section, people[-2], at - timedelta(hours=20))


def _tell(section: Section, enrollment: Enrollment, at: datetime) -> None:
    ahead = section.meetings.filter(status="planned", starts_at__gt=at + timedelta(days=1)).first()
    if ahead and not ahead.switched_away.filter(enrollment=enrollment, ended_at=None).exists():
        attendance_request.tell_absence(ahead, enrollment, ABSENCE, by=enrollment.person, at=at)


def _question(section: Section, enrollment: Enrollment, at: datetime) -> None:
    recent = at - attendance_request.CORRECTION_FOR
    held = section.meetings.filter(signed_off_at__gt=recent, signed_off_at__lt=at, attendances__enrollment=enrollment)
    last = held.exclude(attendances__enrollment=enrollment, attendances__mark=Mark.LATE).last()
    if last:
        attendance_request.ask_correction(last, enrollment, Mark.LATE, CORRECTION, by=enrollment.person, at=at)

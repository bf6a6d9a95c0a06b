"""What a lead should look at before a section opens."""

from collections.abc import Sequence
from datetime import timedelta

from accounts.models import User
from cohorts.models import Availability, Cohort, Meeting, Section
from cohorts.placement import touched
from cohorts.schedule import monday_of
from mlsafety_course import timekit

TIME_TO_PREPARE = timedelta(hours=48)


def warnings_about(section: Section, meetings: Sequence[Meeting]) -> list[str]:
    """Sentences, the most pressing first. Two queries."""
    planned = [meeting for meeting in meetings if meeting.status == Meeting.Status.PLANNED]
    said = [] if section.join_url or section.room else ["People cannot join yet: give a link or a room."]
    ta = section.lead_ta(section.cohort.ends_on)  # whoever is to lead it to the end
    if ta is None:
        said.append("Nobody leads this section from now on.")
    else:
        said += _busy(section.cohort, ta, planned)
    return said + _too_early(section.cohort, planned)


def _busy(cohort: Cohort, ta: User, planned: Sequence[Meeting]) -> list[str]:
    free = Availability.objects.filter(cohort=cohort, person=ta).first()
    if free is None:
        return [f"{ta} has not given any hours, so nobody knows whether the time suits them."]
    needed = touched([(meeting.starts_at, meeting.minutes) for meeting in planned], free.zone)
    if needed <= timekit.unpack(free.grid):
        return []
    return [f"{ta} is not free at every meeting, by the hours they gave ({timekit.zone_label(free.zone)})."]


def _too_early(cohort: Cohort, planned: Sequence[Meeting]) -> list[str]:
    """Units open on Monday by the clocks of the cohort: people need two days with one before they discuss it."""
    early = [
        str(meeting.week)
        for meeting in planned
        if meeting.starts_at < timekit.start_of_day(monday_of(meeting.week.starts_on), cohort.zone) + TIME_TO_PREPARE
    ]
    if not early:
        return []
    weeks = ", ".join(early) if len(early) < 3 else f"{len(early)} weeks"
    return [f"It meets less than two days after the week begins ({weeks}), which leaves little time to prepare."]

"""Where a week that was not attended can still be made up: other sections' meetings of it with a seat left."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from cohorts.models import Enrollment, Meeting, Section
from cohorts.roster import Roster, expected
from curriculum.completion import Facts
from curriculum.fixes import Visit


def visits(enrollments: Sequence[Enrollment], facts: Mapping[int, Facts], at: datetime) -> dict[int, list[Visit]]:
    """By enrollment (key), for the weeks that their facts say can be mended, the next first.

    Three queries however many people; none where no week can be mended.
    """
    weeks = {number for one in enrollments for number in facts[one.pk].mendable}
    if not weeks:
        return {one.pk: [] for one in enrollments}
    cohorts = {one.cohort_id for one in enrollments}
    planned = Meeting.objects.filter(status=Meeting.Status.PLANNED, starts_at__gt=at, week__number__in=weeks)
    ours = planned.filter(section__cohort__in=cohorts, section__status=Section.Status.OPEN)
    meetings = list(ours.select_related("section", "week").order_by("starts_at", "pk"))
    rosters = expected(meetings)
    return {one.pk: _visits(one, facts[one.pk], meetings, rosters) for one in enrollments}


def _visits(enrollment: Enrollment, facts: Facts, meetings: Sequence[Meeting], rosters: Roster) -> list[Visit]:
    return [
        Visit(meeting.week.number or 0, meeting.section.name, meeting.starts_at, left)
        for meeting in meetings
        if meeting.section.cohort_id == enrollment.cohort_id
        and meeting.week.number in facts.mendable
        and meeting.section.campus in ("", enrollment.campus)
        and enrollment not in rosters[meeting.pk]
        and (left := meeting.section.maximum - len(rosters[meeting.pk])) > 0
    ]

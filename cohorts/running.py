"""Who runs which meeting."""

from collections import defaultdict
from collections.abc import Collection

from accounts.models import User
from cohorts.models import Meeting, Teaching

ONLY_IF_ASKED = Teaching.Role.SUBSTITUTE


def who_runs(meetings: Collection[Meeting]) -> dict[int, list[User]]:
    """For each meeting (by key; section with cohort and substitute loaded): the substitute if one was appointed, else
    the TAs and co-TAs of the section on that day. One query, however many meetings."""
    teachings: defaultdict[int, list[Teaching]] = defaultdict(list)
    taught = Teaching.objects.filter(section__in={meeting.section_id for meeting in meetings})
    for teaching in taught.exclude(role=ONLY_IF_ASKED).select_related("ta"):
        teachings[teaching.section_id].append(teaching)
    return {meeting.pk: _running(meeting, teachings[meeting.section_id]) for meeting in meetings}


def _running(meeting: Meeting, teachings: list[Teaching]) -> list[User]:
    if meeting.substitute:
        return [meeting.substitute]
    on = meeting.section.cohort.day_of(meeting.starts_at)
    return [row.ta for row in teachings if row.from_on <= on and (row.to_on is None or on <= row.to_on)]

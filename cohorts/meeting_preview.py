"""What another time of a meeting means for the people it concerns, before anybody decides."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from cohorts.models import Availability, Cohort, Meeting
from cohorts.roster import expected
from cohorts.running import who_runs
from cohorts.schedule import monday_of
from cohorts.section_warnings import TIME_TO_PREPARE
from mlsafety_course import timekit


@dataclass(frozen=True)
class Busy:
    """Somebody who is not free then, by the hours they gave, with what time it is for them."""

    person: User
    local: str


@dataclass(frozen=True)
class LocalTime:
    """A time by somebody's clocks, and whose."""

    local: str
    people: list[User]


@dataclass(frozen=True)
class MeetingPreview:
    """`busy` and `unknown` (gave no hours) are participants; `busy_tas` and `unknown_tas` run the meeting."""

    starts_at: datetime
    when: timekit.ThreeForms
    busy: list[Busy]
    unknown: list[User]
    busy_tas: list[Busy]
    unknown_tas: list[User]
    times: list[LocalTime]
    leaves_week: bool
    is_early: bool

    @property
    def is_clear(self) -> bool:
        """Nothing speaks against it."""
        return not (self.busy or self.busy_tas or self.leaves_week or self.is_early)


def preview(meeting: Meeting, starts_at: datetime, reader_zone: str) -> MeetingPreview:
    """If the meeting (section with cohort, and week loaded) began then. The row is left as it is; five queries."""
    moved = Meeting.objects.for_sheet().get(pk=meeting.pk)
    moved.starts_at = starts_at
    people = [enrollment.person for enrollment in expected([moved])[moved.pk]]
    tas = who_runs([moved])[moved.pk]
    cohort = meeting.section.cohort
    busy, unknown = _not_free(moved, cohort, [*people, *tas])
    return MeetingPreview(
        starts_at=starts_at,
        when=timekit.three_forms(starts_at, meeting.section.zone, reader_zone, exclusive=False),
        busy=[_busy(person, starts_at) for person in people if person in busy],
        unknown=[person for person in people if person in unknown],
        busy_tas=[_busy(person, starts_at) for person in tas if person in busy],
        unknown_tas=[person for person in tas if person in unknown],
        times=_times([*people, *tas], starts_at),
        leaves_week=not moved.week.starts_on <= cohort.day_of(starts_at) <= moved.week.ends_on,
        is_early=starts_at < timekit.start_of_day(monday_of(moved.week.starts_on), cohort.zone) + TIME_TO_PREPARE,
    )


def _not_free(meeting: Meeting, cohort: Cohort, people: Iterable[User]) -> tuple[set[User], set[User]]:
    """Who is busy by the hours they gave, and who gave none."""
    wanted = set(people)
    hours = {row.person_id: row for row in Availability.objects.filter(cohort=cohort, person__in=wanted)}
    known = {person for person in wanted if person.pk in hours}
    busy = {person for person in known if not _is_free(hours[person.pk], meeting)}
    return busy, wanted - known


def _is_free(hours: Availability, meeting: Meeting) -> bool:
    return timekit.half_hours(meeting.starts_at, meeting.minutes, hours.zone) <= timekit.unpack(hours.grid)


def _busy(person: User, at: datetime) -> Busy:
    return Busy(person, _local(person, at))


def _local(person: User, at: datetime) -> str:
    return f"{timekit.day_and_time(at, person.zone)}, {timekit.zone_label(person.zone)}"


def _times(people: Iterable[User], at: datetime) -> list[LocalTime]:
    """Each distinct time by people's clocks, from the west to the east."""
    found: defaultdict[tuple[datetime, str], list[User]] = defaultdict(list)
    for person in people:
        here = at.astimezone(timekit.zone(person.zone)).replace(tzinfo=None)
        found[here, _local(person, at)].append(person)
    return [LocalTime(local, found[here, local]) for here, local in sorted(found)]

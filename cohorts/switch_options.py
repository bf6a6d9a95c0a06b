"""What a participant could switch to: meetings of the same week, and other sections, with room at this moment."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from accounts.models import User
from cohorts.models import Availability, Enrollment, Meeting, Section, Switch
from cohorts.roster import expected
from cohorts.switch_sentence import for_good, moment, once, wish
from mlsafety_course import timekit

WEEKS_SHOWN = 2


@dataclass(frozen=True)
class Option:
    """One meeting, or section, to go to. `key` names it in the address; `sentence` says the whole switch."""

    key: str
    name: str
    when: str
    fits: bool
    left: int
    sentence: str
    group: str
    all_dates: tuple[str, ...] = ()


@dataclass(frozen=True)
class Standing:
    """What a person has asked for or holds: the switch, in words, and whether it can be taken back."""

    switch: Switch
    wish: str
    is_approved: bool


def once_options(enrollment: Enrollment, at: datetime, zone: str) -> list[Option]:
    """Meetings of other sections in the weeks of the next two of one's own; those that fit their hours first."""
    own = {meeting.week_id: meeting for meeting in reversed(_own_ahead(enrollment, at)[:WEEKS_SHOWN])}
    held = {meeting.section_id for meeting in own.values()}
    others = _meetings_ahead(enrollment, at).filter(week__in=own).exclude(section__in=held)
    rosters, free = expected(others), _hours(enrollment)
    options = [
        _once(own[other.week_id], other, len(rosters[other.pk]), free, zone)
        for other in others
        if len(rosters[other.pk]) < other.section.maximum and enrollment not in rosters[other.pk]
    ]
    weeks = {option.group: place for place, option in reversed([*enumerate(options)])}
    return sorted(options, key=lambda option: (weeks[option.group], not option.fits))


def _once(own: Meeting, other: Meeting, people: int, free: Availability | None, zone: str) -> Option:
    return Option(
        key=str(other.public_id),
        name=other.section.name,
        when=moment(other.starts_at, zone),
        fits=_fits(free, [other]),
        left=other.section.maximum - people,
        sentence=once(own, other, zone),
        group=f"{own.week}: instead of {moment(own.starts_at, zone)}",
    )


def section_options(enrollment: Enrollment, at: datetime, zone: str) -> list[Option]:
    """Other open sections with a seat free at each meeting to come; those that fit their hours first."""
    held = set(enrollment.seats.current().values_list("section", flat=True))
    if not held:
        return []
    coming = list(_meetings_ahead(enrollment, at).exclude(section__in=held))
    rosters, free = expected(coming), _hours(enrollment)
    own = next(iter(_own_ahead(enrollment, at)), None)
    sections: dict[Section, list[Meeting]] = {}
    for meeting in coming:
        sections.setdefault(meeting.section, []).append(meeting)
    options = [
        _for_good(section, meetings, own, max(len(rosters[meeting.pk]) for meeting in meetings), free, zone)
        for section, meetings in sections.items()
    ]
    return sorted((option for option in options if option.left > 0), key=lambda option: (not option.fits, option.name))


def _for_good(
    section: Section,
    meetings: list[Meeting],
    own: Meeting | None,
    fullest: int,
    free: Availability | None,
    zone: str,
) -> Option:
    first = meetings[0].starts_at
    return Option(
        key=str(section.public_id),
        name=section.name,
        when=f"next {moment(first, zone)}",
        fits=_fits(free, meetings),
        left=section.maximum - fullest,
        sentence=for_good(own.starts_at if own else None, section, first, zone),
        group="",
        all_dates=tuple(f"{meeting.week}: {moment(meeting.starts_at, zone)}" for meeting in meetings),
    )


def _own_ahead(enrollment: Enrollment, at: datetime) -> list[Meeting]:
    """One's own meetings that have not begun, the next first; without those one goes elsewhere for."""
    seated = Q(section__seats__enrollment=enrollment, section__seats__to_at__isnull=True)
    return list(Meeting.objects.expecting(enrollment).filter(seated, starts_at__gt=at).order_by("starts_at", "pk"))


def _meetings_ahead(enrollment: Enrollment, at: datetime) -> QuerySet[Meeting]:
    """Of open sections of the cohort that this person can reach and does not teach."""
    reachable = Q(section__campus="") | Q(section__campus=enrollment.campus)
    planned = Meeting.objects.for_sheet().filter(reachable, status=Meeting.Status.PLANNED, starts_at__gt=at)
    ours = planned.filter(section__cohort=enrollment.cohort_id, section__status=Section.Status.OPEN)
    taught = Section.objects.filter(teachings__ta=enrollment.person_id)
    return ours.exclude(section__in=taught).exclude(substitute=enrollment.person_id).order_by("starts_at", "pk")


def _hours(enrollment: Enrollment) -> Availability | None:
    return Availability.objects.filter(cohort=enrollment.cohort_id, person=enrollment.person_id).first()


def _fits(free: Availability | None, meetings: Iterable[Meeting]) -> bool:
    if free is None:
        return False
    grid = timekit.unpack(free.grid)
    return all(timekit.half_hours(one.starts_at, one.minutes, free.zone) <= grid for one in meetings)


def standings(enrollment: Enrollment, at: datetime, zone: str) -> list[Standing]:
    """What waits for an answer, and the switches for one week that are approved and still ahead."""
    mine = Switch.objects.filter(enrollment=enrollment)
    asked = [Standing(switch, wish(switch, zone), is_approved=False) for switch in mine.answerable(at)]
    held = [Standing(switch, wish(switch, zone), is_approved=True) for switch in mine.ahead(at)]
    return asked + held


def waiting_for(user: User, at: datetime, today: date, zone: str) -> list[tuple[Switch, str]]:
    """The switches from and to the sections that this TA teaches, each in words, the nearest meeting first."""
    rows = Switch.objects.of_sections_of(user, today).answerable(at)
    return [(switch, wish(switch, zone)) for switch in rows]


def agreed_for(user: User, at: datetime, today: date, zone: str) -> list[tuple[Switch, str]]:
    """Those that are approved, for one week, and can still be taken back."""
    rows = Switch.objects.of_sections_of(user, today).ahead(at)
    return [(switch, wish(switch, zone)) for switch in rows]

"""The life of a section: planned with its meetings, open to people, closed."""

from datetime import date, datetime, time, timedelta
from typing import Required, TypedDict, Unpack

from django.db import IntegrityError, transaction
from django.db.models import F

from accounts.models import User
from cohorts import emails
from cohorts.models import Cohort, Meeting, Section, Staffing, Teaching
from cohorts.roster import expected
from cohorts.running import who_runs
from cohorts.schedule import meeting_starts
from cohorts.workflow import meeting as meetings
from mlsafety_course import timekit
from mlsafety_course.outbox import post
from mlsafety_course.transitions import Refused, arrow

Status = Section.Status

OPEN = arrow(Status.PLANNED, to=Status.OPEN)
CLOSE = arrow(Status.PLANNED, Status.OPEN, to=Status.CLOSED)

ARROWS = [OPEN, CLOSE]


class Wishes(TypedDict, total=False):
    """Where and when a section meets, and how many it takes; what is left out is as the model has it."""

    name: Required[str]
    weekday: Required[int]
    clock: Required[time]
    minutes: Required[int]
    zone: Required[str]
    join_url: str
    campus: str
    room: str
    minimum: int
    maximum: int


@transaction.atomic
def plan(cohort: Cohort, *, ta: User, by: User, at: datetime, **wishes: Unpack[Wishes]) -> Section:
    """A section with its TA and a meeting in every teaching week to come. Only an agreed TA with a section left to
    give."""
    cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    _refuse_unwilling(cohort, ta, at)
    section = _create(Section(cohort=cohort, **wishes))
    section.moves.create(source="", target=Status.PLANNED, by=by, at=at)
    first_day = min(cohort.day_of(at), cohort.starts_on)
    Teaching.objects.create(section=section, ta=ta, from_on=first_day)
    _plan_meetings(section, at)
    return section


def _create(section: Section) -> Section:
    if section.minimum > section.maximum:
        raise Refused("The fewest people of a section cannot be more than its most.")
    try:
        with transaction.atomic():
            section.save()
    except IntegrityError as error:
        raise Refused(f"This cohort already has a section called “{section.name}”. Choose another name.") from error
    return section


def _refuse_unwilling(cohort: Cohort, ta: User, at: datetime) -> None:
    staffing = _agreed(cohort, ta)
    if not staffing.most_sections:
        raise Refused(f"{ta} agreed to stand in only, not to lead a section. Choose another TA.")
    if taught_count(cohort, ta, cohort.day_of(at)) >= staffing.most_sections:
        raise Refused(f"{ta} agreed to teach at most {staffing.most_sections} in {cohort}, and already does.")


def _agreed(cohort: Cohort, ta: User) -> Staffing:
    staffing = cohort.staffings.filter(person=ta, status=Staffing.Status.AGREED).first()
    if staffing is None:
        raise Refused(f"{ta} has not agreed to teach in {cohort}. Invite them first, or choose another TA.")
    return staffing


def taught_count(cohort: Cohort, ta: User, on: date) -> int:
    """How many sections they lead, alone or as co-TA, on that day or later. Standing in does not count."""
    theirs = Teaching.objects.filter(ta=ta).not_over(on).exclude(role=Teaching.Role.SUBSTITUTE)
    return cohort.sections.not_closed().filter(teachings__in=theirs).distinct().count()


def _plan_meetings(section: Section, at: datetime) -> None:
    weeks = {week.number: week for week in section.cohort.weeks.all()}
    starts = meeting_starts(list(weeks.values()), section.weekday, section.clock, section.zone)
    Meeting.objects.bulk_create(
        Meeting(section=section, week=weeks[number], starts_at=start, minutes=section.minutes)
        for number, start in starts
        if start > at
    )


@transaction.atomic
def change(section: Section, *, join_url: str, room: str, minimum: int, maximum: int, by: User, at: datetime) -> None:
    """Where it meets and how many it takes. Fewer seats than people revokes nobody's seat.

    Another link or room is another entry in everybody's calendar, and a mail to whoever meets there.
    """
    section = Section.objects.select_for_update(of=["self"]).select_related("cohort").get(pk=section.pk)
    is_elsewhere = (join_url, room) != (section.join_url, section.room)
    section.join_url, section.room, section.minimum, section.maximum = join_url, room, minimum, maximum
    section.save(update_fields=["join_url", "room", "minimum", "maximum"])
    if is_elsewhere:
        _tell_where(section, at)


def _tell_where(section: Section, at: datetime) -> None:
    coming = section.meetings.filter(status=Meeting.Status.PLANNED, starts_at__gt=at)
    coming.update(sequence=F("sequence") + 1)
    ahead = list(coming.select_related("section__cohort", "week", "substitute"))
    if section.status != Status.OPEN or not (section.join_url or section.room):
        return
    first: dict[User, datetime] = {}
    people, runners = expected(ahead), who_runs(ahead)
    for meeting in ahead:
        for person in [*(enrollment.person for enrollment in people[meeting.pk]), *runners[meeting.pk]]:
            first.setdefault(person, meeting.starts_at)
    post.write(
        *(emails.section_elsewhere(section, person, starts_at, at) for person, starts_at in first.items()), at=at
    )


@transaction.atomic
def hand_over(section: Section, ta: User, *, from_on: date, by: User, at: datetime) -> Teaching:
    """Another TA leads it from that day on; whoever led it does so until the day before.

    It is another entry in everybody's calendar. They and whoever is expected are told, once people see the section.
    """
    Cohort.objects.select_for_update().get(pk=section.cohort_id)
    if not _leads_or_helps(section, ta, from_on):
        _refuse_unwilling(section.cohort, ta, at)
    _refuse_own_seat(section, ta)
    _refuse_taken_day(section, ta, from_on)
    led = [row.ta for row in section.teachings.leading(from_on).select_related("ta")]
    section.teachings.leading(from_on).update(to_on=from_on - timedelta(days=1))
    teaching = Teaching.objects.create(section=section, ta=ta, from_on=from_on)
    _tell_who_leads(teaching, led, at)
    return teaching


def _tell_who_leads(teaching: Teaching, led: list[User], at: datetime) -> None:
    section, begins = teaching.section, timekit.start_of_day(teaching.from_on, teaching.section.cohort.zone)
    theirs = section.meetings.filter(starts_at__gte=begins)
    theirs.update(sequence=F("sequence") + 1)
    if section.status != Status.OPEN:
        return
    coming = theirs.filter(status=Meeting.Status.PLANNED, starts_at__gt=at)
    told = dict.fromkeys([*led, *(one.person for people in expected(coming).values() for one in people)])
    others = [person for person in told if person != teaching.ta]
    post.write(emails.teaches(teaching), *(emails.handed_over(teaching, one, at) for one in others), at=at)


def _leads_or_helps(section: Section, ta: User, on: date) -> bool:
    return section.teachings.not_over(on).filter(ta=ta).exclude(role=Teaching.Role.SUBSTITUTE).exists()


def _refuse_own_seat(section: Section, ta: User) -> None:
    if section.seats.current().filter(enrollment__person=ta).exists():
        raise Refused(f"{ta} sits in {section} as a participant, and nobody records their own attendance.")


@transaction.atomic
def add_teacher(
    section: Section, ta: User, role: str, *, from_on: date, to_on: date | None, by: User, at: datetime
) -> Teaching:
    """A co-TA or a standing substitute, from a day to a day or to the end. Whoever leads goes on leading."""
    Cohort.objects.select_for_update().get(pk=section.cohort_id)
    if role == Teaching.Role.LEAD:
        raise Refused("A section has one TA who leads it: hand it over instead. Nothing was changed.")
    if to_on and to_on < from_on:
        raise Refused("The last day lies before the first. Nothing was changed.")
    _agreed(section.cohort, ta)
    _refuse_own_seat(section, ta)
    overlapping = section.teachings.not_over(from_on).filter(ta=ta)
    if (overlapping.filter(from_on__lte=to_on) if to_on else overlapping).exists():
        raise Refused(f"{ta} already teaches {section} in that time. End that first. Nothing was changed.")
    if role == Teaching.Role.CO:
        _refuse_unwilling(section.cohort, ta, at)
    teaching = Teaching.objects.create(section=section, ta=ta, role=role, from_on=from_on, to_on=to_on)
    if section.status == Status.OPEN:
        post.write(emails.teaches(teaching), at=at)
    return teaching


@transaction.atomic
def end_teaching(teaching: Teaching, *, last_on: date, by: User, at: datetime) -> None:
    """A co-TA or substitute teaches until that day. One that has not begun by then never begins."""
    teaching = Teaching.objects.select_for_update(of=["self"]).select_related("section", "ta").get(pk=teaching.pk)
    if teaching.role == Teaching.Role.LEAD:
        raise Refused(f"{teaching.ta} leads {teaching.section}: hand it to another TA instead. Nothing was changed.")
    teaching.to_on = max(last_on, teaching.from_on - timedelta(days=1))
    teaching.save(update_fields=["to_on"])


def _refuse_taken_day(section: Section, ta: User, from_on: date) -> None:
    later = section.teachings.filter(role=Teaching.Role.LEAD, from_on__gt=from_on).select_related("ta").last()
    if later:
        day = f"{later.from_on:%-d %B %Y}"
        raise Refused(f"{later.ta} leads {section} from {day} on. Choose that day or a later one. Nothing was changed.")
    if section.teachings.filter(ta=ta, from_on=from_on).exists():
        day = f"{from_on:%-d %B %Y}"
        raise Refused(f"{ta} already teaches {section} from {day} on. Choose another day. Nothing was changed.")


@transaction.atomic
def open_(section: Section, *, by: User, at: datetime) -> None:
    """From here on people see it: its TAs and whoever has a seat already get a mail."""
    OPEN.apply(section, by=by, at=at)
    first, ta = section.next_meeting_and_ta(at)
    seats = section.seats.current().select_related("enrollment__person")
    teachings = section.teachings.not_over(section.cohort.day_of(at)).select_related("ta", "section")
    letters = [emails.placed(seat, first, ta) for seat in seats]
    post.write(*letters, *(emails.teaches(teaching) for teaching in teachings), at=at)


@transaction.atomic
def close(section: Section, reason: str, *, by: User, at: datetime) -> None:
    """No more seats here, and no more meetings. Refused while somebody sits in it."""
    locked = Section.objects.select_for_update().get(pk=section.pk)
    if locked.seats.current().exists():
        raise Refused(f"People still sit in {section}. Give each of them another seat first.")
    CLOSE.apply(section, by=by, at=at, reason=reason)
    _call_off_meetings(section, by=by, at=at)


def _call_off_meetings(section: Section, *, by: User, at: datetime) -> None:
    """Those to come, whose guests and substitutes are told; and those that were planned and expected nobody. A sheet
    that somebody stands on is still to be signed off."""
    planned = list(Meeting.objects.for_sheet().filter(section=section, status=Meeting.Status.PLANNED))
    people = expected(planned)
    for meeting in planned:
        if meeting.starts_at > at or not people[meeting.pk]:
            told = [enrollment.person for enrollment in people[meeting.pk]]
            if meeting.substitute and meeting.starts_at > at:
                told.append(meeting.substitute)
            meetings.call_off(meeting, f"{section} was closed.", told, by=by, at=at)

"""Cohorts, sections and meetings for tests, by the road that people take."""

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any

from accounts.models import User
from cohorts.models import Cohort, Enrollment, Mark, Meeting, PlacementRun, Seat, Section, Staffing
from cohorts.roster import expected
from cohorts.workflow import cohort as cohort_workflow
from cohorts.workflow import enrollment as enrollment_workflow
from cohorts.workflow import meeting as meeting_workflow
from cohorts.workflow import placement, seating, staffing
from cohorts.workflow import section as section_workflow
from tests.factories.people import make_lead, make_person

BEFORE_START = datetime(2023, 2, 13, 12, tzinfo=UTC)
EVENINGS = frozenset(day * 48 + half_hour for day in range(7) for half_hour in range(36, 44))
_numbers = count(1)


def make_cohort(
    starts_on: date = date(2023, 2, 20),
    ends_on: date = date(2023, 4, 21),
    breaks: Collection[date] = (date(2023, 3, 20),),
    zone: str = "America/New_York",
    *,
    slug: str = "",
    at: datetime = BEFORE_START,
) -> Cohort:
    """By default the spring of 2023: eight teaching weeks and a break."""
    number = next(_numbers)
    return cohort_workflow.set_up(
        slug=slug or f"spring-{number}",
        title=f"Spring {number}",
        zone=zone,
        starts_on=starts_on,
        ends_on=ends_on,
        breaks=breaks,
        by=make_lead(),
        at=at,
    )


def make_enrollment(
    cohort: Cohort | None = None, person: User | None = None, at: datetime | None = None, *, name: str = ""
) -> Enrollment:
    """A person with a place in the cohort, one week before it starts."""
    cohort = cohort or make_cohort()
    person = person or make_person(name or f"Participant {next(_numbers):03d}")
    return enrollment_workflow.enroll(cohort, person, by=person, at=at or cohort.starts_at - timedelta(days=7))


def give_hours(enrollment: Enrollment, grid: frozenset[int] = EVENINGS, zone: str = "America/New_York") -> None:
    """Hours given when the person came in; by default every evening from 18:00 to 22:00."""
    person, at = enrollment.person, enrollment.enrolled_at
    enrollment_workflow.give_hours(enrollment.cohort, person, grid, zone, by=person, at=at)


def make_ta(cohort: Cohort, person: User | None = None, *, most_sections: int = 1) -> User:
    """A person who was invited and agreed to teach, free in the evenings."""
    person = person or make_person(f"TA {next(_numbers):03d}")
    at = cohort.starts_at - timedelta(days=14)
    invited = staffing.invite(cohort, person, most_sections=most_sections, by=make_lead(), at=at)
    if invited.status == Staffing.Status.INVITED:
        staffing.agree(invited, EVENINGS, cohort.zone, most_sections=most_sections, by=person, at=at)
    return person


def make_section(cohort: Cohort | None = None, ta: User | None = None, **kw: Any) -> Section:
    """An open section with its TA and meetings: Wednesdays at 18:00 in the cohort's zone unless `kw` says otherwise."""
    cohort = cohort or make_cohort()
    ta = make_ta(cohort, ta, most_sections=20)
    at = kw.pop("at", cohort.starts_at - timedelta(days=8))
    wishes: dict[str, Any] = {
        "name": f"Section {next(_numbers)}",
        "weekday": 2,
        "clock": time(18),
        "minutes": 60,
        "zone": cohort.zone,
    }
    wishes |= {"join_url": "https://meet.example.com/room", "minimum": 1} | kw
    lead = make_lead()
    section = section_workflow.plan(cohort, ta=ta, by=lead, at=at, **wishes)
    section_workflow.open_(section, by=lead, at=at)
    return section


def make_seat(enrollment: Enrollment, section: Section, *, at: datetime | None = None) -> Seat:
    """A seat from two days before the course starts."""
    return seating.seat(enrollment, section, by=make_lead(), at=at or section.cohort.starts_at - timedelta(days=2))


def ta_of(section: Section) -> User:
    """Who leads the section."""
    return section.teachings.select_related("ta").order_by("pk")[0].ta


def hold_meeting(meeting: Meeting, marks: Mapping[Enrollment, Mark] | None = None) -> None:
    """Record everybody who is expected (present where `marks` does not say) and sign off, an hour after its end."""
    ta, at = ta_of(meeting.section), meeting.ends_at + timedelta(hours=1)
    for enrollment in expected([meeting])[meeting.pk]:
        mark = (marks or {}).get(enrollment, Mark.PRESENT)
        meeting_workflow.record(meeting, enrollment, mark, version=0, by=ta, at=at)
    meeting_workflow.sign_off(meeting, by=ta, at=at)
    meeting.refresh_from_db()


def make_proposal(cohort: Cohort, *, by: User | None = None, at: datetime = BEFORE_START) -> PlacementRun:
    """Asked for by a lead and carried out by a worker, at once."""
    run = placement.ask(cohort, by=by or make_lead(), at=at)
    placement.carry_out(run, at=at)
    return run

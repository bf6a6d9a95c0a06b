"""The life of a TA's work in a cohort: invited, then agreed with hours."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from cohorts import emails
from cohorts.models import Cohort, Section, Staffing
from cohorts.workflow.enrollment import give_hours
from mlsafety_course.outbox import post
from mlsafety_course.transitions import Refused, arrow

Status = Staffing.Status

AGREE = arrow(Status.INVITED, to=Status.AGREED)
DECLINE = arrow(Status.INVITED, to=Status.DECLINED)
LEAVE = arrow(Status.AGREED, to=Status.LEFT)

ARROWS = [AGREE, DECLINE, LEAVE]


@transaction.atomic
def invite(
    cohort: Cohort, person: User, *, most_sections: int = 1, campus: str = "", by: User, at: datetime
) -> Staffing:
    """Ask a person to teach. Inviting twice is one invitation and one mail."""
    staffing, is_new = Staffing.objects.get_or_create(
        cohort=cohort,
        person=person,
        defaults={"most_sections": most_sections, "campus": campus, "invited_at": at},
    )
    if is_new:
        staffing.moves.create(source="", target=Status.INVITED, by=by, at=at)
        post.write(emails.invitation(staffing), at=at)
    return staffing


@transaction.atomic
def agree(staffing: Staffing, grid: frozenset[int], zone: str, *, most_sections: int, by: User, at: datetime) -> None:
    """Say yes, with the hours one can teach in and the most sections one takes on."""
    AGREE.apply(staffing, by=by, at=at, most_sections=most_sections)
    give_hours(staffing.cohort, staffing.person, grid, zone, by=by, at=at)


def decline(staffing: Staffing, reason: str = "", *, by: User, at: datetime) -> None:
    """Say no."""
    DECLINE.apply(staffing, by=by, at=at, reason=reason)


@transaction.atomic
def leave(staffing: Staffing, reason: str, *, by: User, at: datetime) -> None:
    """Stop teaching. Refused while a section has nobody else."""
    taught = Section.objects.filter(cohort=staffing.cohort).not_closed()
    today = at.date()
    alone = taught.taught_by(staffing.person, today).first()
    if alone:
        raise Refused(f"{staffing.person} still teaches {alone}. Hand the section to another TA first.")
    LEAVE.apply(staffing, by=by, at=at, reason=reason)

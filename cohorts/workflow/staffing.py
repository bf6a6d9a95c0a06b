"""The life of a TA's work in a cohort: invited, then agreed with hours."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from cohorts import emails
from cohorts.models import Cohort, Meeting, Section, Staffing, Teaching, TeachingInvite
from cohorts.workflow.enrollment import give_hours
from cohorts.workflow.section import taught_count
from mlsafety_course.outbox import post
from mlsafety_course.outbox.post import Address
from mlsafety_course.transitions import Refused, arrow

Status = Staffing.Status

AGREE = arrow(Status.INVITED, to=Status.AGREED)
DECLINE = arrow(Status.INVITED, to=Status.DECLINED)
WITHDRAW = arrow(Status.INVITED, to=Status.LEFT)
LEAVE = arrow(Status.AGREED, to=Status.LEFT)
INVITE_AGAIN = arrow(Status.LEFT, to=Status.INVITED)

ARROWS = [AGREE, DECLINE, WITHDRAW, LEAVE, INVITE_AGAIN]
ANSWERED = {
    Status.AGREED: "{} has agreed to teach in {} already. Nobody was written to.",
    Status.DECLINED: "{} was asked to teach in {} and said no. Nobody was written to.",
}


@transaction.atomic
def invite(
    cohort: Cohort, person: User, *, most_sections: int = 1, campus: str = "", by: User, at: datetime
) -> Staffing:
    """Ask a person to teach. Inviting twice is one invitation and one mail; who left may be asked again."""
    staffing, is_new = Staffing.objects.get_or_create(
        cohort=cohort,
        person=person,
        defaults={"most_sections": most_sections, "campus": campus, "invited_at": at},
    )
    if is_new:
        staffing.moves.create(source="", target=Status.INVITED, by=by, at=at)
    elif staffing.status == Status.LEFT:
        INVITE_AGAIN.apply(staffing, by=by, at=at, most_sections=most_sections, campus=campus, invited_at=at)
    else:
        return staffing
    post.write(emails.invitation(staffing), at=at)
    return staffing


@transaction.atomic
def invite_address(
    cohort: Cohort, email: str, *, most_sections: int = 1, campus: str = "", by: User, at: datetime
) -> Staffing | TeachingInvite:
    """Ask whoever reads at an address to teach, with an account or without. Refused once they have answered."""
    person = User.objects.filter(email=email, is_active=True).first()
    if person:
        staffing = invite(cohort, person, most_sections=most_sections, campus=campus, by=by, at=at)
        if staffing.status in ANSWERED:
            raise Refused(ANSWERED[Status(staffing.status)].format(person, cohort))
        return staffing
    wishes = {"most_sections": most_sections, "campus": campus, "invited_by": by, "invited_at": at}
    asked, is_new = TeachingInvite.objects.get_or_create(cohort=cohort, email=email, defaults=wishes)
    if is_new:
        post.write(emails.invitation_by_address(asked), at=at)
    return asked


@transaction.atomic
def take_up(asked: TeachingInvite, person: User, *, at: datetime) -> Staffing:
    """Make an invitation by address the one of the person who answers it. The caller then agrees or declines."""
    asked = (
        TeachingInvite.objects.select_for_update(of=["self"]).select_related("cohort", "invited_by").get(pk=asked.pk)
    )
    if asked.answered_at:
        raise Refused("This invitation was answered already. Open your teaching page to see where it stands.")
    wishes = {"most_sections": asked.most_sections, "campus": asked.campus, "invited_at": asked.invited_at}
    staffing, is_new = Staffing.objects.get_or_create(cohort=asked.cohort, person=person, defaults=wishes)
    if is_new:
        staffing.moves.create(source="", target=Status.INVITED, by=asked.invited_by, at=asked.invited_at)
    asked.answered_at = at
    asked.save(update_fields=["answered_at"])
    return staffing


@transaction.atomic
def agree(
    staffing: Staffing,
    grid: frozenset[int],
    zone: str,
    *,
    most_sections: int,
    campus: str | None = None,
    by: User,
    at: datetime,
) -> None:
    """Say yes, with the hours one can teach in and the most sections one takes on; 0 is standing in only."""
    campus = staffing.campus if campus is None else campus
    AGREE.apply(staffing, by=by, at=at, most_sections=most_sections, campus=campus)
    give_hours(staffing.cohort, staffing.person, grid, zone, by=by, at=at)


@transaction.atomic
def change(
    staffing: Staffing, grid: frozenset[int], zone: str, *, most_sections: int, campus: str, by: User, at: datetime
) -> None:
    """Other hours, another campus, more or fewer sections; not fewer than are taught already."""
    Cohort.objects.select_for_update().get(pk=staffing.cohort_id)
    staffing = Staffing.objects.select_related("cohort", "person").get(pk=staffing.pk)
    if staffing.status != Status.AGREED:
        raise Refused("You do not teach in this cohort, so there is nothing to change.")
    taught = taught_count(staffing.cohort, staffing.person, staffing.cohort.day_of(at))
    if most_sections < taught:
        raise Refused(f"You teach {taught} now. Write to us before you take on fewer. Nothing was changed.")
    staffing.most_sections, staffing.campus = most_sections, campus
    staffing.save(update_fields=["most_sections", "campus"])
    give_hours(staffing.cohort, staffing.person, grid, zone, by=by, at=at)


def decline(staffing: Staffing, reason: str = "", *, by: User, at: datetime) -> None:
    """Say no."""
    DECLINE.apply(staffing, by=by, at=at, reason=reason)


@transaction.atomic
def withdraw(asked: Staffing | TeachingInvite, *, by: User, at: datetime) -> None:
    """Take the question back before it is answered, and say so to whoever was asked."""
    if isinstance(asked, Staffing):
        WITHDRAW.apply(asked, by=by, at=at)
        post.write(emails.invitation_withdrawn(asked.cohort, asked.person, at), at=at)
        return
    gone, _ = TeachingInvite.objects.open().filter(pk=asked.pk).delete()
    if not gone:
        raise Refused(f"{asked.email} has answered meanwhile. Nothing was changed.")
    post.write(emails.invitation_withdrawn(asked.cohort, Address(asked.email), at), at=at)


@transaction.atomic
def leave(staffing: Staffing, reason: str, *, by: User, at: datetime) -> None:
    """Stop teaching. Refused while a section or a meeting to come has nobody else."""
    Cohort.objects.select_for_update().get(pk=staffing.cohort_id)
    person, today = staffing.person, staffing.cohort.day_of(at)
    theirs = Teaching.objects.not_over(today).filter(ta=person, section__cohort=staffing.cohort)
    leading = theirs.filter(role=Teaching.Role.LEAD).exclude(section__status=Section.Status.CLOSED)
    if alone := leading.select_related("section").first():
        raise Refused(f"{person} still teaches {alone.section}. Hand the section to another TA first.")
    stands_in = person.substitutions.filter(section__cohort=staffing.cohort, status=Meeting.Status.PLANNED)
    if meeting := stands_in.filter(starts_at__gt=at).select_related("section", "week").first():
        raise Refused(f"{person} stands in at {meeting}. Ask somebody else to do it first.")
    LEAVE.apply(staffing, by=by, at=at, reason=reason)
    theirs.exclude(role=Teaching.Role.LEAD).update(to_on=today)

"""Who may act on money: members of a group, by name, and never on their own."""

from accounts.models import Group, User
from cohorts.models import Cohort, Enrollment
from mlsafety_course.transitions import Refused
from stipends.models import Payout, Stipend

HOLDERS = [Group.APPROVER, Group.PAYOUT_OFFICER]


def must_hold(by: User, *groups: Group) -> None:
    """The group itself counts: being superuser is not enough."""
    if not any(by.holds(group) for group in groups):
        names = " or ".join(f"“{group.label}”" for group in groups)
        raise Refused(f"This is for people in the group {names}, and you are not in it. Nothing has been changed.")


def must_not_own(stipend: Stipend, by: User) -> None:
    if stipend.enrollment.person_id == by.pk:
        raise Refused("This is your own stipend. Someone else has to do this.")


def must_not_take_part(cohort: Cohort, by: User) -> None:
    places = Enrollment.objects.of(by).filter(cohort=cohort).exclude(status=Enrollment.Status.CANCELLED)
    if places.exists():
        raise Refused("You take part in this cohort yourself. Another payout officer must do this.")


def lifters(stipend: Stipend) -> list[Group]:
    """Who may take a hold off: the groups of whoever put it on; any that holds, once that person is in none."""
    holder = stipend.held_by
    names = set(holder.groups.values_list("name", flat=True)) if holder else set()
    return [group for group in HOLDERS if group in names] or HOLDERS


def must_be_third(payout: Payout, by: User) -> None:
    """Whoever releases or settles money neither receives nor approved it."""
    if by.pk in {payout.person_id, payout.approver_id}:
        raise Refused(f"Payout {payout.number} was approved by you or pays you. Another payout officer has to do this.")

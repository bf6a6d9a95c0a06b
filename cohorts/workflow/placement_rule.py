"""What a lead fixes about one person and one section before anything is computed: must sit here, must not."""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from cohorts.models import Enrollment, PlacementRule, Section
from mlsafety_course.transitions import Refused

Kind = PlacementRule.Kind


@transaction.atomic
def fix(enrollment: Enrollment, section: Section, kind: str, reason: str, *, by: User, at: datetime) -> PlacementRule:
    """From the next proposal on. Only about people without a seat: whoever has one keeps it in any case."""
    if enrollment.cohort_id != section.cohort_id or enrollment.status != Enrollment.Status.ACTIVE:
        raise Refused(f"{enrollment.person} is not an active participant of the cohort of {section}.")
    held = enrollment.seats.current().select_related("section").first()
    if held:
        raise Refused(f"{enrollment.person} sits in {held.section} already. Move them in a proposal instead.")
    if section.is_closed:
        raise Refused(f"{section} is closed. Choose a section that is not.")
    if kind == Kind.LOCK and section.teachings.filter(ta=enrollment.person_id).exists():
        raise Refused(f"{enrollment.person} teaches {section}, and nobody records their own attendance.")
    try:
        with transaction.atomic():
            return PlacementRule.objects.create(
                enrollment=enrollment, section=section, kind=kind, reason=reason, by=by, at=at
            )
    except IntegrityError:
        raise Refused(f"A rule about {enrollment.person} says otherwise already. Remove that one first.") from None


def lift(rule: PlacementRule, *, by: User, at: datetime) -> None:
    """Nothing is fixed any more from the next proposal on."""
    rule.delete()

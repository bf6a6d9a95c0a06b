"""Whose work it is to read what a person hands in: the grader a lead has given it to, else the TAs of their section."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Case, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from accounts.models import User
from cohorts.models import Cohort, Enrollment, Staffing, Teaching
from curriculum.models import Attempt, Reassignment


def tas_of(enrollment: Enrollment, at: datetime) -> list[User]:
    """Who teaches the person's section on that day, without the person (two queries)."""
    held = enrollment.seats.current().select_related("section__cohort").first()
    if held is None:
        return []
    on = held.section.cohort.day_of(at)
    teachings = held.section.teachings.current(on).exclude(ta=enrollment.person_id).select_related("ta").order_by("pk")
    return list({teaching.ta_id: teaching.ta for teaching in teachings}.values())


def with_grader(attempts: QuerySet[Attempt], today: date) -> QuerySet[Any]:
    """Each with `grader`, the key of whose work it is, or None where nobody teaches the person."""
    given = Reassignment.objects.filter(homework=OuterRef("homework"), enrollment=OuterRef("enrollment"))
    seated = Q(section__seats__enrollment=OuterRef("enrollment"), section__seats__to_at__isnull=True)
    teaching = Teaching.objects.current(today).filter(seated).exclude(ta=OuterRef("enrollment__person"))
    leading_first = teaching.order_by(Case(When(role=Teaching.Role.LEAD, then=Value(0)), default=Value(1)), "pk")
    return attempts.annotate(
        grader=Coalesce(
            Subquery(given.order_by("-at", "-pk").values("grader")[:1]), Subquery(leading_first.values("ta")[:1])
        )
    )


def can_grade_in(cohort: Cohort, today: date) -> QuerySet[User]:
    """Who has agreed to teach in the cohort, or teaches in it today."""
    agreed = Staffing.objects.agreed().filter(cohort=cohort).values("person")
    teaching = Teaching.objects.current(today).filter(section__cohort=cohort).values("ta")
    return User.objects.filter(Q(pk__in=agreed) | Q(pk__in=teaching)).order_by("full_name", "pk")

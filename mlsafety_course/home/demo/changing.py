"""Plans that change in the demo's running cohort: a TA who cannot lead, and somebody who would like to switch."""

from datetime import datetime, timedelta

from accounts.models import User
from cohorts.models import Cohort, Enrollment, Meeting
from cohorts.workflow import covering, switching

NOTE = "They have read the paper on anomaly detection and liked to argue about it. Start with the second question."


def change_plans(cohort: Cohort, staff: dict[str, User], at: datetime) -> None:
    """The London TA is at a conference in the next week that all sections still have ahead; a New Yorker travels."""
    own, other = _week_ahead(cohort, staff["ta1"], staff["ta2"], at)
    asked = at - timedelta(hours=3)
    until = covering.usual_answer_by(other, asked)
    covering.ask(other, "I am at a conference that day.", NOTE, answer_by=until, by=staff["ta2"], at=asked)
    traveller = Enrollment.objects.seated_in(own.section).select_related("person", "cohort").order_by("pk")[2]
    reason = "I travel to London for a talk that week."
    switching.ask_once(traveller, other, reason, by=traveller.person, at=at - timedelta(hours=2))


def _week_ahead(cohort: Cohort, one: User, two: User, at: datetime) -> tuple[Meeting, Meeting]:
    """The meetings of two TAs in the first week in which both have one that is still two days away."""
    ahead = Meeting.objects.for_sheet().filter(section__cohort=cohort, starts_at__gt=at + timedelta(days=2))
    first, second = (
        {meeting.week_id: meeting for meeting in ahead.filter(section__teachings__ta=ta).order_by("starts_at")}
        for ta in (one, two)
    )
    week = next(week for week in first if week in second)
    return first[week], second[week]

"""The demo's office hours, a speaker event, named links, and a TA who was asked by address."""

from datetime import datetime, time, timedelta
from typing import Any

from accounts.models import User
from cohorts.models import Cohort, Gathering
from cohorts.workflow import cohort as cohorts
from cohorts.workflow import gathering, staffing

LINKS = {"chat_url": "https://chat.example.org/", "drive_url": "https://drive.example.org/"}


def gather(cohort: Cohort, lead: User, at: datetime) -> None:
    """Office hours on Fridays in every week still to come, and one talk next week."""
    cohorts.change(cohort, by=lead, at=at, **{name: f"{url}{cohort.slug}" for name, url in LINKS.items()})
    where: dict[str, Any] = {"zone": cohort.zone, "join_url": f"https://meet.example.org/{cohort.slug}-open"}
    hours = Gathering.Kind.OFFICE_HOURS
    gathering.plan_weekly(
        cohort, 4, time(12), kind=hours, title="Office hours", host="The TAs in turn", **where, by=lead, at=at
    )
    talk = "A guest speaks about how they came to safety research, and takes questions."
    gathering.plan(
        cohort,
        (at + timedelta(days=6)).replace(hour=17, minute=0, second=0, microsecond=0),
        kind=Gathering.Kind.SPEAKER,
        title="Careers in safety research",
        host="A guest",
        description=talk,
        **where,
        by=lead,
        at=at,
    )


def ask_by_address(cohort: Cohort, lead: User, at: datetime) -> None:
    staffing.invite_address(cohort, "new.ta@example.org", most_sections=1, by=lead, at=at)

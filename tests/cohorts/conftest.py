"""The house that the views of cohorts are tested in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse

from accounts.models import User
from cohorts.models import Cohort, Enrollment, Meeting, PlacementRun, Section
from cohorts.workflow import staffing
from tests.factories.cohorts import give_hours, make_enrollment, make_proposal, make_seat, make_section, ta_of
from tests.factories.people import make_lead, make_person

NOW = datetime(2023, 2, 22, 23, 5, tzinfo=UTC)


@dataclass
class House:
    """A cohort five minutes into its first meeting, its people by role, and its addresses by name."""

    cohort: Cohort
    section: Section
    meeting: Meeting
    enrollment: Enrollment
    run: PlacementRun
    people: dict[str, User]

    def url(self, name: str) -> str:
        slug, section, meeting = self.cohort.slug, self.section.public_id, self.meeting.public_id
        takes: dict[str, list[object]] = {
            **{page: [slug] for page in ("agree", "cohort", "invite", "new_section", "placement", "propose_placement")},
            **{page: [slug, section] for page in ("section", "open_section", "close_section", "hand_over")},
            **{page: [meeting] for page in ("meeting", "record", "sign_off", "reopen_meeting", "invite_guest")},
            **{page: [slug, meeting] for page in ("move_meeting", "cancel_meeting", "substitute")},
            **{act: [slug, self.run.public_id] for act in ("publish_placement", "cancel_placement")},
            "seat": [slug, self.enrollment.public_id],
        }
        return reverse(f"cohorts:{name}", args=takes.get(name, []))


@pytest.fixture
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def house(db: None, clock: None) -> House:
    section = make_section()
    enrollment = make_enrollment(section.cohort, name="Ann")
    give_hours(enrollment)
    make_seat(enrollment, section)
    lead, invited = make_lead(), make_person("Ines Invited")
    staffing.invite(section.cohort, invited, by=lead, at=NOW)
    run = make_proposal(section.cohort, by=lead, at=NOW)
    people = {"lead": lead, "ta": ta_of(section), "invited": invited, "participant": enrollment.person}
    people["stranger"] = make_person("Stella Stranger")
    return House(section.cohort, section, section.meetings.all()[0], enrollment, run, people)

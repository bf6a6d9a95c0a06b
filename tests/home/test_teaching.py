"""A TA's home and section page."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from cohorts.workflow import staffing
from tests.factories.cohorts import make_cohort, make_section, ta_of
from tests.factories.curriculum import make_attempt, make_participant
from tests.factories.people import make_lead, make_person

pytestmark = pytest.mark.django_db


def test_the_next_meeting_comes_first_and_the_unsigned_sheet_is_named(client: Client):
    participant = make_participant()
    section = participant.seats.get().section
    first, second, *_ = section.meetings.order_by("starts_at")
    client.force_login(ta_of(section))

    with time_machine.travel(second.starts_at - timedelta(hours=3), tick=False):
        page = client.get(reverse("teaching")).content.decode()

    assert page.index(reverse("cohorts:meeting", args=[second.public_id])) < page.index("Sheets to sign off")
    assert page.index("Sheets to sign off") < page.index(reverse("cohorts:meeting", args=[first.public_id]))


def test_waiting_homework_is_counted_with_its_age(client: Client):
    attempt = make_attempt()
    client.force_login(ta_of(attempt.enrollment.seats.get().section))

    with time_machine.travel(attempt.received_at + timedelta(days=3), tick=False):
        page = client.get(reverse("teaching")).content.decode()

    assert "1 left to grade; the oldest came 3 days ago." in page


def test_an_invitation_waits_on_the_page(client: Client):
    cohort, person = make_cohort(), make_person()
    staffing.invite(cohort, person, by=make_lead(), at=cohort.starts_at - timedelta(days=60))
    client.force_login(person)

    assert "You are invited to teach" in client.get(reverse("teaching")).content.decode()


def test_a_section_is_shown_to_its_ta_and_to_leads_and_to_nobody_else(client: Client):
    participant = make_participant()
    section = participant.seats.get().section
    address = reverse("teaching_section", args=[section.public_id])
    answers = {}
    with time_machine.travel(section.cohort.starts_at + timedelta(days=8), tick=False):
        other_ta = ta_of(make_section(section.cohort, name="Another"))
        for name, person in [
            ("ta", ta_of(section)),
            ("lead", make_lead()),
            ("other", other_ta),
            ("self", participant.person),
        ]:
            client.force_login(person)
            answers[name] = client.get(address).status_code

    assert answers == {"ta": 200, "lead": 200, "other": 404, "self": 404}

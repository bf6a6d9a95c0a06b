"""People by weeks, narrowed by what worries a lead."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from cohorts.models import Mark
from tests.factories.cohorts import hold_meeting, make_section, ta_of
from tests.factories.curriculum import make_attempt, make_homework, make_participant
from tests.factories.people import make_lead

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    """Ann missed the first two meetings, Ben came and handed in, both in A; Cid sits in B, where none was held yet."""
    ann = make_participant(name="Ann")
    section = ann.seats.get().section
    ben = make_participant(section=section, name="Ben")
    for meeting in section.meetings.select_related("section", "week")[:2]:
        hold_meeting(meeting, {ann: Mark.ABSENT})
    cid = make_participant(section=make_section(ann.cohort, name="B", weekday=4), name="Cid")
    make_attempt(ben, make_homework(ann.cohort))
    return {"Ann": ann, "Ben": ben, "Cid": cid}


@pytest.fixture
def now(people):
    with time_machine.travel(make_homework(people["Ann"].cohort).due_at + timedelta(hours=1), tick=False):
        yield


def shown(client: Client, address: str, **wish: str) -> set[str]:
    page = client.get(address, wish).context
    return {line.enrollment.person.full_name for line in page["matrix"].lines}


def test_it_is_narrowed_by_section_standing_last_meeting_and_last_homework(client: Client, people, now):
    client.force_login(make_lead())
    address = reverse("matrix", args=[people["Ann"].cohort.slug])
    other = people["Cid"].seats.get().section

    assert shown(client, address) == {"Ann", "Ben", "Cid"}
    assert shown(client, address, section=str(other.public_id)) == {"Cid"}
    assert shown(client, address, verdict="cannot_be_met") == {"Ann"}
    assert shown(client, address, meeting="missed") == {"Ann"}
    assert shown(client, address, homework="missing") == {"Ann", "Cid"}
    assert shown(client, address, homework="missing", section=str(other.public_id)) == {"Cid"}


def test_a_wish_that_is_none_narrows_nothing(client: Client, people, now):
    client.force_login(make_lead())

    assert shown(client, reverse("matrix", args=[people["Ann"].cohort.slug]), verdict="nice") == {"Ann", "Ben", "Cid"}


def test_a_ta_narrows_their_own_section_and_opens_a_record(client: Client, people, now):
    section = people["Ann"].seats.get().section
    client.force_login(ta_of(section))

    found = shown(client, reverse("teaching_section", args=[section.public_id]), meeting="missed")
    record = client.get(reverse("teaching_person", args=[people["Ann"].public_id]))

    assert found == {"Ann"}
    assert record.status_code == 200
    assert "Missed" in record.content.decode() or "missed" in record.content.decode()
    assert "Make an exception" not in record.content.decode()


def test_a_record_is_closed_to_whose_people_they_are_not(client: Client, people, now):
    client.force_login(ta_of(people["Cid"].seats.get().section))

    assert client.get(reverse("teaching_person", args=[people["Ann"].public_id])).status_code == 404
    assert client.get(reverse("teaching_person", args=[people["Cid"].public_id])).status_code == 200


def test_a_meeting_whose_sheet_is_awaited_has_another_sign_than_one_to_come(client: Client, people):
    client.force_login(make_lead())
    ann = people["Ann"]
    third = ann.seats.get().section.meetings.order_by("starts_at")[2]

    with time_machine.travel(third.starts_at + timedelta(minutes=5), tick=False):
        page = client.get(reverse("matrix", args=[ann.cohort.slug]))

    line = next(line for line in page.context["matrix"].lines if line.enrollment == ann)
    assert [cell.status for cell in line.weeks][:4] == ["missed", "missed", "unrecorded", "to_come"]
    assert [cell.label for cell in line.weeks][2:4] == ["Week 3: not recorded yet", "Week 4: to come"]

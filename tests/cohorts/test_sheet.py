"""The attendance sheet as people use it: whole, row by row, signed off, corrected."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from cohorts.models import Attendance, Enrollment, Mark, Meeting
from cohorts.workflow import meeting as meetings
from tests.cohorts.conftest import NOW, House
from tests.factories.cohorts import hold_meeting, make_enrollment, make_seat, make_section
from tests.factories.people import make_person


@pytest.fixture
def ben(house: House) -> Enrollment:
    """A second person of the section."""
    enrollment = make_enrollment(house.cohort, name="Ben")
    make_seat(enrollment, house.section)
    return enrollment


def row(enrollment: Enrollment, mark: str, version: int = 0, note: str = "") -> dict[str, object]:
    key = enrollment.public_id
    return {f"mark-{key}": mark, f"version-{key}": version, f"note-{key}": note}


def marks(house: House) -> dict[str, str]:
    return dict(Attendance.objects.filter(meeting=house.meeting).values_list("enrollment__person__full_name", "mark"))


def test_all_present_then_exceptions_is_two_clicks(client, house: House, ben: Enrollment):
    client.force_login(house.people["ta"])
    sent = row(house.enrollment, "") | row(ben, "late")

    answer = client.post(house.url("record"), sent | {"everyone": "present"}, follow=True)

    assert marks(house) == {"Ann": "present", "Ben": "late"}
    assert "Everyone has a mark." in answer.text


def test_the_page_names_who_has_no_mark_yet(client, house: House, ben: Enrollment):
    client.force_login(house.people["ta"])
    client.post(house.url("record"), row(ben, "present"))

    page = client.get(house.url("meeting"))

    assert "Without a mark: Ann." in page.text


def test_one_row_is_saved_by_itself_and_answers_with_its_version(client, house: House, ben: Enrollment):
    client.force_login(house.people["ta"])

    answer = client.post(house.url("record"), row(ben, "absent"), headers={"Accept": "application/json"})

    assert answer.json() == {"saved": {str(ben.public_id): 1}, "refused": {}}


def test_a_row_that_changed_meanwhile_is_refused_with_a_sentence(client, house: House, ben: Enrollment):
    meetings.record(house.meeting, ben, Mark.LATE, version=0, by=house.people["lead"], at=NOW)
    client.force_login(house.people["ta"])

    answer = client.post(house.url("record"), row(ben, "absent"), headers={"Accept": "application/json"})

    assert answer.status_code == 409
    assert "Ben is late by Lena Lead now" in answer.json()["refused"][str(ben.public_id)]


def test_without_javascript_a_refused_row_keeps_what_was_entered_and_the_others_are_saved(
    client, house: House, ben: Enrollment
):
    meetings.record(house.meeting, ben, Mark.LATE, version=0, by=house.people["lead"], at=NOW)
    client.force_login(house.people["ta"])
    sent = row(house.enrollment, "present") | row(ben, "absent", note="Did not see him")

    answer = client.post(house.url("record"), sent)

    assert answer.status_code == 409
    assert "Not saved. Ben is late" in answer.text
    assert answer.text.count("roster-row-unsaved") == 1
    assert "Did not see him" in answer.text
    assert marks(house) == {"Ann": "present", "Ben": "late"}


def test_a_note_without_a_mark_is_not_lost(client, house: House, ben: Enrollment):
    client.force_login(house.people["ta"])

    answer = client.post(house.url("record"), row(ben, "", note="Wrote to me"))

    assert answer.status_code == 409
    assert "Wrote to me" in answer.text


def test_a_note_that_is_too_long_is_refused(client, house: House, ben: Enrollment):
    client.force_login(house.people["ta"])

    answer = client.post(house.url("record"), row(ben, "late", note="x" * 301))

    assert answer.status_code == 409
    assert marks(house) == {}


def test_signing_off_saves_the_sheet_first(client, house: House, ben: Enrollment):
    client.force_login(house.people["ta"])

    client.post(house.url("sign_off"), row(house.enrollment, "present") | row(ben, "late"))

    assert Meeting.objects.get(pk=house.meeting.pk).status == "held"
    assert marks(house) == {"Ann": "present", "Ben": "late"}


def test_signing_off_too_early_says_what_is_missing_and_keeps_the_rest(client, house: House, ben: Enrollment):
    client.force_login(house.people["ta"])

    answer = client.post(house.url("sign_off"), row(house.enrollment, "present"))

    assert answer.status_code == 409
    assert "Not signed off: Ben still without a mark" in answer.text
    assert marks(house) == {"Ann": "present"}
    assert Meeting.objects.get(pk=house.meeting.pk).status == "planned"


def test_after_the_signature_the_rows_are_read_only_with_a_way_to_correct_each(client, house: House):
    hold_meeting(house.meeting)
    client.force_login(house.people["ta"])

    refused = client.post(house.url("record"), row(house.enrollment, "late", 1))

    assert refused.status_code == 409
    assert "Press Correct beside the name" in refused.text
    assert 'name="mark-' not in refused.text
    assert reverse("correct_mark", args=[house.meeting.public_id, house.enrollment.public_id]) in refused.text
    assert marks(house) == {"Ann": "present"}


def test_a_sheet_is_opened_again_with_a_reason(client, house: House):
    hold_meeting(house.meeting)
    client.force_login(house.people["lead"])

    assert client.post(house.url("reopen_meeting"), {"reason": ""}).status_code == 422
    assert client.post(house.url("reopen_meeting"), {"reason": "Wrong sheet"}).status_code == 302
    assert client.post(house.url("reopen_meeting"), {"reason": "Again"}).status_code == 409


def test_a_lead_who_takes_part_sees_their_own_row_without_buttons(client, house: House):
    own = make_enrollment(house.cohort, house.people["lead"])
    make_seat(own, house.section)
    client.force_login(house.people["lead"])

    page = client.get(house.url("meeting"))
    client.post(house.url("record"), row(own, "present"))

    assert "The course lead records you" in page.text
    assert f'name="mark-{own.public_id}"' not in page.text
    assert marks(house) == {}


def test_a_guest_is_found_by_their_whole_address_only(client, house: House):
    other = make_section(house.cohort, weekday=4)
    guest = make_enrollment(house.cohort, make_person("Gil Guest", email="gil@example.com"))
    make_seat(guest, other)
    client.force_login(house.people["ta"])

    unknown = client.post(house.url("invite_guest"), {"email": "gil"})
    found = client.post(house.url("invite_guest"), {"email": "Gil@example.com"}, follow=True)

    assert unknown.status_code == 422
    assert "Gil Guest" not in unknown.text
    assert "Gil Guest is on the sheet as a guest" in found.text
    assert client.post(house.url("record"), row(guest, "present")).status_code == 302


def test_a_substitute_opens_the_sheet_in_their_window_only(client, house: House):
    person = make_person("Sam Stand-in")
    meetings.appoint_substitute(house.meeting, person, by=house.people["lead"], at=NOW)
    client.force_login(person)

    assert client.get(house.url("meeting")).status_code == 200
    with time_machine.travel(house.meeting.starts_at + timedelta(hours=48), tick=False):
        assert client.get(house.url("meeting")).status_code == 404


def test_before_the_meeting_the_sheet_says_when_it_opens(client, house: House):
    client.force_login(house.people["ta"])

    with time_machine.travel(NOW - timedelta(hours=1), tick=False):
        page = client.get(house.url("meeting"))

    assert "opens 15 minutes before" in page.text
    assert "All present" not in page.text


def test_a_guest_added_by_mistake_is_taken_off_on_the_page(client, house: House):
    guest = make_enrollment(house.cohort, make_person("Gil Guest", email="gil@example.com"))
    client.force_login(house.people["ta"])
    client.post(house.url("invite_guest"), {"email": "gil@example.com"})
    off = reverse("cohorts:take_off", args=[house.meeting.public_id, guest.public_id])

    before = client.get(house.url("meeting")).text
    after = client.post(off, follow=True).text

    assert off in before
    assert "Gil Guest is not on the sheet any more" in after
    assert off not in after


def test_a_meeting_that_expects_nobody_is_signed_off_all_the_same(client, house: House):
    empty = make_section(house.cohort, weekday=1).meetings.all()[0]
    client.force_login(house.people["lead"])
    address = reverse("cohorts:sign_off", args=[empty.public_id])

    page = client.get(reverse("cohorts:meeting", args=[empty.public_id])).text
    done = client.post(address, follow=True).text

    assert address in page
    assert "Nobody was expected." in done

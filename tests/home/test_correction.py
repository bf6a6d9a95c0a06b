"""A late change of a mark: what it would change is shown first, and nothing of the showing is kept."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from cohorts.models import Attendance, AttendanceChange, Mark
from cohorts.workflow import attendance_request, sheet
from mlsafety_course.home import correction, rechecks
from mlsafety_course.outbox.models import Message
from tests.factories.cohorts import hold_meeting, make_section, ta_of
from tests.factories.curriculum import make_participant
from tests.factories.people import make_approver, make_lead
from tests.factories.stipends import make_ready

pytestmark = pytest.mark.django_db


@pytest.fixture
def participant():
    """Ann, who was absent in the first two weeks: one more than may be missed."""
    enrollment = make_participant(name="Ann")
    for meeting in enrollment.seats.get().section.meetings.select_related("section", "week")[:2]:
        hold_meeting(meeting, {enrollment: Mark.ABSENT})
    return enrollment


@pytest.fixture
def meeting(participant):
    return participant.seats.get().section.meetings.for_sheet()[0]


def page_of(client: Client, participant, meeting) -> str:
    return reverse("correct_mark", args=[meeting.public_id, participant.public_id])


def test_each_mark_says_what_it_changes_and_nothing_is_kept(participant, meeting):
    row, mails = Attendance.objects.get(meeting=meeting), Message.objects.count()
    at = meeting.signed_off_at + timedelta(days=9)

    found = {one.mark: one.changes for one in correction.choices(meeting, participant, row, by=make_lead(), at=at)}

    assert found["present"] == [
        "Week 1: missed, then attended.",
        "Miss at most 1 week: 2 (cannot be met), then 1 (at risk).",
        "Attend at least 5 weekly discussions: 0 (on track), then 1 (on track).",
        "Standing: cannot be met, then at risk.",
    ]
    assert found["excused"][0] == "Week 1: missed, then excused."
    assert "absent" not in found
    assert AttendanceChange.objects.filter(attendance=row).count() == 1
    assert Attendance.objects.get(meeting=meeting).mark == "absent"
    assert Message.objects.count() == mails


def test_without_the_rollback_looking_would_change_the_mark(participant, meeting, monkeypatch: pytest.MonkeyPatch):
    row = Attendance.objects.get(meeting=meeting)
    monkeypatch.setattr("django.db.transaction.set_rollback", lambda *_args, **_more: None)

    with pytest.raises(Exception, match="changed after you opened"):
        correction.choices(meeting, participant, row, by=make_lead(), at=meeting.signed_off_at + timedelta(days=1))

    assert Attendance.objects.get(meeting=meeting).mark != "absent"


def test_the_change_is_made_with_its_reason_and_told(client: Client, participant, meeting):
    client.force_login(ta_of(meeting.section))
    sent = {"mark": "late", "reason": "Came at 18:20.", "version": 1}

    with time_machine.travel(meeting.signed_off_at + timedelta(days=1), tick=False):
        empty = client.post(page_of(client, participant, meeting), sent | {"reason": ""})
        done = client.post(page_of(client, participant, meeting), sent)
        again = client.post(page_of(client, participant, meeting), sent | {"mark": "present"})

    assert (empty.status_code, done.status_code, again.status_code) == (422, 302, 409)
    assert Attendance.objects.get(meeting=meeting).mark == "late"
    assert "Came at 18:20." in Message.objects.filter(person=participant.person).latest("pk").text


def test_an_award_and_a_stipend_are_named_before_it_is_saved(client: Client, participant, meeting):
    make_ready(participant.person, participant.cohort)
    client.force_login(make_lead())

    with time_machine.travel(participant.cohort.awards_from + timedelta(days=4), tick=False):
        page = client.get(page_of(client, participant, meeting)).content.decode()

    assert "Completion was awarded on" in page
    assert "A stipend stands at “Ready for approval”" in page


def test_approvers_are_asked_once_to_look_again(participant, meeting):
    approver = make_approver()
    stipend = make_ready(participant.person, participant.cohort)
    at = stipend.opened_at + timedelta(days=1)
    quiet = rechecks.ask_due(at=at)
    asked = correction.open_stipend(participant)
    sheet.correct(meeting, participant, Mark.LATE, "Came late.", version=1, by=make_lead(), at=at)

    counts = [rechecks.ask_due(at=at + timedelta(minutes=minute)) for minute in (1, 2)]

    assert asked == stipend
    assert quiet == 0
    assert counts[0] >= 1
    assert counts[1] == 0
    assert "Came late." in Message.objects.get(person=approver, topic="stipend").text


def test_a_granted_correction_asks_them_too_and_a_changed_note_does_not(participant, meeting):
    approver, lead = make_approver(), make_lead()
    stipend = make_ready(participant.person, participant.cohort)
    at = stipend.opened_at + timedelta(days=1)
    row = Attendance.objects.get(meeting=meeting)
    row.changes.create(mark=row.mark, note="Wrote.", version=2, by=lead, at=at)
    before = rechecks.ask_due(at=at)
    row.meeting.attendance_requests.create(
        enrollment=participant, kind="correction", wanted="present", reason="Was there.", asked_at=at
    )
    Attendance.objects.filter(pk=row.pk).update(version=2)

    attendance_request.grant(participant.attendance_requests.get(), by=lead, at=at)

    assert before == 0
    assert rechecks.ask_due(at=at + timedelta(minutes=1)) >= 1
    assert Message.objects.filter(person=approver, topic="stipend").count() == 1


def test_whose_meeting_it_is_not_finds_nothing(client: Client, participant, meeting):
    other = make_section(participant.cohort, name="Other")
    client.force_login(ta_of(other))

    with time_machine.travel(meeting.signed_off_at + timedelta(days=1), tick=False):
        assert client.get(page_of(client, participant, meeting)).status_code == 404


def test_a_sheet_that_is_still_open_is_marked_there(client: Client, participant, meeting):
    third = meeting.section.meetings.all()[2]
    client.force_login(make_lead())
    with time_machine.travel(third.starts_at + timedelta(minutes=5), tick=False):
        client.post(reverse("cohorts:record", args=[third.public_id]), {f"mark-{participant.public_id}": "present"})
        answer = client.get(page_of(client, participant, third))

    assert answer["Location"] == reverse("cohorts:meeting", args=[third.public_id])

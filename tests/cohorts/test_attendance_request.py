"""What people ask about a meeting: told, answered once, taken back, and never decided by themselves."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest

from cohorts.models import Attendance, AttendanceRequest, Mark
from cohorts.workflow import attendance, sheet
from cohorts.workflow import attendance_request as workflow
from cohorts.workflow import meeting as meetings
from mlsafety_course.outbox.models import Message
from mlsafety_course.transitions import Refused
from tests.factories.cohorts import hold_meeting, make_enrollment, make_seat, make_section, ta_of
from tests.factories.people import make_lead, make_person
from tests.racing import at_once, needs_row_locks

pytestmark = pytest.mark.django_db


@pytest.fixture
def room():
    """Ann and Ben, their TA, and an instant two days before their first meeting."""
    section = make_section()
    people = [make_enrollment(section.cohort, name=name) for name in ["Ann", "Ben"]]
    for enrollment in people:
        make_seat(enrollment, section)
    meeting = section.meetings.select_related("section__cohort", "week")[0]
    before = meeting.starts_at - timedelta(days=2)
    return SimpleNamespace(section=section, ann=people[0], ben=people[1], meeting=meeting, ta=ta_of(section), at=before)


def tell(room, at=None) -> AttendanceRequest:
    return workflow.tell_absence(room.meeting, room.ann, "I have an exam.", by=room.ann.person, at=at or room.at)


def ask(room, wanted=Mark.PRESENT) -> AttendanceRequest:
    at = room.meeting.signed_off_at + timedelta(days=1)
    return workflow.ask_correction(room.meeting, room.ann, wanted, "I was there.", by=room.ann.person, at=at)


def mark(room) -> str:
    return Attendance.objects.get(enrollment=room.ann).mark


def subjects(person) -> list[str]:
    return list(Message.objects.filter(person=person).order_by("pk").values_list("subject", flat=True))


def test_one_click_excuses_keeps_the_reason_and_tells_the_person(room):
    asked = tell(room)

    workflow.grant(asked, by=room.ta, at=room.at)

    row = Attendance.objects.get(enrollment=room.ann)
    assert (row.mark, row.recorded_by, row.changes.get().reason) == ("excused", room.ta, "Absence: I have an exam.")
    assert subjects(room.ann.person)[-1] == f"Granted: absence, {room.meeting}"
    assert list(asked.moves.values_list("target", flat=True)) == ["asked", "granted"]


def test_an_answer_is_given_once(room):
    asked, stale = tell(room), AttendanceRequest.objects.get()
    workflow.grant(asked, by=room.ta, at=room.at)

    with pytest.raises(Refused):
        workflow.decline(stale, "No.", by=make_lead(), at=room.at)

    assert AttendanceRequest.objects.get().status == "granted"


def test_a_no_has_a_sentence_that_the_person_reads(room):
    asked = tell(room)

    with pytest.raises(Refused, match="Say in a sentence"):
        workflow.decline(asked, " ", by=room.ta, at=room.at)
    workflow.decline(asked, "Another section meets on Friday.", by=room.ta, at=room.at)

    assert "Another section meets on Friday." in Message.objects.filter(person=room.ann.person).latest("pk").text
    assert not Attendance.objects.exists()


def test_what_is_taken_back_is_not_granted(room):
    asked, stale = tell(room), AttendanceRequest.objects.get()
    workflow.withdraw(asked, by=room.ann.person, at=room.at)

    with pytest.raises(Refused):
        workflow.grant(stale, by=room.ta, at=room.at)

    assert not Attendance.objects.exists()


def test_nobody_else_takes_it_back(room):
    with pytest.raises(Refused, match="Only the person who asked"):
        workflow.withdraw(tell(room), by=room.ben.person, at=room.at)


@pytest.mark.parametrize("answer", [workflow.grant, lambda asked, **who: workflow.decline(asked, "No.", **who)])
def test_nobody_answers_their_own_request(room, answer: Callable[..., None]):
    own = make_lead()
    room.ann = make_enrollment(room.section.cohort, own)
    make_seat(room.ann, room.section)
    asked = tell(room)

    with pytest.raises(Refused, match="Nobody answers their own request"):
        answer(asked, by=own, at=room.at)

    assert AttendanceRequest.objects.get().status == "asked"
    assert not AttendanceRequest.objects.decidable_by(own, room.at, room.at.date()).exists()
    assert AttendanceRequest.objects.decidable_by(make_lead(), room.at, room.at.date()).exists()


def test_an_absence_can_be_told_until_48_hours_after_the_meeting(room):
    ends = room.meeting.ends_at + timedelta(hours=48)

    with pytest.raises(Refused, match="until 48 hours"):
        tell(room, at=ends)
    tell(room, at=ends - timedelta(seconds=1))

    assert AttendanceRequest.objects.count() == 1


def test_a_correction_can_be_asked_for_seven_days_long(room):
    with pytest.raises(Refused, match="not signed off yet"):
        workflow.ask_correction(room.meeting, room.ann, Mark.PRESENT, "Was there.", by=room.ann.person, at=room.at)
    hold_meeting(room.meeting, {room.ann: Mark.ABSENT})

    end = room.meeting.signed_off_at + timedelta(days=7)
    with pytest.raises(Refused, match="seven days"):
        workflow.ask_correction(room.meeting, room.ann, Mark.PRESENT, "Was there.", by=room.ann.person, at=end)
    ask(room)

    assert AttendanceRequest.objects.get().wanted == "present"


def test_a_correction_that_is_granted_is_one_mail_with_both_marks(room):
    hold_meeting(room.meeting, {room.ann: Mark.ABSENT})
    asked, mails = ask(room), len(subjects(room.ann.person))

    workflow.grant(asked, by=room.ta, at=room.meeting.signed_off_at + timedelta(days=2))

    text = Message.objects.filter(person=room.ann.person).latest("pk").text
    assert mark(room) == "present"
    assert len(subjects(room.ann.person)) == mails + 1
    assert "Absent" in text
    assert "Present" in text


def test_asking_twice_is_refused_and_leaves_one(room):
    tell(room)

    with pytest.raises(Refused, match="asked this already"):
        tell(room)

    assert AttendanceRequest.objects.count() == 1


def test_a_cancelled_meeting_needs_no_excuse_and_no_answer(room):
    tell(room)
    meetings.cancel(room.meeting, "The TA is ill.", by=make_lead(), at=room.at)

    with pytest.raises(Refused, match="cancelled"):
        workflow.tell_absence(room.meeting, room.ben, "Exam.", by=room.ben.person, at=room.at)

    assert not AttendanceRequest.objects.waiting().exists()


def test_who_is_not_expected_has_nothing_to_ask(room):
    stranger = make_enrollment(room.section.cohort)

    with pytest.raises(Refused, match="not expected"):
        workflow.tell_absence(room.meeting, stranger, "Exam.", by=stranger.person, at=room.at)


def test_marking_the_sheet_as_asked_is_the_answer(room):
    asked = tell(room)

    sheet.record_sheet(room.meeting, [sheet.Row(room.ann, Mark.EXCUSED)], by=room.ta, at=room.at)

    asked.refresh_from_db()
    assert (asked.status, asked.decided_by) == ("granted", room.ta)


def test_marking_the_sheet_otherwise_leaves_the_question_open(room):
    asked = tell(room)
    row = sheet.Row(room.ann, Mark.ABSENT)

    sheet.record_sheet(room.meeting, [row], by=room.ta, at=room.meeting.starts_at)

    asked.refresh_from_db()
    assert asked.status == "asked"


def test_only_an_absence_from_todays_meeting_goes_at_once(room):
    room.ta.zone = "Asia/Tokyo"  # the meeting of Wednesday 18:00 in New York is on Thursday there
    room.ta.save()
    thursday = room.meeting.starts_at - timedelta(hours=6)

    workflow.tell_absence(room.meeting, room.ann, "Exam.", by=room.ann.person, at=thursday - timedelta(hours=20))
    workflow.tell_absence(room.meeting, room.ben, "Ill.", by=room.ben.person, at=thursday)

    assert [one for one in subjects(room.ta) if "today" in one] == [f"Ben cannot come today: {room.meeting}"]


def test_a_mark_that_changes_after_the_signature_is_told_with_old_new_and_reason(room):
    hold_meeting(room.meeting)
    at = room.meeting.signed_off_at + timedelta(days=1)

    sheet.correct(room.meeting, room.ann, Mark.ABSENT, "Wrong Ann.", version=1, by=room.ta, at=at)

    mail = Message.objects.filter(person=room.ann.person).latest("pk")
    assert mail.subject == f"Your mark has changed: {room.meeting}"
    assert all(part in mail.text for part in ("Present", "Absent", "Wrong Ann."))
    assert mail.reply_to == room.ta.email


def test_before_the_signature_a_change_is_nobodys_news(room):
    at = room.meeting.starts_at
    attendance.record(room.meeting, room.ann, Mark.PRESENT, version=0, by=room.ta, at=at)
    attendance.record(room.meeting, room.ann, Mark.LATE, version=1, by=room.ta, at=at)

    assert not any("mark has changed" in one for one in subjects(room.ann.person))


def test_opening_the_sheet_again_hides_no_change(room):
    hold_meeting(room.meeting)
    at = room.meeting.signed_off_at + timedelta(hours=1)
    meetings.reopen(room.meeting, "Marked the wrong week.", by=make_lead(), at=at)
    later = at + timedelta(minutes=5)
    attendance.record(room.meeting, room.ann, Mark.ABSENT, version=1, by=room.ta, at=later)

    room.meeting.refresh_from_db()
    meetings.sign_off(room.meeting, by=room.ta, at=later)

    assert "Marked the wrong week." in Message.objects.filter(person=room.ann.person).latest("pk").text
    assert not any("mark has changed" in one for one in subjects(room.ben.person))


def test_a_substitute_answers_in_their_window(room):
    person = make_person("Sam Stand-in")
    meetings.appoint_substitute(room.meeting, person, by=make_lead(), at=room.at)
    tell(room)
    near, far = room.meeting.starts_at, room.meeting.starts_at - timedelta(days=2)

    found = AttendanceRequest.objects
    assert found.decidable_by(person, near, near.date()).exists()
    assert not found.decidable_by(person, far, far.date()).exists()


@needs_row_locks
@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_one_holds(room):
    asked, other = tell(room), AttendanceRequest.objects.with_people().get()
    lead = make_lead()

    answers = at_once(
        lambda: workflow.grant(asked, by=room.ta, at=room.at),
        lambda: workflow.decline(other, "No.", by=lead, at=room.at),
    )

    assert answers.count("done") == 1
    status = AttendanceRequest.objects.get().status
    assert Attendance.objects.exists() == (status == "granted")


def test_an_absence_of_tomorrow_that_the_digest_would_tell_too_late_goes_at_once(room):
    room.ta.zone = "Africa/Lagos"  # the meeting of Wednesday 18:00 in New York is on Thursday at midnight there
    room.ta.save()
    begins = room.meeting.starts_at

    tell(room, at=begins - timedelta(hours=30))
    workflow.tell_absence(room.meeting, room.ben, "Ill.", by=room.ben.person, at=begins - timedelta(hours=1))

    assert [one.split()[0] for one in subjects(room.ta) if "today" in one] == ["Ben"]

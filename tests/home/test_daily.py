"""What a TA's daily mail says, and that it is written once."""

from datetime import timedelta

import pytest

from cohorts.models import AttendanceRequest, Mark
from cohorts.workflow import attendance_request, digest
from curriculum.models import Attempt
from curriculum.workflow import reassigning
from mlsafety_course.home import daily
from mlsafety_course.home import digest as content
from mlsafety_course.outbox.models import Message
from tests.factories.cohorts import hold_meeting, make_section, ta_of
from tests.factories.curriculum import make_attempt, make_homework, make_participant
from tests.factories.people import make_lead

pytestmark = pytest.mark.django_db


@pytest.fixture
def participant():
    enrollment = make_participant(name="Ann")
    ta = ta_of(enrollment.seats.get().section)
    ta.zone = "UTC"
    ta.save()
    return enrollment


@pytest.fixture
def ta(participant):
    return ta_of(participant.seats.get().section)


@pytest.fixture
def meeting(participant):
    return participant.seats.get().section.meetings.select_related("section__cohort", "week")[1]


def eight(at, days=0):
    """08:00 UTC of that day and so many more."""
    return at.replace(hour=8, minute=0, second=0, microsecond=0) + timedelta(days=days)


def mails(ta) -> list[Message]:
    return list(Message.objects.filter(person=ta, topic="digest").order_by("pk"))


def tell(enrollment, meeting, at) -> AttendanceRequest:
    return attendance_request.tell_absence(meeting, enrollment, "An exam.", by=enrollment.person, at=at)


def test_it_names_absences_sheets_and_homework_once_a_day(participant, ta, meeting):
    first = meeting.section.meetings.earliest("starts_at")
    homework = make_homework(participant.cohort)
    morning = eight(homework.opens_at, 1)
    tell(participant, meeting, morning - timedelta(hours=3))
    make_attempt(participant, homework, at=morning - timedelta(hours=2))

    written = [daily.write_due(at=morning + timedelta(minutes=minute)) for minute in (0, 1, 90)]

    [mail] = mails(ta)
    assert written == [1, 0, 0]
    assert mail.subject == "Your sections: 1 absence, 1 sheet, 1 homework"
    assert f"Ann cannot come: {meeting}" in mail.text
    assert str(first) in mail.text
    assert "1 piece waits for a grade" in mail.text


def test_nothing_to_say_is_no_mail(ta, meeting):
    hold_meeting(meeting.section.meetings.earliest("starts_at"))

    assert daily.write_due(at=eight(meeting.starts_at)) == 0
    assert mails(ta) == []


def test_what_comes_after_the_hour_waits_for_tomorrow_however_late_today_is_caught_up(participant, ta, meeting):
    hold_meeting(meeting.section.meetings.earliest("starts_at"))
    morning = eight(meeting.starts_at, -2)
    daily.write_due(at=morning)
    tell(participant, meeting, morning + timedelta(hours=4))

    assert daily.write_due(at=morning + timedelta(hours=9)) == 0
    assert daily.write_due(at=morning + timedelta(days=1)) == 1


def test_a_correction_is_told_every_day_until_it_is_answered(participant, ta, meeting):
    hold_meeting(meeting, {participant: Mark.ABSENT})
    first = meeting.section.meetings.earliest("starts_at")
    hold_meeting(first)
    asked = attendance_request.ask_correction(
        meeting, participant, Mark.LATE, "Was late.", by=participant.person, at=meeting.signed_off_at
    )
    counts = [daily.write_due(at=eight(meeting.signed_off_at, day)) for day in (1, 2)]

    attendance_request.grant(asked, by=ta, at=eight(meeting.signed_off_at, 2) + timedelta(hours=1))

    assert counts == [1, 1]
    assert daily.write_due(at=eight(meeting.signed_off_at, 3)) == 0
    assert "asks for “Late”" in mails(ta)[0].text


def test_a_ta_reads_of_their_own_sections_only(participant, meeting):
    other = ta_of(make_section(participant.cohort, name="Other"))
    homework = make_homework(participant.cohort)
    morning = eight(homework.opens_at, 1)
    tell(participant, meeting, morning - timedelta(hours=1))
    make_attempt(participant, homework, at=morning - timedelta(hours=2))

    told = content.digest(digest.Due(other, morning.date(), morning))

    assert (told.absences, told.corrections, told.homework) == ([], [], "")


def test_homework_that_a_lead_gave_away_is_told_to_who_has_it_now_and_to_nobody_else(participant, ta):
    other = ta_of(make_section(participant.cohort, name="Other"))
    homework = make_homework(participant.cohort)
    morning = eight(homework.opens_at, 1)
    attempt = make_attempt(participant, homework, at=morning - timedelta(hours=2))
    dues = [digest.Due(one, morning.date(), morning) for one in (ta, other)]
    before = [content.digest(due).to_grade for due in dues]

    reassigning.reassign([attempt], other, by=make_lead(), at=morning - timedelta(hours=1))

    queues = [Attempt.objects.gradable_by(due.ta, due.on).awaiting_grading().count() for due in dues]
    assert before == [1, 0]
    assert [content.digest(due).to_grade for due in dues] == queues == [0, 1]

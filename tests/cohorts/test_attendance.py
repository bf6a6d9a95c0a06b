"""Recording who was there."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from cohorts.models import Attendance, Mark
from cohorts.workflow import attendance as workflow
from cohorts.workflow import meeting as meetings
from cohorts.workflow import seating
from cohorts.workflow.sheet import Row
from mlsafety_course.transitions import Refused
from tests.factories.cohorts import hold_meeting, make_enrollment, make_seat, make_section, ta_of
from tests.factories.people import make_lead, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def room():
    """A section with two people at its first meeting, its TA, and an instant in the middle of it."""
    section = make_section()
    people = [make_enrollment(section.cohort, name=name) for name in ["Ann", "Ben"]]
    for enrollment in people:
        make_seat(enrollment, section)
    meeting = section.meetings.all()[0]
    at = meeting.starts_at + timedelta(minutes=5)
    return SimpleNamespace(section=section, ann=people[0], ben=people[1], meeting=meeting, ta=ta_of(section), at=at)


def record(room, enrollment, mark, *, version=0, by=None, at=None, **more):
    return workflow.record(room.meeting, enrollment, mark, version=version, by=by or room.ta, at=at or room.at, **more)


def test_every_value_a_mark_has_had_is_kept(room):
    record(room, room.ann, Mark.ABSENT)
    row = record(room, room.ann, Mark.LATE, version=1, note="Train")

    assert (row.mark, row.note, row.version) == (Mark.LATE, "Train", 2)
    assert [(change.mark, change.by) for change in row.changes.all()] == [(Mark.ABSENT, room.ta), (Mark.LATE, room.ta)]


def test_who_saw_an_older_mark_is_told_and_changes_nothing(room):
    record(room, room.ann, Mark.PRESENT)
    record(room, room.ann, Mark.LATE, version=1)

    with pytest.raises(Refused, match="Ann is late by TA"):
        record(room, room.ann, Mark.ABSENT, version=1, by=make_lead())

    assert Attendance.objects.get(enrollment=room.ann).mark == Mark.LATE


def test_two_people_who_both_saw_an_empty_row_do_not_overwrite_each_other(room):
    record(room, room.ann, Mark.PRESENT)

    with pytest.raises(Refused):
        record(room, room.ann, Mark.ABSENT, version=0, by=make_lead())


def test_the_same_mark_sent_again_is_no_conflict_and_no_change(room):
    record(room, room.ann, Mark.PRESENT)

    row = record(room, room.ann, Mark.PRESENT, version=0)

    assert row.version == 1


def test_a_row_sent_back_untouched_does_not_undo_what_somebody_else_changed(room):
    record(room, room.ann, Mark.PRESENT)
    record(room, room.ann, Mark.LATE, version=1, by=make_lead())

    row = record(room, room.ann, Mark.PRESENT, version=1)

    assert (row.mark, row.version) == (Mark.LATE, 2)


def test_nobody_records_their_own_attendance(room):
    with pytest.raises(Refused, match="their own"):
        record(room, room.ann, Mark.PRESENT, by=room.ann.person)


def test_who_is_not_expected_is_not_marked(room):
    with pytest.raises(Refused, match="as a guest first"):
        record(room, make_enrollment(room.section.cohort), Mark.PRESENT)


def test_who_has_moved_on_can_still_be_corrected_where_they_were_marked(room):
    record(room, room.ann, Mark.ABSENT)
    room.ann.seats.update(to_at=room.meeting.starts_at - timedelta(days=1))

    row = record(room, room.ann, Mark.PRESENT, version=1)

    assert row.mark == Mark.PRESENT


def test_before_the_meeting_people_can_only_be_excused(room):
    early = room.meeting.starts_at - workflow.EARLY - timedelta(seconds=1)

    with pytest.raises(Refused, match="15 minutes"):
        record(room, room.ann, Mark.PRESENT, at=early)

    assert record(room, room.ann, Mark.EXCUSED, at=early).mark == Mark.EXCUSED
    assert record(room, room.ben, Mark.PRESENT, at=early + timedelta(seconds=1)).mark == Mark.PRESENT


def test_what_is_not_a_mark_is_refused(room):
    with pytest.raises(Refused, match="present, late, excused or absent"):
        record(room, room.ann, "here")


def test_a_cancelled_meeting_has_no_attendance(room):
    meetings.cancel(room.meeting, "Storm", by=make_lead(), at=room.section.cohort.starts_at)

    with pytest.raises(Refused, match="cancelled"):
        record(room, room.ann, Mark.PRESENT)


def test_after_the_signature_a_change_needs_a_reason_and_keeps_it(room):
    hold_meeting(room.meeting)
    late = room.meeting.ends_at + timedelta(days=2)

    with pytest.raises(Refused, match="say why"):
        record(room, room.ann, Mark.ABSENT, version=1, at=late)
    row = record(room, room.ann, Mark.ABSENT, version=1, at=late, reason="Wrong row")

    assert row.changes.last().reason == "Wrong row"
    assert room.meeting.status == "held"


def test_a_refused_row_holds_up_no_other(room):
    record(room, room.ann, Mark.PRESENT)
    rows = [Row(room.ann, Mark.ABSENT, version=7), Row(room.ben, Mark.PRESENT)]

    saved = meetings.record_sheet(room.meeting, rows, by=room.ta, at=room.at)

    assert [bool(row.refusal) for row in saved] == [True, False]
    assert Attendance.objects.get(enrollment=room.ben).mark == Mark.PRESENT


def test_a_guest_is_marked_like_everybody(room):
    guest = make_enrollment(room.section.cohort, make_person("Gil Guest"))
    seating.invite_guest(room.meeting, guest, by=room.ta, at=room.at)

    assert record(room, guest, Mark.PRESENT).mark == Mark.PRESENT

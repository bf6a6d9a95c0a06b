"""The life cycles of cohorts, pair by pair, without a database."""

import pytest

from cohorts.models import (
    AttendanceRequest,
    Cover,
    Enrollment,
    Gathering,
    HoursQuestion,
    Meeting,
    PlacementRun,
    Section,
    Staffing,
    Switch,
)
from cohorts.workflow import (
    attendance_request,
    covering,
    enrollment,
    gathering,
    hours_question,
    meeting,
    placement,
    section,
    staffing,
    switching,
)
from mlsafety_course.transitions import Arrow

LIVES = [
    (Enrollment.Status, enrollment.CANCEL, {"active"}, "cancelled"),
    (Enrollment.Status, enrollment.ENROLL_AGAIN, {"cancelled"}, "active"),
    (Enrollment.Status, enrollment.DROP, {"active"}, "dropped"),
    (Enrollment.Status, enrollment.DEFER, {"active"}, "deferred"),
    (Enrollment.Status, enrollment.RETURN, {"dropped"}, "active"),
    (Enrollment.Status, enrollment.WAIVE, {"deferred"}, "dropped"),
    (Enrollment.Status, enrollment.WAIVE_UNSTARTED, {"deferred"}, "cancelled"),
    (Section.Status, section.OPEN, {"planned"}, "open"),
    (Section.Status, section.CLOSE, {"planned", "open"}, "closed"),
    (Meeting.Status, meeting.SIGN_OFF, {"planned"}, "held"),
    (Meeting.Status, meeting.CANCEL, {"planned"}, "cancelled"),
    (Meeting.Status, meeting.REOPEN, {"held"}, "planned"),
    (Staffing.Status, staffing.AGREE, {"invited"}, "agreed"),
    (Staffing.Status, staffing.DECLINE, {"invited"}, "declined"),
    (Staffing.Status, staffing.WITHDRAW, {"invited"}, "left"),
    (Staffing.Status, staffing.LEAVE, {"agreed"}, "left"),
    (Staffing.Status, staffing.INVITE_AGAIN, {"left"}, "invited"),
    (PlacementRun.Status, placement.CLAIM, {"queued"}, "running"),
    (PlacementRun.Status, placement.FINISH, {"running"}, "done"),
    (PlacementRun.Status, placement.FAIL, {"running"}, "failed"),
    (PlacementRun.Status, placement.TAKE_BACK, {"running"}, "queued"),
    (PlacementRun.Status, placement.CANCEL, {"queued", "running"}, "cancelled"),
    (Cover.Status, covering.TAKE, {"open"}, "taken"),
    (Cover.Status, covering.WITHDRAW, {"open"}, "withdrawn"),
    (Switch.Status, switching.APPROVE, {"asked"}, "approved"),
    (Switch.Status, switching.DECLINE, {"asked"}, "declined"),
    (Switch.Status, switching.WITHDRAW, {"asked"}, "withdrawn"),
    (AttendanceRequest.Status, attendance_request.GRANT, {"asked"}, "granted"),
    (AttendanceRequest.Status, attendance_request.DECLINE, {"asked"}, "declined"),
    (AttendanceRequest.Status, attendance_request.WITHDRAW, {"asked"}, "withdrawn"),
    (Gathering.Status, gathering.CANCEL, {"planned"}, "cancelled"),
    (HoursQuestion.Status, hours_question.YES, {"asked"}, "yes"),
    (HoursQuestion.Status, hours_question.NO, {"asked"}, "no"),
    (HoursQuestion.Status, hours_question.WITHDRAW, {"asked"}, "withdrawn"),
]
PAIRS = [
    pytest.param(arrow, status, sources, id=f"{kind.__qualname__}-{status}-to-{target}")
    for kind, arrow, sources, target in LIVES
    for status in kind.values
]


@pytest.mark.parametrize(("arrow", "status", "sources"), PAIRS)
def test_an_arrow_leaves_only_from_where_it_is_drawn(arrow: Arrow, status: str, sources: set[str]):
    assert arrow.allows(status) is (status in sources)


def test_every_arrow_is_walked_above_and_ends_where_it_is_drawn():
    first = [enrollment, section, meeting, staffing, placement, covering, switching]
    rooms = [*first, attendance_request, gathering, hours_question]
    drawn = [arrow for room in rooms for arrow in room.ARROWS]

    assert [(arrow, arrow.target) for _, arrow, _, _ in LIVES] == [
        (arrow, target) for arrow, (_, _, _, target) in zip(drawn, LIVES, strict=True)
    ]

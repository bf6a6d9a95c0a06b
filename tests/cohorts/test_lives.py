"""The life cycles of cohorts, pair by pair, without a database."""

import pytest

from cohorts.models import Enrollment, Meeting, PlacementRun, Section, Staffing
from cohorts.workflow import enrollment, meeting, placement, section, staffing
from mlsafety_course.transitions import Arrow

LIVES = [
    (Enrollment.Status, enrollment.CANCEL, {"active"}, "cancelled"),
    (Enrollment.Status, enrollment.ENROLL_AGAIN, {"cancelled"}, "active"),
    (Enrollment.Status, enrollment.DROP, {"active"}, "dropped"),
    (Enrollment.Status, enrollment.DEFER, {"active"}, "deferred"),
    (Enrollment.Status, enrollment.RETURN, {"dropped"}, "active"),
    (Section.Status, section.OPEN, {"planned"}, "open"),
    (Section.Status, section.CLOSE, {"planned", "open"}, "closed"),
    (Meeting.Status, meeting.SIGN_OFF, {"planned"}, "held"),
    (Meeting.Status, meeting.CANCEL, {"planned"}, "cancelled"),
    (Meeting.Status, meeting.REOPEN, {"held"}, "planned"),
    (Staffing.Status, staffing.AGREE, {"invited"}, "agreed"),
    (Staffing.Status, staffing.DECLINE, {"invited"}, "declined"),
    (Staffing.Status, staffing.LEAVE, {"agreed"}, "left"),
    (PlacementRun.Status, placement.CLAIM, {"queued"}, "running"),
    (PlacementRun.Status, placement.FINISH, {"running"}, "done"),
    (PlacementRun.Status, placement.FAIL, {"running"}, "failed"),
    (PlacementRun.Status, placement.TAKE_BACK, {"running"}, "queued"),
    (PlacementRun.Status, placement.CANCEL, {"queued", "running"}, "cancelled"),
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
    drawn = [*enrollment.ARROWS, *section.ARROWS, *meeting.ARROWS, *staffing.ARROWS, *placement.ARROWS]

    assert [(arrow, arrow.target) for _, arrow, _, _ in LIVES] == [
        (arrow, target) for arrow, (_, _, _, target) in zip(drawn, LIVES, strict=True)
    ]

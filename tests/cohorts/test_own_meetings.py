"""One person's meetings as a row of cells."""

from datetime import timedelta

import pytest
from django.db.models import Prefetch

from cohorts.models import Attendance, Enrollment, Meeting
from cohorts.models.attendance import Mark
from cohorts.own_meetings import strip
from cohorts.workflow import meeting as workflow
from mlsafety_course.charts import HeatStrip
from tests.factories.cohorts import hold_meeting, make_enrollment, make_seat, make_section
from tests.factories.people import make_lead

pytestmark = pytest.mark.django_db


def drawn(enrollment: Enrollment, at) -> HeatStrip:
    own = Prefetch("attendances", Attendance.objects.filter(enrollment=enrollment), "own")
    return strip(Meeting.objects.of(enrollment).for_sheet().prefetch_related(own), at)


def test_each_meeting_is_a_cell_with_what_was_recorded():
    section = make_section()
    enrollment = make_enrollment(section.cohort)
    make_seat(enrollment, section)
    meetings = list(section.meetings.order_by("starts_at"))
    for meeting, mark in zip(meetings, Mark, strict=False):
        hold_meeting(meeting, {enrollment: mark})
    workflow.cancel(meetings[5], "Holiday", by=make_lead(), at=meetings[4].starts_at)

    chart = drawn(enrollment, meetings[4].starts_at + timedelta(minutes=5))

    said = ["present", "late", "excused", "absent", "not recorded", "cancelled", "to come", "to come"]
    assert [square.words for square in chart.drawn] == said
    assert chart.drawn[0].says == "Week 1: present"
    assert len({square.sign for square in chart.legend}) == len(chart.legend) == 7


def test_without_a_meeting_there_is_nothing_to_draw():
    assert strip([], make_section().cohort.starts_at).rows == []

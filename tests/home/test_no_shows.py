"""A seat freed after a missed first meeting goes to the next on the waitlist, by a lead's hand."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from applications.models import Application
from applications.workflow import seats, waitlist
from cohorts.models import Mark
from mlsafety_course.home import attention
from tests.factories.applications import accept, make_admitted_application, make_round, make_waitlisted_application
from tests.factories.cohorts import hold_meeting, make_seat, make_section
from tests.factories.people import make_lead

pytestmark = pytest.mark.django_db


class Course:
    """A round with one place, taken by somebody who then was absent at the first meeting; one person waits."""

    def __init__(self) -> None:
        self.round = make_round(capacity=1)
        taken = make_admitted_application(self.round)
        self.waits = make_waitlisted_application(self.round)
        self.enrollment = accept(Application.objects.get(pk=taken.pk))
        self.section = make_section(self.round.cohort)
        make_seat(self.enrollment, self.section)
        meeting = self.section.meetings.select_related("section__cohort", "week").order_by("starts_at")[0]
        hold_meeting(meeting, {self.enrollment: Mark.ABSENT})
        self.at = meeting.ends_at + timedelta(hours=73)
        self.lead = make_lead()
        self.client = Client()
        self.client.force_login(self.lead)

    def items(self) -> list[str]:
        return [item.sentence for item in attention.items(self.lead, self.at)]


def test_the_lead_is_told_frees_the_seat_and_offers_it_to_the_next():
    course = Course()
    missed = "missed their first meeting without a word"
    assert any(missed in sentence for sentence in course.items())
    assert seats.count(course.round, course.at).free == 0

    with time_machine.travel(course.at, tick=False):
        page = course.client.get(reverse("no_shows", args=[course.round.cohort.slug])).content.decode()
        assert course.enrollment.person.email in page
        assert course.waits.applicant.full_name in page
        act = reverse("cohorts:drop_person", args=[course.round.cohort.slug, course.enrollment.public_id])
        course.client.post(act, {"reason": "You were not there."})

    course.enrollment.refresh_from_db()
    assert course.enrollment.status == "dropped"
    assert seats.count(course.round, course.at).free == 1
    assert not any(missed in sentence for sentence in course.items())
    assert any("place is free" in sentence for sentence in course.items())
    waitlist.promote(course.waits, by=course.lead, at=course.at)
    assert Application.objects.get(pk=course.waits.pk).status == "admitted"


def test_without_a_reason_nobody_loses_their_seat():
    course = Course()

    with time_machine.travel(course.at, tick=False):
        act = reverse("cohorts:drop_person", args=[course.round.cohort.slug, course.enrollment.public_id])
        course.client.post(act, {"reason": " "})

    course.enrollment.refresh_from_db()
    assert course.enrollment.status == "active"


def test_from_the_third_week_on_a_seat_that_comes_back_is_offered_to_nobody():
    course = Course()
    late = course.at + timedelta(days=14)

    assert not any("first meeting" in item.sentence for item in attention.items(course.lead, late))
    with time_machine.travel(late, tick=False):
        page = course.client.get(reverse("no_shows", args=[course.round.cohort.slug])).content.decode()
        act = reverse("cohorts:drop_person", args=[course.round.cohort.slug, course.enrollment.public_id])
        course.client.post(act, {"reason": "You were not there."})
    assert "Nothing to do here now" in page
    assert course.waits.applicant.full_name not in page
    assert seats.count(course.round, late).free == 0

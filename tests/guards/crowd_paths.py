"""Where each list of the grown course is read."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from cohorts.models import Enrollment
from cohorts.workflow import feed
from mlsafety_course.outbox.models import Message
from stipends.models import Stipend
from tests.guards.crowd import Crowd
from tests.guards.world import NOW

Arguments = dict[str, list[Any]]


def paths(crowd: Crowd) -> dict[str, str]:
    """The address of each list whose address has something in it."""
    parts = [_home(crowd), _applications(crowd), _cohorts(crowd), _curriculum(crowd), _money(crowd)]
    found = {name: reverse(name, args=values) for part in parts for name, values in part.items()}
    for name in ("cohorts:move_meeting", "cohorts:reschedule_meeting"):
        found[name] += "?starts_at=2023-08-01T12:00"
    found["shift_calendar"] += "?first=2023-07-17&days=7"
    people = Enrollment.objects.seated_in(crowd.section).values_list("public_id", flat=True)
    found["write"] = f"{reverse('write')}?{urlencode({'to': people}, doseq=True)}"
    ready = Stipend.objects.filter(status="ready").values_list("public_id", flat=True)
    found["stipends:approve"] = f"{reverse('stipends:approve')}?{urlencode({'id': ready}, doseq=True)}"
    return found


def _home(crowd: Crowd) -> Arguments:
    message = Message.objects.filter(person=crowd.people["participant"]).order_by("pk")[0]
    return {
        "teaching_section": [crowd.section.public_id],
        "matrix": ["summer"],
        "standing_of": ["summer"],
        "cohort_at_risk": ["summer"],
        "close": ["ended"],
        "calendar": [feed.make(crowd.people["participant"], at=NOW)],
        "person": [crowd.enrollment.public_id],
        "teaching_person": [crowd.enrollment.public_id],
        "message": [message.public_id],
        "round": ["review"],
        "release": ["review"],
        "shift_calendar": ["summer"],
    }


def _applications(crowd: Crowd) -> Arguments:
    return {
        "applications:form": [crowd.mine.public_id],
        "applications:receipt": [crowd.mine.public_id],
        "applications:read": [crowd.application.public_id],
        "applications:table": ["review"],
        "applications:invites": ["review"],
        "applications:export": ["review"],
        "applications:readings": ["review"],
        "applications:fairness": ["review"],
        "applications:preview": ["review"],
        "applications:questions": ["review"],
        "applications:reasons": ["review"],
    }


def _cohorts(crowd: Crowd) -> Arguments:
    return {
        "cohorts:cohort": ["summer"],
        "cohorts:section": ["summer", crowd.section.public_id],
        "cohorts:meeting": [crowd.first.public_id],
        "cohorts:placement": ["summer"],
        "cohorts:changes": ["summer"],
        "cohorts:cohort_gatherings": ["summer"],
        "cohorts:move_meeting": ["summer", crowd.last.public_id],
        "cohorts:reschedule_meeting": ["summer", crowd.last.public_id],
        "cohorts:move_in_placement": ["summer", crowd.proposal.public_id, crowd.enrollment.public_id],
    }


def _curriculum(crowd: Crowd) -> Arguments:
    unit = crowd.homework.assignment.unit.slug
    return {
        "curriculum:survey_results": ["ended"],
        **{f"curriculum:{name}": ["summer"] for name in ("schedule_changes", "other_dates", "preview_week")},
        **{f"curriculum:{name}": ["summer", unit] for name in ("week_down", "preview_unit")},
        "curriculum:preview_homework": ["summer", crowd.homework.public_id],
        "curriculum:unit": [unit],
        "curriculum:homework": [crowd.homework.public_id],
        "curriculum:attempt": [crowd.attempt.public_id],
        "curriculum:section_work": [crowd.section.public_id],
        "curriculum:waiting_homework": ["summer"],
    }


def _money(crowd: Crowd) -> Arguments:
    one = Stipend.objects.filter(status="paying").order_by("pk")[0]
    return {
        "stipends:stipend": [one.public_id],
        "stipends:batch": [crowd.batches[-1].public_id],
        "stipends:file": [crowd.batches[-1].public_id],
        "stipends:pack": [crowd.batches[-1].public_id],
        "stipends:pack_zip": [crowd.batches[-1].public_id],
        "stipends:year": [2023],
        "stipends:year_csv": [2023],
        "stipends:terms": ["spring"],
    }

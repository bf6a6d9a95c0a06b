"""Office hours and events: planned, moved, called off."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from cohorts.gatherings import also_this_week
from cohorts.models import Cohort, Gathering
from cohorts.workflow import enrollment as enrollments
from cohorts.workflow import gathering as workflow
from mlsafety_course.outbox.models import Message
from mlsafety_course.transitions import Refused
from tests.factories.cohorts import make_cohort, make_enrollment, make_ta
from tests.factories.people import make_lead, make_person

pytestmark = pytest.mark.django_db

NOW = datetime(2023, 3, 1, 12, tzinfo=UTC)
FRIDAY = datetime(2023, 3, 3, 17, tzinfo=UTC)
TALK: dict[str, Any] = {
    "kind": "speaker",
    "title": "A talk",
    "zone": "America/New_York",
    "join_url": "https://meet.example.com/talk",
}


def talk(cohort: Cohort | None = None, starts_at: datetime = FRIDAY) -> Gathering:
    return workflow.plan(cohort or make_cohort(), starts_at, by=make_lead(), at=NOW, **TALK)


def moved(gathering: Gathering, starts_at: datetime = FRIDAY, **wishes: str) -> Gathering:
    return workflow.change(gathering, starts_at, by=make_lead(), at=NOW, **TALK | wishes)


def told() -> list[str]:
    return sorted(Message.objects.filter(key__startswith="gathering:").values_list("person__full_name", flat=True))


def test_office_hours_stand_in_every_teaching_week_still_to_come_at_one_wall_time():
    wishes: dict[str, Any] = {"kind": "office_hours", "title": "Office hours", "zone": "America/New_York"}

    made = workflow.plan_weekly(make_cohort(), 4, time(12), by=make_lead(), at=NOW, **wishes)

    assert [f"{row.starts_at:%d.%m. %H:%M}" for row in made] == [
        *("03.03. 17:00", "10.03. 17:00", "17.03. 16:00", "31.03. 16:00"),
        *("07.04. 16:00", "14.04. 16:00", "21.04. 16:00"),
    ]


def test_planning_is_told_to_nobody():
    cohort = make_cohort()
    make_enrollment(cohort, name="Ann")

    talk(cohort)

    assert told() == []


@pytest.mark.parametrize(
    ("change", "people"),
    [
        ({"title": "Another talk"}, []),
        ({"starts_at": FRIDAY + timedelta(hours=1)}, ["Ann"]),
        ({"join_url": "https://meet.example.com/other"}, ["Ann"]),
        ({}, []),
    ],
)
def test_only_another_time_or_place_is_told_and_only_to_active_participants(change, people):
    cohort = make_cohort()
    make_enrollment(cohort, name="Ann")
    gone = make_enrollment(cohort, name="Ben")
    enrollments.drop(gone, "Time", by=gone.person, at=NOW)
    gathering = talk(cohort)

    moved(gathering, **change)

    assert told() == people


def test_every_change_is_told_to_calendars():
    gathering = moved(moved(talk()), FRIDAY + timedelta(hours=1))

    assert Gathering.objects.get(pk=gathering.pk).sequence == 2


def test_what_is_called_off_is_told_with_the_reason_and_stays_so():
    cohort = make_cohort()
    make_enrollment(cohort, name="Ann")
    gathering = talk(cohort)
    stale = Gathering.objects.get(pk=gathering.pk)

    workflow.cancel(gathering, "The speaker is ill.", by=make_lead(), at=NOW)

    with pytest.raises(Refused, match="can no longer be changed"):
        workflow.cancel(stale, "Again", by=make_lead(), at=NOW)
    with pytest.raises(Refused, match="can no longer be changed"):
        moved(stale)
    [mail] = Message.objects.filter(key__startswith="gathering:")
    assert "The speaker is ill." in mail.text
    assert "Friday 3 March 2023, 17:00 London time" in mail.text


def test_nothing_is_planned_in_or_moved_to_the_past_and_what_has_begun_stays():
    gathering = talk()

    with pytest.raises(Refused, match="already past"):
        talk(starts_at=NOW)
    with pytest.raises(Refused, match="already past"):
        moved(gathering, NOW)
    with pytest.raises(Refused, match="has begun"):
        workflow.cancel(gathering, "Late", by=make_lead(), at=FRIDAY)

    assert Gathering.objects.get().starts_at == FRIDAY


def test_this_week_shows_what_runs_or_comes_within_seven_days():
    cohort = make_cohort()
    running, near, far = (talk(cohort, NOW + timedelta(days=day)) for day in (1, 7, 9))
    workflow.cancel(talk(cohort, NOW + timedelta(days=2)), "Ill", by=make_lead(), at=NOW)

    found = also_this_week(cohort, NOW + timedelta(days=1, minutes=30), "UTC")

    assert [line.gathering for line in found] == [running, near]
    assert far not in [line.gathering for line in found]


def test_participants_and_tas_see_those_of_their_cohorts_and_others_nothing(client):
    cohort, elsewhere = make_cohort(), make_cohort()
    participant, ta = make_enrollment(cohort).person, make_ta(cohort)
    talk(cohort)
    workflow.plan(elsewhere, FRIDAY, by=make_lead(), at=NOW, **TALK | {"title": "Elsewhere"})

    with time_machine.travel(NOW, tick=False):
        pages = {}
        for person in (participant, ta, make_person("Stella Stranger")):
            client.force_login(person)
            pages[person] = client.get(reverse("cohorts:gatherings"))

    seen = [(page.status_code, "A talk" in page.text, "Elsewhere" in page.text) for page in pages.values()]
    assert seen == [(200, True, False), (200, True, False), (404, False, False)]


def test_a_lead_plans_moves_and_calls_off_on_the_pages(client):
    cohort = make_cohort()
    make_enrollment(cohort, name="Ann")
    client.force_login(make_lead())
    page = reverse("cohorts:cohort_gatherings", args=[cohort.slug])
    typed = {"kind": "speaker", "title": "A talk", "minutes": "60", "starts_at": "2023-03-03T12:00"}

    with time_machine.travel(NOW, tick=False):
        planned = client.post(page, {f"one-{name}": value for name, value in typed.items()})
        gathering = Gathering.objects.get()
        one = reverse("cohorts:gathering", args=[cohort.slug, gathering.public_id])
        shown = client.get(one)
        changed = client.post(one, typed | {"starts_at": "2023-03-03T13:00"})
        wrong = client.post(one, typed | {"starts_at": "soon"})
        off = reverse("cohorts:cancel_gathering", args=[cohort.slug, gathering.public_id])
        silent, said = client.post(off, {"reason": ""}), client.post(off, {"reason": "Ill"})
        after = client.get(page)

    assert [answer.status_code for answer in (planned, changed, wrong, silent, said)] == [302, 302, 422, 422, 302]
    assert 'value="2023-03-03T12:00"' in shown.text
    gathering.refresh_from_db()
    assert (gathering.starts_at, gathering.status) == (FRIDAY + timedelta(hours=1), "cancelled")
    assert "Cancelled" in after.text
    assert Message.objects.filter(key__startswith="gathering:").count() == 2

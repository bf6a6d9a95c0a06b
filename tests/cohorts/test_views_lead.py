"""What a lead does on the pages of a cohort."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cohorts import tasks
from cohorts.models import Cohort, PlacementRun, Section
from tests.factories.cohorts import give_hours, make_enrollment, make_section
from tests.factories.people import make_person


def test_a_lead_sets_up_a_cohort(client, house):
    client.force_login(house.people["lead"])
    wishes = {"title": "Autumn", "slug": "autumn", "zone": "Europe/London", "breaks": "2023-10-09"}

    answer = client.post(
        reverse("cohorts:new_cohort"), wishes | {"starts_on": "2023-09-04", "ends_on": "2023-11-03"}, follow=True
    )

    assert answer.redirect_chain[-1][0] == "/staff/cohorts/autumn/"
    assert Cohort.objects.get(slug="autumn").weeks.count() == 9


def test_a_cohort_with_mistakes_is_shown_again_with_what_was_typed(client, house):
    client.force_login(house.people["lead"])
    wishes = {"title": "Autumn", "slug": house.cohort.slug, "zone": "Europe/London", "breaks": "soon"}

    answer = client.post(reverse("cohorts:new_cohort"), wishes | {"starts_on": "2023-09-04", "ends_on": "2023-09-01"})

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"slug", "breaks"}
    assert "Autumn" in answer.text


def test_a_ta_is_invited_agrees_and_is_given_a_section(client, house):
    person = make_person("Tara Asante")
    client.force_login(house.people["lead"])
    client.post(house.url("invite"), {"email": person.email, "most_sections": 2, "campus": ""})
    client.force_login(person)
    client.post(house.url("agree"), {"answer": "agree", "grid": [36, 37], "zone": "Europe/London", "most_sections": 1})
    client.force_login(house.people["lead"])
    wishes = {"name": "Monday", "ta": person.pk, "weekday": 0, "clock": "18:00", "minutes": 60, "zone": "Europe/London"}

    answer = client.post(house.url("new_section"), wishes | {"minimum": 2, "maximum": 6})

    assert answer.status_code == 302
    assert Section.objects.get(name="Monday").meetings.count() == 7  # the Monday of week 1 is over


def test_moving_calling_off_and_standing_in_are_done_from_the_section_page(client, house):
    client.force_login(house.people["lead"])
    second, third = house.section.meetings.all()[1:3]

    def act(name: str, meeting, **sent: str) -> int:
        url = reverse(f"cohorts:{name}", args=[house.cohort.slug, meeting.public_id])
        return int(client.post(url, sent).status_code)

    assert act("move_meeting", second, starts_at="2023-03-02T19:30") == 302
    assert act("cancel_meeting", third, reason="Holiday") == 302
    assert act("cancel_meeting", third, reason="Holiday") == 409
    assert act("move_meeting", second, starts_at="soon") == 422
    assert act("cancel_meeting", second) == 422
    assert act("substitute", second, ta=str(house.people["ta"].pk)) == 302
    second.refresh_from_db()
    assert second.starts_at == datetime(2023, 3, 3, 0, 30, tzinfo=UTC)
    assert second.substitute == house.people["ta"]


def test_a_section_is_changed_handed_over_and_not_closed_while_people_sit_there(client, house):
    client.force_login(house.people["lead"])
    sizes = {"join_url": "https://meet.example.com/new", "room": "", "minimum": 1}

    assert client.post(house.url("section"), sizes | {"maximum": 5}).status_code == 302
    assert client.post(house.url("section"), sizes | {"maximum": 0}).status_code == 422
    assert client.post(house.url("hand_over"), {"ta": "", "from_on": "2023-03-01"}).status_code == 422
    assert client.post(house.url("close_section"), {"reason": ""}).status_code == 422
    assert client.post(house.url("close_section"), {"reason": "Small"}).status_code == 409
    assert client.post(house.url("open_section")).status_code == 409
    assert Section.objects.get(pk=house.section.pk).maximum == 5


def test_a_person_is_seated_by_hand(client, house):
    other = make_section(house.cohort, weekday=4)
    client.force_login(house.people["lead"])

    answer = client.post(house.url("seat"), {"section": other.pk}, follow=True)

    assert f"sits in {other}" in answer.text
    assert other.seats.current().count() == 1


def test_a_placement_is_proposed_looked_at_and_published(client, house):
    late = make_enrollment(house.cohort, name="Lara Late")
    give_hours(late)
    client.force_login(house.people["lead"])
    client.post(house.url("propose_placement"))
    tasks.carry_out(PlacementRun.objects.due().get().pk)

    page = client.get(house.url("placement"))
    assert "Lara Late" in page.text
    assert "1 person gets a seat" in page.text
    run = page.context["run"]
    client.post(
        reverse("cohorts:publish_placement", args=[house.cohort.slug, run.public_id]),
        {"version": run.version, "answer_by": "2023-03-01"},
    )

    assert late.seats.current().exists()


AUTUMN = {
    "title": "Autumn",
    "slug": "autumn",
    "zone": "Europe/London",
    "breaks": "",
    "starts_on": "2023-09-04",
    "ends_on": "2023-11-03",
}


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("starts_on", "0001-01-01", "Choose a date between 2000 and 2100."),
        ("ends_on", "9999-12-31", "Choose a date between 2000 and 2100."),
        ("ends_on", "2025-11-03", "at most 60 can be planned"),
        ("ends_on", "2023-09-04", "more than one day"),
        ("ends_on", "2023-09-01", "ends before it starts"),
        ("breaks", "2023-09-05", "is not the Monday of a week of this course"),
        ("slug", "new", "belongs to another page"),
        ("slug", "a" * 51, "at most 50 characters"),
        ("title", "Autumn\nBcc: all", "in one line"),
        ("title", "Autumn\u202e", "in one line"),
    ],
)
def test_what_no_cohort_can_have_is_refused_where_it_was_typed(client, house, field, typed, sentence):
    client.force_login(house.people["lead"])

    answer = client.post(reverse("cohorts:new_cohort"), AUTUMN | {field: typed})

    assert answer.status_code == 422
    assert {name: sentence in errors[0] for name, errors in answer.context["form"].errors.items()} == {field: True}
    assert Cohort.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", "Monday\r\nevening", "in one line"),
        ("join_url", "https://meet.example.com/" + "a" * 200, "at most 200 characters"),
    ],
)
def test_what_no_section_can_have_is_refused_where_it_was_typed(client, house, field, typed, sentence):
    client.force_login(house.people["lead"])
    wishes = {"name": "Monday", "ta": house.people["ta"].pk, "weekday": 0, "clock": "18:00", "minutes": 60}
    wishes |= {"zone": "Europe/London", "minimum": 2, "maximum": 6}

    answer = client.post(house.url("new_section"), wishes | {field: typed})

    assert answer.status_code == 422
    assert {name: sentence in errors[0] for name, errors in answer.context["form"].errors.items()} == {field: True}


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_a_meeting_or_a_hand_over_in_another_age_is_refused(client, house, year):
    client.force_login(house.people["lead"])
    sizes = {"room": "", "minimum": 1, "maximum": 5}

    moved = client.post(house.url("move_meeting"), {"starts_at": f"{year}-12-31T23:59"})
    handed = client.post(house.url("hand_over"), {"ta": house.people["ta"].pk, "from_on": f"{year}-01-01"})
    linked = client.post(house.url("section"), sizes | {"join_url": "https://meet.example.com/" + "a" * 200})

    assert [moved.status_code, handed.status_code, linked.status_code] == [422, 422, 422]
    assert "Choose a date between 2000 and 2100." in moved.text
    assert handed.context["teacher"].errors == {"from_on": ["Choose a date between 2000 and 2100."]}
    assert linked.context["change"].errors.keys() == {"join_url"}


@pytest.mark.parametrize("name", ["new_cohort", "new_section", "section", "hours", "agree"])
def test_a_form_that_arrives_empty_names_what_is_missing(client, house, name):
    client.force_login(house.people[{"hours": "participant", "agree": "invited"}.get(name, "lead")])

    answer = client.post(house.url(name), {})

    assert answer.status_code == 422
    assert (answer.context.get("change") if name == "section" else answer.context["form"]).errors


def test_what_is_no_address_is_looked_up_nowhere(client, house):
    client.force_login(house.people["ta"])

    with CaptureQueriesContext(connection) as queries:
        answer = client.post(house.url("invite_guest"), {"email": "nobody-7319\x00"})

    assert answer.status_code == 422
    assert not [query["sql"] for query in queries if "nobody-7319" in query["sql"]]

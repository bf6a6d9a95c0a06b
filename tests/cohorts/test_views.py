"""Who reaches which page of cohorts, and what pages cost."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from accounts.models import User
from cohorts.models import Section
from tests.factories.cohorts import give_hours, make_cohort, make_enrollment, make_proposal, make_seat

NOW = datetime(2023, 2, 22, 23, 5, tzinfo=UTC)
PAGES = {
    "hours": {"participant": 200, "ta": 200, "stranger": 404, "invited": 404},
    "leave": {"participant": 200, "stranger": 404, "ta": 404},
    "agree": {"invited": 200, "ta": 200, "stranger": 404, "participant": 404, "lead": 404},
    "meeting": {"ta": 200, "lead": 200, "participant": 404, "stranger": 404},
    "cohorts": {"lead": 200, "ta": 403, "participant": 403, "stranger": 403},
    "new_cohort": {"lead": 200, "ta": 403, "participant": 403, "stranger": 403},
    "cohort": {"lead": 200, "ta": 403, "participant": 403, "stranger": 403},
    "new_section": {"lead": 200, "ta": 403, "participant": 403, "stranger": 403},
    "section": {"lead": 200, "ta": 403, "participant": 403, "stranger": 403},
    "placement": {"lead": 200, "ta": 403, "participant": 403, "stranger": 403},
}
ACTS = {
    **{act: {"participant": 404, "stranger": 404} for act in ["record", "sign_off", "reopen_meeting", "invite_guest"]},
    **{act: {"ta": 403, "participant": 403} for act in ["move_meeting", "cancel_meeting", "substitute"]},
    **{act: {"ta": 403, "stranger": 403} for act in ["open_section", "close_section", "hand_over"]},
    **{act: {"ta": 403, "participant": 403} for act in ["propose_placement", "publish_placement", "cancel_placement"]},
    **{act: {"ta": 403, "participant": 403} for act in ["seat", "invite"]},
    "come_back": {"stranger": 404, "ta": 404},
}


@pytest.mark.parametrize(
    ("page", "who", "status"), [(page, who, status) for page, row in PAGES.items() for who, status in row.items()]
)
def test_a_page_answers_whom_it_is_for(client, house, page: str, who: str, status: int):
    client.force_login(house.people[who])

    assert client.get(house.url(page)).status_code == status


@pytest.mark.parametrize(
    ("act", "who", "status"), [(act, who, status) for act, row in ACTS.items() for who, status in row.items()]
)
def test_an_act_is_closed_to_others(client, house, act: str, who: str, status: int):
    client.force_login(house.people[who])

    assert client.post(house.url(act)).status_code == status


@pytest.mark.parametrize("name", [*PAGES, *ACTS])
def test_a_visitor_is_asked_to_sign_in(client, house, name: str):
    answer = client.post(house.url(name))

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("act", [act for act in ACTS if act != "move_meeting"])
def test_nothing_changes_by_looking(client, house, act: str):
    client.force_login(house.people["lead"])

    assert client.get(house.url(act)).status_code == 405


def test_somebody_elses_section_is_not_found_under_another_cohort(client, house):
    client.force_login(house.people["lead"])

    answer = client.get(reverse("cohorts:section", args=[make_cohort().slug, house.section.public_id]))

    assert answer.status_code == 404


def queries_of(client, user: User, url: str, counter) -> int:
    client.force_login(user)
    client.get(url)
    with counter() as seen:
        assert client.get(url).status_code == 200
    return len(seen)


@pytest.mark.parametrize("page", ["cohorts", "cohort", "placement", "meeting", "section"])
def test_a_page_costs_as_much_with_thirty_people_as_with_three(client, house, page: str, django_assert_max_num_queries):
    def fill(number: int) -> None:
        for _ in range(number):
            enrollment = make_enrollment(house.cohort)
            give_hours(enrollment)
            make_seat(enrollment, house.section)
        make_enrollment(house.cohort)
        make_proposal(house.cohort, by=house.people["lead"], at=NOW)

    Section.objects.filter(pk=house.section.pk).update(maximum=50)

    def cost() -> int:
        return queries_of(client, house.people["lead"], house.url(page), lambda: django_assert_max_num_queries(40))

    fill(3)
    few = cost()
    fill(27)

    assert cost() == few

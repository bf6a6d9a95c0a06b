"""Outcomes by group, and that no small group can be read off."""

from collections import Counter
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from applications.fairness import FEWEST, OTHERS, charts, grouped
from applications.models import Application, Demographics
from tests.factories.applications import READING, make_round, make_submitted_application, propose
from tests.factories.people import make_lead, make_reviewer

groups = st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from(["admit", "reject", ""])), max_size=60)

AT_MIT: dict[str, Any] = {"campus": "mit", "campus_otherwise": "virtual"}


@given(groups)
def test_no_group_of_fewer_than_five_is_shown_or_left_over(pairs):
    found = grouped(pairs)

    shown = sum(counts.total() for counts in found.values())
    assert all(counts.total() >= FEWEST for counts in found.values())
    assert shown in (0, len(pairs)), "what is left out cannot be found by subtraction"


@given(groups)
def test_a_group_of_its_own_has_its_own_numbers(pairs):
    found = grouped(pairs)

    for group in found.keys() - {OTHERS}:
        assert found[group] == Counter(result for name, result in pairs if name == group)


@pytest.mark.django_db
def test_the_page_counts_proposals_and_statistics_by_group(client):
    round_ = make_round()
    for number in range(10):
        application = make_submitted_application(round_, **(AT_MIT if number < 5 else {}))
        propose(application, "admit" if number < 3 else "reject")
        if number < 6:
            Demographics.objects.create(application=application, gender="woman", given_at=READING)

    found = {chart.key: {bar.label: bar.parts for bar in chart.bars} for chart in charts(round_)}
    client.force_login(make_lead())
    shown = client.get(reverse("applications:fairness", args=[round_.slug])).content.decode()

    assert [part.value for part in found["campus"]["mit"]] == [3, 0, 2, 0]
    assert [part.value for part in found["campus"]["Virtual"]] == [0, 0, 5, 0]
    assert found["gender"].keys() == {OTHERS}, "six and four would give the four away"
    assert "By gender" in shown


@pytest.mark.django_db
def test_it_is_for_leads_who_did_not_apply(client):
    lead = make_lead()
    own: Application = make_submitted_application(person=lead)
    page = reverse("applications:fairness", args=[own.round.slug])

    for person, status in ((lead, 404), (make_reviewer(), 403), (make_lead(), 200)):
        client.force_login(person)
        assert client.get(page).status_code == status

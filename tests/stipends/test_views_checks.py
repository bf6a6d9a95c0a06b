"""The page of ticks, and ticking from it and from one stipend."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stipends.models import Clearance, StipendTerms
from stipends.workflow import clearance
from tests.factories.cohorts import make_cohort
from tests.factories.people import make_approver, make_lead, make_payout_officer
from tests.factories.stipends import LATER, make_approved, make_paid, make_ready, make_stipend
from tests.stipends.conftest import Enter

pytestmark = pytest.mark.django_db
CHECKS, TICK = reverse("stipends:checks"), reverse("stipends:tick")


def test_everybody_whose_money_has_not_left_stands_there_with_day_and_name(enter: Enter):
    stipend, paid = make_ready(), make_paid()
    clearance.tick(stipend.enrollment.person, "tax_form", "done", by=make_approver("Abel Approver"), at=LATER)

    html = enter(make_payout_officer()).get(CHECKS).content.decode()

    assert stipend.enrollment.person.full_name in html
    assert "26 Apr 2023, Abel Approver" in html
    assert paid.enrollment.person.full_name not in html


def test_several_are_ticked_off_in_one_act(enter: Enter):
    stipends, left = [make_ready(), make_stipend(), make_approved()], make_ready()
    ids = [str(stipend.public_id) for stipend in stipends]

    answer = enter(make_payout_officer()).post(
        TICK, {"id": ids, "kind": "sanctions", "outcome": "done", "note": "By the finance system"}, follow=True
    )

    assert "Ticked off for 3 people" in answer.content.decode()
    assert {tick.person for tick in Clearance.objects.all()} == {stipend.enrollment.person for stipend in stipends}
    assert not left.enrollment.person.clearances.exists()


def test_from_one_stipend_one_comes_back_to_it(enter: Enter):
    stipend = make_ready()
    form = {"id": str(stipend.public_id), "kind": "tax_form", "outcome": "done", "from_stipend": "1"}

    answer = enter(make_approver()).post(TICK, form)

    assert answer["Location"] == reverse("stipends:stipend", args=[stipend.public_id])
    assert Clearance.objects.get().person == stipend.enrollment.person


@pytest.mark.parametrize("change", [{"id": []}, {"id": "nonsense"}, {"outcome": "problem"}, {"kind": "haircut"}])
def test_what_is_not_complete_ticks_nothing(enter: Enter, change: dict[str, object]):
    stipend = make_ready()
    form = {"id": str(stipend.public_id), "kind": "tax_form", "outcome": "done", **change}

    answer = enter(make_approver()).post(TICK, form, follow=True)

    assert "Nothing has been ticked off" in answer.content.decode()
    assert not Clearance.objects.exists()


def test_ticking_asks_for_the_group_and_the_second_factor(enter: Enter):
    form = {"id": str(make_ready().public_id), "kind": "tax_form", "outcome": "done"}

    assert enter(make_lead()).post(TICK, form).status_code == 403
    assert enter(make_approver(), proved=False).post(TICK, form)["Location"].startswith(reverse("mfa_reauthenticate"))
    assert not Clearance.objects.exists()


def test_ones_own_stipend_cannot_be_ticked(enter: Enter):
    approver = make_approver("Own Approver")
    stipend = make_ready(approver)
    client = enter(approver)

    client.post(TICK, {"id": str(stipend.public_id), "kind": "tax_form", "outcome": "done"})

    assert "Own Approver" not in client.get(CHECKS).content.decode().split("<main", 1)[1]
    assert not Clearance.objects.exists()


def test_the_stipend_and_the_queue_say_what_is_missing_where_the_terms_ask(enter: Enter):
    stipend = make_ready()
    StipendTerms.objects.update(needs_tax_form=True)
    client = enter(make_approver())

    queue = client.get(reverse("stipends:queue")).content.decode()
    page = client.get(reverse("stipends:stipend", args=[stipend.public_id])).content.decode()

    assert "Tax form: not ticked off yet, which the terms ask for." in queue
    assert "(asked for by the terms)" in page


def test_nobody_to_check_has_a_page(enter: Enter):
    assert "Nobody to check" in enter(make_approver()).get(CHECKS).content.decode()


def test_the_page_costs_the_same_for_3_and_for_12_people(enter: Enter):
    client, cohort = enter(make_approver()), make_cohort()

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(CHECKS)
        return len(captured)

    for _ in range(3):
        clearance.tick(make_ready(cohort=cohort).enrollment.person, "tax_form", "done", by=make_approver(), at=LATER)
    three = queries()
    for _ in range(9):
        clearance.tick(make_ready(cohort=cohort).enrollment.person, "tax_form", "done", by=make_approver(), at=LATER)

    assert queries() == three

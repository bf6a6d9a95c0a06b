"""Ticks of staff: the newest counts, a problem stops, and the terms may ask for them."""

from datetime import timedelta

import pytest

from accounts.models import User
from mlsafety_course.outbox.models import Message
from mlsafety_course.transitions import Refused
from stipends import checks
from stipends.models import Clearance, Stipend, StipendTerms
from stipends.workflow import clearance
from tests.factories.people import make_approver, make_lead, make_payout_officer
from tests.factories.stipends import LATER, approve, fresh, make_approved, make_ready, make_stipend

pytestmark = pytest.mark.django_db


def tick(stipend: Stipend, kind: str, outcome: str = "done", note: str = "", by: User | None = None) -> None:
    person = stipend.enrollment.person
    clearance.tick(person, kind, outcome, note, by=by or make_payout_officer(), at=LATER)


def ask_for(stipend: Stipend, **needs: bool) -> Stipend:
    StipendTerms.objects.filter(pk=stipend.terms_id).update(**needs)
    return fresh(stipend)


def test_the_newest_tick_of_a_kind_counts_and_none_is_changed():
    stipend = make_ready()
    tick(stipend, "tax_form", "problem", "Not signed.")
    tick(stipend, "tax_form")

    tax, sanctions = checks.of([stipend])[stipend.pk]

    assert (tax.status, tax.is_in_the_way, sanctions.status) == ("done", False, "missing")
    assert Clearance.objects.count() == 2


@pytest.mark.parametrize(("kind", "need"), [("tax_form", "needs_tax_form"), ("sanctions", "needs_screening")])
def test_without_a_tick_that_the_terms_ask_for_nobody_approves(kind: str, need: str):
    stipend = ask_for(make_ready(), **{need: True})
    with pytest.raises(Refused, match="which the terms ask for"):
        approve(stipend)

    tick(stipend, kind, "not_needed")

    assert approve(stipend).status == "approved"


def test_where_the_terms_ask_for_nothing_a_missing_tick_only_warns():
    assert approve(make_ready()).status == "approved"


def test_what_needs_a_look_is_never_approved():
    stipend = make_ready()
    tick(stipend, "sanctions", "problem", "A name like this is listed.")

    with pytest.raises(Refused, match="A name like this is listed"):
        approve(stipend)


def test_a_problem_found_later_takes_the_approval_back_and_tells_the_person_nothing_they_should_not_know():
    stipend = make_approved()

    tick(stipend, "sanctions", "problem", "A name like this is listed.")

    assert fresh(stipend).status == "ready"
    mail = Message.objects.filter(person=stipend.enrollment.person).latest("pk")
    assert "We look again at one of the checks" in mail.text
    assert "listed" not in mail.text


def test_a_problem_needs_a_note():
    with pytest.raises(Refused, match="Say what needs a look"):
        tick(make_ready(), "tax_form", "problem", " ")

    assert not Clearance.objects.exists()


def test_nobody_ticks_for_themself_and_nobody_outside_finance():
    approver = make_approver("Own Approver")
    own, other = make_ready(approver), make_ready()

    for stipend, by in ((own, approver), (other, make_lead())):
        with pytest.raises(Refused):
            tick(stipend, "tax_form", by=by)

    assert not Clearance.objects.exists()


def test_a_tick_is_about_the_person_and_holds_for_their_next_stipend():
    first = make_ready()
    tick(first, "tax_form")
    second = make_stipend(first.enrollment.person)

    assert checks.of([second])[second.pk][0].status == "done"


def test_ticks_of_many_cost_one_query(django_assert_num_queries):
    stipends = [make_ready() for _ in range(3)]
    for stipend in stipends:
        tick(stipend, "tax_form")

    with django_assert_num_queries(1):
        assert all(str(found[0].tick.by) for found in checks.of(stipends).values() if found[0].tick)


def test_an_approval_that_was_taken_back_can_be_given_again_after_a_newer_tick():
    stipend = make_approved()
    tick(stipend, "tax_form", "problem", "Not signed.")
    clearance.tick(stipend.enrollment.person, "tax_form", "done", by=make_approver(), at=LATER + timedelta(hours=1))

    approve(stipend)

    assert fresh(stipend).status == "approved"

"""Raw SQL, step by step: PostgreSQL refuses every statement, and each would get through were its guards not there."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction

from stipends.models import Stipend
from tests.factories.payouts import guards_down
from tests.factories.people import make_person
from tests.factories.stipends import (
    freeze,
    give_details,
    make_approved,
    make_batch,
    make_paid,
    make_ready,
    other_details,
)
from tests.stipends.attacks import ATTACKS, a_copy, attack

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="triggers are for PostgreSQL"),
]


def offered() -> Stipend:
    make_batch()
    return make_approved()


def frozen() -> Stipend:
    stipend = make_approved()
    freeze([stipend])
    return stipend


def changed() -> Stipend:
    stipend = make_ready()
    return give_details(stipend, other_details(stipend))


STEPS: dict[str, Callable[[], Stipend]] = {
    "ready": make_ready,
    "changed": changed,
    "approved": make_approved,
    "offered": offered,
    "frozen": frozen,
    "paid": make_paid,
}


@pytest.mark.parametrize("which", sorted(ATTACKS), ids=lambda which: which[0])
def test_a_statement_is_refused_and_would_get_through_without_the_guards(which: tuple[str, str]):
    make_approved(make_person("Somebody Else"))
    pk = STEPS[which[1]]().pk
    make_person("A Stranger")

    with pytest.raises(IntegrityError), transaction.atomic():
        attack(which, pk)
    with guards_down():
        touched = attack(which, pk)

    assert touched > 0


def test_a_true_copy_written_by_hand_is_taken_so_that_the_lies_are_what_is_refused():
    pk = offered().pk

    with connection.cursor() as cursor:
        cursor.execute(a_copy(), {"pk": pk})

    assert cursor.rowcount == 1

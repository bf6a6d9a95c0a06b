"""Each guard is shown a planted fault and has to report it: a guard that cannot fail guards nothing."""

from typing import Any

import pytest
from django.apps import apps
from pytest_django.fixtures import Settings

from accounts.models import User
from cohorts.models import Section
from mlsafety_course.transitions import arrow
from tests.factories.mail import make_message
from tests.factories.people import make_person
from tests.guards import budgets, planted, table
from tests.guards.addresses import Address, addresses
from tests.guards.asking import Asker
from tests.guards.life_cycles import arrows_of, astray, lost, without_history, written
from tests.guards.matrix import open_doors, unchanged, wrong_answers
from tests.guards.table import Row
from tests.guards.world import ROLES

HERE = {address.name: address for address in addresses(planted.__name__)}
STRANGER = "00000000-0000-4000-8000-000000000001"


@pytest.fixture
def asker(db: None, settings: Settings) -> Asker:
    """One person, and the site with the faults."""
    settings.ROOT_URLCONF = planted.__name__
    return Asker({"participant": make_person()})


def _row(name: str, method: str, label: str, **answers: str) -> Row:
    return Row(name, method, (label,), {role: answers.get(role, "-") for role in ROLES})


def _find(address: Address, label: str) -> dict[str, Any]:
    """The stranger's own row, or none."""
    return {} if not address.takes else address.missing if label == "missing" else {"public_id": STRANGER}


def test_an_address_without_a_row_is_seen():
    faults = table.gaps(HERE.values(), table.the_table())

    assert "planted_open (/planted/open/) is not in the table" in faults


def test_a_row_whose_address_is_gone_is_seen():
    rows = [*table.the_table(), _row("cohorts:closed_down", "GET", "-")]

    faults = table.gaps(addresses(), rows)

    assert faults == ["cohorts:closed_down GET is in the table and no longer in the resolver"]


def test_a_row_that_forgets_what_is_missing_is_seen():
    rows = [row for row in table.the_table() if (row.name, row.labels) != ("stipends:stipend", ("missing",))]

    faults = table.gaps(addresses(), rows)

    assert faults == ["stipends:stipend GET needs a row for what exists and one for what is missing"]


def test_a_page_without_sign_in_is_seen(asker: Asker):
    row = _row("planted_open", "GET", "-", visitor="login")

    faults = wrong_answers(HERE["planted_open"], [row], asker, _find)

    assert faults == ["visitor: GET /planted/open/ (-) was answered 200 (200) instead of login"]


def test_a_hidden_row_that_is_told_apart_from_a_missing_one_is_seen(asker: Asker):
    User.objects.filter(pk=make_person().pk).update(public_id=STRANGER)
    rows = [_row("planted_owner", "GET", label, participant="404") for label in ("other", "missing")]

    faults = wrong_answers(HERE["planted_owner"], rows, asker, _find)

    assert faults == ["participant: GET of other and of something missing are answered differently"]


def test_money_without_a_second_factor_is_seen(asker: Asker):
    row = _row("planted_money", "POST", "-", participant="factor")

    faults = wrong_answers(HERE["planted_money"], [row], asker, _find)

    assert faults == ["participant: POST /planted/money/ (-) was answered acts (200) instead of factor"]


def test_reading_that_writes_is_seen(asker: Asker):
    faults = list[str]()

    with unchanged(faults, "planted_writing"):
        asker.ask("participant", "GET", "/planted/writing/")

    assert faults == ["Reading planted_writing has changed the database"]


def test_a_method_that_is_not_offered_and_not_refused_is_seen(asker: Asker):
    row = _row("planted_any", "GET", "-", participant="200")

    faults = open_doors(HERE["planted_any"], [row], asker, _find)

    assert [fault.split()[1] for fault in faults] == ["POST", "PUT", "PATCH", "DELETE"]


def test_a_query_for_each_row_of_a_list_is_seen(asker: Asker):
    make_message(key="first")
    few = budgets.cost(asker, "participant", "/planted/list/")
    make_message(key="second")
    many = budgets.cost(asker, "participant", "/planted/list/")

    faults = budgets.growing({"planted_list": few}, {"planted_list": many})

    assert faults == [f"planted_list costs {few.queries} queries with few rows and {few.queries + 1} with many"]


def test_a_list_that_did_not_grow_is_seen(asker: Asker):
    make_message()
    same = budgets.cost(asker, "participant", "/planted/list/")

    faults = budgets.growing({"planted_list": same}, {"planted_list": same})

    assert faults == ["planted_list is no longer with many rows than with few: nothing was measured"]


def test_a_page_of_which_nobody_said_whether_it_is_a_list_is_seen():
    faults = budgets.gaps([HERE["planted_list"]], {"gone": "lead"})

    assert faults == [
        "planted_list is not in pages.txt: is it a list?",
        "gone is in pages.txt and cannot be read any more",
    ]


def test_a_status_that_no_arrow_reaches_is_seen():
    open_alone = [each for each in arrows_of(apps.get_app_config("cohorts")) if each.target != "closed"]

    assert lost(Section, open_alone, {}) == ["Section never becomes closed"]


def test_an_excuse_that_is_no_longer_needed_is_seen():
    every = arrows_of(apps.get_app_config("cohorts"))

    assert lost(Section, every, {"closed": "later"}) == ["Section reaches closed now: take it off the list"]


def test_an_arrow_to_a_status_that_does_not_exist_is_seen():
    faults = astray([Section], [arrow("planned", to="painted")])

    assert faults == ["The arrow from ['planned'] to painted belongs to no life cycle of its room"]


def test_a_life_cycle_without_history_is_seen():
    class Forgetful:
        _meta = type("Meta", (), {"fields_map": {}})

    forgetful: Any = Forgetful
    assert without_history([forgetful]) == ["Forgetful has no concrete Move with the related name `moves`"]


@pytest.mark.parametrize(
    "line",
    [
        "Stipend.objects.filter(pk=1).update(status='paid')",
        "Stipend.objects.bulk_update(rows, ['held_at', 'status'])",
        "stipend.status = 'paid'",
    ],
)
def test_code_that_writes_a_status_is_seen(line: str):
    assert written(f"rows = []\n{line}\n") == [2]


def test_code_that_only_reads_a_status_is_let_be():
    source = "row = Stipend.objects.get(status='paid')\nrow.status == 'paid'\nrows.update(held_at=None)\n"

    assert written(source) == []

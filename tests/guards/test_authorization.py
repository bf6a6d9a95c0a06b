"""Who may do what, address by address: `table.txt` is the answer, and it is closed."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from tests.guards.addresses import Address, addresses
from tests.guards.asking import Asker
from tests.guards.matrix import open_doors, path_of, unchanged, wrong_answers
from tests.guards.objects import arguments, objects, typed
from tests.guards.table import gaps, rows_of, the_table
from tests.guards.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world_files")]

ROWS = the_table()
ADDRESSES = addresses()
OURS = [address for address in ADDRESSES if any(not row.is_group for row in rows_of(address, ROWS))]
GROUPS = [row for row in ROWS if row.is_group]
THEMSELF = [
    ("lead_who_applies", "GET", "applications:read", "themself"),
    ("lead_who_applies", "POST", "applications:review", "themself"),
    ("lead_who_applies", "POST", "applications:conflict", "themself"),
    ("lead_who_applies", "POST", "applications:propose", "themself"),
    ("lead_who_applies", "POST", "applications:promote", "themself"),
    ("lead_who_studies", "GET", "curriculum:attempt", "themself"),
    ("lead_who_studies", "POST", "curriculum:grade", "themself"),
    ("lead_who_studies", "POST", "curriculum:release", "themself"),
    ("lead_who_studies", "POST", "curriculum:exception", "themself"),
    ("approver_who_is_paid", "GET", "stipends:stipend", "approver's"),
    ("approver_who_is_paid", "POST", "stipends:reject", "approver's"),
    ("approver_who_is_paid", "POST", "stipends:reinstate", "approver's"),
    ("approver_who_is_paid", "POST", "stipends:unapprove", "approver's"),
    ("approver_who_is_paid", "POST", "stipends:hold", "approver's"),
    ("approver_who_is_paid", "POST", "stipends:unhold", "approver's"),
    ("approver_who_is_paid", "POST", "stipends:void", "approver's"),
    ("approver_who_is_paid", "POST", "stipends:withhold", "approver's"),
    ("officer_who_is_paid", "GET", "stipends:stipend", "officer's"),
    ("officer_who_is_paid", "POST", "stipends:hold", "officer's"),
    ("officer_who_is_paid", "POST", "stipends:recipient", "officer's"),
    ("officer_who_is_paid", "GET", "stipends:batch", "officer's"),
    ("officer_who_is_paid", "POST", "stipends:freeze", "officer's"),
    ("officer_who_is_paid", "POST", "stipends:send", "officer's"),
    ("officer_who_is_paid", "POST", "stipends:cancel", "officer's"),
    ("officer_who_is_paid", "GET", "stipends:file", "officer's"),
    ("officer_who_is_paid", "GET", "stipends:pack", "officer's"),
    ("officer_who_is_paid", "GET", "stipends:pack_zip", "officer's"),
    ("officer_who_is_paid", "POST", "stipends:agree", "officer's"),
    ("officer_who_is_paid", "POST", "stipends:withhold", "officer's"),
    ("officer_who_is_paid", "POST", "stipends:settle", "officer's"),
    ("officer_who_is_paid", "POST", "stipends:not_paid", "officer's"),
    ("officer_who_is_paid", "POST", "stipends:returned", "officer's"),
    ("officer_who_is_paid", "POST", "stipends:opinion", "officer's"),
]


@pytest.fixture(scope="module")
def find(world: World) -> Callable[[Address, str], dict[str, Any]]:
    """The arguments of an address for a label of the table."""
    return partial(arguments, known=objects(world))


@pytest.fixture(scope="module")
def sent(world: World) -> dict[str, dict[str, Any]]:
    return typed(world)


def test_every_address_is_in_the_table_and_every_row_has_its_address():
    assert gaps(ADDRESSES, ROWS) == []


@pytest.mark.parametrize("address", OURS, ids=lambda address: address.name)
def test_an_address_answers_as_the_table_says_and_reading_changes_nothing(address: Address, asker: Asker, find, sent):
    rows, faults = rows_of(address, ROWS), list[str]()

    with unchanged(faults, address.name):
        faults += wrong_answers(address, rows, asker, find, sent.get(address.name))

    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("address", OURS, ids=lambda address: address.name)
def test_an_address_refuses_every_method_it_does_not_offer(address: Address, asker: Asker, find):
    faults = open_doors(address, rows_of(address, ROWS), asker, find)

    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("row", GROUPS, ids=lambda row: f"{row.name} {row.method}")
def test_pages_of_other_packages_keep_to_their_rule(row, asker: Asker, find):
    every, faults = [address for address in ADDRESSES if row.is_about(address)], list[str]()

    with unchanged(faults, row.name):
        for address in every:
            faults += wrong_answers(address, [row], asker, find)

    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(("person", "method", "name", "label"), THEMSELF)
def test_nobody_reads_grades_approves_or_pays_themself(person, method, name, label, asker: Asker, find, sent):
    [address] = [address for address in ADDRESSES if address.name == name]

    own = asker.ask(person, method, path_of(address, find(address, label)), sent.get(name), proved=True)
    missing = asker.ask(person, method, path_of(address, address.missing), sent.get(name), proved=True)

    assert own == missing
    assert own.word == "404"

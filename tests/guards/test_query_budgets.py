"""A list costs as many queries with thirty rows as with three."""

import pytest
import time_machine
from django.urls import reverse

from tests.guards.addresses import addresses
from tests.guards.asking import Asker
from tests.guards.budgets import Cost, cost, gaps, growing, the_idle, the_pages
from tests.guards.crowd import Crowd
from tests.guards.crowd_paths import paths as paths_of
from tests.guards.table import rows_of, the_table
from tests.guards.world import NOW

FEW, MANY = 3, 30


def test_of_every_page_it_is_said_whether_it_is_a_list():
    rows = [row for row in the_table() if row.method == "GET" and not row.is_group]
    readable = [address for address in addresses() if rows_of(address, rows)]

    assert gaps(readable, the_pages()) == []


@pytest.mark.django_db
def test_a_list_costs_the_same_with_three_rows_and_with_thirty():
    with time_machine.travel(NOW, tick=False):
        crowd = Crowd()
        asker = Asker(crowd.people)
        crowd.grow(FEW)
        few = _costs(crowd, asker)
        crowd.grow(MANY)
        many = _costs(crowd, asker)

    faults = growing(few, many, the_idle())

    assert not faults, "\n".join(faults)


def _costs(crowd: Crowd, asker: Asker) -> dict[str, Cost]:
    paths = paths_of(crowd)
    lists = {name: reader for name, reader in the_pages().items() if reader}
    return {name: cost(asker, reader, paths.get(name) or reverse(name)) for name, reader in lists.items()}

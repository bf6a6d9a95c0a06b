"""Nothing that staff propose reaches an applicant before the release: no page, feed, file or mail differs by a byte.

The addresses are those of the resolver that the table of the guards opens to applicants and visitors; a new one is
asked here, or is excused with a reason, or fails the test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker

from applications import public_status
from applications.models import Application, Round
from mlsafety_course.home import my_records, run
from mlsafety_course.home.views import rounds
from mlsafety_course.outbox import post
from tests.factories import applications as factory
from tests.factories.applications import READING, RELEASED
from tests.guards.addresses import Address
from tests.home.watching import (
    APPLICATION_IN_ADDRESS,
    OUTCOMES,
    VISITOR,
    World,
    asked,
    differences,
    unknown,
    without_clock,
)

pytestmark = pytest.mark.django_db
INSTANT = timedelta(microseconds=1)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Built once; what a test does to it is undone."""
    quick = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    with django_db_blocker.unblock(), quick, time_machine.travel(READING, tick=False), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


def test_every_address_that_an_applicant_can_read_is_asked():
    names = {address.name for role in (VISITOR, *OUTCOMES) for address in asked(role)}

    assert unknown([address for role in (VISITOR, "admit") for address in asked(role)]) == []
    assert names >= {"home", "my_data", "my_data_file", "round", "applications:mine", *APPLICATION_IN_ADDRESS}


def test_an_address_of_a_new_page_with_something_in_it_would_be_missed_by_nobody():
    planted = Address("applications:planted", "apply/<uuid:public_id>/planted/", (("public_id", "uuid"),))

    assert unknown([planted]) == ["applications:planted"]


def test_no_byte_tells_of_the_proposals_when_all_of_them_are_made(world: World):
    with time_machine.travel(READING, tick=False):
        before = world.look()
        world.decide()
        after = world.look()

    assert differences(before, after) == []


def test_no_byte_but_the_clock_differs_between_the_proposals_and_the_instant_before_the_release(world: World):
    with time_machine.travel(READING, tick=False):
        world.decide()
        proposed = world.look()
    with time_machine.travel(RELEASED - INSTANT, tick=False):
        last = world.look()

    assert differences(without_clock(proposed), without_clock(last)) == []


def test_those_to_be_admitted_waitlisted_and_rejected_are_shown_the_same(world: World):
    with time_machine.travel(RELEASED - INSTANT, tick=False):
        world.decide()
        looks = world.look(*OUTCOMES)
    admit, waitlist, reject = (world.masked(looks[outcome], outcome) for outcome in OUTCOMES)

    assert differences({"one": admit}, {"one": waitlist}) == []
    assert differences({"one": admit}, {"one": reject}) == []


def test_after_the_release_each_of_them_is_told_something_else(world: World):
    with time_machine.travel(RELEASED, tick=False):
        world.decide()
        before = world.look()
        factory.release(world.round, at=RELEASED)
        after = world.look()

    changed = differences(before, after)
    assert {f"applications:form sent as {outcome}" for outcome in OUTCOMES} <= set(changed)
    assert {f"my_data_file as {outcome}" for outcome in OUTCOMES} <= set(changed)
    assert {f"mails as {outcome}" for outcome in OUTCOMES} <= set(changed)
    assert [where for where in changed if where.endswith(VISITOR)] == []


# the same test with a leak planted


def leaks_in_the_status(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    said = public_status.SAID[public_status.Status.SUBMITTED]

    def careless(application: Application, at: datetime) -> public_status.PublicStatus:
        face = said(application, at)
        return public_status.PublicStatus(f"{face.word}{application.proposal}", face.label, face.sentence, face.next)

    monkeypatch.setitem(public_status.SAID, public_status.Status.SUBMITTED, careless)


def leaks_in_the_file(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    told = my_records.told

    def careless(row: Any, *rest: Any) -> dict[str, Any]:
        return told(row, *rest) | {"rank": getattr(row, "proposal", "")}

    monkeypatch.setattr(my_records, "told", careless)


def leaks_on_the_public_page(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    facts = run.facts_of_run

    def careless(current: Round, *rest: Any) -> dict[str, Any]:
        return facts(current, *rest) | {"weeks": current.applications.filter(proposal="admit").count()}

    monkeypatch.setattr(rounds, "facts_of_run", careless)


def leaks_by_mail(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    decide = world.decide

    def careless() -> None:
        decide()
        person = world.people["admit"]
        post.write(post.Letter("early", "application-early", person, "Soon", "Hello\n\nSoon.\n"), at=READING)

    monkeypatch.setattr(world, "decide", careless)


Plant = Callable[[pytest.MonkeyPatch, World], None]


@pytest.mark.parametrize(
    ("plant", "where"),
    [
        (leaks_in_the_status, "applications:mine as reject"),
        (leaks_in_the_file, "my_data_file as waitlist"),
        (leaks_on_the_public_page, "round in review as visitor"),
        (leaks_by_mail, "mails as admit"),
    ],
)
def test_control_a_planted_leak_is_found(plant: Plant, where: str, world: World, monkeypatch: pytest.MonkeyPatch):
    plant(monkeypatch, world)
    role = where.rpartition(" ")[2]
    with time_machine.travel(READING, tick=False):
        before = world.look(role)
        world.decide()
        after = world.look(role)

    assert where in differences(before, after)


def test_control_one_person_told_more_than_the_others_is_found(world: World, monkeypatch: pytest.MonkeyPatch):
    leaks_in_the_status(monkeypatch, world)
    with time_machine.travel(READING, tick=False):
        world.decide()
        looks = world.look("admit", "reject")
    admit, reject = (world.masked(looks[outcome], outcome) for outcome in ("admit", "reject"))

    assert "applications:mine as one" in differences({"one": admit}, {"one": reject})

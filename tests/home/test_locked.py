"""What a locked unit guards reaches nobody for whom it is locked: by no page, file, feed, search, export or mail.

Every address of the site is asked, with the keys of what is locked wherever one fits; a new page is asked by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from accounts.models import User
from cohorts.models import Enrollment
from cohorts.workflow import feed
from curriculum.models import Assignment, DateOverride, Homework, Release, Unit
from curriculum.workflow import schedule
from mlsafety_course.outbox.models import Message
from tests.factories.applications import make_admitted_application, make_round
from tests.factories.cohorts import make_section, ta_of
from tests.factories.curriculum import make_attempt, make_file, make_participant, make_scheduled_cohort
from tests.factories.people import make_lead, make_person, make_reviewer
from tests.guards.addresses import Address, addresses
from tests.guards.matrix import path_of

pytestmark = pytest.mark.django_db
NOW = datetime(2023, 3, 7, 15, tzinfo=UTC)
SECRET = "Quokka 7319"
LOCKED = "x-risk"
ELSEWHERE = ("admin:", "account_", "mfa_", "usersessions", "socialaccount")
READ_ONLY_BY_STAFF = ("staff/", "admin/")


class World:
    """A cohort in its third week, with something secret in everything that unit 8 guards."""

    def __init__(self) -> None:
        self.cohort = make_scheduled_cohort()
        section = make_section(self.cohort)
        self.enrollment: Enrollment = make_participant(section=section)
        self.attempt = make_attempt(self.enrollment, files=[make_file()])
        self.release: Release = self.cohort.releases.select_related("unit").get(unit__slug=LOCKED)
        self.homeworks = list(Homework.objects.filter(cohort=self.cohort, assignment__unit__slug=LOCKED))
        self.people: dict[str, User | None] = {
            "visitor": None,
            "applicant": make_person(),
            "participant": self.enrollment.person,
            "ta": ta_of(section),
            "reviewer": make_reviewer(),
        }
        self.offered = make_admitted_application(make_round(self.cohort), at=NOW)
        self.people["admitted late"] = self.offered.applicant
        self.token = feed.make(self.enrollment.person, at=NOW)
        Unit.objects.filter(slug=LOCKED).update(discussion_prompt=SECRET, ta_notes=SECRET)
        guarded = Assignment.objects.filter(unit__slug=LOCKED)
        guarded.update(title=SECRET, description=SECRET, marking_key=SECRET, url="https://example.com/Quokka%207319")

    def signed_in(self, role: str) -> User:
        """Whoever has an account."""
        person = self.people[role]
        assert person
        return person

    @property
    def keys(self) -> dict[str, list[str]]:
        """What somebody could put into an address, by kind; the first uuids and slugs are of what is locked."""
        mine = [self.attempt.homework, self.enrollment, self.attempt, self.attempt.files.all()[0], self.offered]
        ids: list[Any] = [*self.homeworks, *mine]
        return {
            "uuid": [str(row.public_id) for row in ids],
            "slug": [LOCKED, self.cohort.slug, self.homeworks[0].assignment.slug, self.token],
            "str": [LOCKED, "assignments"],
            "path": ["0"],
            "int": ["1"],
        }


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Built once; what a test does to it is undone."""
    quick = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    with django_db_blocker.unblock(), quick, time_machine.travel(NOW, tick=False), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


def paths(world: World) -> Iterator[tuple[Address, str]]:
    """Every address, with each key that fits into it."""
    for address in addresses():
        if address.name.startswith(ELSEWHERE) or not address.takes:
            yield address, path_of(address, {})
            continue
        kinds = {kind for _, kind in address.takes}
        longest = max(len(world.keys[kind]) for kind in kinds)
        for number in range(longest):
            given = {name: world.keys[kind][number % len(world.keys[kind])] for name, kind in address.takes}
            yield address, path_of(address, given)


def leaks(world: World, role: str) -> list[str]:
    """Where this role reads the secret."""
    client, person = Client(raise_request_exception=False), world.people[role]
    if person:
        client.force_login(person)
    found = []
    for address, path in paths(world):
        if address.route.startswith(READ_ONLY_BY_STAFF) and role != "participant":
            continue
        response = client.get(path)
        text = b"".join(response) if response.streaming else response.content
        if "Quokka" in text.decode("utf-8", "replace"):
            found.append(f"{address.name} {path}")
    return found


@pytest.mark.parametrize("role", ["visitor", "applicant", "participant", "ta", "reviewer", "admitted late"])
def test_nothing_that_a_locked_unit_guards_is_read_by_anybody(world: World, role: str):
    with time_machine.travel(NOW, tick=False):
        assert leaks(world, role) == []


def test_what_would_leak_is_found(world: World):
    """The control: opened early for one person by mistake, it is seen on the pages that show it."""
    with time_machine.travel(NOW, tick=False), transaction.atomic():
        told = {"opens_at": NOW - timedelta(days=1), "reason": "A mistake.", "by": make_lead(), "at": NOW}
        DateOverride.objects.create(enrollment=world.enrollment, release=world.release, **told)
        found = leaks(world, "participant")
        transaction.set_rollback(True)

    names = {line.split()[0] for line in found}
    assert names >= {"course", "standing", "curriculum:unit", "curriculum:homework"}


@pytest.mark.parametrize("name", ["hand_in", "preview", "extension"])
@pytest.mark.parametrize("role", ["participant", "ta", "applicant"])
def test_locked_homework_answers_every_act_as_if_it_did_not_exist(world: World, role: str, name: str):
    client = Client()
    client.force_login(world.signed_in(role))
    sent = {"text": "Mine.", "until": "2023-06-01", "reason": "Ill."}

    with time_machine.travel(NOW, tick=False):
        answer = client.post(reverse(f"curriculum:{name}", args=[world.homeworks[0].public_id]), sent)

    assert answer.status_code == 404
    assert "Quokka" not in answer.content.decode()


def test_the_calendar_gives_only_the_number_of_the_unit(world: World):
    with time_machine.travel(NOW, tick=False):
        calendar = Client().get(reverse("calendar", args=[world.token])).content.decode()

    assert "unit 8 is due" in calendar.replace("\r\n ", "")
    assert "Quokka" not in calendar


def test_mail_about_a_moved_date_gives_only_the_number_of_the_unit(world: World):
    later = {world.release: world.release.opens_at + timedelta(hours=2)}
    dates = {"due_at": world.homeworks[0].due_at + timedelta(hours=1), "closes_at": world.homeworks[0].closes_at}

    with time_machine.travel(NOW, tick=False), transaction.atomic():
        schedule.move(world.cohort, later, {world.homeworks[0]: dates}, by=make_lead(), at=NOW)
        [mail] = Message.objects.filter(topic="schedule", person=world.enrollment.person)
        transaction.set_rollback(True)

    assert "of unit 8" in mail.text
    assert not Message.objects.filter(text__contains="Quokka").exists()


def test_who_teaches_sees_it_a_week_before_and_not_a_moment_earlier(world: World):
    opens_at = world.release.opens_at
    early = {}
    for before in (timedelta(days=7), timedelta(days=7, microseconds=1)):
        client = Client()
        with time_machine.travel(opens_at - before, tick=False):
            client.force_login(world.signed_in("ta"))
            early[before] = "Quokka" in client.get(reverse("curriculum:unit", args=[LOCKED])).content.decode()

    assert list(early.values()) == [True, False]

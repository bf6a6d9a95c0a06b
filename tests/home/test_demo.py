"""The demo: something to do for every role, and every promise of the house kept in it."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from accounts.models import User
from applications.models import Application, Round
from cohorts.models import Meeting
from curriculum.models import Attempt
from mlsafety_course.home.demo import dates
from mlsafety_course.home.demo.build import build
from mlsafety_course.home.demo.cast import LOGINS
from mlsafety_course.outbox.models import Message
from stipends.models import Stipend
from tests.factories.curriculum import load_course_once

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
HOMES = {
    "applicant@example.org": "applications:mine",
    "participant@example.org": "course",
    "ta@example.org": "teaching",
    "reviewer@example.org": "applications:queue",
    "lead@example.org": "staff",
    "approver@example.org": "stipends:queue",
    "payout@example.org": "stipends:queue",
}


@given(st.dates(date(2023, 1, 1), date(2035, 12, 31)))
def test_on_any_day_the_three_cohorts_stand_where_they_should(today: date):
    finished, running, coming = dates.finished(today), dates.running(today), dates.coming(today)

    assert finished.ends_on + timedelta(days=30) <= today
    assert 3 <= (today - running.starts_on).days // 7 < 4
    assert coming.starts_on - dates.open_call(coming, today).closes_on >= dates.READING
    assert all(run.starts_on.weekday() == 0 for run in (finished, running, coming))
    assert len({run.slug for run in (finished, running, coming)}) == 3


@pytest.mark.django_db
@time_machine.travel(NOW, tick=False)
def test_the_demo_has_something_for_everybody(client: Client, settings: Settings, capsys: pytest.CaptureFixture[str]):
    settings.IS_LOCAL = True
    load_course_once()
    build(NOW)

    assert Round.objects.open(NOW).count() == 1
    assert Application.objects.get(applicant__email="applicant@example.org").status == "draft"
    assert Meeting.objects.filter(section__teachings__ta__email="ta@example.org", status="planned").over(NOW)
    assert Attempt.objects.awaiting_grading().exists()
    wanted = {"needs_details", "ready", "approved", "paying", "paid", "declined", "rejected", "void"}
    assert set(Stipend.objects.values_list("status", flat=True)) == wanted
    assert Stipend.objects.filter(held_at__isnull=False).exists()
    assert not Message.objects.due(NOW).exists()
    call_command("check_ledger")
    for email, home in HOMES.items():
        client.force_login(User.objects.get(email=email))
        assert client.get(reverse("after_login"))["Location"] == reverse(home)
        assert client.get(reverse(home)).status_code == 200
    call_command("demo_logins")
    printed = capsys.readouterr().out
    assert all(email in printed for email in LOGINS.values())


@pytest.mark.django_db
def test_the_demo_is_refused_anywhere_but_on_localhost(settings: Settings):
    settings.IS_LOCAL = False

    for command in ("demo", "demo_logins", "demo_code"):
        with pytest.raises(CommandError, match="localhost"):
            call_command(command)
    assert not User.objects.exists()


@pytest.mark.django_db
def test_the_demo_is_refused_where_people_are(settings: Settings):
    settings.IS_LOCAL = True
    User.objects.create_user("ada@example.com", full_name="Ada")

    with pytest.raises(CommandError, match="There are people here already"):
        call_command("demo")
    call_command("demo", "--if-empty")
    assert User.objects.count() == 1

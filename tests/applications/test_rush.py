"""The last minute: many people press "Send application" at once, some twice, some too late, and nothing is lost."""

import threading
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from queue import Empty, SimpleQueue
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django.fixtures import Settings

from applications.models import Application, Round
from applications.workflow import drafting
from mlsafety_course.outbox.models import Message
from mlsafety_course.timekit import unpack
from mlsafety_course.wsgi import application as server
from tests.factories.applications import CLOSES, FIELDS, GRACE, WRITING, make_application, make_round
from tests.racing import needs_row_locks

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    needs_row_locks,
]
CLIENTS = 50
INSTANT = timedelta(microseconds=1)
EDGES = {1: CLOSES, 3: CLOSES + GRACE - INSTANT, 5: CLOSES + GRACE, 7: CLOSES + GRACE + timedelta(seconds=1)}
SECRET = "a" * 32  # for the cookie and the form: what the CSRF check compares
HEADER = "X-Request-Start"
DRAFT = "What I had before the last minute."


@dataclass(frozen=True)
class Press:
    """One person presses the button; the proxy began to receive the request at `arrives`."""

    application: Application
    session: str
    arrives: datetime

    @property
    def is_in_time(self) -> bool:
        return self.arrives < CLOSES + GRACE

    def request(self) -> dict[str, Any]:
        """The whole form, as the web server hands it over."""
        fields = {name: str(value) for name, value in FIELDS.items() if name not in {"grid", "consent_at"}}
        version = self.application.version
        typed = {**fields, "grid": sorted(unpack(FIELDS["grid"])), "consent": "on", "version": version, "send": "1"}
        cookies = f"{settings.SESSION_COOKIE_NAME}={self.session}; {settings.CSRF_COOKIE_NAME}={SECRET}"
        path = reverse("applications:form", args=[self.application.public_id])
        headers = {HEADER: f"t={self.arrives.timestamp():.6f}", "Cookie": cookies}
        return dict(RequestFactory().post(path, {**typed, "csrfmiddlewaretoken": SECRET}, headers=headers).environ)


@dataclass(frozen=True)
class Answer:
    """What came back: the status and, for a redirect, where to."""

    press: Press
    status: int
    leads_to: str

    @property
    def is_receipt(self) -> bool:
        return self.status == 302 and urlsplit(self.leads_to).path.endswith("/receipt/")


@pytest.fixture(autouse=True)
def behind_a_proxy(settings: Settings) -> None:
    settings.TRUSTED_REQUEST_START_HEADER = HEADER


def make_press(round_: Round, arrives: datetime) -> Press:
    """Somebody with a draft that is saved and not complete."""
    application = make_application(round_)
    person = application.applicant
    drafting.save(application, {"motivation": DRAFT}, {}, version=0, by=person, at=WRITING)
    client = Client()
    client.force_login(person)
    return Press(application, client.cookies[settings.SESSION_COOKIE_NAME].value, arrives)


def ask_the_server(press: Press) -> Answer:
    """One request through the WSGI application, in this thread."""
    started: dict[str, Any] = {}

    def start_response(status: str, headers: list[tuple[str, str]], *_: object) -> Callable[[bytes], object]:
        started.update(status=int(status.split()[0]), headers=dict(headers))
        return lambda written: None

    response = server(press.request(), start_response)
    list(response)
    response.close()
    return Answer(press, started["status"], started["headers"].get("Location", ""))


def rush(presses: Iterable[Press], clients: int = CLIENTS) -> list[Answer]:
    """All presses, by so many clients at once, each with a thread and a connection of its own."""
    waiting: SimpleQueue[Press] = SimpleQueue()
    for press in presses:
        waiting.put(press)
    answers: list[Answer] = []
    together = threading.Barrier(clients)

    def client() -> None:
        try:
            together.wait(60)
            while True:
                answers.append(ask_the_server(waiting.get_nowait()))
        except Empty:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(600)
    return answers


def arrival(number: int, people: int) -> datetime:
    """Six of ten spread over the last minute before the deadline, the others at its edges and those of the grace."""
    return EDGES.get(number % 10, CLOSES - timedelta(seconds=60 * (people - number) / people))


@pytest.mark.parametrize("people", [300, pytest.param(3000, marks=pytest.mark.prove)])
def test_everybody_in_time_is_in_once_and_everybody_late_keeps_the_draft(people: int):
    round_ = make_round()
    presses = [make_press(round_, arrival(number, people)) for number in range(people)]
    twice = [press for number, press in enumerate(presses) for _ in range(2 if number % 4 == 0 else 1)]

    with time_machine.travel(CLOSES + GRACE + timedelta(minutes=5), tick=False):
        answers = rush(twice)

    assert Counter(answer.press for answer in answers) == Counter(twice)
    assert all(answer.is_receipt if answer.press.is_in_time else answer.status == 409 for answer in answers)
    assert_in_once([press for press in presses if press.is_in_time])
    assert_kept([press for press in presses if not press.is_in_time])


def assert_in_once(presses: list[Press]) -> None:
    """Each has its row, a number of its own, one revision of what was typed, and one mail."""
    sent = {row.pk: row for row in Application.objects.filter(status="submitted").prefetch_related("revisions")}
    assert sent.keys() == {press.application.pk for press in presses}
    assert len({row.number for row in sent.values()}) == len(presses)
    for press in presses:
        row = sent[press.application.pk]
        revision = row.revisions.get()
        assert (row.submitted_at, revision.received_at) == (press.arrives, press.arrives)
        assert (row.motivation, row.digest) == (FIELDS["motivation"], revision.digest)
    mails = Counter(Message.objects.filter(topic="application-receipt").values_list("key", flat=True))
    assert mails == Counter(f"receipt:{press.application.public_id}:1" for press in presses)


def assert_kept(presses: list[Press]) -> None:
    """Each is the draft that it was, and nothing else."""
    kept = Application.objects.filter(status="draft", number=None, revisions=None)
    assert dict(kept.values_list("pk", "motivation")) == {press.application.pk: DRAFT for press in presses}
    assert not Application.objects.exclude(status="submitted").exclude(pk__in=kept).exists()


def test_without_the_lock_the_slower_of_two_presses_is_told_a_falsehood(monkeypatch: pytest.MonkeyPatch):
    press, both_looked, seen = make_press(make_round(), CLOSES), threading.Barrier(2), threading.local()

    def careless(application: Application) -> None:
        if not hasattr(seen, "once"):
            seen.once = both_looked.wait(20)

    monkeypatch.setattr(drafting, "lock", careless)
    with time_machine.travel(CLOSES, tick=False):
        answers = rush([press, press], clients=2)

    assert sorted(answer.status for answer in answers) == [302, 409]

"""Asking an address as somebody, and naming the answer by the words of the table."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client, RequestFactory
from django.test.client import ClientHandler
from django.urls import reverse
from django.utils import timezone

from accounts.models import User

OURS = {"accounts", "applications", "cohorts", "curriculum", "outbox", "stipends"}
SAFE = {"GET", "HEAD"}
TOKEN = re.compile(rb"\b[A-Za-z0-9]{64}\b")  # as long as a CSRF token, which is another one in each response


@dataclass(frozen=True)
class Answer:
    """What came back: the word of the table, the status, and the body without what differs at each request."""

    word: str
    status: int
    body: str


class Browser(RequestFactory):
    """Django's test client without its notes on every template rendered, which take as long as the pages."""

    handler = ClientHandler(enforce_csrf_checks=False)

    def request(self, **request: Any) -> HttpResponseBase:  # type: ignore[override]
        return self.handler(self._base_environ(**request))  # type: ignore[attr-defined]


class Asker:
    """Asks as anybody. Each request has a session of its own making; what a POST does is undone."""

    def __init__(self, people: Mapping[str, User]) -> None:
        self.cookies = {role: signed_in(person, proved=False) for role, person in people.items()}
        self.proved = {role: signed_in(person, proved=True) for role, person in people.items()}

    def ask(self, role: str, method: str, path: str, data: Any = None, *, proved: bool = False) -> Answer:
        browser = Browser()
        cookie = (self.proved if proved else self.cookies).get(role)
        if cookie:
            browser.cookies[settings.SESSION_COOKIE_NAME] = cookie
        with transaction.atomic():
            response = getattr(browser, method.lower())(path, *([data] if data else []))
            answer = Answer(word(response, method), response.status_code, _plain(response, path))
            transaction.set_rollback(method not in SAFE)
        return answer


def signed_in(person: User, *, proved: bool) -> str:
    """The session of somebody who has signed in, and `proved` their second factor just now."""
    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    if proved:
        session = client.session
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [
            {"method": "mfa", "type": "totp", "at": timezone.now().timestamp()}
        ]
        session.save()
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def word(response: HttpResponseBase, method: str) -> str:
    """`login`, `factor`, `acts`, or the status as it is."""
    status = response.status_code
    if status == 302:
        target = urlsplit(response["Location"]).path
        if target in {reverse("account_login"), reverse("admin:login")}:
            return "login"
        if target in {reverse("mfa_activate_totp"), reverse("mfa_reauthenticate")}:
            return "factor"
    is_done = 200 <= status < 300 or status in {302, 409, 422}
    return "acts" if method not in SAFE and is_done else str(status)


def _plain(response: HttpResponseBase, path: str) -> str:
    content = b"".join(response)  # read to its end: that closes a file
    text = TOKEN.sub(b"", content).decode("utf-8", "replace")
    return text.replace(path, "").replace(response.get("Location", "\0"), "")


def state() -> str:
    """A digest of every row of our apps: differs as soon as one was written, changed or deleted."""
    found = hashlib.sha256()
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if model._meta.app_label in OURS:
                table = connection.ops.quote_name(model._meta.db_table)
                key = connection.ops.quote_name(model._meta.pk.column or "")
                cursor.execute(f"SELECT * FROM {table} ORDER BY {key}")  # noqa: S608 - names of our own models
                found.update(f"{table} {cursor.fetchall()!r}".encode())
    return found.hexdigest()

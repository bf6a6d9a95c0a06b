"""The access token of an API account, kept in memory until it is about to end."""

from __future__ import annotations

import time
from base64 import b64encode
from dataclasses import dataclass
from typing import ClassVar

from stipends.providers import http

EARLIER = 60  # seconds before its end a token is no longer used


@dataclass(frozen=True)
class Token:
    """One token of one account. `until` is this process's monotonic clock."""

    account: tuple[str, str, str]
    text: str
    until: float
    _kept: ClassVar[Token | None] = None

    @classmethod
    def of(cls, base_url: str, client_id: str, secret: str) -> str:
        """The kept one, or a new one. Raises `http.NeverLeft` where none is given: no payment was asked for."""
        account = (base_url, client_id, secret)
        kept = cls._kept
        if kept is None or kept.account != account or kept.until <= time.monotonic():
            kept = cls._kept = cls._fetch(account)
        return kept.text

    @classmethod
    def forget(cls) -> None:
        cls._kept = None

    @classmethod
    def _fetch(cls, account: tuple[str, str, str]) -> Token:
        base_url, client_id, secret = account
        pair = b64encode(f"{client_id}:{secret}".encode()).decode()
        headers = {"Authorization": f"Basic {pair}", "Content-Type": "application/x-www-form-urlencoded"}
        try:
            reply = http.ask(
                base_url, "POST", "/v1/oauth2/token", headers=headers, body=b"grant_type=client_credentials"
            )
        except http.Lost as error:
            raise http.NeverLeft("no access token was given") from error
        text, seconds = reply.body.get("access_token"), reply.body.get("expires_in", 0)
        if reply.status != 200 or not isinstance(text, str) or not isinstance(seconds, int):
            raise http.NeverLeft(f"no access token was given (answer {reply.status})")
        return cls(account, text, time.monotonic() + seconds - EARLIER)

    def __repr__(self) -> str:
        return "Token(…)"

"""One exchange by HTTP that tells apart what never left, what got lost, and what was answered."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from stipends import failpoints

CONNECT_SECONDS = 3.0
READ_SECONDS = 20.0
MOST_BYTES = 1_000_000


class NeverLeft(Exception):
    """No byte of the request was sent: there was no connection."""


class Lost(Exception):
    """The request may have arrived, and no answer came."""


@dataclass(frozen=True)
class Reply:
    """`body`: the JSON object, or empty where it is none."""

    status: int
    body: Mapping[str, Any]
    retry_after: str = ""


def ask(base_url: str, method: str, path: str, *, headers: Mapping[str, str], body: bytes | None = None) -> Reply:
    """Ask once; nothing is repeated and no redirect followed. The errors name no address, header or body."""
    address = urlsplit(base_url)
    kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
    connection = kind(address.hostname or "", address.port, timeout=CONNECT_SECONDS)
    try:
        _connect(connection)
        return _exchange(connection, method, f"{address.path.rstrip('/')}{path}", headers, body)
    finally:
        connection.close()


def _connect(connection: HTTPConnection) -> None:
    try:
        connection.connect()
    except OSError as error:
        raise NeverLeft(f"no connection ({type(error).__name__})") from error
    if connection.sock:
        connection.sock.settimeout(READ_SECONDS)
    failpoints.reached("http.connected")


def _exchange(
    connection: HTTPConnection, method: str, path: str, headers: Mapping[str, str], body: bytes | None
) -> Reply:
    try:
        connection.request(method, path, body=body, headers=dict(headers))
        failpoints.reached("http.sent")
        response = connection.getresponse()
        text = response.read(MOST_BYTES)
    except (OSError, HTTPException) as error:
        raise Lost(f"no answer ({type(error).__name__})") from error
    failpoints.reached("http.answered")
    return Reply(response.status, _object(text), response.headers.get("Retry-After", ""))


def _object(text: bytes) -> Mapping[str, Any]:
    try:
        read = json.loads(text)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}

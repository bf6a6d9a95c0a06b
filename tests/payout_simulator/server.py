"""PayPal's documented calls on loopback: a real HTTP server, with a book of its own and an address to control it."""

import json
import secrets
import socket
import struct
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.payout_simulator import answers
from tests.payout_simulator.book import Book
from tests.payout_simulator.faults import fault_of

READS_UNTIL_RETURNED = 2
SLOW_SECONDS = 0.2


class Simulator(ThreadingHTTPServer):
    """Its `book` is a file; `no_keys` in the control makes it a provider that pays as often as it is asked."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, book: Path) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.book = Book(book)
        self.paying = threading.Lock()


class Handler(BaseHTTPRequestHandler):
    server: Simulator
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        """Say nothing: what matters is in the book."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = urlsplit(self.path).path
        if path == "/v1/oauth2/token":
            self._token()
        elif path == "/_control":
            self._control(json.loads(body))
        elif path == "/v1/payments/payouts" and self._is_let_in():
            self._pay(json.loads(body))

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        name = address.path.rpartition("/")[2]
        if address.path == "/_book":
            self._say(200, {"payments": self.server.book.payments()})
        elif not self._is_let_in():
            return
        elif address.path == "/v1/reporting/transactions":
            self._list(parse_qs(address.query))
        elif found := self.server.book.read(name):
            self._say(200, answers.batch(dict(found)))
        else:
            self._say(404, answers.error("INVALID_RESOURCE_ID", "Requested resource ID was not found."))

    def _list(self, asked: dict[str, list[str]]) -> None:
        if objection := answers.unlisted(asked, self.server.book.control().get("listed_since", 0)):
            self._say(400, objection)
        else:
            self._say(200, answers.transactions(self.server.book.payments(), asked))

    def _pay(self, asked: dict[str, Any]) -> None:
        """Meet the fault of this call, before or after the money is booked."""
        key = asked["sender_batch_header"]["sender_batch_id"]
        fault = fault_of(self.server.book.control(), key, self.server.book.called(key))
        if fault in answers.BEFORE_BOOKING:
            self._fail(fault)
            return
        if fault == "key_forgotten":
            self.server.book.change("key", key, is_known=0)
        with self.server.paying:
            earlier = None if self.server.book.control().get("no_keys") else self.server.book.by_key(key)
            reference = earlier["reference"] if earlier else self._book(key, asked, fault)
        if fault in answers.AFTER_BOOKING:
            self._fail(fault)
        elif earlier is not None:
            self._say(400, answers.duplicate(self.server.server_port, reference))
        else:
            time.sleep(SLOW_SECONDS if fault == "slow" else 0)
            self._say(201, answers.created(reference, key))

    def _book(self, key: str, asked: dict[str, Any], fault: str) -> str:
        item, reference = asked["items"][0], secrets.token_hex(7).upper()
        value = item["amount"]["value"]
        self.server.book.enter(
            {
                "reference": reference,
                "key": key,
                "number": item["sender_item_id"],
                "receiver": item["receiver"],
                "value": value,
                "currency": item["amount"]["currency"],
                "shown_value": "1.00" if fault == "wrong_amount" else value,
                "status": answers.STATUS_AFTER.get(fault, "SUCCESS"),
                "returns_in": READS_UNTIL_RETURNED if fault == "returned_later" else 0,
                "at": time.time(),
            }
        )
        return reference

    def _fail(self, fault: str) -> None:
        if fault.startswith("reset"):
            self._reset()
        elif fault == "hang_after":
            time.sleep(self.server.book.control().get("hang_seconds", 2.0))
            self._reset()
        else:
            status, body, headers = answers.FAILURES[fault]
            self._say(status, body, headers)

    def _reset(self) -> None:
        """A TCP reset instead of an answer."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def _token(self) -> None:
        if self.headers.get("Authorization", "").startswith("Basic "):
            self._say(200, {"access_token": "simulated", "token_type": "Bearer", "expires_in": 32400})
        else:
            self._say(401, answers.error("invalid_client", "Client Authentication failed"))

    def _is_let_in(self) -> bool:
        if self.headers.get("Authorization") == "Bearer simulated" and not self.server.book.control().get("locked"):
            return True
        self._say(401, answers.error("AUTHENTICATION_FAILURE", "Authentication failed."))
        return False

    def _control(self, said: dict[str, Any]) -> None:
        """`forget`, `set` (keys, seed, probabilities, no_keys, locked, listed_since), `change` (booked payments)."""
        if said.get("forget"):
            self.server.book.forget()
        self.server.book.set_control(said.get("set", {}))
        for change in said.get("change", []):
            self.server.book.change(change["where"], change["value"], **change["fields"])
        for payment in said.get("enter", []):
            self.server.book.enter(payment)
        self._say(200, {})

    def _say(self, status: int, body: dict[str, Any] | bytes, headers: dict[str, str] | None = None) -> None:
        text = body if isinstance(body, bytes) else json.dumps(body).encode()
        try:
            self.send_response(status)
            for name, value in {"Content-Length": str(len(text)), **(headers or {})}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(text)
        except OSError:
            self.close_connection = True

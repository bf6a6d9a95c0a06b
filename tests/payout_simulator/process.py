"""The simulator as a process of its own, and what a test says to its control address."""

import json
import sys
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from dev.servers import LOOPBACK, Server

ROOT = Path(__file__).resolve().parents[2]


class PayoutSimulator(Server):
    """Stopped or killed and started again, it keeps its port and its book."""

    name = "payout-simulator"

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    def argv(self) -> list[str]:
        program = ["env", f"PYTHONPATH={ROOT}", sys.executable, "-m", "tests.payout_simulator"]
        return [*program, str(self.port), str(self.folder / "book.sqlite3")]

    def begin_anew(self, **control: Any) -> None:
        """Forget every payment and fault; then these: keys, seed and probabilities, no_keys, locked, listed_since."""
        self._ask("POST", "/_control", {"forget": True, "set": control})

    def control(self, **values: Any) -> None:
        self._ask("POST", "/_control", {"set": values})

    def change(self, where: str, value: str, **fields: Any) -> None:
        """Change payments in the simulator's book, as time or PayPal's staff would."""
        self._ask("POST", "/_control", {"change": [{"where": where, "value": value, "fields": fields}]})

    def enter(self, **payment: Any) -> None:
        """A payment that nobody here asked for."""
        self._ask("POST", "/_control", {"enter": [payment]})

    def payments(self) -> list[dict[str, Any]]:
        """The book: what really happened."""
        found: list[dict[str, Any]] = self._ask("GET", "/_book")["payments"]
        return found

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        connection = HTTPConnection(LOOPBACK, self.port, timeout=10)
        try:
            connection.request(method, path, json.dumps(body) if body else None)
            answer: dict[str, Any] = json.loads(connection.getresponse().read())
            return answer
        finally:
            connection.close()

"""The simulator's own book, in a file: it survives that the simulator is killed, and nothing else writes it."""

import json
import sqlite3
import threading
from pathlib import Path
from typing import Any

TABLES = """
CREATE TABLE IF NOT EXISTS payments (
    reference TEXT PRIMARY KEY, key TEXT NOT NULL, is_known INTEGER NOT NULL DEFAULT 1, number TEXT NOT NULL,
    receiver TEXT NOT NULL, value TEXT NOT NULL, currency TEXT NOT NULL, shown_value TEXT NOT NULL,
    status TEXT NOT NULL, returns_in INTEGER NOT NULL DEFAULT 0, at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS calls (key TEXT PRIMARY KEY, count INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS control (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


class Book:
    """Payments as booked, how often each key was asked for, and the faults in force. One thread at a time."""

    def __init__(self, path: Path) -> None:
        self.lock = threading.RLock()
        self.rows = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self.rows.row_factory = sqlite3.Row
        self.rows.executescript(f"PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; {TABLES}")

    def called(self, key: str) -> int:
        """Count one more request for this key; 1 for the first."""
        with self.lock:
            self.rows.execute(
                "INSERT INTO calls VALUES (?, 1) ON CONFLICT (key) DO UPDATE SET count = count + 1", (key,)
            )
            return int(self.rows.execute("SELECT count FROM calls WHERE key = ?", (key,)).fetchone()["count"])

    def enter(self, payment: dict[str, Any]) -> None:
        names = ", ".join(payment)
        places = ", ".join("?" for _ in payment)
        with self.lock:
            self.rows.execute(f"INSERT INTO payments ({names}) VALUES ({places})", tuple(payment.values()))  # noqa: S608

    def by_key(self, key: str) -> sqlite3.Row | None:
        """The payment that a key still stands for."""
        found: sqlite3.Row | None = self._one("SELECT * FROM payments WHERE key = ? AND is_known = 1", key)
        return found

    def by_reference(self, reference: str) -> sqlite3.Row | None:
        found: sqlite3.Row | None = self._one("SELECT * FROM payments WHERE reference = ?", reference)
        return found

    def read(self, reference: str) -> sqlite3.Row | None:
        """The payment as somebody asks for it: one that returns later comes back once it was read often enough."""
        with self.lock:
            self.rows.execute(
                "UPDATE payments SET returns_in = returns_in - 1, status = iif(returns_in = 1, 'RETURNED', status) "
                "WHERE reference = ? AND returns_in > 0",
                (reference,),
            )
            return self.by_reference(reference)

    def payments(self) -> list[dict[str, Any]]:
        with self.lock:
            return [dict(row) for row in self.rows.execute("SELECT * FROM payments ORDER BY at, reference")]

    def change(self, where: str, value: str, **fields: Any) -> None:
        """Change payments whose column `where` is `value`, or all where that is "*"."""
        setting = ", ".join(f"{name} = ?" for name in fields)
        with self.lock:
            self.rows.execute(
                f"UPDATE payments SET {setting} WHERE {where} = ? OR ? = '*'",  # noqa: S608
                (*fields.values(), value, value),
            )

    def forget(self) -> None:
        """Begin anew: no payment, no call, no fault."""
        with self.lock:
            self.rows.executescript("DELETE FROM payments; DELETE FROM calls; DELETE FROM control;")

    def control(self) -> dict[str, Any]:
        with self.lock:
            found = self.rows.execute("SELECT name, value FROM control").fetchall()
        return {row["name"]: json.loads(row["value"]) for row in found}

    def set_control(self, values: dict[str, Any]) -> None:
        with self.lock:
            self.rows.executemany(
                "INSERT OR REPLACE INTO control VALUES (?, ?)",
                [(name, json.dumps(value)) for name, value in values.items()],
            )

    def _one(self, sql: str, value: str) -> Any:
        with self.lock:
            return self.rows.execute(sql, (value,)).fetchone()

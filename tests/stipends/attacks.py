"""What a hand with SQL could write to be paid, or to hide it. Each statement names the step at which it would help."""

import re
from pathlib import Path

from django.db import connection

from stipends.models import Payout

TRUE_COPY = {
    "approver_id": "s.approved_by_id",
    "releaser_id": "b.opened_by_id",
    "payee_digest": "s.approved_digest",
    "gross_cents": "s.amount_cents",
    "net_cents": "s.amount_cents",
}
STRANGER = (
    "(SELECT max(id) FROM accounts_user u WHERE NOT EXISTS (SELECT 1 FROM accounts_user_groups WHERE user_id = u.id))"
)
LIES = {
    "release to other details": {"payee_digest": "'another'"},
    "release another amount": {"gross_cents": "s.amount_cents * 2", "net_cents": "s.amount_cents * 2"},
    "release in a stranger's name": {"releaser_id": STRANGER},
    "release another one's approval": {"approver_id": STRANGER},
}


def a_copy(**columns: str) -> str:
    """A payout written by hand into every open batch, these columns apart a true copy."""
    given = {
        "public_id": "gen_random_uuid()", "number": "'hostile' || b.id", "key": "'hostile' || b.id", "attempt": "99",
        "status": "'created'", "stipend_id": "s.id", "batch_id": "b.id", "person_id": "e.person_id",
        "payee_id": "s.payee_id", "currency": "s.currency", **TRUE_COPY, **columns,
    }  # fmt: skip
    plain = {str(field.column): field for field in Payout._meta.concrete_fields if field.column not in given}
    for column, field in plain.items():
        if not field.null and not field.primary_key:
            given[column] = f"'{field.get_default()}'"
    tables = "stipends_stipend s JOIN cohorts_enrollment e ON e.id = s.enrollment_id, stipends_payoutbatch b"
    where = "s.id = %(pk)s AND s.status = 'approved' AND b.status = 'open'"
    names, values = ", ".join(given), ", ".join(given.values())
    return f"INSERT INTO stipends_payout ({names}) SELECT {values} FROM {tables} WHERE {where}"  # noqa: S608


def read() -> dict[tuple[str, str], str]:
    """(name, step): statement."""
    text = Path(__file__).with_suffix(".sql").read_text()
    return {(name, step): sql for name, step, sql in re.findall(r"-- ([^\n]+) \[(\w+)\]\n(.+?;)", text, re.DOTALL)}


ATTACKS = read() | {(name, "offered"): a_copy(**lie) for name, lie in LIES.items()}


def attack(which: tuple[str, str], pk: int) -> int:
    """Write it as one transaction would, with what its commit checks. How many rows it has changed."""
    with connection.cursor() as cursor:
        cursor.execute(ATTACKS[which], {"pk": pk})
        touched = int(cursor.rowcount)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return touched

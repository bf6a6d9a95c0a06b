"""What PayPal's answers look like, as documented."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

BEFORE_BOOKING = {"500_before", "reset_before", "409_in_progress", "429", "refused"}
AFTER_BOOKING = {"500_after", "reset_after", "hang_after", "garbage", "409_parameters"}
STATUS_AFTER = {"unclaimed": "UNCLAIMED", "returned_later": "UNCLAIMED", "failed": "FAILED"}
BATCH_STATUS = {"PENDING": "PENDING", "FAILED": "DENIED"}
LISTED_AT_ONCE = timedelta(days=31)
LETTERS = {"SUCCESS": "S", "FAILED": "D", "RETURNED": "V", "REFUNDED": "V"}


def error(name: str, message: str, *details: Mapping[str, Any], links: list[Any] | None = None) -> dict[str, Any]:
    return {"name": name, "message": message, "debug_id": "simulated", "details": list(details), "links": links or []}


FAILURES: dict[str, tuple[int, dict[str, Any] | bytes, dict[str, str]]] = {
    "500_before": (500, error("INTERNAL_ERROR", "An internal service error has occurred."), {}),
    "500_after": (500, error("INTERNAL_ERROR", "An internal service error has occurred."), {}),
    "409_in_progress": (409, error("RESOURCE_CONFLICT", "In progress.", {"issue": "REQUEST_IN_PROGRESS"}), {}),
    "409_parameters": (409, error("RESOURCE_CONFLICT", "Other parameters.", {"issue": "PARAMETERS_DIFFER"}), {}),
    "429": (429, error("RATE_LIMIT_REACHED", "Too many requests."), {"Retry-After": "1"}),
    "refused": (400, error("VALIDATION_ERROR", "Invalid request.", {"field": "items[0]", "issue": "Invalid"}), {}),
    "garbage": (201, b"<html>{not json", {}),
}


def created(reference: str, key: str) -> dict[str, Any]:
    header = {"sender_batch_id": key}
    return {
        "batch_header": {"payout_batch_id": reference, "batch_status": "PENDING", "sender_batch_header": header},
    }


def duplicate(port: int, reference: str) -> dict[str, Any]:
    href = f"http://127.0.0.1:{port}/v1/payments/payouts/{reference}"
    detail = {"field": "SENDER_BATCH_ID", "issue": "Batch with given sender_batch_id already exists"}
    return error("USER_BUSINESS_ERROR", "User business error.", detail, links=[{"href": href, "rel": "self"}])


def batch(row: Mapping[str, Any]) -> dict[str, Any]:
    """The status of a batch of one."""
    status, amount = row["status"], {"value": row["shown_value"], "currency": row["currency"]}
    answer = created(row["reference"], row["key"])
    answer["batch_header"]["batch_status"] = BATCH_STATUS.get(status, "SUCCESS")
    answer["items"] = [
        {
            "payout_item_id": f"I{row['reference']}",
            "transaction_id": f"T{row['reference']}",
            "transaction_status": status,
            "payout_item_fee": {"value": "0.25", "currency": row["currency"]},
            "payout_batch_id": row["reference"],
            "payout_item": {
                "recipient_type": "EMAIL",
                "amount": amount,
                "receiver": row["receiver"],
                "sender_item_id": row["number"],
            },
        }
    ]
    return answer


def unlisted(asked: Mapping[str, list[str]], listed_since: float) -> dict[str, Any] | None:
    """Why this span is not listed: too long, or too long ago (seconds since 1970)."""
    since, until = _span(asked)
    if until - since > LISTED_AT_ONCE:
        return error("INVALID_REQUEST", "Invalid request.", {"issue": "Date range is greater than 31 days"})
    if since.timestamp() < listed_since:
        return error("INVALID_REQUEST", "Invalid request.", {"issue": "Data for the given start date is not available"})
    return None


def transactions(rows: list[dict[str, Any]], asked: Mapping[str, list[str]]) -> dict[str, Any]:
    """One page of what left the account in the span that was asked for."""
    since, until = _span(asked)
    found = [row for row in rows if since <= datetime.fromtimestamp(row["at"], UTC) <= until]
    size, page = int(asked["page_size"][0]), int(asked["page"][0])
    details = [_transaction(row) for row in found[size * (page - 1) : size * page]]
    return {"transaction_details": details, "total_pages": max(1, -(-len(found) // size)), "page": page}


def _span(asked: Mapping[str, list[str]]) -> tuple[datetime, datetime]:
    return datetime.fromisoformat(asked["start_date"][0]), datetime.fromisoformat(asked["end_date"][0])


def _transaction(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "transaction_info": {
            "transaction_id": f"T{row['reference']}",
            "transaction_event_code": "T0001",
            "transaction_amount": {"currency_code": row["currency"], "value": f"-{row['shown_value']}"},
            "transaction_status": LETTERS.get(row["status"], "P"),
            "custom_field": row["number"],
        },
        "payer_info": {"email_address": row["receiver"]},
    }

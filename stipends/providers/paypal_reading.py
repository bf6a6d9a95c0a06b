"""What PayPal's answers say. Anything that does not have the expected shape reads as nothing."""

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from stipends import money
from stipends.providers.answers import Line

ENDS = {
    "SUCCESS": "paid",
    "UNCLAIMED": "unclaimed",
    "FAILED": "failed",
    "BLOCKED": "failed",
    "DENIED": "failed",
    "CANCELED": "failed",
    "RETURNED": "returned",
    "REFUNDED": "returned",
    "REVERSED": "returned",
}  # PENDING, ONHOLD, NEW, PROCESSING and whatever comes to be: wait
TRANSACTION_ENDS = {"S": "paid", "D": "failed", "V": "returned", "P": "pending"}


def batch(body: Mapping[str, Any]) -> tuple[str, str]:
    """PayPal's own id of a batch, and the key that it was sent with."""
    header = _mapping(body.get("batch_header"))
    sender = _mapping(header.get("sender_batch_header"))
    return str(header.get("payout_batch_id") or ""), str(sender.get("sender_batch_id") or "")


def line(body: Mapping[str, Any], *, key: str) -> Line | None:
    """The one payment of a batch; None where the answer is not that of our batch of one."""
    reference, sent_key = batch(body)
    status = str(_mapping(body.get("batch_header")).get("batch_status") or "")
    items = body.get("items")
    if not reference or sent_key != key or not isinstance(items, list) or len(items) != 1:
        return None
    item, asked = _mapping(items[0]), _mapping(_mapping(items[0]).get("payout_item"))
    amount = _mapping(asked.get("amount"))
    cents = _cents(amount.get("value"))
    said = status if status in {"DENIED", "CANCELED"} else str(item.get("transaction_status") or "")
    if cents is None:
        return None
    return Line(
        reference=reference,
        transaction_id=str(item.get("transaction_id") or "")[:60],
        number=str(asked.get("sender_item_id") or ""),
        receiver=str(asked.get("receiver") or ""),
        cents=cents,
        currency=str(amount.get("currency") or ""),
        status=ENDS.get(said, "pending"),
        fee_cents=_cents(_mapping(item.get("payout_item_fee")).get("value")) or 0,
        sentence=f"PayPal says {_words(said, item)}.",
    )


def transactions(body: Mapping[str, Any]) -> Iterator[Line]:
    """The lines of one page of the account's transactions."""
    for detail in body["transaction_details"]:
        found = _mapping(_mapping(detail).get("transaction_info"))
        payer = _mapping(_mapping(detail).get("payer_info"))
        amount = _mapping(found.get("transaction_amount"))
        yield Line(
            reference="",
            transaction_id=str(found.get("transaction_id") or "")[:60],
            number=str(found.get("custom_field") or found.get("invoice_id") or ""),
            receiver=str(payer.get("email_address") or ""),
            cents=abs(_cents(amount.get("value")) or 0),
            currency=str(amount.get("currency_code") or ""),
            status=TRANSACTION_ENDS.get(str(found.get("transaction_status") or ""), "pending"),
        )


def error(body: Mapping[str, Any]) -> tuple[str, str]:
    """The name of an error and its first issue: codes and short words, never what we sent."""
    details = body.get("details")
    first = _mapping(details[0]) if isinstance(details, list) and details else {}
    return str(body.get("name") or "")[:60], str(first.get("issue") or "")[:80]


def is_duplicate(body: Mapping[str, Any]) -> bool:
    """Whether PayPal says that it knows this key already."""
    details = body.get("details")
    fields = [_mapping(detail).get("field") for detail in details] if isinstance(details, list) else []
    return body.get("name") == "USER_BUSINESS_ERROR" and "SENDER_BATCH_ID" in fields


def earlier_batch(body: Mapping[str, Any]) -> str:
    """The id of the batch that has this key already, from the link of the error; empty where it is no such error."""
    if not is_duplicate(body):
        return ""
    details = body.get("details")
    inner = [link for detail in details for link in _links(_mapping(detail))] if isinstance(details, list) else []
    links = [*_links(body), *inner]
    return next((link.rstrip("/").rpartition("/")[2] for link in links if "/payments/payouts/" in link), "")


def _links(body: Mapping[str, Any]) -> list[str]:
    links = body.get("links", body.get("link"))
    return [str(_mapping(link).get("href") or "") for link in links] if isinstance(links, list) else []


def _words(said: str, item: Mapping[str, Any]) -> str:
    name = str(_mapping(item.get("errors")).get("name") or "")[:60]
    return f"{said.lower() or 'nothing yet'}{f' ({name})' if name else ''}"


def _cents(value: Any) -> int | None:
    try:
        return money.to_cents(Decimal(str(value))) if value is not None else None
    except (InvalidOperation, ValueError):
        return None


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}

"""PayPal's Payouts API: one payment a batch, so that PayPal's key of a batch is our key of a payment.

What we rely on, as PayPal documents it (developer.paypal.com, Payouts API v1 and Transaction Search API v1):

- `POST /v1/payments/payouts` answers 201 with `batch_header.payout_batch_id`. A `sender_batch_id` used within the last
  30 days is not paid again: the answer is an error (400, `USER_BUSINESS_ERROR`, a detail whose field is
  `SENDER_BATCH_ID`) with a link to the batch there is. After a 5xx the same `sender_batch_id` may be sent again. The
  header `PayPal-Request-Id` does not stop a second batch (their issue tracker says so), so we do not use it.
- `GET /v1/payments/payouts/<payout_batch_id>` gives the batch's status and its item: `transaction_status`, amount,
  receiver, `sender_item_id` (our payout number), fee. There is no look-up by `sender_batch_id`: as long as we know no
  `payout_batch_id`, sending the same key again is the look-up.
- A payment to an address without an account is UNCLAIMED, and comes back (RETURNED) after 30 days.
- `GET /v1/reporting/transactions` lists what left the account in the last three years, at most 31 days at once.
  Payouts have the event code T0001; our payout number stands in `custom_field` or `invoice_id` where PayPal fills them,
  else the transaction id has to be one that we know.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from stipends import money
from stipends.providers import http, paypal_reading
from stipends.providers.answers import (
    Answer,
    Capabilities,
    Contradiction,
    Declined,
    Found,
    Line,
    NothingSent,
    Payment,
    Taken,
    Unclear,
)
from stipends.providers.paypal_token import Token

KEY_LETTERS = 30  # of the key's 64: 120 bits, which older accounts still take
CURRENCIES = frozenset(
    {"AUD", "BRL", "CAD", "CHF", "CZK", "DKK", "EUR", "GBP", "HKD", "ILS", "MXN", "MYR", "NOK", "NZD", "PHP", "PLN",
     "SEK", "SGD", "THB", "USD"}
)  # fmt: skip
CAPABILITIES = Capabilities(
    methods=frozenset({"paypal"}),
    max_rows=1_000,
    currencies=CURRENCIES,
    is_api=True,
    idempotent=True,
    can_look_up=True,
    holds_unclaimed=True,
    key_life=timedelta(days=30),
    book_life=timedelta(days=3 * 365),
)
STOPPED = timedelta(minutes=10)  # what only a person can mend: credentials, rights, an empty account


@dataclass
class PayPal:
    """The provider at `base_url`: live, sandbox, or a simulator."""

    base_url: str
    client_id: str
    secret: str = field(repr=False)
    capabilities: Capabilities = CAPABILITIES

    def submit(self, payment: Payment) -> Answer:
        """Ask for the payment. Sent again with the same key, it is found and not paid twice."""
        try:
            reply = self._ask("POST", "/v1/payments/payouts", _request(payment))
        except http.NeverLeft as error:
            return NothingSent(f"PayPal could not be reached: {error}.")
        except http.Lost as error:
            return Unclear(f"PayPal did not answer: {error}.")
        if reply.status == 201:
            return _taken(payment, reply.body)
        if earlier := paypal_reading.earlier_batch(reply.body):
            return self._found_again(payment, earlier)
        return self._refused(reply)

    def look_up(self, payment: Payment) -> Answer:
        """Read the payment by its reference. Never asks for it."""
        try:
            reply = self._ask("GET", f"/v1/payments/payouts/{quote(payment.reference, safe='')}")
        except (http.NeverLeft, http.Lost) as error:
            return NothingSent(f"PayPal could not be asked: {error}.")
        if reply.status == 404:
            return Contradiction("PayPal does not know the reference that it gave us.")
        if reply.status != 200:
            return self._nothing(reply)
        line = paypal_reading.line(reply.body, key=payment.key[:KEY_LETTERS])
        if line is None:
            return NothingSent("PayPal's answer could not be read.")
        return Found(line)

    def book(self, since: datetime, until: datetime) -> Iterator[Line]:
        """What left the account in a span of at most 31 days. Raises `http.Lost` where it cannot be read to the end."""
        page, pages = 1, 1
        while page <= pages:
            asked = {"start_date": since.isoformat(), "end_date": until.isoformat(), "transaction_type": "T0001",
                     "fields": "transaction_info,payer_info", "page_size": "100", "page": str(page)}  # fmt: skip
            try:
                reply = self._ask("GET", f"/v1/reporting/transactions?{urlencode(asked)}")
            except http.NeverLeft as error:
                raise http.Lost(str(error)) from error
            if reply.status != 200 or "transaction_details" not in reply.body:
                raise http.Lost(f"PayPal's list of transactions could not be read (answer {reply.status})")
            yield from paypal_reading.transactions(reply.body)
            page, pages = page + 1, int(reply.body.get("total_pages") or 1)

    def _ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> http.Reply:
        token = Token.of(self.base_url, self.client_id, self.secret)
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        data = json.dumps(body).encode() if body is not None else None
        reply = http.ask(self.base_url, method, path, headers=headers, body=data)
        if reply.status == 401:
            Token.forget()
        return reply

    def _found_again(self, payment: Payment, reference: str) -> Answer:
        """The key is known already: read what stands under it; until that is read, it is unclear how it stands."""
        known = Payment(**{**vars(payment), "reference": reference})
        answer = self.look_up(known)
        return Taken(reference) if isinstance(answer, NothingSent) else answer

    def _refused(self, reply: http.Reply) -> Answer:
        name, issue = paypal_reading.error(reply.body)
        if reply.status in {401, 403, 429} or name == "INSUFFICIENT_FUNDS":
            return self._nothing(reply)
        if issue == "PARAMETERS_DIFFER" or paypal_reading.is_duplicate(reply.body):
            return Contradiction("PayPal has another payment under the key of this one.")
        if reply.status in {400, 422} and name:
            return Declined(f"PayPal did not take it: {name}{f', {issue}' if issue else ''}.")
        return Unclear(f"PayPal answered {reply.status}, which does not say whether it was taken.")

    def _nothing(self, reply: http.Reply) -> NothingSent:
        name, _ = paypal_reading.error(reply.body)
        wait = timedelta(seconds=int(reply.retry_after)) if reply.retry_after.isdigit() else None
        is_stopped = reply.status == 403 or name == "INSUFFICIENT_FUNDS"
        return NothingSent(f"PayPal answered {reply.status} {name}".strip() + ".", STOPPED if is_stopped else wait)


def _request(payment: Payment) -> Mapping[str, Any]:
    return {
        "sender_batch_header": {
            "sender_batch_id": payment.key[:KEY_LETTERS],
            "recipient_type": "EMAIL",
            "email_subject": "Your stipend has been paid",
        },
        "items": [
            {
                "recipient_type": "EMAIL",
                "receiver": payment.receiver,
                "amount": {"value": money.decimal(payment.cents), "currency": payment.currency},
                "note": payment.note,
                "sender_item_id": payment.number,
            }
        ],
    }


def _taken(payment: Payment, body: Mapping[str, Any]) -> Answer:
    reference, key = paypal_reading.batch(body)
    if not reference:
        return Unclear("PayPal took something, and its answer cannot be read.")
    if key and key != payment.key[:KEY_LETTERS]:
        return Contradiction("PayPal answered with the key of another payment.")
    return Taken(reference)

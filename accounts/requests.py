"""The request as a view behind sign-in sees it."""

from datetime import datetime

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from accounts.models import User


class UserRequest(HttpRequest):
    """Signed in, stamped with its arrival, with the reader's zone (an IANA name)."""

    user: User
    received_at: datetime
    reader_zone: str
    htmx: HtmxDetails

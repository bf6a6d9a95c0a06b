"""Mail for tests."""

from datetime import UTC, datetime
from typing import Any

from mlsafety_course.outbox import post
from mlsafety_course.outbox.models import Message
from tests.factories.people import make_person

NOON = datetime(2023, 3, 1, 12, tzinfo=UTC)


def make_message(key: str = "receipt:1", at: datetime = NOON, **fields: Any) -> Message:
    """A letter written to the outbox at `at`."""
    to = fields.pop("to", None) or make_person()
    post.write(post.Letter(key, "receipt", to, "We have it", "Dear Ada, we have it.", **fields), at=at)
    return Message.objects.get(key=key)

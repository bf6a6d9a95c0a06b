"""What about money waits: what `stipends.waiting` finds, as lines of a lead's home."""

from datetime import datetime

from accounts.models import User
from mlsafety_course.home.attention.item import Item
from stipends import waiting


def waits(user: User, at: datetime) -> list[Item]:
    """Everything for those who may read the ledger, budgets that are too small for every lead."""
    return [Item(one.count, one.one, one.many, one.url, one.is_urgent) for one in waiting.items(user, at)]

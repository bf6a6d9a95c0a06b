"""What we write about learning, a module per topic."""

from curriculum.emails.completion import completed, exception_made
from curriculum.emails.dates import dates_moved
from curriculum.emails.grading import grade_released, reassigned
from curriculum.emails.homework import extension_answered, extension_asked, receipt
from curriculum.emails.results import appeal_decided, appeal_received, not_completed, revoked, two_misses

__all__ = [
    "appeal_decided",
    "appeal_received",
    "completed",
    "dates_moved",
    "exception_made",
    "extension_answered",
    "extension_asked",
    "grade_released",
    "not_completed",
    "reassigned",
    "receipt",
    "revoked",
    "two_misses",
]

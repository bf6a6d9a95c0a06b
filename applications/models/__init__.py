"""The records of coming in, one module per noun."""

from applications.models.application import Answer, Application, ApplicationMove, Level, Revision
from applications.models.decision import DecisionRelease
from applications.models.review import Review, ReviewAssignment, ReviewConflict
from applications.models.round import Question, RejectionReason, Round

__all__ = [
    "Answer",
    "Application",
    "ApplicationMove",
    "DecisionRelease",
    "Level",
    "Question",
    "RejectionReason",
    "Review",
    "ReviewAssignment",
    "ReviewConflict",
    "Revision",
    "Round",
]

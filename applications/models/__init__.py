"""The records of coming in, one module per noun."""

from applications.models.application import Answer, Application, ApplicationMove, Level, Revision
from applications.models.decision import DecisionRelease
from applications.models.demographics import Demographics
from applications.models.interest import Interest
from applications.models.invite import LateInvite
from applications.models.review import Review, ReviewAssignment, ReviewConflict
from applications.models.round import Criterion, Question, ReaderAway, RejectionReason, Round

__all__ = [
    "Answer",
    "Application",
    "ApplicationMove",
    "Criterion",
    "DecisionRelease",
    "Demographics",
    "Interest",
    "LateInvite",
    "Level",
    "Question",
    "ReaderAway",
    "RejectionReason",
    "Review",
    "ReviewAssignment",
    "ReviewConflict",
    "Revision",
    "Round",
]

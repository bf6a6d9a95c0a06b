"""The records of learning, one module per noun."""

from curriculum.models.completion import (
    Certificate,
    Completion,
    CompletionException,
    CompletionPolicy,
    SurveyAnswer,
    SurveyReceipt,
)
from curriculum.models.content import ContentChange, LinkFix
from curriculum.models.dates import DateOverride, ExtensionRequest, ExtensionRequestMove, ScheduleChange
from curriculum.models.grade import Grade
from curriculum.models.grading import Reassignment, RubricLine, SavedComment
from curriculum.models.homework import Attempt, AttemptFile, Homework
from curriculum.models.library import Assignment, Course, Lecture, Passage, Reading, Unit
from curriculum.models.release import Release, Tick
from curriculum.models.result import (
    Appeal,
    AppealMove,
    Closing,
    CompletionResult,
    CompletionRevocation,
    PrintedName,
    Staying,
)

__all__ = [
    "Appeal",
    "AppealMove",
    "Assignment",
    "Attempt",
    "AttemptFile",
    "Certificate",
    "Closing",
    "Completion",
    "CompletionException",
    "CompletionPolicy",
    "CompletionResult",
    "CompletionRevocation",
    "ContentChange",
    "Course",
    "DateOverride",
    "ExtensionRequest",
    "ExtensionRequestMove",
    "Grade",
    "Homework",
    "Lecture",
    "LinkFix",
    "Passage",
    "PrintedName",
    "Reading",
    "Reassignment",
    "Release",
    "RubricLine",
    "SavedComment",
    "ScheduleChange",
    "Staying",
    "SurveyAnswer",
    "SurveyReceipt",
    "Tick",
    "Unit",
]

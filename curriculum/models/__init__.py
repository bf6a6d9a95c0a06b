"""The records of learning, one module per noun."""

from curriculum.models.completion import (
    Certificate,
    Completion,
    CompletionException,
    CompletionPolicy,
    SurveyAnswer,
    SurveyReceipt,
)
from curriculum.models.grade import Grade
from curriculum.models.homework import Attempt, AttemptFile, Homework
from curriculum.models.library import Assignment, Course, Lecture, Passage, Reading, Unit
from curriculum.models.release import Release, Tick

__all__ = [
    "Assignment",
    "Attempt",
    "AttemptFile",
    "Certificate",
    "Completion",
    "CompletionException",
    "CompletionPolicy",
    "Course",
    "Grade",
    "Homework",
    "Lecture",
    "Passage",
    "Reading",
    "Release",
    "SurveyAnswer",
    "SurveyReceipt",
    "Tick",
    "Unit",
]

"""What people type about units, homework, grades and texts, one module per page or two."""

from curriculum.forms.completion import ExceptionForm, PolicyForm, SurveyForm
from curriculum.forms.content import (
    AssignmentForm,
    CourseFileForm,
    LectureForm,
    LinkForm,
    NewLectureForm,
    ReadingForm,
)
from curriculum.forms.dates import MOMENT, HomeworkDatesForm, OpenedForm, OpeningForm, OtherDatesForm, PreviewForm
from curriculum.forms.grading import ChosenCommentForm, CommentForm, GradeForm, ReassignForm, RubricForm
from curriculum.forms.homework import LONGEST_TEXT, NOTHING_YET, ExtensionForm, FilesField, HandInForm, SeveralFiles
from curriculum.forms.results import AppealDecisionForm, AppealForm, PrintedNameForm, RevokeForm
from curriculum.forms.unit import PassageForm, TickForm, UnitTextsForm

__all__ = [
    "LONGEST_TEXT",
    "MOMENT",
    "NOTHING_YET",
    "AppealDecisionForm",
    "AppealForm",
    "AssignmentForm",
    "ChosenCommentForm",
    "CommentForm",
    "CourseFileForm",
    "ExceptionForm",
    "ExtensionForm",
    "FilesField",
    "GradeForm",
    "HandInForm",
    "HomeworkDatesForm",
    "LectureForm",
    "LinkForm",
    "NewLectureForm",
    "OpenedForm",
    "OpeningForm",
    "OtherDatesForm",
    "PassageForm",
    "PolicyForm",
    "PreviewForm",
    "PrintedNameForm",
    "ReadingForm",
    "ReassignForm",
    "RevokeForm",
    "RubricForm",
    "SeveralFiles",
    "SurveyForm",
    "TickForm",
    "UnitTextsForm",
]

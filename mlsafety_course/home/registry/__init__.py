"""Everything that this site stores about people: what, why, and until when.

The privacy page and a person's own file are printed from here, and a test refuses any field that is not tagged.
A new field gets its tag beside those of its model; a new model becomes a `Kept` under the part its reader looks for.
"""

from mlsafety_course.home.registry.account import ACCOUNT, MAIL, SIGNING_IN
from mlsafety_course.home.registry.application import APPLICATION
from mlsafety_course.home.registry.changes import COVERS, WISHES
from mlsafety_course.home.registry.course import COURSE
from mlsafety_course.home.registry.learning import DECISIONS, TEACHING_WORK
from mlsafety_course.home.registry.participation import ATTENDANCE, COMPLETION, PLACE, WORK
from mlsafety_course.home.registry.parts import Kept, Part
from mlsafety_course.home.registry.staff import STAFF, TEACHING
from mlsafety_course.home.registry.stipend import STIPEND

__all__ = ["KEPT", "Kept", "Part"]

KEPT = [
    ACCOUNT,
    SIGNING_IN,
    APPLICATION,
    PLACE,
    ATTENDANCE,
    WISHES,
    WORK,
    COMPLETION,
    DECISIONS,
    STIPEND,
    MAIL,
    TEACHING,
    COVERS,
    TEACHING_WORK,
    STAFF,
    COURSE,
]

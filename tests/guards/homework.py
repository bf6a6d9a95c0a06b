"""Which request for more time, file and list of the world the addresses of homework are asked about."""

from typing import Any

from curriculum.models import Assignment, ExtensionRequest, SavedComment
from curriculum.workflow import comments
from tests.factories import curriculum
from tests.factories.homework import make_extension
from tests.guards.world import NOW, World

LABELS = {"own": "A", "other": "B"}


def objects(world: World, pieces: dict[str, dict[str, Any]]) -> dict[str, dict[str, dict[str, Any]]]:
    """`pieces`: the homework that a participant has, has not, and has not yet."""
    asked = {label: _id(_asked(world, key)) for label, key in LABELS.items()}
    files = {label: _id(world.attempts[key].files.all()[0]) for label, key in LABELS.items()}
    names = ("take_back_extension", "grant_extension", "decline_extension")
    return {f"curriculum:{name}": asked for name in names} | {
        "curriculum:extension": pieces,
        "curriculum:preview_homework": {"own": {"slug": "summer", **pieces["own"]}},
        "curriculum:read_file": files,
        "curriculum:section_work": {label: _id(world.sections[key]) for label, key in LABELS.items()},
        "curriculum:rubric": {"own": {"slug": Assignment.objects.all()[0].slug}},
        "curriculum:waiting_homework": {"own": {"slug": "summer"}},
        "curriculum:reassign": {"own": {"slug": "summer"}},
    }


def one_comment(world: World) -> SavedComment:
    """The TA's."""
    return comments.save("Say why.", by=world.people["ta"])


def _asked(world: World, key: str) -> ExtensionRequest:
    enrollment = world.enrollments[key]
    waiting = ExtensionRequest.objects.filter(enrollment=enrollment).first()
    if waiting:
        return waiting
    homework = curriculum.make_homework(world.cohorts["summer"], "robustness-questions")
    return make_extension(enrollment, homework, at=NOW)


def _id(row: Any) -> dict[str, Any]:
    return {"public_id": str(row.public_id)}

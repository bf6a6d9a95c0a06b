"""Staff write the lines that graders tick. What was ticked before stays with its grade."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import User
from curriculum.models import Assignment, ContentChange, RubricLine
from curriculum.rubric import MOST_LINES, key_of
from mlsafety_course.transitions import Refused


@transaction.atomic
def write(assignment: Assignment, lines: Sequence[str], *, by: User, at: datetime) -> bool:
    """Let the rubric be these lines. One that keeps its words keeps its key. Whether anything changed."""
    assignment = Assignment.objects.select_for_update().get(pk=assignment.pk)
    before = list(assignment.rubric.all())
    texts = list(dict.fromkeys(text.strip() for text in lines if text.strip()))
    if len(texts) > MOST_LINES:
        raise Refused(f"At most {MOST_LINES} lines: a longer rubric is not read. Nothing was changed.")
    if [line.text for line in before] == texts:
        return False
    _replace(assignment, {line.text: line for line in before}, texts)
    ContentChange.objects.create(
        kind="assignment",
        slug=assignment.slug,
        field="rubric",
        before="\n".join(line.text for line in before),
        after="\n".join(texts),
        by=by,
        at=at,
    )
    return True


def _replace(assignment: Assignment, known: dict[str, RubricLine], texts: Sequence[str]) -> None:
    assignment.rubric.exclude(text__in=texts).delete()
    taken = {line.key for line in known.values()}
    for position, text in enumerate(texts):
        if line := known.get(text):
            RubricLine.objects.filter(pk=line.pk).update(position=position)
        else:
            key = key_of(text, taken)
            taken.add(key)
            assignment.rubric.create(key=key, text=text, position=position)

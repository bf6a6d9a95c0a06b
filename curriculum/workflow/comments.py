"""A grader's own sentences, kept to be used again."""

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from curriculum.models import SavedComment
from mlsafety_course.transitions import Refused

MOST_COMMENTS = 30


@transaction.atomic
def save(text: str, *, by: User) -> SavedComment:
    """Keep a sentence at the end of one's list. The same twice is one."""
    words = text.strip()
    if not words:
        raise Refused("Write the comment first. Nothing was saved.")
    mine = SavedComment.objects.filter(grader=User.objects.select_for_update().get(pk=by.pk))
    if same := mine.filter(text=words).first():
        return same
    if mine.count() >= MOST_COMMENTS:
        raise Refused(
            f"You have {MOST_COMMENTS} comments already. Delete one that you use no more, then save this one."
        )
    last = mine.aggregate(last=Max("position"))["last"]
    return mine.create(grader=by, text=words, position=0 if last is None else last + 1)


def delete(comment: SavedComment, *, by: User) -> None:
    """Grades that were given with it keep their words."""
    if comment.grader_id != by.pk:
        raise Refused("Only its owner deletes a comment.")
    comment.delete()

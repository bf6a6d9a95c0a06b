"""How a round is judged: the words of its rubric, and its reasons for saying no."""

from collections.abc import Sequence

from django.db import models, transaction

from accounts.models import User
from applications import rubric
from applications.models import Application, Criterion, RejectionReason, Review, Round
from applications.workflow.setting_up.naming import free_name
from applications.workflow.setting_up.rounds import lock
from mlsafety_course.transitions import Refused


@transaction.atomic
def word_rubric(round_: Round, criteria: Sequence[rubric.Criterion], *, by: User) -> None:
    """The four criteria in the round's own words; one that reads as usual needs no row."""
    round_ = lock(round_, by)
    if count := readings(round_):
        made = "1 reading was" if count == 1 else f"{count} readings were"
        raise Refused(f"{made} made with the words as they are. With others, scores could not be compared.")
    round_.criteria.all().delete()
    own = [row for row in criteria if row not in rubric.CRITERIA]
    Criterion.objects.bulk_create(
        Criterion(round=round_, name=row.name, label=row.label, question=row.question, anchors=list(row.anchors))
        for row in own
    )


def readings(round_: Round) -> int:
    return Review.objects.filter(application__round=round_).count()


@transaction.atomic
def add_reason(round_: Round, *, label: str, sentence: str, by: User) -> RejectionReason:
    round_ = lock(round_, by)
    code = free_name(label, round_.reasons.values_list("code", flat=True), "reason")
    return RejectionReason.objects.create(round=round_, code=code, label=label, sentence=sentence)


@transaction.atomic
def change_reason(reason: RejectionReason, *, label: str, sentence: str, by: User) -> None:
    """Other words, as long as nobody was told them."""
    lock(reason.round, by)
    if sentence != reason.sentence and (count := told(reason)):
        people = "1 person was" if count == 1 else f"{count} people were"
        raise Refused(f"{people} told this sentence, and can read it on their page. Add another reason instead.")
    reason.label, reason.sentence = label, sentence
    reason.save(update_fields=["label", "sentence"])


@transaction.atomic
def remove_reason(reason: RejectionReason, *, by: User) -> None:
    lock(reason.round, by)
    if count := reason.applications.count():
        people = "1 application" if count == 1 else f"{count} applications"
        raise Refused(f"“{reason}” is the reason given for {people}, so it stays.")
    try:
        reason.delete()
    except models.ProtectedError as error:
        raise Refused(f"“{reason}” was chosen for an application meanwhile, so it stays.") from error


def told(reason: RejectionReason) -> int:
    """How many people a release has told this sentence."""
    return reason.applications.filter(status=Application.Status.REJECTED).count()

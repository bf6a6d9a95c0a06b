"""A round's dates, places and texts: made from nothing or after an earlier round, and changed."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from applications.models import Application, Criterion, Question, ReaderAway, RejectionReason, Round
from applications.terms import Terms, problems
from applications.workflow import seats
from applications.workflow.setting_up import moving
from applications.workflow.setting_up.moving import Moved
from cohorts.models import Cohort
from mlsafety_course import timekit
from mlsafety_course.outbox import post
from mlsafety_course.transitions import Refused

TEXTS = ("intro", "receipt_note", "offer_note")
QUESTION = ("key", "kind", "label", "help", "choices", "required", "max_words", "audience", "identifies", "is_personal")
PAST = "This day has passed already. Choose one to come."


@transaction.atomic
def set_up(cohort: Cohort, terms: Terms, *, slug: str, earlier: Round | None = None, by: User, at: datetime) -> Round:
    """A new round; after an `earlier` one it asks, judges and says the same, and the same readers are away."""
    wrong = too_late(terms, at) | problems(terms, cohort.starts_on)
    if wrong:
        raise Refused(" ".join(wrong.values()))
    texts = {name: getattr(earlier, name) for name in TEXTS} if earlier else {}
    try:
        with transaction.atomic():
            made = Round.objects.create(cohort=cohort, slug=slug, **asdict(terms), **texts)
    except IntegrityError as error:
        raise Refused(f"There is already a round at “{slug}”. Choose another address for this one.") from error
    if earlier:
        _copy(earlier, made, by=by, at=at)
    return made


@transaction.atomic
def change(round_: Round, terms: Terms, *, seen: str, by: User, at: datetime) -> Moved:
    """Other dates, places or ways of reading. Who was promised a date that moves is written once, with the old and the
    new one. `seen` is the digest of what the lead saw of that; it may be empty where nobody is concerned."""
    round_ = lock(round_, by)
    wrong = obstacles(round_, terms, at)
    if wrong:
        raise Refused(" ".join(wrong.values()))
    moved = moving.preview(round_, terms, at=at)
    if moved.asks and seen != moved.digest:
        raise Refused(
            "The dates of this round were changed since you opened the page. Nothing was changed: look again."
        )
    letters = moved.letters(at)
    for name, value in asdict(terms).items():
        setattr(round_, name, value)
    round_.save(update_fields=list(asdict(terms)))
    Application.objects.filter(pk__in=moved.longer.all).update(confirm_by=terms.confirm_by)
    post.write(*letters, at=at)
    return moved


@transaction.atomic
def write_texts(round_: Round, texts: Mapping[str, str], *, by: User) -> None:
    """What the round says of its own: on its page, in the receipt, in the offer."""
    round_ = lock(round_, by)
    for name in TEXTS:
        setattr(round_, name, texts[name])
    round_.save(update_fields=list(TEXTS))


def lock(round_: Round, by: User) -> Round:
    """The round's row, held; refused to who applied to it."""
    if not Round.objects.led_by(by).filter(pk=round_.pk).exists():
        raise Refused("You applied to this round yourself, so another lead sets it up. Nothing was changed.")
    return seats.lock(round_)


def obstacles(round_: Round, terms: Terms, at: datetime) -> dict[str, str]:
    """Why a round that is there cannot be changed to these terms, by field; dates that stay are not questioned."""
    dates = ("opens_at", "closes_at", "decisions_by", "confirm_by", "deadline_zone")
    moving_dates = {name for name in dates if getattr(round_, name) != getattr(terms, name)}
    impossible = problems(terms, round_.cohort.starts_on) if moving_dates else {}
    return {**dict(_frozen(round_, terms, moving_dates)), **dict(_past(terms, moving_dates, at)), **impossible}


def too_late(terms: Terms, at: datetime) -> dict[str, str]:
    """A new round that nobody could apply to any more."""
    return {"closes_at": PAST} if terms.closes_at <= at else {}


def sent(round_: Round) -> int:
    """How many people have sent an application, withdrawn or not."""
    return Application.objects.filter(round=round_, submitted_at__isnull=False).count()


def _frozen(round_: Round, terms: Terms, moved: set[str]) -> Iterator[tuple[str, str]]:
    """What people were told before they began or sent."""
    if "opens_at" in moved and Application.objects.filter(round=round_).exists():
        yield "opens_at", "People have begun to apply, so the day on which it opened stays."
    if terms.closes_at < round_.closes_at and (count := sent(round_)):
        people = "1 application has" if count == 1 else f"{count} applications have"
        yield (
            "closes_at",
            f"{people} been sent by people who may still want to change what they wrote: the deadline can only move "
            "to a later day.",
        )
    if round_.is_blind and not terms.is_blind and sent(round_):
        yield "is_blind", "People were told that readers do not see who they are, and have sent their applications."


def _past(terms: Terms, moved: set[str], at: datetime) -> Iterator[tuple[str, str]]:
    ends = {
        "closes_at": terms.closes_at,
        "decisions_by": timekit.end_of_day(terms.decisions_by, terms.deadline_zone),
        "confirm_by": terms.confirm_by,
    }
    for name in moved & ends.keys():
        if ends[name] <= at:
            yield name, PAST


def _copy(earlier: Round, made: Round, *, by: User, at: datetime) -> None:
    Question.objects.bulk_create(
        Question(round=made, position=position, **{name: getattr(question, name) for name in QUESTION})
        for position, question in enumerate(earlier.questions.all(), 1)
    )
    RejectionReason.objects.bulk_create(
        RejectionReason(round=made, code=row.code, label=row.label, sentence=row.sentence)
        for row in earlier.reasons.all()
    )
    Criterion.objects.bulk_create(
        Criterion(round=made, name=row.name, label=row.label, question=row.question, anchors=row.anchors)
        for row in earlier.criteria.all()
    )
    ReaderAway.objects.bulk_create(
        ReaderAway(round=made, reader_id=row.reader_id, away_at=at, noted_by=by) for row in earlier.away.all()
    )

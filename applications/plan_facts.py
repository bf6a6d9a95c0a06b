"""What the plan of a round needs to know from the database: what is done, what is left, and how fast it goes."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest, TruncDate

from applications import kept_places
from applications.arrivals import nameless
from applications.models import (
    Application,
    ApplicationMove,
    ReaderAway,
    Review,
    ReviewAssignment,
    ReviewConflict,
    Round,
)
from applications.plan import PACE_DAYS, Dates, Name
from cohorts.models import Enrollment
from mlsafety_course import timekit

Status = Application.Status
NOTHING = dict.fromkeys((Name.RELEASE, Name.ANSWERS, Name.FIRST_WAVE, Name.SECOND_WAVE), 0)
OFFER_DAYS = timedelta(days=1)


@dataclass(frozen=True)
class Facts:
    """Of one round: its dates, the steps that are done, and how much each still waits for: readings, undecided
    applications, unanswered offers, people on the waitlist (both waves), people without a section."""

    dates: Dates
    done: Collection[Name]
    left: Mapping[Name, int]


def of_rounds(rounds: Collection[Round], at: datetime) -> dict[int, Facts]:
    """By round, in as many queries for one as for many (reads their cohorts)."""
    due, offered = _readings_due(rounds), _offer_days(rounds)
    counts, seats, homeless = _counts(rounds, at), _seats_taken(rounds, at), _without_section(rounds)
    readings = _readings_left(rounds)
    found = {}
    for round_ in rounds:
        left = {
            Name.READING: readings.get(round_.pk, 0),
            **counts.get(round_.pk, NOTHING),
            Name.PLACEMENT: homeless.get(round_.cohort_id, 0),
        }
        is_free = seats.get(round_.pk, 0) < round_.capacity
        done = set(_done(round_, at, left, is_free=is_free, waves=offered.get(round_.pk, 0)))
        if round_.cohort_id not in homeless:
            done.discard(Name.PLACEMENT)
        found[round_.pk] = Facts(dates_of(round_, due.get(round_.pk)), done, left)
    return found


def _done(round_: Round, at: datetime, left: Mapping[Name, int], *, is_free: bool, waves: int) -> Iterator[Name]:
    """A wave is needed while somebody waits and a place is free; `waves` were offered."""
    if not round_.is_in_review(at):
        return
    is_decided = not left[Name.RELEASE]
    if is_decided or not left[Name.READING]:
        yield Name.READING
    if not is_decided:
        return
    yield Name.RELEASE
    if left[Name.ANSWERS]:
        return
    yield Name.ANSWERS
    is_needed = is_free and left[Name.FIRST_WAVE]
    if waves > 0 or not is_needed:
        yield Name.FIRST_WAVE
    if waves > 1 or not is_needed:
        yield Name.SECOND_WAVE
    if not left[Name.PLACEMENT]:
        yield Name.PLACEMENT


def dates_of(round_: Round, reading_due_on: date | None = None) -> Dates:
    """The round's dates as days of its deadline's zone (reads the cohort)."""
    return Dates(
        timekit.last_day(round_.closes_at, round_.deadline_zone),
        round_.decisions_by,
        timekit.last_day(round_.confirm_by, round_.deadline_zone),
        round_.cohort.starts_on,
        reading_due_on,
    )


def today(round_: Round, at: datetime) -> date:
    """The day it is by the clocks of the round's deadline."""
    return at.astimezone(timekit.zone(round_.deadline_zone)).date()


def read_by_day(round_: Round, at: datetime) -> dict[date, int]:
    """How many readings were made on each of the last days, by the clocks of the deadline."""
    recent = Review.objects.filter(application__round=round_, reviewed_at__gt=at - timedelta(days=PACE_DAYS + 1))
    day = TruncDate("reviewed_at", tzinfo=nameless(timekit.zone(round_.deadline_zone)))
    return dict(recent.annotate(day=day).order_by("day").values_list("day").annotate(n=Count("pk")))


def _counts(rounds: Collection[Round], at: datetime) -> dict[int, dict[Name, int]]:
    rows = Application.objects.filter(round__in=rounds).order_by().values_list("round")
    waiting = Count("pk", filter=Q(status=Status.WAITLISTED))
    undecided = Count("pk", filter=Q(status=Status.SUBMITTED))
    unanswered = Count("pk", filter=Q(status=Status.ADMITTED, confirm_by__gt=at))
    counted = rows.annotate(undecided=undecided, unanswered=unanswered, first=waiting, second=waiting)
    return {pk: dict(zip(NOTHING, counts, strict=True)) for pk, *counts in counted}


def _seats_taken(rounds: Collection[Round], at: datetime) -> dict[int, int]:
    holding = Application.objects.filter(round__in=rounds).holding_a_seat(at, timedelta())
    taken = dict(holding.order_by().values_list("round").annotate(n=Count("pk")))
    kept = kept_places.by_cohort({round_.cohort_id for round_ in rounds}, at, timedelta())
    return {round_.pk: taken.get(round_.pk, 0) + kept[round_.cohort_id] for round_ in rounds}


def _readings_left(rounds: Collection[Round]) -> dict[int, int]:
    """At least so many: for each application in review, what its readers still have of it, or what is missing to what
    the round asks of every application, whichever is more. Two steps ask for one until its reader has spoken."""
    in_two_steps = When(round__reading=Round.Reading.TWO_STEP, then=Value(1))
    asked: Any = Case(in_two_steps, default=F("round__readers_each"), output_field=IntegerField())
    missing = asked + F("extra_reads") - _each(Review.objects.all())
    left = Greatest(missing, _each(_unread()), 0, output_field=IntegerField())
    rows = Application.objects.in_review().filter(round__in=rounds).order_by().annotate(left=left)
    return dict(rows.values_list("round").annotate(all=Sum("left")))


def _unread() -> QuerySet[ReviewAssignment]:
    """What a reader has and has neither read nor declared a conflict with, and who is not away."""
    here = {"application": OuterRef("application"), "reviewer": OuterRef("reviewer")}
    rows = ReviewAssignment.objects.exclude(Exists(Review.objects.filter(**here)))
    rows = rows.exclude(Exists(ReviewConflict.objects.filter(**here)))
    return rows.exclude(
        Exists(ReaderAway.objects.filter(round=OuterRef("application__round"), reader=OuterRef("reviewer")))
    )


def _each(rows: QuerySet[Any]) -> Coalesce:
    """How many of these rows an application has."""
    here = rows.filter(application=OuterRef("pk")).order_by().values("application")
    return Coalesce(Subquery(here.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0)


def _readings_due(rounds: Collection[Round]) -> dict[int, date]:
    given = ReviewAssignment.objects.filter(application__round__in=rounds, application__status=Status.SUBMITTED)
    return dict(given.order_by().values_list("application__round").annotate(last=Max("due_on")))


def _offer_days(rounds: Collection[Round]) -> dict[int, int]:
    """On how many days places were offered from the waitlist."""
    offers = ApplicationMove.objects.filter(subject__round__in=rounds, source=Status.WAITLISTED, target=Status.ADMITTED)
    rows = offers.annotate(day=TruncDate("at")).order_by().values_list("subject__round")
    return dict(rows.annotate(days=Count("day", distinct=True)))


def _without_section(rounds: Collection[Round]) -> dict[int, int]:
    """By cohort, how many of its people have no section; cohorts without people are left out."""
    people = Enrollment.objects.active().filter(cohort__in={round_.cohort_id for round_ in rounds}).order_by()
    counts = dict(people.values_list("cohort").annotate(n=Count("pk")))
    waiting = people.without_seat().values_list("cohort").annotate(n=Count("pk"))
    return dict.fromkeys(counts, 0) | dict(waiting)

"""The lead's table of a round: every application with its scores, filtered and sorted by the address."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Avg, Count, Exists, F, IntegerField, Max, Min, OuterRef, Q, Subquery, Value
from django.db.models.expressions import Case, When
from django.db.models.functions import Coalesce

from accounts.models import User
from applications.models import Application, Review, ReviewAssignment, Round
from applications.models.application import ApplicationQuerySet
from applications.models.review import MEAN, over_reviews
from mlsafety_course import lists, timekit

SORTS = {
    "number": "number",
    "name": "applicant__full_name",
    "submitted": "submitted_at",
    "mean": "mean",
    "spread": "spread",
    "reads": "reads",
    "rank": "rank",
}
HEADS = {
    "number": "Number",
    "name": "Name",
    "submitted": "Sent in",
    "reads": "Read",
    "mean": "Mean",
    "spread": "Range",
    "rank": "Waitlist",
    "_status": "Status",
    "_proposal": "Proposal",
}
USUAL = "-mean"
HEADER = [
    *("number", "name", "email", "status", "proposal", "reason", "waitlist rank", "sent in at"),
    *("deep learning", "linear algebra or statistics", "multivariate calculus", "background", "campus"),
    *("reads", "assigned", "mean", "lowest", "highest"),
]
Filter = Callable[[ApplicationQuerySet, str], ApplicationQuerySet]


def rows(round_: Round, viewer: User) -> ApplicationQuerySet:
    """All that were sent in and this person may read, with `assigned`, `reads`, `mean` and `spread` of the scores.

    Scores of what the viewer has still to read themself are empty, in every order too.
    """
    owed = Exists(ReviewAssignment.objects.filter(application=OuterRef("pk"), reviewer=viewer)) & ~Exists(
        Review.objects.filter(application=OuterRef("pk"), reviewer=viewer)
    )
    found = (
        Application.objects.readable_by_staff(viewer)
        .filter(round=round_)
        .select_related("applicant", "reason", "round")
    )
    return found.annotate(
        owed=owed,
        assigned=_count(ReviewAssignment.objects.exclude(application__conflicts__reviewer=F("reviewer"))),
        reads=_count(Review.objects.all()),
        mean=Case(When(owed=False, then=over_reviews(Avg(MEAN)))),
        low=Case(When(owed=False, then=over_reviews(Min(MEAN)))),
        high=Case(When(owed=False, then=over_reviews(Max(MEAN)))),
    ).annotate(spread=F("high") - F("low"))


def narrowed(found: ApplicationQuerySet, chosen: Mapping[str, Any]) -> ApplicationQuerySet:
    """The rows that pass the filters (names as in TableForm), in the chosen and always total order."""
    for name, narrow in FILTERS.items():
        if chosen.get(name):
            found = narrow(found, chosen[name])
    return found.order_by(lists.order(SORTS, chosen, USUAL), "submitted_at", "pk")


@dataclass(frozen=True)
class Row:
    """One line, its numbers already as text: formatting in the template's loop is what costs."""

    application: Application
    sent: str
    reads: str
    mean: str
    range: str
    status: str
    status_label: str
    proposal: str

    @property
    def choice(self) -> str:
        """What its checkbox sends: which application, and the proposal that was seen."""
        return f"{self.application.public_id}:{self.application.proposal}"


def lines(found: Iterable[Application], zone: str, at: datetime) -> list[Row]:
    """The page's rows, times in the reader's zone."""
    return [_line(application, zone, at) for application in found]


def cells(found: ApplicationQuerySet) -> Iterable[list[object]]:
    """The rows as cells under HEADER."""
    for row in found:
        person = row.applicant
        facts = [row.number, person.full_name, person.email, row.status, row.proposal, row.reason and row.reason.code]
        levels = [row.deep_learning, row.linear_algebra_or_statistics, row.multivariate_calculus]
        wishes = [row.background, row.campus]
        yield [*facts, row.rank, row.submitted_at, *levels, *wishes, *_scores(row)]


def counts(round_: Round) -> dict[str, int]:
    """How many applications of the round stand where, and how many readings are still owed."""
    sent = Application.objects.filter(round=round_, submitted_at__isnull=False).exclude(status="draft")
    found = dict(sent.values_list("status").annotate(n=Count("pk")).order_by("status"))
    undecided = sent.filter(status="submitted")
    owed = ReviewAssignment.objects.filter(application__in=undecided)
    owed = owed.exclude(application__conflicts__reviewer=F("reviewer"))
    owed = owed.exclude(application__reviews__reviewer=F("reviewer"))
    return {
        "sent": sum(found.values()),
        "in_review": found.get("submitted", 0),
        "proposed": undecided.exclude(proposal="").count(),
        "owed": owed.count(),
    }


def _scores(row: Any) -> list[object]:
    return [row.reads, row.assigned, row.mean, row.low, row.high]


def _line(row: Any, zone: str, at: datetime) -> Row:
    has_scores = row.mean is not None
    lapsed = row.has_lapsed(at)
    return Row(
        row,
        timekit.day_and_time(row.submitted_at, zone),
        f"{row.reads} of {row.assigned}",
        f"{row.mean:.2f}" if has_scores else "read it first" if row.owed else "",
        f"{row.low:.2f} to {row.high:.2f}" if has_scores and row.reads > 1 else "",
        "lapsed" if lapsed else row.status,
        "Lapsed" if lapsed else row.get_status_display(),
        row.get_proposal_display() if row.proposal else "",
    )


def _search(found: ApplicationQuerySet, text: str) -> ApplicationQuerySet:
    by_person = Q(applicant__full_name__icontains=text) | Q(applicant__email__icontains=text)
    return found.filter(Q(number__icontains=text) | by_person)


def _by_proposal(found: ApplicationQuerySet, value: str) -> ApplicationQuerySet:
    return found.filter(proposal="" if value == "none" else value)


def _by_reads(found: ApplicationQuerySet, value: str) -> ApplicationQuerySet:
    is_read = Q(reads__gte=F("round__readers_each"))
    return found.filter(is_read if value == "done" else ~is_read)


FILTERS: dict[str, Filter] = {
    "q": _search,
    "status": lambda found, value: found.filter(status=value),
    "proposal": _by_proposal,
    "reads": _by_reads,
}


def _count(of: Any) -> Coalesce:
    counted = (
        of.filter(application=OuterRef("pk")).order_by().values("application").annotate(n=Count("pk", distinct=True))
    )
    return Coalesce(Subquery(counted.values("n"), output_field=IntegerField()), Value(0))

"""Moving a promised date of a round: whom it concerns, what they are written, and whose offers run longer."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from applications import emails
from applications.models import Application, Round
from applications.terms import Terms
from applications.workflow import seats
from mlsafety_course.outbox.post import Letter

Status = Application.Status
Pairs = Mapping[str, tuple[date, date]]  # before and after, by field of the round; a datetime is a date
PROMISED = ("closes_at", "decisions_by", "confirm_by")


@dataclass(frozen=True)
class Longer:
    """Offers that run until the new date: `extended` were still in time, `revived` had lapsed. As many as
    `left_lapsed` stay so, because not all of those that lapsed would find a place."""

    extended: frozenset[int] = frozenset()
    revived: frozenset[int] = frozenset()
    left_lapsed: int = 0

    @property
    def all(self) -> frozenset[int]:
        return self.extended | self.revived


@dataclass(frozen=True)
class Moved:
    """What other dates do to people. `told`: each person's application, with what moves for them."""

    promises: Pairs
    told: list[tuple[Application, Pairs]]
    longer: Longer
    reopens: bool

    @property
    def asks(self) -> bool:
        """Whether a lead has to see this before it is done."""
        return bool(self.told or self.reopens)

    @property
    def digest(self) -> str:
        """Stands for the dates that move."""
        seen = {name: [before.isoformat(), after.isoformat()] for name, (before, after) in self.promises.items()}
        return hashlib.sha256(json.dumps(seen, sort_keys=True).encode()).hexdigest()[:16]

    def letters(self, at: datetime) -> list[Letter]:
        return [emails.dates_moved(application, pairs, at) for application, pairs in self.told]


def preview(round_: Round, terms: Terms, *, at: datetime) -> Moved:
    """What changing the round to these terms would do to people. Reads only."""
    pairs = {name: (getattr(round_, name), getattr(terms, name)) for name in PROMISED}
    promises = {name: (before, after) for name, (before, after) in pairs.items() if before != after}
    longer = _longer(round_, terms, at)
    reopens = round_.has_closed(at) and terms.closes_at > at
    return Moved(promises, _told(round_, promises, longer), longer, reopens)


def _longer(round_: Round, terms: Terms, at: datetime) -> Longer:
    if terms.confirm_by <= round_.confirm_by:
        return Longer()
    shorter = Application.objects.filter(round=round_, confirm_by__lt=terms.confirm_by)
    in_time = Q(confirm_by__gt=at - round_.grace)
    answerable = shorter.filter(in_time, status__in=[Status.ADMITTED, Status.ACCEPTED, Status.DECLINED])
    extended = frozenset(answerable.values_list("pk", flat=True))
    lapsed = frozenset(shorter.filter(~in_time, status=Status.ADMITTED).values_list("pk", flat=True))
    if len(lapsed) > seats.count(round_, at).free:
        return Longer(extended, left_lapsed=len(lapsed))
    return Longer(extended, lapsed)


def _told(round_: Round, promises: Pairs, longer: Longer) -> list[tuple[Application, Pairs]]:
    if not promises:
        return []
    concerned = Application.objects.filter(round=round_, status__in=[Status.DRAFT, Status.SUBMITTED, Status.ADMITTED])
    rows = concerned.select_related("applicant", "round__cohort").order_by("pk")
    return [(row, pairs) for row in rows if (pairs := _for(row, promises, longer))]


def _for(application: Application, promises: Pairs, longer: Longer) -> Pairs:
    """What moves for this person: the deadline of a draft or of what was sent (a late invite may give a later one), the
    day on which what was sent is answered, the end of an offer."""
    status, found = application.status, dict[str, tuple[date, date]]()
    if "closes_at" in promises and status in {Status.DRAFT, Status.SUBMITTED}:
        before, after = (max(at, application.late_until or at) for at in promises["closes_at"])
        found |= {"closes_at": (before, after)} if before != after else {}
    if "decisions_by" in promises and status == Status.SUBMITTED:
        found["decisions_by"] = promises["decisions_by"]
    if application.confirm_by and status == Status.ADMITTED and application.pk in longer.all:
        found["confirm_by"] = (application.confirm_by, promises["confirm_by"][1])
    return found

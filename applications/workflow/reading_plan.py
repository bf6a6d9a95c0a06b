"""What giving out readings would do: who gets how many more, and which applications stay short of readers, and why."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from applications import assignment, reads
from applications.models import Application, ReaderAway, Review, ReviewAssignment, ReviewConflict, Round
from applications.models.review import MEAN
from applications.workflow import readers
from applications.workflow.readers import Readers

READ_BEFORE_DECISIONS = timedelta(days=3)


@dataclass(frozen=True)
class Load:
    """One reader in this round: how many were given to them, how many of these they have read, how many more they
    would get."""

    reader: User
    given: int
    read: int
    more: int
    away: ReaderAway | None
    is_reader: bool = True

    @property
    def left(self) -> int:
        return self.given - self.read

    @property
    def total(self) -> int:
        return self.given + self.more


@dataclass(frozen=True)
class Shortfall:
    """An application for which not enough readers are free: how many are missing, and who is not free, in words."""

    application: Application
    missing: int
    why: str


@dataclass(frozen=True)
class ReadingPlan:
    """All that a lead sees before the button. `digest` stands for who would read what, and until when."""

    pairs: list[tuple[int, int]]
    due_on: date
    loads: list[Load]
    shortfalls: list[Shortfall]

    @cached_property
    def digest(self) -> str:
        seen = [self.pairs, self.due_on.isoformat(), [(row.application.pk, row.missing) for row in self.shortfalls]]
        return hashlib.sha256(json.dumps(seen).encode()).hexdigest()

    @property
    def missing(self) -> int:
        return sum(row.missing for row in self.shortfalls)

    @property
    def applications(self) -> int:
        """How many applications would get a reader."""
        return len({application for application, _ in self.pairs})


@dataclass
class _Waiting:
    """The applications in review by key, and by the same key who was given each, who has a conflict, who has read it,
    and what those said: (mean, recommendation)."""

    rows: dict[int, Application]
    rule: reads.Rule
    given: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    conflicts: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    readers: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    said: dict[int, list[tuple[float, str]]] = field(default_factory=lambda: defaultdict(list))


def plan(round_: Round, *, at: datetime) -> ReadingPlan:
    """What giving out readings now would do. Reads only, in as many queries for one application as for thousands."""
    who, waiting = readers.of_round(round_), _waiting(round_)
    to_read = {key: _to_read(application, who, waiting) for key, application in waiting.rows.items()}
    given, read = _counts(round_)
    found = assignment.assign(to_read.values(), who.present, given)
    more = Counter(reader for _, reader in found.pairs)
    short = {waiting.rows[key]: (count, to_read[key]) for key, count in found.missing.items()}
    return ReadingPlan(
        found.pairs,
        due_on=max(at.date() + timedelta(days=1), round_.decisions_by - READ_BEFORE_DECISIONS),
        loads=_loads(who, given, read, more),
        shortfalls=[Shortfall(row, count, _why(row, who, waiting, one)) for row, (count, one) in short.items()],
    )


def rule_in_words(round_: Round) -> list[str]:
    """How many readings an application of this round gets, a sentence each."""
    each = round_.readers_each
    if round_.reading == Round.Reading.TWO_STEP:
        often = max(each, reads.BEFORE_A_NO)
        usual = [
            "Everything is read by one person first.",
            f"That is enough where everybody says admit, with a mean of {reads.CLEAR_YES:g} or more.",
            f"A clear no (everybody says reject, with a mean of {reads.CLEAR_NO:g} or less) is read by "
            f"{reads.BEFORE_A_NO} people, and so is everything proposed for a rejection.",
            f"What lies between is read by {often} people.",
        ]
    else:
        usual = [f"Every application is read by {each} {'person' if each == 1 else 'people'}."]
    apart = f"one says admit and another reject, or their means lie {reads.APART:g} or more apart"
    return [*usual, f"One more where readers disagree: {apart}.", "And one more each time a course lead asks for it."]


def needed(application: Application, said: Collection[tuple[float, str]], rule: reads.Rule) -> int:
    """How many readings it needs in all, by what its readers have said so far: (mean, recommendation) of each."""
    means, recommendations = [mean for mean, _ in said], [word for _, word in said]
    is_rejection = application.proposal == Application.Proposal.REJECT
    return reads.needed(rule, means, recommendations, extra=application.extra_reads, is_rejection=is_rejection)


def _waiting(round_: Round) -> _Waiting:
    """Only the columns it takes: the texts of thousands of applications would be most of the work."""
    here = Application.objects.in_review().filter(round=round_)
    columns = ("number", "public_id", "applicant__email", "proposal", "extra_reads")
    rows = here.select_related("applicant").only(*columns).order_by("pk")
    found = _Waiting({row.pk: row for row in rows}, round_.rule)
    for model, kept in ((ReviewAssignment, found.given), (ReviewConflict, found.conflicts)):
        for key, reader in model.objects.filter(application__in=here).order_by().values_list("application", "reviewer"):
            kept[key].add(reader)
    reviews = Review.objects.filter(application__in=here).order_by("pk").annotate(given=MEAN)
    for key, reader, mean, word in reviews.values_list("application", "reviewer", "given", "recommendation"):
        found.readers[key].add(reader)
        found.said[key].append((mean, word))
    return found


def _to_read(application: Application, who: Readers, waiting: _Waiting) -> assignment.ToRead:
    """Who reads it: everybody who has, and those it was given to who still can."""
    key = application.pk
    conflicts, given = waiting.conflicts[key], waiting.given[key]
    reading = waiting.readers[key] | ((given & who.present) - conflicts)
    barred = frozenset({application.applicant_id}) | conflicts | who.colleagues_of(application) | given
    needs = needed(application, waiting.said[key], waiting.rule)
    return assignment.ToRead(key, needs, barred, frozenset(reading))


def _counts(round_: Round) -> tuple[Counter[int], Counter[int]]:
    """By reader: how many applications of the round they have, and how many of those they have read. What was declared
    a conflict, or left review unread, is nobody's work."""
    here = {"application": OuterRef("application"), "reviewer": OuterRef("reviewer")}
    rows = ReviewAssignment.objects.filter(application__round=round_)
    rows = rows.annotate(is_read=Exists(Review.objects.filter(**here)))
    rows = rows.exclude(Exists(ReviewConflict.objects.filter(**here)))
    rows = rows.filter(Q(is_read=True) | Q(application__status=Application.Status.SUBMITTED))
    given, read = Counter[int](), Counter[int]()
    for reader, is_read in rows.order_by().values_list("reviewer", "is_read"):
        given[reader] += 1
        read[reader] += is_read
    return given, read


def _loads(who: Readers, given: Counter[int], read: Counter[int], more: Counter[int]) -> list[Load]:
    """All readers by name, and whoever left the group with something unread or a note of being away."""
    gone = {key for key in given if given[key] > read[key]} | who.away.keys()
    former = User.objects.filter(pk__in=gone - who.everybody.keys())
    rows = [
        Load(reader, given[key], read[key], more[key], who.away.get(key), key in who.everybody)
        for key, reader in [*who.everybody.items(), *((reader.pk, reader) for reader in former)]
    ]
    return sorted(rows, key=lambda row: (row.reader.name.casefold(), row.reader.pk))


def _why(application: Application, who: Readers, waiting: _Waiting, to_read: assignment.ToRead) -> str:
    """Who the readers are and what keeps each from this one, such as "Of 3 readers: 2 have it, 1 is away."."""
    everybody, counts = set(who.everybody), []
    kinds = (
        (set(to_read.readers), "has it", "have it"),
        ({application.applicant_id}, "is the applicant", "are the applicant"),
        (waiting.conflicts[application.pk], "declared a conflict", "declared a conflict"),
        (who.colleagues_of(application), "has the applicant's e-mail domain", "have the applicant's e-mail domain"),
        (set(who.away), "is away", "are away"),
    )
    for some, one, many in kinds:
        found = everybody & some
        everybody -= found
        counts += [f"{len(found)} {one if len(found) == 1 else many}"] if found else []
    if everybody:
        counts.append(f"{len(everybody)} would get it")
    return f"Of {len(who.everybody)} {'reader' if len(who.everybody) == 1 else 'readers'}: {', '.join(counts)}."

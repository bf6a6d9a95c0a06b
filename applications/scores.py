"""What the readings of a round say, application by application; added up once for each state of its reviews."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import fmean, median

from django.db.models import Count, F, Max, Sum

from applications import reads, severity
from applications.models import Review, Round
from applications.models.review import MEAN, SCORED

TOTAL = sum((F(name) for name in SCORED[1:]), F(SCORED[0]))
BOARDS_KEPT = 8  # of a few rounds, each at most some megabytes


@dataclass(frozen=True, slots=True)
class Scores:
    """Of one application that was read: the mean of each reading, from 1 to 4, and what these say together.

    `corrected` is their mean without the readers' severity, None where readers cannot be compared. `recommended` counts
    admit, waitlist and reject. `needed`: how many readings the round's rule asks for, without what a lead asked for.
    """

    means: tuple[float, ...]
    mean: float
    median: float
    spread: float
    corrected: float | None
    recommended: Mapping[str, int]
    is_disputed: bool
    needed: int
    needed_for_rejection: int

    @property
    def reads(self) -> int:
        return len(self.means)

    @property
    def says(self) -> str:
        """Such as "2 admit, 1 reject"."""
        return ", ".join(f"{count} {word}" for word, count in self.recommended.items())


@dataclass(frozen=True)
class Board:
    """All of a round: scores by application (those read at least once), and how strict each reader is."""

    by_application: Mapping[int, Scores]
    severities: severity.Severities
    readings: Mapping[int, int]

    @property
    def is_comparable(self) -> bool:
        return self.severities.is_comparable

    def score(self, application: int) -> float:
        """What applications are ranked by: the corrected mean, or the plain one where readers cannot be compared;
        0 for what nobody has read."""
        said = self.by_application.get(application)
        if said is None:
            return 0.0
        return said.mean if said.corrected is None else said.corrected


def of_round(round_: Round) -> Board:
    """One query that says whether anything was read since, in any round (a join would cost more), one more if so."""
    version = Review.objects.aggregate(n=Count("pk"), newest=Max("pk"), last=Max("reviewed_at"), total=Sum(TOTAL))
    return _board(round_.pk, round_.rule, tuple(version.values()))


@lru_cache(maxsize=BOARDS_KEPT)
def _board(round_pk: int, rule: reads.Rule, version: tuple[object, ...]) -> Board:
    """Kept under the version of the reviews: a review that is written or changed makes a new one."""
    written = Review.objects.filter(application__round=round_pk).order_by("application", "reviewer")
    rows = list(written.annotate(given=MEAN).values_list("application", "reviewer", "given", "recommendation"))
    severities = severity.estimate((application, reader, mean) for application, reader, mean, _ in rows)
    by_application: dict[int, list[tuple[int, float, str]]] = defaultdict(list)
    for application, reader, mean, recommendation in rows:
        by_application[application].append((reader, mean, recommendation))
    found = {application: _scores(given, severities, rule) for application, given in by_application.items()}
    return Board(found, severities, Counter(reader for _, reader, _, _ in rows))


def forget() -> None:
    """Drop what is kept: for tests, in which numbers begin again with each."""
    _board.cache_clear()


def _scores(given: Sequence[tuple[int, float, str]], severities: severity.Severities, rule: reads.Rule) -> Scores:
    means = tuple(mean for _, mean, _ in given)
    counted = Counter(recommendation for _, _, recommendation in given)
    recommended = {word: counted[word] for word in Review.Recommendation.values if counted[word]}
    return Scores(
        means=means,
        mean=fmean(means),
        median=median(means),
        spread=max(means) - min(means),
        corrected=severities.corrected((reader, mean) for reader, mean, _ in given),
        recommended=recommended,
        is_disputed=reads.disagree(means, recommended),
        needed=reads.needed(rule, means, recommended),
        needed_for_rejection=reads.needed(rule, means, recommended, is_rejection=True),
    )

"""How much of what a unit asks for one person has ticked off, unit by unit."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from cohorts.models import Enrollment
from curriculum.asks import Asks
from curriculum.models import Lecture, Reading, Release


@dataclass(frozen=True)
class UnitProgress:
    """Lectures and required readings: how many are done, of how many."""

    done: int
    asked: int


def progress_of(enrollment: Enrollment, releases: Collection[Release]) -> dict[int, UnitProgress]:
    """By release; three queries, however many units. The releases come with their unit."""
    asks = {release.unit_id: Asks(release) for release in releases}
    ticks = list(enrollment.ticks.values_list("lecture", "reading"))
    watched, read = {lecture for lecture, _ in ticks}, {reading for _, reading in ticks}
    asked: Counter[int] = Counter()
    done: Counter[int] = Counter()
    for lecture in Lecture.objects.filter(unit__in=asks):
        if asks[lecture.unit_id].lecture(lecture):
            asked[lecture.unit_id] += 1
            done[lecture.unit_id] += lecture.pk in watched
    for reading in Reading.objects.filter(unit__in=asks):
        if asks[reading.unit_id].reading(reading):
            asked[reading.unit_id] += 1
            done[reading.unit_id] += reading.pk in read
    return {release.pk: UnitProgress(done[release.unit_id], asked[release.unit_id]) for release in releases}

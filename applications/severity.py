"""How strict each reader is, so that nobody's luck with their readers decides.

A score is taken to be *quality of the application - severity of the reader + noise*, and both are estimated together by
least squares: the additive reader model of Roos, Rothe & Scheuermann, "How to Calibrate the Scores of Biased Reviewers
by Quadratic Programming" (AAAI 2011). RIDGE (Hoerl & Kennard 1970) lies on the severities: so small that it corrects
nothing by itself and only chooses, among solutions that fit alike, the one whose severities sum to zero.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from statistics import fmean

RIDGE = 1e-6
Reading = tuple[Hashable, Hashable, float]  # application, reader, score


@dataclass(frozen=True)
class Severities:
    """By reader, in points of the score: 0.3 reads "gives 0.3 less than the average reader would".

    Not comparable: readers and applications fall into groups that share nobody, so nothing says which group is strict.
    """

    by_reader: Mapping[Hashable, float]
    is_comparable: bool

    def corrected(self, readings: Iterable[tuple[Hashable, float]]) -> float | None:
        """What (reader, score) pairs of one application say once severity is taken out; None without any, or where
        groups are not comparable."""
        lifted = [score + self.by_reader[reader] for reader, score in readings]
        return fmean(lifted) if lifted and self.is_comparable else None


def estimate(readings: Iterable[Reading]) -> Severities:
    """Severities of all readers of a round. One reading per application and reader."""
    scores: dict[Hashable, dict[Hashable, float]] = defaultdict(dict)
    for application, reader, score in readings:
        scores[application][reader] = score
    readers = list(dict.fromkeys(reader for given in scores.values() for reader in given))
    place = {reader: index for index, reader in enumerate(readers)}
    matrix, right = _normal_equations(scores.values(), place)
    found = dict(zip(readers, _solved(matrix, right), strict=True))
    return Severities(found, _groups(scores.values(), readers) <= 1)


def _normal_equations(
    rows: Iterable[Mapping[Hashable, float]], place: Mapping[Hashable, int]
) -> tuple[list[list[float]], list[float]]:
    """For severities alone: the qualities are eliminated, each being its application's mean of the lifted scores."""
    matrix = [[RIDGE if row == column else 0.0 for column in range(len(place))] for row in range(len(place))]
    right = [0.0] * len(place)
    for given in rows:
        mean, share = fmean(given.values()), 1 / len(given)
        for reader, score in given.items():
            here = place[reader]
            right[here] += mean - score
            matrix[here][here] += 1
            for other in given:
                matrix[here][place[other]] -= share
    return matrix, right


def _solved(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Gaussian elimination; the ridge makes the matrix positive definite, so that no pivot is zero."""
    size = len(right)
    for step in range(size):
        for row in range(step + 1, size):
            factor = matrix[row][step] / matrix[step][step]
            if factor:
                for column in range(step, size):
                    matrix[row][column] -= factor * matrix[step][column]
                right[row] -= factor * right[step]
    found = [0.0] * size
    for row in reversed(range(size)):
        rest = sum(matrix[row][column] * found[column] for column in range(row + 1, size))
        found[row] = (right[row] - rest) / matrix[row][row]
    return found


def _groups(rows: Iterable[Iterable[Hashable]], readers: Iterable[Hashable]) -> int:
    """Into how many groups the readers fall, where sharing an application joins two."""
    leader = {reader: reader for reader in readers}

    def head(reader: Hashable) -> Hashable:
        while leader[reader] != reader:
            leader[reader] = leader[leader[reader]]
            reader = leader[reader]
        return reader

    for together in rows:
        first, *others = map(head, together)
        for other in others:
            leader[head(other)] = head(first)
    return len({head(reader) for reader in leader})

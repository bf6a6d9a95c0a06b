"""Severity is recovered exactly where nothing disturbs it, and named as unknown where nothing can tell."""

import random
from collections.abc import Mapping
from statistics import fmean
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.severity import estimate

qualities = st.lists(st.floats(1, 4), min_size=2, max_size=12)
strictness = st.lists(st.floats(-1, 1), min_size=2, max_size=6)


def readings(quality: list[float], severity: list[float], seed: int) -> list[tuple[str, str, float]]:
    """A connected graph without noise: neighbouring readers share an application, and more pairs by chance."""
    chance = random.Random(seed)
    pairs = {(number % len(quality), reader) for number in range(len(severity)) for reader in (number, number - 1)}
    pairs |= {(0, 0)} | {(a, r) for a in range(len(quality)) for r in range(len(severity)) if chance.random() < 0.3}
    pairs = {(a, r % len(severity)) for a, r in pairs}
    return [(f"a{a}", f"r{r}", quality[a] - severity[r]) for a, r in sorted(pairs)]


def centred(values: Mapping[str, Any]) -> dict[str, float]:
    middle = fmean(values.values())
    return {name: value - middle for name, value in values.items()}


@given(qualities, strictness, st.integers(0, 999))
def test_severities_are_recovered_exactly_without_noise_on_a_connected_graph(quality, severity, seed):
    found = estimate(readings(quality, severity, seed))

    truth = centred({f"r{number}": value for number, value in enumerate(severity)})
    assert found.is_comparable
    assert found.by_reader == pytest.approx(truth, abs=1e-4)


@given(qualities, strictness, st.integers(0, 999))
def test_corrected_scores_differ_as_the_qualities_do(quality, severity, seed):
    rows = readings(quality, severity, seed)

    found = estimate(rows)

    read = sorted({application for application, _, _ in rows})
    corrected = {name: found.corrected([(r, score) for a, r, score in rows if a == name]) for name in read}
    truth = {name: quality[int(name[1:])] for name in read}
    assert centred(corrected) == pytest.approx(centred(truth), abs=1e-4)


@given(qualities, strictness, st.integers(0, 999), st.randoms(use_true_random=False))
def test_names_and_order_do_not_matter(quality, severity, seed, chance):
    rows = [(a, r, score + chance.uniform(-0.5, 0.5)) for a, r, score in readings(quality, severity, seed)]
    names = [f"n{number}" for number in range(len(severity))]
    chance.shuffle(names)
    renamed = [(f"x{a}", names[int(r[1:])], score) for a, r, score in rows]
    chance.shuffle(renamed)

    before, after = estimate(rows).by_reader, estimate(renamed).by_reader

    assert {names[int(str(r)[1:])]: value for r, value in before.items()} == pytest.approx(after, abs=1e-6)


def test_a_strict_reader_is_told_from_weak_applications():
    rows = [("strong", "mild", 4.0), ("strong", "strict", 3.0), ("weak", "mild", 2.0), ("middling", "strict", 2.0)]

    found = estimate(rows)

    assert found.by_reader["strict"] - found.by_reader["mild"] == pytest.approx(1)
    assert found.corrected([("strict", 2.0)]) == pytest.approx(2.5)
    assert found.corrected([("mild", 2.0)]) == pytest.approx(1.5)


def test_readers_who_share_no_application_cannot_be_compared():
    found = estimate([("one", "a", 4.0), ("two", "b", 2.0)])

    assert not found.is_comparable
    assert found.corrected([("a", 4.0)]) is None


def test_nothing_read_is_no_error():
    found = estimate([])

    assert found.by_reader == {}
    assert found.corrected([]) is None

"""What readings say together, and that it is added up anew when somebody reads."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from applications import scores
from applications.models import Review
from tests.factories.applications import READING, make_review, make_round, make_submitted_application
from tests.factories.people import make_reviewer

pytestmark = pytest.mark.django_db


def test_several_readings_make_mean_median_and_range():
    application = make_submitted_application()
    for score in (1, 3, 4):
        make_review(application, make_reviewer(), score=score)

    said = scores.of_round(application.round).by_application[application.pk]

    assert (said.reads, said.median, said.spread) == (3, 3, 3)
    assert said.mean == pytest.approx(8 / 3)
    assert said.is_disputed, "one gave 1 and another 4"
    assert said.says == "3 admit"


def test_a_strict_reader_costs_nobody_a_place():
    round_, mild, strict = make_round(), make_reviewer("Mild"), make_reviewer("Strict")
    both, one, other = (make_submitted_application(round_) for _ in range(3))
    make_review(both, mild, score=4)
    make_review(both, strict, score=3)
    make_review(one, mild, score=3)
    make_review(other, strict, score=2)

    board = scores.of_round(round_)

    assert board.by_application[one.pk].mean > board.by_application[other.pk].mean
    assert board.score(one.pk) == pytest.approx(board.score(other.pk), abs=1e-4)


def test_where_readers_share_nothing_the_plain_mean_ranks():
    round_ = make_round()
    one, other, unread = (make_submitted_application(round_) for _ in range(3))
    make_review(one, make_reviewer(), score=2)
    make_review(other, make_reviewer(), score=4)

    board = scores.of_round(round_)

    assert not board.is_comparable
    assert [board.score(row.pk) for row in (one, other, unread)] == [2.0, 4.0, 0.0]


def test_a_new_or_changed_reading_counts_at_once_and_nothing_new_costs_one_query():
    application, reader = make_submitted_application(), make_reviewer()
    make_review(application, reader, score=2)
    first = scores.of_round(application.round)

    with CaptureQueriesContext(
        connection,
    ) as again:
        same = scores.of_round(application.round)
    make_review(application, reader, score=4, at=READING)
    changed = scores.of_round(application.round)

    assert same is first
    assert len(again) == 1
    assert changed.by_application[application.pk].mean == 4
    assert Review.objects.count() == 1

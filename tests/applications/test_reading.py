"""What a reader sees: the queue's order, blind and open rounds, others' scores."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from applications import reading
from applications.models import Application, Question
from applications.workflow import reviewing
from tests.factories.applications import READING, ask, make_review, make_round, make_submitted_application
from tests.factories.people import make_lead, make_reviewer

pytestmark = pytest.mark.django_db
LATER = READING + timedelta(days=30)


def keys(application: Application, viewer: User) -> set[str]:
    return {line["key"] for line in reading.lines(application, viewer)}


# the queue


def test_what_is_due_first_comes_first_and_then_what_was_read_least():
    late = make_round(readers_each=2)
    reader = make_reviewer()
    often, seldom = make_submitted_application(late), make_submitted_application(late)
    reviewing.assign(late, by=make_lead(), at=LATER)
    make_review(often, make_reviewer("Other"), at=LATER)
    soon = make_submitted_application()
    reviewing.assign(soon.round, by=make_lead(), at=READING)

    assert list(reading.queue(reader)) == [soon, seldom, often]
    assert [row.reads for row in reading.queue(reader)] == [0, 0, 1]
    assert reading.next_for(reader) == soon.public_id


def test_the_order_is_stable_for_a_reader_and_differs_between_readers():
    round_ = make_round(readers_each=2)
    for _ in range(12):
        make_submitted_application(round_)
    one, other = make_reviewer("One"), make_reviewer("Other")
    reviewing.assign(round_, by=make_lead(), at=READING)
    before = list(reading.queue(one))
    assert before != list(reading.queue(other))
    assert set(before) == set(reading.queue(other))

    make_review(before[0], one)

    assert list(reading.queue(one)) == before[1:]


def test_nothing_is_next_when_all_is_read():
    assert reading.next_for(make_reviewer()) is None


def test_the_next_one_is_found_by_one_query_that_fetches_no_texts():
    round_ = make_round(readers_each=1)
    reader = make_reviewer()
    for _ in range(3):
        make_submitted_application(round_)
    reviewing.assign(round_, by=make_lead(), at=READING)

    with CaptureQueriesContext(connection) as queries:
        reading.next_for(reader)

    assert len(queries) == 1
    assert "motivation" not in queries[0]["sql"].split(" FROM ")[0]


# blind and open


def asked_application(*, is_blind: bool) -> Application:
    """One that was given to everybody, with a question of each kind of audience."""
    round_ = make_round(readers_each=5, is_blind=is_blind)
    ask(round_, "homepage", identifies=True)
    ask(round_, "for-leads", audience=Question.Audience.LEADS)
    ask(round_, "project")
    answers = {"homepage": "example.com/ada", "for-leads": "Met you in May.", "project": "A probe."}
    return make_submitted_application(round_, answers=answers, campus="mit", campus_otherwise="virtual")


def test_a_blind_round_shows_readers_nothing_that_says_who_it_is():
    application, reader = asked_application(is_blind=True), make_reviewer()

    seen = keys(application, reader)

    assert {"motivation", "deep_learning", "project"} <= seen
    assert not seen & {"homepage", "for-leads", "campus", "campus_otherwise", "zone", "background", "grid"}
    assert not reading.sight(application, reader).sees_who


def test_an_open_round_shows_readers_who_it_is_but_neither_hours_nor_what_is_for_leads():
    application, reader = asked_application(is_blind=False), make_reviewer()

    seen = keys(application, reader)

    assert {"motivation", "project", "homepage", "campus", "zone"} <= seen
    assert not seen & {"grid", "for-leads"}
    assert reading.sight(application, reader).sees_who


def test_leads_see_all_but_the_hours():
    application = asked_application(is_blind=True)

    seen = keys(application, make_lead())

    assert {"homepage", "for-leads", "campus", "project"} <= seen
    assert "grid" not in seen


def test_a_lead_who_owes_a_reading_reads_as_blind_as_the_others():
    application, lead = asked_application(is_blind=True), make_lead()
    lead.groups.add(*make_reviewer().groups.all())
    reviewing.assign(application.round, by=make_lead("Other"), at=READING)
    lead = User.objects.get(pk=lead.pk)
    assert not keys(application, lead) & {"homepage", "for-leads", "campus"}
    assert not reading.sight(application, lead).sees_who

    make_review(application, lead)

    assert {"homepage", "for-leads", "campus"} <= keys(application, lead)

"""Lectures and readings that staff add to a unit, put in order and remove, while cohorts run."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from curriculum import coursewriter, library
from curriculum.facts import facts_of
from curriculum.models import ContentChange, Course, Lecture, LinkFix, Reading, Release, Unit
from curriculum.workflow import content, pieces, ticks
from mlsafety_course.transitions import Refused
from tests.curriculum.test_library import whole_library
from tests.factories.curriculum import load_course_once, make_participant, make_scheduled_cohort
from tests.factories.people import make_lead, make_person

pytestmark = pytest.mark.django_db
AT = datetime(2023, 2, 1, 12, tzinfo=UTC)
LECTURE = {"number": "90", "title": "Goodhart again", "availability": "available", "video_minutes": "20"}
READING = {"title": "A new paper", "url": "https://example.com/paper", "kind": "paper", "minutes": "30"}


@pytest.fixture
def lead():
    return make_lead()


@pytest.fixture
def unit():
    load_course_once()
    return Unit.objects.get(slug="background")


def ask(client, user, name, args, sent=None):
    client.force_login(user)
    with time_machine.travel(AT, tick=False):
        url = reverse(f"curriculum:{name}", args=args)
        return client.get(url) if sent is None else client.post(url, sent)


def add(unit, lead, **more):
    return pieces.add(Reading, unit, READING | {"minutes": 30} | more, by=lead, at=AT)


def unit_page(client, enrollment, slug="background"):
    client.force_login(enrollment.person)
    with time_machine.travel(enrollment.cohort.starts_at + timedelta(days=1), tick=False):
        return client.get(reverse("curriculum:unit", args=[slug]))


@pytest.mark.parametrize(("kind", "sent"), [("lectures", LECTURE), ("readings", READING | {"required": "on"})])
def test_what_is_added_is_shown_in_a_running_cohort_and_asks_nobody_for_more(client, lead, unit, kind, sent):
    enrollment = make_participant()
    before, asked = unit_page(client, enrollment).context["contents"], Release.objects.get(unit=unit).asks

    answer = ask(client, lead, "add_piece", ["background", kind], sent)
    page = unit_page(client, enrollment)

    assert answer.status_code == 302
    assert sent["title"] in page.text
    assert page.context["contents"].total_minutes == before.total_minutes
    assert Release.objects.get(unit=unit).asks == asked
    assert ContentChange.objects.get().field == "added"


def test_a_cohort_planned_later_asks_for_what_was_added(client, lead, unit):
    running = make_participant()

    ask(client, lead, "add_piece", ["background", "lectures"], LECTURE)
    later = make_participant(make_scheduled_cohort())

    counted = [facts_of([one], AT)[one.pk].lectures for one in (running, later)]
    assert counted[1] == counted[0] + 1


def test_a_cohort_whose_requirements_were_never_written_down_keeps_them(client, lead, unit):
    enrollment = make_participant()
    Release.objects.update(asks={})
    before = facts_of([enrollment], AT)[enrollment.pk].lectures

    ask(client, lead, "add_piece", ["background", "lectures"], LECTURE)

    assert facts_of([enrollment], AT)[enrollment.pk].lectures == before


def test_what_was_added_opens_with_the_unit_and_not_before(client, lead, unit):
    enrollment = make_participant()

    ask(client, lead, "add_piece", ["robustness", "readings"], READING)

    assert READING["url"] not in unit_page(client, enrollment, "robustness").text


def test_a_number_that_is_taken_is_refused_in_words(client, lead, unit):
    taken = ask(client, lead, "add_piece", ["background", "lectures"], LECTURE | {"number": "1"})
    with pytest.raises(Refused, match="Number 1 has been given"):
        pieces.add(Lecture, unit, {"number": 1, "title": "In the meantime"}, by=lead, at=AT)

    assert taken.status_code == 422
    assert "already exists" in taken.text


def test_names_in_addresses_are_never_given_twice(lead, unit):
    rows = [add(unit, lead), add(unit, lead), add(unit, lead, title="New"), add(unit, lead, title="機械学習")]

    assert [row.slug for row in rows] == ["a-new-paper", "a-new-paper-2", "new-2", "reading"]


def test_a_reading_belongs_to_a_lecture_of_its_own_unit_only(client, lead, unit):
    own, other = (Lecture.objects.filter(unit__slug=slug)[0] for slug in ("background", "robustness"))

    strange = ask(client, lead, "add_piece", ["background", "readings"], READING | {"lecture": str(other.pk)})
    fine = ask(client, lead, "add_piece", ["background", "readings"], READING | {"lecture": str(own.pk)})

    assert (strange.status_code, fine.status_code) == (422, 302)
    assert Reading.objects.get(title=READING["title"]).lecture == own


def test_readings_change_places_with_their_neighbour(client, lead, unit):
    before = [row.slug for row in unit.readings.all()]

    ask(client, lead, "move_piece", ["background", "readings", before[1]], {"earlier": "1"})
    first = ask(client, lead, "move_piece", ["background", "readings", before[1]], {"earlier": "1"})

    assert [row.slug for row in unit.readings.all()] == [before[1], before[0], *before[2:]]
    assert first.status_code == 409
    assert set(ContentChange.objects.values_list("field", flat=True)) == {"position"}


def test_lectures_exchange_their_numbers(client, lead, unit):
    one, two, *rest = unit.lectures.all()

    ask(client, lead, "move_piece", ["background", "lectures", one.slug], {"later": "1"})

    assert list(unit.lectures.all()) == [two, one, *rest]
    assert set(unit.lectures.values_list("number", flat=True)) == {
        one.number,
        two.number,
        *(row.number for row in rest),
    }


def test_what_nobody_depends_on_is_removed_and_the_record_keeps_its_name(client, lead, unit):
    cohort = make_scheduled_cohort()
    row = add(unit, lead)
    content.fix_link(row, "url", "https://example.com/mended", cohort, by=lead, at=AT)

    answer = ask(client, lead, "remove_piece", ["background", "readings", row.slug], {})

    assert answer.status_code == 302
    assert not Reading.objects.filter(pk=row.pk).exists()
    assert not LinkFix.objects.exists()
    assert ContentChange.objects.filter(field="removed", before=READING["title"]).exists()


@pytest.mark.parametrize(
    ("kind", "slug"), [("lectures", "introduction"), ("readings", "unsolved-problems-in-ml-safety")]
)
def test_what_a_cohort_asks_for_stays_even_when_later_ones_would_not(client, lead, unit, kind, slug):
    cohort = make_scheduled_cohort()
    Lecture.objects.update(optional=True)
    Reading.objects.update(required=False)

    page = ask(client, lead, "edit_piece", ["background", kind, slug])
    answer = ask(client, lead, "remove_piece", ["background", kind, slug], {})

    assert answer.status_code == 409
    assert f"{cohort.title} asks for it." in page.text
    assert "Remove it from the unit" not in page.text


def test_what_somebody_ticked_off_stays(client, lead, unit):
    enrollment = make_participant()
    row = add(unit, lead)
    ticks.tick(enrollment, row, done=True, by=enrollment.person, at=enrollment.cohort.starts_at)

    answer = ask(client, lead, "remove_piece", ["background", "readings", row.slug], {})

    assert answer.status_code == 409
    assert "1 participant ticked it off." in answer.text


def test_the_readings_of_a_removed_lecture_stay_with_the_unit(lead, unit):
    lecture = pieces.add(Lecture, unit, {"number": 90, "title": "Short-lived"}, by=lead, at=AT)
    reading = add(unit, lead, lecture=lecture)

    pieces.remove(lecture, by=lead, at=AT)

    reading.refresh_from_db()
    assert reading.lecture is None
    assert not Lecture.objects.filter(pk=lecture.pk).exists()


def test_the_course_file_brings_back_exactly_what_was_added_ordered_and_removed(lead, unit):
    first = unit.readings.all()[0]
    gone = add(unit, lead, title="Gone")
    add(unit, lead)
    pieces.move(first, earlier=False, by=lead, at=AT)
    pieces.remove(gone, by=lead, at=AT)
    pieces.add(Lecture, unit, {"number": 90, "title": "One more"}, by=lead, at=AT)
    before, text = whole_library(), coursewriter.export()

    again = library.load(text)
    for model in (Reading, Lecture):
        model.objects.filter(unit=unit).update(title="Lost")
    library.load(text)

    assert (sum(again.changed.values()), sum(again.new.values()), sum(again.kept.values())) == (0, 0, 0)
    assert whole_library() == before


def test_an_assignment_is_neither_added_moved_nor_removed_here(client, lead, unit):
    row = ["robustness", "assignments", "robustness-questions"]

    answers = [ask(client, lead, "add_piece", row[:2]), *(ask(client, lead, f"{act}_piece", row, {}) for act in ACTS)]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


ACTS = ("move", "remove")


def test_only_who_edits_the_material_comes_there(client, unit):
    somebody, row = make_person(), ["background", "readings", unit.readings.all()[0].slug]

    answers = [ask(client, somebody, f"{act}_piece", row, {}) for act in ACTS]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert ask(client, somebody, "add_piece", row[:2]).status_code == 403
    assert Course.objects.exists()

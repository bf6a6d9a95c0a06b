"""Material that staff edit: on the record, links mended for one cohort, what running cohorts were asked for kept."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from curriculum import coursewriter, library
from curriculum.asks import Asks
from curriculum.facts import facts_of
from curriculum.models import Assignment, ContentChange, Course, Lecture, LinkFix, Reading, Release, Unit
from curriculum.workflow import content, ticks
from mlsafety_course.transitions import Refused
from tests.curriculum.test_library import MODELS, TEXT, whole_library
from tests.factories.cohorts import make_cohort
from tests.factories.curriculum import load_course_once, make_participant, make_scheduled_cohort
from tests.factories.people import make_lead, make_person

pytestmark = pytest.mark.django_db
AT = datetime(2023, 2, 1, 12, tzinfo=UTC)


@pytest.fixture
def lead():
    return make_lead()


def ask(client, user, name, args=(), sent=None):
    client.force_login(user)
    with time_machine.travel(AT, tick=False):
        url = reverse(f"curriculum:{name}", args=args)
        return client.get(url) if sent is None else client.post(url, sent)


def typed(form):
    """What a browser sends of a form that nobody touched."""
    return {name: value for name, value in form.initial.items() if value not in (None, False)}


PIECES = [
    ("lectures", "introduction", "background"),
    ("readings", "unsolved-problems-in-ml-safety", "background"),
    ("assignments", "robustness-questions", "robustness"),
]


@pytest.mark.parametrize(("kind", "slug", "unit"), PIECES)
def test_a_saved_title_is_shown_and_recorded_and_an_untouched_form_records_nothing(client, lead, kind, slug, unit):
    load_course_once()
    args = [unit, kind, slug]
    form = ask(client, lead, "edit_piece", args).context["form"]

    same = ask(client, lead, "edit_piece", args, typed(form))
    unchanged = ContentChange.objects.count()
    saved = ask(client, lead, "edit_piece", args, typed(form) | {"title": "Renamed"})

    assert (same.status_code, unchanged, saved.status_code) == (302, 0, 302)
    change = ContentChange.objects.get()
    assert (change.kind, change.slug, change.field, change.after) == (kind[:-1], slug, "title", "Renamed")
    assert change.before == form.initial["title"]


def test_a_preview_of_a_text_is_harmless_and_saves_nothing(client, lead):
    load_course_once()
    args = ["robustness", "assignments", "robustness-questions"]
    form = ask(client, lead, "edit_piece", args).context["form"]
    sent = typed(form) | {"description": "**Do** this <script>alert(1)</script>", "preview": "1"}

    page = ask(client, lead, "edit_piece", args, sent)

    assert "<strong>Do</strong>" in page.text
    assert "<script>alert" not in page.text
    assert not ContentChange.objects.exists()


@pytest.mark.parametrize("name", ["edit_piece", "fix_link"])
def test_only_who_edits_the_material_comes_there_and_unknown_kinds_do_not_exist(client, lead, name):
    load_course_once()
    sent = {"field": "video_url", "url": "https://example.com/"}

    refused = ask(client, make_person(), name, ["background", "lectures", "introduction"], sent)
    missing = ask(client, lead, name, ["background", "passages", "about"], sent)

    assert (refused.status_code, missing.status_code) == (403, 404)


def test_a_link_mended_for_one_cohort_is_shown_there_and_nowhere_else(client, lead):
    one, other = make_scheduled_cohort(), make_scheduled_cohort()
    people = [make_participant(cohort) for cohort in (one, other)]
    sent = {"field": "video_url", "url": "https://example.com/mended", "cohort": str(one.pk)}

    answer = ask(client, lead, "fix_link", ["background", "lectures", "introduction"], sent)
    pages = [unit_page(client, enrollment) for enrollment in people]

    assert answer.status_code == 302
    assert ["https://example.com/mended" in page for page in pages] == [True, False]
    assert ContentChange.objects.get().cohort == one


def unit_page(client, enrollment, slug="background"):
    client.force_login(enrollment.person)
    with time_machine.travel(enrollment.cohort.starts_at + timedelta(days=1), tick=False):
        return client.get(reverse("curriculum:unit", args=[slug])).text


def test_a_link_mended_for_every_cohort_is_the_librarys_own(client, lead):
    enrollment = make_participant()
    sent = {"field": "slides_url", "url": "https://example.com/slides", "cohort": ""}

    ask(client, lead, "fix_link", ["background", "lectures", "introduction"], sent)

    assert Lecture.objects.get(slug="introduction").slides_url == "https://example.com/slides"
    assert "https://example.com/slides" in unit_page(client, enrollment)


def test_the_usual_address_given_again_lifts_what_was_mended(lead):
    cohort = make_scheduled_cohort()
    reading = Reading.objects.get(slug="unsolved-problems-in-ml-safety")
    content.fix_link(reading, "url", "https://example.com/mended", cohort, by=lead, at=AT)

    content.fix_link(reading, "url", reading.url, cohort, by=lead, at=AT)

    assert not LinkFix.objects.exists()
    after = ContentChange.objects.order_by("pk").values_list("after", flat=True)
    assert list(after) == ["https://example.com/mended", reading.url]


def test_a_link_that_there_is_not_is_refused(lead):
    load_course_once()

    with pytest.raises(Refused, match="no such link"):
        content.fix_link(Lecture.objects.all()[0], "title", "https://example.com/", None, by=lead, at=AT)


def test_what_a_planned_cohort_asks_for_stays_whatever_is_edited_later(client, lead):
    cohort = make_scheduled_cohort()
    enrollment = make_participant(cohort)
    reading = Reading.objects.get(slug="unsolved-problems-in-ml-safety")
    lecture = Lecture.objects.get(slug="introduction")
    before = facts_of([enrollment], cohort.starts_at)[enrollment.pk].lectures

    content.edit(reading, {"required": False}, by=lead, at=AT)
    content.edit(lecture, {"optional": True}, by=lead, at=AT)
    later = make_participant(make_scheduled_cohort(make_cohort()))

    release = cohort.releases.select_related("unit").get(unit__slug="background")
    asks = Asks(release)
    assert (asks.reading(Reading.objects.get(pk=reading.pk)), asks.lecture(Lecture.objects.get(pk=lecture.pk))) == (
        True,
        True,
    )
    counts = facts_of([enrollment, later], cohort.starts_at)
    assert (counts[enrollment.pk].lectures, counts[later.pk].lectures) == (before, before - 1)


def test_ticks_count_only_for_what_the_persons_cohort_asks_for(lead):
    cohort = make_scheduled_cohort()
    enrollment, lecture = make_participant(cohort), Lecture.objects.get(slug="deep-learning-review")
    at = cohort.starts_at + timedelta(days=1)
    ticks.tick(enrollment, lecture, done=True, by=enrollment.person, at=at)
    optional = facts_of([enrollment], at)[enrollment.pk].lectures_ticked

    ticks.tick(enrollment, Lecture.objects.get(slug="introduction"), done=True, by=enrollment.person, at=at)
    content.edit(Lecture.objects.get(slug="introduction"), {"optional": True}, by=lead, at=AT)

    assert optional == 0
    assert facts_of([enrollment], at)[enrollment.pk].lectures_ticked == 1


def test_a_cohort_planned_before_this_was_fixed_asks_for_what_the_library_does():
    cohort = make_scheduled_cohort()
    enrollment = make_participant(cohort)
    fixed = facts_of([enrollment], cohort.starts_at)[enrollment.pk].lectures

    Release.objects.filter(cohort=cohort).update(asks={})

    assert facts_of([enrollment], cohort.starts_at)[enrollment.pk].lectures == fixed == 21


def test_loading_exporting_and_loading_again_gives_equal_rows():
    load_course_once()
    Unit.objects.filter(slug="robustness").update(discussion_prompt="Two lines:\r\n\r\n- one: [a]\t\n# no comment\n")
    before, exported = without_keys(), coursewriter.export()
    for model in reversed(MODELS):
        model._default_manager.all().delete()

    library.load(exported)

    assert without_keys() == before
    assert coursewriter.export() == exported


def without_keys():
    """Every row without the numbers that the database gave it."""
    ours = {"id", "unit_id", "lecture_id", "position"}
    rows = [{name: value for name, value in row.items() if name not in ours} for of in whole_library() for row in of]
    places = Reading.objects.order_by("unit__order", "position").values_list("unit__slug", "lecture__slug", "slug")
    return rows, list(places), list(Assignment.objects.values_list("unit__slug", "slug"))


def test_exporting_what_was_loaded_differs_from_the_library_in_nothing():
    load_course_once()

    report = library.preview(coursewriter.export())

    assert report.differences == []


def test_the_export_is_for_who_edits_the_material(client, lead):
    empty = ask(client, lead, "export_course")
    load_course_once()

    file = ask(client, lead, "export_course")

    assert empty.status_code == 404
    assert b"marking_key" in file.content
    assert ask(client, make_person(), "export_course").status_code == 403


def upload(client, lead, text, **more):
    file = SimpleUploadedFile("curriculum.yaml", text.encode())
    return ask(client, lead, "import_course", sent={"file": file, **more})


def test_a_file_is_shown_field_by_field_before_anything_changes_and_then_recorded(client, lead):
    load_course_once()
    text = TEXT.replace('title: "Robustness"', 'title: "Robust models"')

    preview = upload(client, lead, text)
    untouched = Unit.objects.get(slug="robustness").title
    applied = ask(client, lead, "import_course", sent={"text": preview.context["text"], "confirm": "1"})

    assert "Robust models" in preview.text
    assert untouched == "Robustness"
    assert applied.status_code == 302
    assert Unit.objects.get(slug="robustness").title == "Robust models"
    change = ContentChange.objects.get()
    assert (change.field, change.before, change.after, change.by) == ("title", "Robustness", "Robust models", lead)


@pytest.mark.parametrize(
    ("text", "words"),
    [("units: [", "line 1"), ("", "file is empty"), ("a: 1", "needs a “course”")],
)
def test_a_file_that_cannot_be_used_is_refused_in_a_sentence_and_changes_nothing(client, lead, text, words):
    load_course_once()
    before = whole_library()

    answer = upload(client, lead, text)

    assert answer.status_code == 422
    assert words in answer.text
    assert whole_library() == before


def test_an_empty_library_can_be_filled_from_a_file(client, lead):
    preview = upload(client, lead, TEXT)
    ask(client, lead, "import_course", sent={"text": preview.context["text"], "confirm": "1"})

    assert Course.objects.count() == 1
    assert Unit.objects.count() == 8


def test_the_list_of_changes_says_what_was_changed_by_whom_and_for_which_cohort(client, lead):
    cohort = make_scheduled_cohort()
    reading = Reading.objects.get(slug="unsolved-problems-in-ml-safety")
    content.fix_link(reading, "url", "https://example.com/mended", cohort, by=lead, at=AT)

    page = ask(client, lead, "content_changes")

    assert reading.slug in page.text
    assert cohort.title in page.text
    assert lead.name in page.text

"""Loading the course."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from curriculum import library, passages
from curriculum.coursefile import BrokenFile
from curriculum.models import Assignment, Course, Lecture, Passage, Reading, Unit
from tests.factories.curriculum import DATA, load_course_once

pytestmark = pytest.mark.django_db
TEXT = (DATA / "curriculum.yaml").read_text("utf-8")
MODELS = [Course, Unit, Lecture, Reading, Assignment]


def whole_library():
    return [list(model._default_manager.order_by("pk").values()) for model in MODELS]


def test_the_real_course_has_eight_units_23_lectures_113_readings_and_10_assignments():
    report = library.load(TEXT)

    assert [model._default_manager.count() for model in MODELS] == [1, 8, 23, 113, 10]
    assert report.lines()[0] == "8 units new, 0 changed, 0 as before"
    assert Lecture.objects.get(number=14).availability == "forthcoming"
    assert Reading.objects.filter(required=True).count() == 24


def test_loading_twice_changes_nothing():
    library.load(TEXT)
    before = whole_library()

    report = library.load(TEXT)

    assert whole_library() == before
    assert (sum(report.new.values()), sum(report.changed.values()), report.changes) == (0, 0, [])


def test_a_changed_title_is_reported_and_nothing_else_changes():
    library.load(TEXT)

    report = library.load(TEXT.replace('title: "Robustness"', 'title: "Robust models"'))

    assert report.changes == ["Unit “Robust models”: title"]
    assert sum(report.new.values()) == 0


def test_units_and_lectures_may_change_places():
    library.load(TEXT)
    swapped = (
        TEXT.replace("order: 1\n", "order: 99\n")
        .replace("order: 2\n", "order: 1\n")
        .replace("order: 99\n", "order: 2\n")
    )
    swapped = swapped.replace("number: 6\n", "number: 99\n").replace("number: 7\n", "number: 6\n")

    library.load(swapped.replace("number: 99\n", "number: 7\n").replace("lecture: 6\n", "lecture: 7\n"))

    assert [unit.slug for unit in Unit.objects.all()[:2]] == ["hazard-analysis", "background"]


def test_what_the_file_no_longer_names_is_kept_and_reported():
    library.load(TEXT)
    at = TEXT.index('      - slug: "concrete-problems-in-ai-safety"')
    end = TEXT.index("      - slug:", at + 10)

    report = library.load(TEXT[:at] + TEXT[end:])

    assert report.kept["reading"] == 1
    assert Reading.objects.filter(slug="concrete-problems-in-ai-safety").exists()


def test_keys_we_do_not_model_are_kept():
    library.load(TEXT)

    assert Course.objects.get().extra["file"]["run"]["starts_on"] == "2023-02-20"
    assert Lecture.objects.get(number=14).extra["slides_published"]
    assert Unit.objects.get(order=1).extra == {"week_verified": False}


BROKEN = {
    "a word for a number": ("minutes: 60", "minutes: sixty", "“minutes”"),
    "a missing title": ('        title: "Introduction"\n', "", "no “title”"),
    "an unknown status": ('status: "forthcoming"', 'status: "soon"', "“status”"),
    "a reading of a lecture of another unit": ("lecture: 1\n", "lecture: 22\n", "no lecture 22"),
    "a list for a word": ('title: "Introduction"', "title: [a, b]", "“title”"),
    "an address that is none": ('url: "https://arxiv.org/abs/2109.13916"', 'url: "arxiv"', "“url”"),
    "two units with one slug": ("slug: robustness\n", "slug: background\n", "background"),
    "two lectures with one number": ("number: 3\n", "number: 1\n", "number 1."),
    "a key twice": ("order: 1\n", "order: 1\n    order: 1\n", "twice"),
    "a tab": ("units:\n", "units:\n\t", "YAML"),
    "a date that does not exist": ("2023-01-29", "2023-02-30", "2023-02-30"),
    "a tag that makes objects": ("weeks: 8", "weeks: !!python/object:os.system 8", "YAML"),
    "no units": ("\nunits:\n", "\nothers:\n", "units"),
    "an alias": ("weeks: 8", "weeks: &a [1]\n  again: *a", "alias"),
}


@pytest.mark.parametrize(("old", "new", "reason"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_file_is_refused_with_its_line_and_changes_nothing(old, new, reason):
    library.load(TEXT)
    before = whole_library()
    broken = TEXT.replace('title: "Background"', 'title: "Renamed"').replace(old, new, 1)

    with pytest.raises(BrokenFile, match=r"^line \d+: ") as refusal:
        library.load(broken)

    assert reason in str(refusal.value)
    assert whole_library() == before


def test_the_line_named_is_the_line_that_is_wrong():
    line = TEXT[: TEXT.index("minutes: 60")].count("\n") + 1

    with pytest.raises(BrokenFile) as refusal:
        library.load(TEXT.replace("minutes: 60", "minutes: sixty", 1))

    assert refusal.value.line == line


def test_the_command_reports_and_refuses_in_sentences(tmp_path: Path, capsys):
    call_command("load_course")
    assert "113 readings new" in capsys.readouterr().out
    broken = tmp_path / "broken.yaml"
    broken.write_text("units: [")

    with pytest.raises(CommandError, match=r"line 1: .* Nothing was changed"):
        call_command("load_course", file=broken)


def test_texts_are_written_where_they_are_missing_and_never_over_what_staff_wrote():
    load_course_once()
    Passage.objects.filter(slug="about").update(body="Ours.")
    Unit.objects.filter(slug="robustness").update(discussion_prompt="Ours.")
    Unit.objects.filter(slug="alignment").update(ta_notes="")

    written = passages.load_missing((DATA / "passages.yaml").read_text("utf-8"))

    assert written == 1
    assert Passage.objects.get(slug="about").body == "Ours."
    assert Unit.objects.get(slug="robustness").discussion_prompt == "Ours."
    assert Unit.objects.get(slug="alignment").ta_notes


def test_every_unit_has_a_prompt_and_notes_and_every_assignment_a_key():
    load_course_once()

    assert not Unit.objects.filter(discussion_prompt="").exists()
    assert not Unit.objects.filter(ta_notes="").exists()
    assert not Assignment.objects.filter(marking_key="").exists()

"""The invented people and work of the demonstration: complete, consistent, and fit to fill three sections."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest
import yaml

ROOT = Path(__file__).parents[2]
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
PREREQUISITES = {"deep_learning", "linear_algebra_or_statistics", "multivariate_calculus"}
SECTIONS = {
    "ny": ("wed", time(18), "America/New_York"),
    "london": ("tue", time(19), "Europe/London"),
    "india": ("thu", time(19), "Asia/Kolkata"),
}
SECTION_MINUTES = 90
QUARTER_MINUTES = 15  # zones differ by quarters of an hour


@cache
def demo() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "mlsafety_course/home/data/demo.yaml").read_text(encoding="utf-8"))
    return loaded


@cache
def units() -> list[dict[str, Any]]:
    library = yaml.safe_load((ROOT / "curriculum/data/curriculum.yaml").read_text(encoding="utf-8"))
    listed: list[dict[str, Any]] = library["units"]
    return listed


def words(text: str) -> int:
    return len(text.split())


def people_and_staff() -> list[dict[str, Any]]:
    return [*demo()["people"], *demo()["staff"]]


def every_text(node: Any) -> Iterator[str]:
    """All strings of the file, wherever they stand."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        yield from chain.from_iterable(every_text(value) for value in node.values())
    elif isinstance(node, list):
        yield from chain.from_iterable(every_text(value) for value in node)


def long_texts() -> list[str]:
    return [text for text in every_text(demo()) if words(text) >= 8]


def half_hours(section: str, zone: str, year: int) -> set[tuple[str, time]]:
    """Day and start of every half-hour in `zone` that a year's meetings of a section touch."""
    day, starts, section_zone = SECTIONS[section]
    first = date(year, 1, 1) + timedelta(days=(DAYS.index(day) - date(year, 1, 1).weekday()) % 7)
    touched = set()
    for week in range(52):
        begins = datetime.combine(first + timedelta(weeks=week), starts, ZoneInfo(section_zone)).astimezone(UTC)
        for minutes in range(0, SECTION_MINUTES, QUARTER_MINUTES):
            local = (begins + timedelta(minutes=minutes)).astimezone(ZoneInfo(zone))
            touched.add((DAYS[local.weekday()], time(local.hour, local.minute // 30 * 30)))
    return touched


def is_free(person: dict[str, Any], day: str, half_hour: time) -> bool:
    return any(
        day in row["days"] and time.fromisoformat(row["from"]) <= half_hour < time.fromisoformat(row["to"])
        for row in person["hours"]
    )


def can_always_attend(person: dict[str, Any], section: str) -> bool:
    return all(is_free(person, *spot) for year in (2023, 2027) for spot in half_hours(section, person["zone"], year))


def test_there_are_sixty_four_people_of_whom_sixty_are_ordinary():
    roles = Counter(person["role"] for person in demo()["people"])

    assert roles == {"ordinary": 60, "applicant": 1, "participant": 1, "latecomer": 1, "draft": 1}


def test_every_staff_role_has_the_hands_it_needs():
    roles = Counter(person["role"] for person in demo()["staff"])

    assert roles == {"ta": 3, "reviewer": 2, "lead": 1, "approver": 1, "payout": 1}


def test_nobody_shares_a_key_a_name_or_an_address():
    for field in ("key", "full_name", "email"):
        values = [person[field].casefold() for person in people_and_staff()]
        assert len(values) == len(set(values)), field


def test_every_address_is_one_that_never_delivers():
    assert all(person["email"].endswith("@example.org") for person in people_and_staff())


@pytest.mark.parametrize("login", ["applicant", "participant", "ta", "reviewer", "lead", "approver", "payout"])
def test_each_role_can_sign_in_by_an_address_of_its_name(login: str):
    found = [person["role"] for person in people_and_staff() if person["email"] == f"{login}@example.org"]

    assert found == [login]


def test_every_zone_and_campus_is_known():
    assert {person["zone"] for person in people_and_staff()} <= available_timezones()
    assert {person["campus"] for person in people_and_staff()} == {"", "mit", "berkeley", "oxford"}


def test_backgrounds_levels_and_strengths_use_only_the_words_of_the_form():
    for person in demo()["people"]:
        assert person["background"] in {"undergraduate", "masters", "phd", "industry", "other"}, person["key"]
        assert person["levels"].keys() == PREREQUISITES, person["key"]
        assert set(person["levels"].values()) <= {"none", "some", "course", "strong"}, person["key"]
        assert person["strength"] in {"strong", "middle", "weak"}, person["key"]


def test_hours_are_rows_on_the_half_hour_grid():
    for person in demo()["people"]:
        assert person["hours"], person["key"]
        for row in person["hours"]:
            starts, ends = time.fromisoformat(row["from"]), time.fromisoformat(row["to"])
            assert set(row["days"]) <= set(DAYS), person["key"]
            assert starts < ends, person["key"]
            assert {starts.minute, ends.minute} <= {0, 30}, person["key"]


def test_a_hinted_person_can_attend_that_section_in_every_week_of_the_year():
    for person in demo()["people"]:
        if person["section_hint"] != "none":
            assert can_always_attend(person, person["section_hint"]), person["key"]


def test_a_person_without_a_hint_fits_no_section():
    for person in demo()["people"]:
        if person["section_hint"] == "none":
            assert not any(can_always_attend(person, section) for section in SECTIONS), person["key"]


def test_each_section_can_be_filled_and_some_people_cannot_be_placed():
    hints = Counter(person["section_hint"] for person in demo()["people"])

    assert min(hints[section] for section in SECTIONS) >= 10
    assert 3 <= hints["none"] <= 10


def test_what_people_wrote_keeps_the_lengths_of_the_form():
    for person in demo()["people"]:
        assert 60 <= words(person["motivation"]) <= 250, person["key"]
        assert 40 <= words(person["evidence"]) <= 80, person["key"]
        assert 20 <= words(person["commitment"]) <= 60, person["key"]


def test_no_two_texts_are_equal():
    texts = [" ".join(text.split()).casefold() for text in long_texts()]

    assert [text for text, times in Counter(texts).items() if times > 1] == []


def test_no_text_is_filler():
    for text in long_texts():
        assert not any(filler in text.casefold() for filler in ("lorem", "ipsum", "dolor sit", "todo", "placeholder"))


def test_a_third_of_the_reviews_stand_in_each_tag():
    reviews = demo()["reviews"]

    assert Counter(review["tag"] for review in reviews) == {"strong": 10, "middle": 10, "weak": 10}
    assert all(15 <= words(review["text"]) <= 50 for review in reviews)


def test_every_assignment_has_four_answers_and_feedback_for_both_results():
    assignments = {row["slug"]: row["kind"] for unit in units() for row in unit["assignments"]}

    assert demo()["homework"].keys() == assignments.keys()
    for slug, homework in demo()["homework"].items():
        assert len(homework["answers"]) == 4, slug
        assert (len(homework["feedback_pass"]), len(homework["feedback_revise"])) == (4, 2), slug
        assert all(30 <= words(text) <= 70 for text in homework["feedback_pass"] + homework["feedback_revise"]), slug


def test_written_answers_are_essays_and_coding_answers_have_a_link_and_a_finding():
    for row in chain.from_iterable(unit["assignments"] for unit in units()):
        for answer in demo()["homework"][row["slug"]]["answers"]:
            if row["kind"] == "written":
                assert 80 <= words(answer["text"]) <= 220, row["slug"]
            else:
                assert answer["link"].startswith("https://colab.research.google.com/drive/EXAMPLE"), row["slug"]
                assert answer["found"], row["slug"]


def test_every_unit_has_a_prompt_and_a_note_for_its_ta():
    slugs = {unit["slug"] for unit in units()}

    assert demo()["discussion_prompts"].keys() == slugs
    assert demo()["ta_notes"].keys() == slugs


def test_the_short_lists_have_the_promised_lengths():
    promised = {"absence_notices": 8, "drop_reasons": 3, "meeting_notes": 10, "rejection_reasons": 5, "faq": 10}

    assert {name: len(demo()[name]) for name in promised} == promised


def test_a_rejection_reason_is_one_sentence_for_the_applicant_and_a_label_for_staff():
    for reason in demo()["rejection_reasons"]:
        assert reason.keys() == {"code", "label", "sentence"}
        assert reason["sentence"].endswith(".")
        assert ". " not in reason["sentence"]


def test_the_public_page_gives_an_example_for_each_prerequisite():
    prerequisites = demo()["about"]["prerequisites"]

    assert len(prerequisites) == 3
    assert all("For example" in prerequisite["text"] for prerequisite in prerequisites)

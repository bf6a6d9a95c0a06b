"""How many planned sections somebody's hours fit, and how that is said."""

from dataclasses import dataclass
from datetime import time, timedelta

import pytest

from cohorts.models import Cohort
from cohorts.placing.outlook import Outlook, outlook
from cohorts.workflow import section as sections
from mlsafety_course import timekit
from tests.factories.cohorts import make_cohort, make_section, make_ta
from tests.factories.people import make_lead

pytestmark = pytest.mark.django_db
TUESDAY_EVENING = timekit.ranges_to_grid([(1, time(18), time(21))])


@dataclass
class Wish:
    campus: str = ""


@pytest.fixture
def cohort() -> Cohort:
    """Sections on Tuesday and on Thursday at 19:00 in London, and a third on a campus on Tuesday."""
    cohort = make_cohort()
    ta = make_ta(cohort, most_sections=9)
    for name, weekday, campus in (("A", 1, ""), ("B", 3, ""), ("C", 1, "MIT")):
        make_section(cohort, ta, name=name, weekday=weekday, clock=time(19), zone="Europe/London", campus=campus)
    return cohort


def seen(cohort: Cohort, grid: frozenset[int] = TUESDAY_EVENING, **changes: str) -> Outlook:
    """Three weeks before the course, by somebody in London who wishes for no campus unless told otherwise."""
    zone, wish = changes.get("zone", "Europe/London"), Wish(changes.get("campus", ""))
    return outlook(cohort, wish, grid, zone, cohort.starts_at - timedelta(days=20))


@pytest.mark.parametrize(
    ("fitting", "planned", "words"),
    [
        (0, 0, ""),
        (0, 1, "Your hours do not fit the one section that is planned so far."),
        (1, 1, "Your hours fit the one section that is planned so far."),
        (0, 6, "Your hours fit none of the 6 planned sections yet. Further hours may help."),
        (4, 6, "Your hours fit 4 of the 6 planned sections."),
        (6, 6, "Your hours fit all 6 planned sections."),
    ],
)
def test_the_outlook_in_words(fitting: int, planned: int, words: str):
    assert str(Outlook(fitting, planned)) == words


def test_sections_that_fit_are_counted_by_the_clocks_of_the_person(cohort: Cohort):
    assert seen(cohort) == Outlook(1, 2)
    assert seen(cohort, zone="America/New_York") == Outlook(0, 2)


def test_a_campus_section_counts_for_who_wishes_for_it(cohort: Cohort):
    assert seen(cohort, campus="MIT") == Outlook(2, 3)


def test_a_closed_section_and_one_without_times_count_for_nobody(cohort: Cohort):
    first, second = cohort.sections.order_by("name")[:2]
    sections.close(first, "Nobody asked for it.", by=make_lead(), at=cohort.starts_at - timedelta(days=9))
    second.meetings.update(status="cancelled")

    assert str(seen(cohort)) == ""


def test_without_hours_nothing_is_promised(cohort: Cohort):
    assert str(seen(cohort, grid=frozenset())) == ""
    assert str(seen(cohort, zone="")) == ""

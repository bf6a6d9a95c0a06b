"""Every status against every arrow of an application, with no database."""

from itertools import permutations

import pytest

from applications.models import Application
from applications.workflow.lifecycle import ARROWS, CORRECT_TO_ADMITTED, CORRECT_TO_WAITLISTED
from mlsafety_course.transitions import Arrow

ALLOWED = {
    ("draft", "submitted"),
    ("draft", "withdrawn"),
    ("submitted", "withdrawn"),
    ("waitlisted", "withdrawn"),
    ("admitted", "withdrawn"),
    ("withdrawn", "draft"),
    ("admitted", "accepted"),
    ("admitted", "declined"),
    ("accepted", "admitted"),
    ("declined", "admitted"),
    ("submitted", "admitted"),
    ("waitlisted", "admitted"),
    ("submitted", "waitlisted"),
    ("submitted", "rejected"),
    ("waitlisted", "rejected"),
    *permutations(["admitted", "waitlisted", "rejected"], 2),  # a lead's correction
}


@pytest.mark.parametrize("arrow", ARROWS, ids=lambda arrow: f"{'|'.join(sorted(arrow.sources))}-{arrow.target}")
@pytest.mark.parametrize("status", Application.Status.values)
def test_an_arrow_starts_only_where_the_life_cycle_says(status: str, arrow: Arrow):
    assert not arrow.allows(status) or (status, arrow.target) in ALLOWED


def test_every_drawn_pair_is_an_arrow_and_no_other():
    drawn = {(source, arrow.target) for arrow in ARROWS for source in arrow.sources}

    assert drawn == ALLOWED


def test_a_rejection_is_final_but_for_a_leads_correction():
    leading_out = {arrow for arrow in ARROWS if arrow.allows(Application.Status.REJECTED)}

    assert leading_out == {CORRECT_TO_ADMITTED, CORRECT_TO_WAITLISTED}

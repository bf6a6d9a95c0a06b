"""What the demo's graders find: rubrics, saved comments, a notebook to read, and somebody who needs more time."""

import json
from datetime import datetime, timedelta

from django.core.files.base import ContentFile

from accounts.models import User
from cohorts.models import Cohort, Enrollment
from curriculum.models import Assignment, Attempt, Homework
from curriculum.workflow import comments, extension, homework, rubrics

RUBRIC = [
    "Every question is answered in full sentences",
    "Each claim has an example or a source",
    "Says where the method would fail",
]
COMMENTS = [
    "Good: the example carries the argument, and the limits are named.",
    "Please say *why* in a sentence or two; the result alone is not enough to discuss in the section.",
    "Your notebook stops with an error in the third cell. Run it from the top once before you hand it in again.",
]
SCRIPT = [
    ("markdown", "## Question 1\nThe detector is calibrated on held-out data **before** the threshold is chosen.", []),
    ("code", "print(f'AUROC {auroc(scores, labels):.3f}')", ["AUROC 0.914\n"]),
    ("markdown", "A threshold at 5 % false alarms catches about two thirds of the shifted images.", []),
]
LINKS = ["https://colab.research.google.com/drive/1mlsafety", "https://github.com/example/mlsafety-homework"]
REASON = "My submission deadline at work was moved to the same Sunday. I can finish by the end of next week."


def equip(lead: User, ta: User, at: datetime) -> None:
    """Rubrics for written work, and the comments of one TA."""
    for assignment in Assignment.objects.filter(kind=Assignment.Kind.WRITTEN):
        rubrics.write(assignment, RUBRIC, by=lead, at=at)
    for text in COMMENTS:
        comments.save(text, by=ta)


def hand_in_a_notebook(cohort: Cohort, ta: User, at: datetime) -> Attempt:
    """By somebody in the TA's section, for the newest homework, with several links."""
    newest, enrollment = _newest(cohort, at), _of_section(cohort, ta)[1]
    return homework.hand_in(
        newest,
        enrollment,
        text="My notebook is attached; it runs on Colab from the first cell to the last.",
        link=LINKS[0],
        more_links=LINKS[1:],
        files=[ContentFile(_notebook(), name="answers.ipynb")],  # type: ignore[list-item]
        by=enrollment.person,
        at=at - timedelta(hours=7),
    )


def ask_for_time(cohort: Cohort, ta: User, at: datetime) -> None:
    """Somebody else of the section asks for a week more."""
    newest, enrollment = _newest(cohort, at), _of_section(cohort, ta)[2]
    until = newest.due_at + timedelta(days=7)
    extension.ask(newest, enrollment, until, REASON, by=enrollment.person, at=at - timedelta(hours=20))


def _newest(cohort: Cohort, at: datetime) -> Homework:
    opened = Homework.objects.filter(
        cohort=cohort, required=True, opens_at__lte=at - timedelta(days=1), closes_at__gt=at
    )
    return opened.select_related("assignment", "cohort").latest("opens_at", "pk")


def _of_section(cohort: Cohort, ta: User) -> list[Enrollment]:
    seated = Enrollment.objects.filter(
        cohort=cohort, seats__to_at__isnull=True, seats__section__teachings__ta=ta
    ).exclude(person=ta)
    return list(seated.select_related("person", "cohort").order_by("pk"))


def _notebook() -> bytes:
    cells = [
        {"cell_type": kind, "source": text, "outputs": [{"output_type": "stream", "text": said} for said in outputs]}
        for kind, text, outputs in SCRIPT
    ]
    return json.dumps({"nbformat": 4, "cells": cells}).encode()

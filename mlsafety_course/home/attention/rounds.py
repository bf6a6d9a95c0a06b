"""Rounds that wait for a lead: undecided applications, dates about to be missed."""

from datetime import datetime

from django.db.models import Count
from django.urls import reverse

from accounts.models import User
from applications import plan, plan_facts
from applications.models import Application, Round
from applications.plan import Name, Step, said
from mlsafety_course.items import Item

WARN_DAYS = 2
NEAR = {
    Name.READING: ("reading of {} is still to come, due by {}", "readings of {} are still to come, due by {}"),
    Name.ANSWERS: (
        "offer of {} is not answered; the last day is {}",
        "offers of {} are not answered; the last day is {}",
    ),
    Name.FIRST_WAVE: (
        "person waits and a place is free in {}: offer it by {}",
        "people wait and places are free in {}: offer them by {}",
    ),
    Name.SECOND_WAVE: (
        "person still waits and a place is free in {}: offer it by {}",
        "people still wait and places are free in {}: offer them by {}",
    ),
}


def undecided(user: User, at: datetime) -> list[Item]:
    """Rounds that have closed and still hold undecided applications."""
    closed = Round.objects.led_by(user).filter(closes_at__lte=at)
    undecided = Application.objects.in_review().filter(round__in=closed).values("round").annotate(count=Count("pk"))
    counts = {row["round"]: row["count"] for row in undecided.order_by("round")}
    return [_undecided(current, counts[current.pk], at) for current in closed.filter(pk__in=counts)]


def _undecided(current: Round, count: int, at: datetime) -> Item:
    one, many = f"application to {current} waits", f"applications to {current} wait"
    promised = f"{current.decisions_by.day} {current.decisions_by:%B}"
    rest = f"for a decision; everybody was promised an answer by {promised}"
    is_urgent = (current.decisions_by - at.date()).days <= WARN_DAYS
    return Item(count, f"{one} {rest}", f"{many} {rest}", reverse("applications:table", args=[current.slug]), is_urgent)


def dates(user: User, at: datetime) -> list[Item]:
    """Dates of the plan that are about to be missed. Decisions and sections have lines of their own."""
    led = Round.objects.led_by(user).filter(closes_at__lte=at, cohort__starts_on__gt=at.date())
    rounds = list(led.select_related("cohort"))
    facts = plan_facts.of_rounds(rounds, at)
    return [
        _near(round_, step, facts[round_.pk].left[step.name])
        for round_ in rounds
        for step in plan.near(facts[round_.pk].dates, facts[round_.pk].done, plan_facts.today(round_, at))
        if step.name in NEAR
    ]


def _near(round_: Round, step: Step, count: int) -> Item:
    one, many = (words.format(round_, said(step.due)) for words in NEAR[step.name])
    return Item(count, one, many, reverse("applications:plan", args=[round_.slug]), is_urgent=True)

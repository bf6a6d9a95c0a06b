"""What needs a staff member now: computed on each view, never stored."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count
from django.urls import reverse

from accounts.models import User
from applications import plan, plan_facts
from applications.models import Application, Round
from applications.plan import Name, Step, said
from cohorts.models import Cohort, Enrollment, Meeting
from curriculum.models import Attempt, Completion
from mlsafety_course.outbox.models import Message, Status

UNSIGNED_AFTER = timedelta(hours=48)
UNGRADED_AFTER = timedelta(days=5)
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


@dataclass(frozen=True)
class Item:
    """One thing to do: how many, what about one or several of them, and where."""

    count: int
    one: str
    many: str
    url: str
    is_urgent: bool = False

    @property
    def sentence(self) -> str:
        return f"{self.count} {self.one if self.count == 1 else self.many}"


def items(user: User, at: datetime) -> list[Item]:
    """Everything that waits for a lead, the urgent first."""
    of_rounds = [*_rounds(user, at), *_dates(user, at)]
    found = [*_mail(), *of_rounds, *_unplaced(at), *_unsigned(at), *_ungraded(at), *_without_terms()]
    return sorted((item for item in found if item.count), key=lambda item: not item.is_urgent)


def _mail() -> list[Item]:
    waiting = Message.objects.filter(status__in=[Status.UNCERTAIN, Status.FAILED]).count()
    url = reverse("outbox")
    one, many = "mail is uncertain or failed", "mails are uncertain or failed"
    return [Item(waiting, f"{one}: say what became of it", f"{many}: say what became of them", url, is_urgent=True)]


def _rounds(user: User, at: datetime) -> list[Item]:
    """Rounds that have closed and still hold undecided applications."""
    closed = Round.objects.led_by(user).filter(closes_at__lte=at)
    undecided = Application.objects.in_review().filter(round__in=closed).values("round").annotate(count=Count("pk"))
    counts = {row["round"]: row["count"] for row in undecided.order_by("round")}
    return [_undecided(current, counts[current.pk], at) for current in closed.filter(pk__in=counts)]


def _undecided(current: Round, count: int, at: datetime) -> Item:
    one, many = f"application to {current} waits", f"applications to {current} wait"
    rest = f"for a decision; everybody was promised an answer by {current.decisions_by:%d %B}"
    is_urgent = (current.decisions_by - at.date()).days <= WARN_DAYS
    return Item(count, f"{one} {rest}", f"{many} {rest}", reverse("applications:table", args=[current.slug]), is_urgent)


def _dates(user: User, at: datetime) -> list[Item]:
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


def _unplaced(at: datetime) -> list[Item]:
    waiting = Enrollment.objects.filter(cohort__ends_on__gte=at.date()).without_seat()
    return [
        Item(
            count,
            f"person in {cohort} has no section{_by_when(cohort, at)}",
            f"people in {cohort} have no section{_by_when(cohort, at)}",
            reverse("cohorts:placement", args=[cohort.slug]),
            bool(_by_when(cohort, at)) or cohort.has_started(at),
        )
        for cohort, count in _by_cohort(waiting.values_list("cohort", flat=True))
    ]


def _by_when(cohort: Cohort, at: datetime) -> str:
    """The day by which sections should be published, once it is near and until the course starts."""
    due = plan.latest(cohort.starts_on)[Name.PLACEMENT]
    is_near = due - cohort.day_of(at) <= plan.SOON and not cohort.has_started(at)
    return f": sections should be published by {said(due)}" if is_near else ""


def _unsigned(at: datetime) -> list[Item]:
    running = Meeting.objects.filter(section__cohort__grading_closes_at__gt=at, status=Meeting.Status.PLANNED)
    late = running.filter(starts_at__lt=at - UNSIGNED_AFTER)
    return [
        Item(
            count,
            f"meeting of {cohort} is not signed off after 48 hours",
            f"meetings of {cohort} are not signed off after 48 hours",
            reverse("cohorts:cohort", args=[cohort.slug]),
            is_urgent=True,
        )
        for cohort, count in _by_cohort(late.values_list("section__cohort", flat=True))
    ]


def _by_cohort(keys: Iterable[int]) -> list[tuple[Cohort, int]]:
    """The cohorts of these rows with how many rows each has, the latest cohort first."""
    counts = Counter(keys)
    return [(cohort, counts[cohort.pk]) for cohort in Cohort.objects.filter(pk__in=counts)]


def _ungraded(at: datetime) -> list[Item]:
    old = Attempt.objects.awaiting_grading().filter(received_at__lt=at - UNGRADED_AFTER).count()
    one, many = "piece of homework has waited", "pieces of homework have waited"
    days = "more than five days for a grade"
    return [Item(old, f"{one} {days}", f"{many} {days}", reverse("curriculum:grading"))]


def _without_terms() -> list[Item]:
    stuck = Completion.objects.without_stipend().filter(enrollment__cohort__stipend_terms__isnull=True)
    cohort = Cohort.objects.filter(enrollments__completion__in=stuck).first()
    if cohort is None:
        return []
    url = reverse("stipends:terms", args=[cohort.slug])
    what = f"completed {cohort}, which has no stipend terms"
    return [Item(stuck.count(), f"person {what}", f"people {what}", url, is_urgent=True)]

"""Plans that change and wait for a lead: meetings without anybody, switches, seats that could help somebody else."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from applications.models import Application, Round
from applications.workflow import seats
from cohorts.models import Cohort, Cover, Switch
from cohorts.no_show import can_still_join, no_shows
from mlsafety_course.home.attention.by_cohort import by_cohort
from mlsafety_course.items import Item

NEAR = timedelta(hours=24)


def covers(at: datetime) -> list[Item]:
    """Meetings that their TA cannot lead and that nobody has taken in time."""
    waiting = Cover.objects.unanswered(at).values_list("meeting__section__cohort", flat=True)
    return [
        Item(
            count,
            f"meeting of {cohort} has nobody to lead it, and no TA has accepted in time",
            f"meetings of {cohort} have nobody to lead them, and no TA has accepted in time",
            reverse("cohorts:changes", args=[cohort.slug]),
            is_urgent=True,
        )
        for cohort, count in by_cohort(waiting)
    ]


def switches(user: User, at: datetime) -> list[Item]:
    """Wishes without an answer, urgent once a meeting is within a day."""
    waiting = Switch.objects.decidable_by(user, at.date()).answerable(at).order_by()
    soon = Q(to_meeting__starts_at__lte=at + NEAR) | Q(instead_of__starts_at__lte=at + NEAR)
    urgent = set(waiting.filter(soon).values_list("enrollment__cohort", flat=True))
    return [
        Item(
            count,
            f"person in {cohort} would like to switch and has no answer",
            f"people in {cohort} would like to switch and have no answer",
            reverse("cohorts:changes", args=[cohort.slug]),
            is_urgent=cohort.pk in urgent,
        )
        for cohort, count in by_cohort(waiting.values_list("enrollment__cohort", flat=True))
    ]


def seats_to_free(at: datetime) -> list[Item]:
    """People who missed their first meeting without a word for 72 hours, until the third week begins."""
    return [
        Item(
            len(no_shows(cohort, at)),
            f"person in {cohort} missed their first meeting without a word: their seat could go to the waitlist",
            f"people in {cohort} missed their first meeting without a word: their seats could go to the waitlist",
            reverse("no_shows", args=[cohort.slug]),
        )
        for cohort in just_begun(at)
    ]


def places_to_offer(user: User, at: datetime) -> list[Item]:
    """Rounds of courses just begun in which a place has come back while somebody still waits."""
    rounds = Round.objects.led_by(user).filter(cohort__in=just_begun(at))
    return [_to_offer(round_, at) for round_ in rounds]


def _to_offer(round_: Round, at: datetime) -> Item:
    waiting = Application.objects.filter(round=round_, status=Application.Status.WAITLISTED).count()
    return Item(
        min(waiting, seats.count(round_, at).free),
        f"place is free in {round_} and somebody waits: offer it before the third week",
        f"places are free in {round_} and people wait: offer them before the third week",
        reverse("applications:table", args=[round_.slug]),
    )


def just_begun(at: datetime) -> list[Cohort]:
    """Cohorts in their first weeks, in which a seat that comes back still helps somebody."""
    running = Cohort.objects.filter(starts_on__lte=at.date() + timedelta(days=1), ends_on__gte=at.date())
    return [cohort for cohort in running if can_still_join(cohort, at)]

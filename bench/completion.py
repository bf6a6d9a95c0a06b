"""Where 10,000 people stand: the whole judgement held against the bare fetch of the same rows, in the same run."""

import random
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from time import perf_counter

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from cohorts.models import (
    Attendance,
    Cohort,
    Enrollment,
    EnrollmentMove,
    Mark,
    Meeting,
    Seat,
    Section,
    Week,
)
from cohorts.workflow import cohort as cohorts
from curriculum import facts, standings
from curriculum.models import (
    Assignment,
    Attempt,
    CompletionPolicy,
    DateOverride,
    Grade,
    Homework,
    SurveyReceipt,
    Unit,
)

PEOPLE = 10_000
A_SECTION = 8
ROUNDS = 5
BEGAN = datetime(2023, 2, 1, tzinfo=UTC)
OVER = datetime(2023, 5, 1, tzinfo=UTC)


def main() -> None:
    people = fill(PEOPLE)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    asked = queries(people)
    fetched, judged = best(lambda: fetch(people)), best(lambda: standings.standings(people, OVER))
    print(f"\n{PEOPLE:,} enrollments, 8 weeks, 8 homeworks")
    print(f"facts in {len(asked)} queries (at most 8)")
    print(f"bare fetch of the same rows {fetched:.2f} s; judged {judged:.2f} s: {judged / fetched:.1f} x (at most 3)")


def queries(people: Sequence[Enrollment]) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        facts.facts_of(people, OVER)
    return [query["sql"] for query in captured]


def fetch(people: Sequence[Enrollment]) -> None:
    """The rows that the judgement reads, as records and nothing more."""
    keys = [one.pk for one in people]
    cohorts_ = {one.cohort_id for one in people}
    sections = Section.objects.filter(cohort__in=cohorts_)
    for rows in (
        Seat.objects.filter(enrollment__in=keys),
        EnrollmentMove.objects.filter(subject__in=keys),
        Attendance.objects.filter(enrollment__in=keys).select_related("meeting"),
        Meeting.objects.filter(section__in=sections).select_related("week__cohort"),
        Attempt.objects.filter(enrollment__in=keys),
        Grade.objects.filter(attempt__enrollment__in=keys),
        Homework.objects.filter(cohort__in=cohorts_).select_related("assignment", "cohort"),
        SurveyReceipt.objects.filter(enrollment__in=keys),
        DateOverride.objects.filter(enrollment__in=keys),
        CompletionPolicy.objects.filter(cohort__in=cohorts_),
    ):
        list(rows.order_by())


def best(act: Callable[[], object]) -> float:
    """Seconds of the fastest of ROUNDS: the one that the machine disturbed least."""
    times = []
    for _ in range(ROUNDS):
        started = perf_counter()
        act()
        times.append(perf_counter() - started)
    return min(times)


def fill(size: int) -> list[Enrollment]:
    """A cohort that is over: everybody was marked each week, handed everything in and was graded."""
    chance = random.Random(size)
    lead = User.objects.create_user("completion-lead@example.com", full_name="Lead")
    cohort = cohorts.set_up(
        slug="bench-completion", title="Bench", zone="UTC", starts_on=date(2023, 2, 20), ends_on=date(2023, 4, 21),
        breaks=[date(2023, 3, 20)], by=lead, at=BEGAN,
    )  # fmt: skip
    CompletionPolicy.objects.create(cohort=cohort, version=1, published_at=BEGAN, published_by=lead)
    people = enroll(cohort, size)
    meetings = seat(cohort, people, lead)
    mark(people, meetings, lead, chance)
    hand_in(cohort, people, lead, chance)
    SurveyReceipt.objects.bulk_create(SurveyReceipt(enrollment=one) for one in people if chance.random() < 0.9)
    return list(Enrollment.objects.filter(cohort=cohort).select_related("cohort", "person").order_by("pk"))


def enroll(cohort: Cohort, size: int) -> list[Enrollment]:
    persons = User.objects.bulk_create(
        User(email=f"completion{n}@example.com", full_name=f"Person {n}", password="!") for n in range(size)
    )
    return Enrollment.objects.bulk_create(
        Enrollment(cohort=cohort, person=one, enrolled_at=BEGAN, status=Enrollment.Status.ACTIVE) for one in persons
    )


def seat(cohort: Cohort, people: Sequence[Enrollment], lead: User) -> dict[int, list[Meeting]]:
    """Sections of eight and their eight meetings; by the place of the section."""
    weeks = list(Week.objects.teaching().filter(cohort=cohort).order_by("number"))
    sections = Section.objects.bulk_create(
        Section(cohort=cohort, name=f"Section {n}", weekday=2, clock=time(18), zone="UTC", status="open")
        for n in range(-(-len(people) // A_SECTION))
    )
    Seat.objects.bulk_create(
        Seat(enrollment=one, section=sections[n // A_SECTION], from_at=BEGAN) for n, one in enumerate(people)
    )
    rows = Meeting.objects.bulk_create(
        Meeting(
            section=section, week=week, minutes=60, status=Meeting.Status.HELD, signed_off_by=lead, signed_off_at=OVER,
            starts_at=datetime.combine(week.starts_on + timedelta(days=2), time(18), UTC),
        )
        for section in sections
        for week in weeks
    )  # fmt: skip
    return {n: rows[n * len(weeks) : (n + 1) * len(weeks)] for n in range(len(sections))}


def mark(people: Sequence[Enrollment], meetings: dict[int, list[Meeting]], lead: User, chance: random.Random) -> None:
    marks = [Mark.PRESENT] * 8 + [Mark.LATE, Mark.EXCUSED, Mark.ABSENT]
    Attendance.objects.bulk_create(
        (
            Attendance(meeting=one, enrollment=person, mark=chance.choice(marks), recorded_by=lead, recorded_at=OVER)
            for n, person in enumerate(people)
            for one in meetings[n // A_SECTION]
        ),
        batch_size=5_000,
    )


def hand_in(cohort: Cohort, people: Sequence[Enrollment], lead: User, chance: random.Random) -> None:
    homeworks = [homework(cohort, number) for number in range(8)]
    attempts = Attempt.objects.bulk_create(
        (
            Attempt(homework=one, enrollment=person, number=1, text="…", received_at=one.due_at, digest="0" * 64)
            for person in people
            for one in homeworks
        ),
        batch_size=5_000,
    )
    verdicts = [Grade.Verdict.PASS] * 9 + [Grade.Verdict.REVISE]
    Grade.objects.bulk_create(
        (
            Grade(
                attempt=one, grader=lead, verdict=chance.choice(verdicts), graded_at=one.received_at,
                released_at=one.received_at + timedelta(days=2),
            )
            for one in attempts
        ),
        batch_size=5_000,
    )  # fmt: skip
    DateOverride.objects.bulk_create(
        DateOverride(enrollment=one, homework=homeworks[0], due_at=OVER, reason="Ill.", by=lead, at=BEGAN)
        for one in people[::50]
    )


def homework(cohort: Cohort, number: int) -> Homework:
    unit = Unit.objects.create(slug=f"bench-{number}", title=f"Unit {number}", order=900 + number, week=number + 1)
    piece = Assignment.objects.create(
        slug=f"bench-{number}", title=f"Homework {number}", unit=unit, position=1, minutes=60
    )
    opens = BEGAN + timedelta(days=20 + 7 * number)
    due, closes = opens + timedelta(days=7), opens + timedelta(days=14)
    return Homework.objects.create(
        cohort=cohort, assignment=piece, opens_at=opens, due_at=due, closes_at=closes, required=True
    )

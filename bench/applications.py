"""The lead's table and the reader's queue with 1,000 and 10,000 applications of three readings each."""

import random
from datetime import UTC, date, datetime, timedelta
from time import perf_counter
from urllib.parse import urlencode

from django.db import connection
from django.urls import reverse

from accounts.models import Group, User
from applications import assignment, scores
from applications.models import Application, Review, ReviewAssignment, Round
from applications.models.review import SCORED
from bench.measuring import FLOOR, Measured, measure, signed_in, told
from cohorts.workflow import cohort as cohorts

SIZES = (1_000, 10_000)
READERS = 40
EACH = 3
UNREAD = 50  # of each reader's assignments
CLOSED = datetime.now(UTC).replace(microsecond=0) - timedelta(days=5)


def main() -> None:
    lead, *readers = people()
    for size in SIZES:
        round_ = fill(size, lead, readers)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        print(f"\n{size:,} applications, {EACH} readings each, {READERS} readers")
        print(told(*ask(round_, lead, readers[0])))
    print(f"\nadding all scores up anew: {fresh_board(round_):.0f} ms; giving out readings: {assigning():.0f} ms")


def people() -> list[User]:
    """A lead and the readers."""
    made = [User.objects.create_user(f"reader{n}@example.com", full_name=f"Reader {n}") for n in range(READERS + 1)]
    made[0].groups.set(group_named(Group.LEAD))
    for reader in made[1:]:
        reader.groups.set(group_named(Group.REVIEWER))
    return made


def group_named(name: str) -> list[int]:
    from django.contrib.auth.models import Group as AuthGroup  # noqa: PLC0415 - beside ours of the same name

    return list(AuthGroup.objects.filter(name=name).values_list("pk", flat=True))


def fill(size: int, lead: User, readers: list[User]) -> Round:
    """A round that has closed: most readings are done, each reader has UNREAD left."""
    chance, today = random.Random(size), CLOSED.date()
    cohort = cohorts.set_up(
        slug=f"bench-{size}", title=f"Bench {size}", zone="UTC", by=lead, at=CLOSED, **calendar(today)
    )
    round_ = Round.objects.create(
        slug=f"bench-{size}", cohort=cohort, title=f"Round of {size}", opens_at=CLOSED - timedelta(days=30),
        closes_at=CLOSED, decisions_by=today + timedelta(days=9), confirm_by=CLOSED + timedelta(days=15),
        capacity=size // 5, readers_each=EACH,
    )  # fmt: skip
    persons = User.objects.bulk_create(
        User(email=f"p{size}-{n}@example.com", full_name=f"Person {n}", password="!") for n in range(size)
    )
    rows = Application.objects.bulk_create(one(round_, person, number) for number, person in enumerate(persons))
    pairs = [(row, reader) for row in rows for reader in chance.sample(readers, EACH)]
    ReviewAssignment.objects.bulk_create(
        ReviewAssignment(application=row, reviewer=reader, assigned_at=CLOSED, due_on=today) for row, reader in pairs
    )
    left = dict.fromkeys(readers, UNREAD)
    done = [pair for pair in pairs if not owed(left, pair[1])]
    Review.objects.bulk_create(reading(row, reader, chance) for row, reader in done)
    return round_


def calendar(today: date) -> dict[str, object]:
    monday = today + timedelta(days=28 - today.weekday())
    return {"starts_on": monday, "ends_on": monday + timedelta(days=60), "breaks": [monday + timedelta(days=28)]}


def one(round_: Round, person: User, number: int) -> Application:
    return Application(
        round=round_, applicant=person, status="submitted", number=f"B{round_.pk}-{number}", zone="UTC",
        motivation="I would like to measure how models fail. " * 12, started_at=CLOSED, saved_at=CLOSED,
        submitted_at=CLOSED - timedelta(minutes=number), grid="1" * 336, consent_at=CLOSED,
    )  # fmt: skip


def owed(left: dict[User, int], reader: User) -> bool:
    left[reader] -= 1
    return left[reader] >= 0


def reading(row: Application, reader: User, chance: random.Random) -> Review:
    given = {name: chance.randint(1, 4) for name in SCORED}
    says = chance.choice(Review.Recommendation.values)
    return Review(application=row, reviewer=reader, recommendation=says, reviewed_at=CLOSED, **given)


def ask(round_: Round, lead: User, reader: User) -> tuple[Measured, list[Measured]]:
    """The floor first, then the pages."""
    leading, reading_ = signed_in(lead), signed_in(reader)
    table = reverse("applications:table", args=[round_.slug])
    queries = {
        "table, usual order (corrected score)": {},
        "table, by name": {"sort": "name"},
        "table, filtered, by mean": {"status": "submitted", "reads": "done", "sort": "-mean"},
        "table, searched": {"q": "Person 77"},
        "table, last page": {"page": "last"},
    }
    pages = [measure(name, leading, f"{table}?{urlencode(query)}") for name, query in queries.items()]
    pages.append(measure("queue's next", reading_, reverse("applications:next")))
    return measure("floor: signed in, nothing on it", leading, FLOOR), pages


def fresh_board(round_: Round) -> float:
    """Milliseconds to add up the scores of the largest round after somebody has read."""
    scores.forget()
    started = perf_counter()
    scores.of_round(round_)
    return (perf_counter() - started) * 1000


def assigning() -> float:
    """Milliseconds to give out 3 readings of 1,000 applications to 30 readers."""
    nobody: frozenset[int] = frozenset()
    waiting = [assignment.ToRead(number, EACH, nobody, nobody) for number in range(1_000)]
    started = perf_counter()
    assignment.assign(waiting, list(range(30)), {})
    return (perf_counter() - started) * 1000

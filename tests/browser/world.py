"""What surrounds the person whose road is walked: staff, a cohort, a round, classmates. All of it by verbs."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from accounts.models import User
from applications.models import Application, ReviewAssignment, Round
from applications.rubric import CRITERIA
from applications.workflow import reviewing
from cohorts.models import Cohort, Enrollment, Meeting
from mlsafety_course.home.demo import admission, dates, money, teaching
from mlsafety_course.home.demo.cast import Actor, make_people, make_staff
from mlsafety_course.outbox import post
from tests.factories.cohorts import hold_meeting
from tests.factories.curriculum import load_course_once, make_attempt, make_grade

SPRING = dates.Run(date(2023, 2, 20))  # the real one: eight units over nine weeks, to 21 April
CALL = dates.Call(
    "Spring 2023",
    "spring-2023",
    date(2023, 1, 2),
    date(2023, 1, 29),
    date(2023, 2, 8),
    datetime(2023, 2, 13, 12, tzinfo=UTC),
)


@dataclass(frozen=True)
class World:
    cohort: Cohort
    round: Round
    staff: dict[str, User]
    classmates: list[Actor]


def make_world() -> World:
    """As it was when the round had opened: a plan, a rule, a budget, three sections with their TAs."""
    load_course_once()
    with post.as_history():
        staff, people = make_staff(SPRING.at(-90)), make_people(SPRING.at(-70))
        cohort = teaching.make_cohort(SPRING, staff)
        money.promise(cohort, staff["payout"], SPRING.at(-74))
        round_ = admission.make_round(cohort, CALL, capacity=20)
        good = [actor for actor in people if actor.role["strength"] != "weak" and actor.role["role"] == "ordinary"]
        return World(cohort, round_, staff, near(good, "ny", 4) + near(good, "london", 4) + near(good, "india", 3))


def near(people: list[Actor], hint: str, count: int) -> list[Actor]:
    return [actor for actor in people if actor.role["section_hint"] == hint][:count]


def classmates_apply(world: World) -> None:
    for number, actor in enumerate(world.classmates):
        admission.submit(world.round, actor, datetime(2023, 1, 10 + number, 15, tzinfo=UTC))


def the_rest_is_read(world: World, at: datetime) -> None:
    """Everything that was given out and is not scored yet gets good scores."""
    for assignment in ReviewAssignment.objects.filter(application__round=world.round).select_related("reviewer"):
        application = Application.objects.select_related("round").get(pk=assignment.application_id)
        if not application.reviews.filter(reviewer=assignment.reviewer).exists():
            scores = {criterion.name: 3 for criterion in CRITERIA}
            reviewing.review(application, scores, "admit", "A good fit.", by=assignment.reviewer, at=at)


def classmates_accept(world: World, at: datetime) -> None:
    admission.answer(world.round, world.classmates, at)


def hold_meetings(world: World, until: datetime) -> None:
    """Every meeting that is over by then, where people have seats: everybody present, signed off by the TA."""
    with post.as_history():
        rows = Meeting.objects.filter(section__cohort=world.cohort, status=Meeting.Status.PLANNED)
        for meeting in rows.filter(section__seats__isnull=False).distinct().for_sheet().over(until):
            hold_meeting(meeting)


def do_homework(enrollment: Enrollment) -> None:
    """Every required homework not handed in yet: handed in two hours before it is due, passed two days later."""
    with post.as_history():
        open_ = enrollment.cohort.homeworks.filter(required=True).exclude(attempts__enrollment=enrollment)
        for homework in open_.select_related("assignment", "cohort"):
            make_grade(make_attempt(enrollment, homework))

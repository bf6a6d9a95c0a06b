"""The golden table of spring 2023: what each week and homework came to, written by hand from the rule's own words.

Eight teaching weeks of Wednesdays from 22 February with a break in the week of 20 March. Section A's third meeting was
cancelled and not replaced; its fifth was held, and nobody ever signed the sheet off. Section B meets on Thursdays.

Weeks: A attended, E excused, M missed, V void, O open. Homework: P passed, M missing, W waits for its grade,
R to be revised. Everything is judged on 1 May, when all homework has closed, and so has the taking of it at all.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

import pytest

from cohorts.models import Enrollment, Mark, Meeting, Section
from cohorts.workflow import attendance, seating
from cohorts.workflow import meeting as meetings
from curriculum.facts import facts_of
from curriculum.models import DateOverride, Homework
from curriculum.progress import HomeworkStatus, WeekStatus
from curriculum.standings import standings
from tests.factories.cohorts import hold_meeting, make_enrollment, make_seat, make_section, ta_of
from tests.factories.curriculum import hand_in_survey, make_attempt, make_grade, make_scheduled_cohort
from tests.factories.people import make_lead

pytestmark = pytest.mark.django_db

MAY = datetime(2023, 5, 1, tzinfo=UTC)
JOINED = datetime(2023, 3, 1, 12, tzinfo=UTC)  # the second Wednesday, at noon
TABLE = """
name  weeks     homework  misses  attended  passed  verdict        # why
Ada   AAVAAAAA  PPPPPPPP  0       7         8       met     # being there counts, signed or not
Ben   AAVAAMAA  PPPPPPPP  1       6         8       met     # absent in week 2, made up in section B the next day
Cem   AMVAAMAA  PPPPPPPP  2       5         8       cannot_be_met  # the same two absences, nothing made up
Dee   MAVAAAAA  PPPPPPPP  1       6         8       met     # came in the second week: the first is a miss
Eva   AEVAEAAA  PPPPPPPP  1       5         8       met     # two excused: one is free, one counts
Fay   AAVAOAAM  PPPPPPPP  1       5         8       at_risk        # absent on the unsigned sheet: not a miss yet
Gus   AAVAAAAA  MPPPPPPP  0       7         7       met     # one missing; one handed in by an extension
Hal   AAVAAAAA  MPPPPPWP  0       7         6       on_track       # what waits for its grade has not failed
Ida   AAVAAAAA  MPPPPPRP  0       7         6       cannot_be_met  # sent back after closing, not revised in time
Jon   AAVAAAAA  MPPPPPPP  0       7         7       met     # sent back after closing, revised in a week
"""
LETTERS = {
    WeekStatus.ATTENDED: "A",
    WeekStatus.EXCUSED: "E",
    WeekStatus.MISSED: "M",
    WeekStatus.VOID: "V",
    WeekStatus.OPEN: "O",
    HomeworkStatus.PASSED: "P",
    HomeworkStatus.MISSING: "M",
    HomeworkStatus.PENDING: "W",
    HomeworkStatus.REVISE: "R",
}
SHEETS = {  # who was what, by the number of section A's meeting; the others were present
    2: {"Ben": Mark.ABSENT, "Cem": Mark.ABSENT, "Eva": Mark.EXCUSED},
    5: {"Eva": Mark.EXCUSED, "Fay": Mark.ABSENT},
    6: {"Ben": Mark.ABSENT, "Cem": Mark.ABSENT},
    8: {"Fay": Mark.ABSENT},
}


@dataclass
class Spring:
    """The cohort as it was lived through."""

    section: Section
    other: Section
    people: dict[str, Enrollment] = field(default_factory=dict)

    @property
    def homeworks(self) -> list[Homework]:
        rows = Homework.objects.required().filter(cohort=self.section.cohort)
        return list(rows.select_related("assignment", "cohort"))

    def meetings(self, section: Section) -> list[Meeting]:
        return list(section.meetings.select_related("section__cohort", "week").order_by("starts_at"))


@pytest.fixture
def spring() -> Spring:
    cohort = make_scheduled_cohort()
    spring = Spring(make_section(cohort, maximum=20), make_section(cohort, weekday=3, clock=time(19), maximum=20))
    for name in [line.split()[0] for line in rows()]:
        late = name == "Dee"
        enrollment = make_enrollment(cohort, name=name, at=JOINED if late else None)
        make_seat(enrollment, spring.section, at=JOINED if late else None)
        spring.people[name] = enrollment
    live_through(spring)
    for name, enrollment in spring.people.items():
        do_homework(name, enrollment, spring.homeworks)
        hand_in_survey(enrollment)
    return spring


def rows() -> list[str]:
    return TABLE.strip().splitlines()[1:]


def live_through(spring: Spring) -> None:
    for number, meeting in enumerate(spring.meetings(spring.section), 1):
        marks = {spring.people[name]: mark for name, mark in SHEETS.get(number, {}).items()}
        if number == 3:
            at = meeting.starts_at - timedelta(days=1)
            meetings.cancel(meeting, "The TA is ill.", by=make_lead(), at=at)
        elif number == 5:
            fill_in(meeting, spring.people, marks)
        else:
            hold_meeting(meeting, marks)
    make_up, ben = spring.meetings(spring.other)[1], spring.people["Ben"]
    seating.invite_guest(make_up, ben, by=ta_of(spring.other), at=make_up.starts_at - timedelta(hours=3))
    hold_meeting(make_up)


def fill_in(meeting: Meeting, people: dict[str, Enrollment], marks: dict[Enrollment, Mark]) -> None:
    """The sheet without the signature."""
    for enrollment in people.values():
        mark = marks.get(enrollment, Mark.PRESENT)
        attendance.record(meeting, enrollment, mark, version=0, by=ta_of(meeting.section), at=meeting.ends_at)


def do_homework(name: str, enrollment: Enrollment, homeworks: list[Homework]) -> None:
    first, second, *_, seventh, _last = homeworks
    for homework in homeworks:
        if homework == first and name in ("Gus", "Hal", "Ida", "Jon"):
            continue
        if homework == second and name == "Gus":
            hand_in_by_extension(enrollment, homework)
        elif homework == seventh and name == "Hal":
            make_attempt(enrollment, homework)
        elif homework == seventh and name in ("Ida", "Jon"):
            send_back_late(enrollment, homework, mends=name == "Jon")
        else:
            make_grade(make_attempt(enrollment, homework))


def hand_in_by_extension(enrollment: Enrollment, homework: Homework) -> None:
    """Ten days more, granted; handed in when it had closed for everybody else."""
    until = homework.closes_at + timedelta(days=3)
    lead, at = make_lead(), homework.due_at
    DateOverride.objects.create(enrollment=enrollment, homework=homework, due_at=until, reason="Ill.", by=lead, at=at)
    make_grade(make_attempt(enrollment, homework, at=homework.closes_at + timedelta(days=2)))


def send_back_late(enrollment: Enrollment, homework: Homework, *, mends: bool) -> None:
    """Handed in on time, read when it had closed."""
    attempt = make_attempt(enrollment, homework)
    read_at = homework.closes_at + timedelta(hours=1)
    make_grade(attempt, "revise", at=read_at)
    if mends:
        make_grade(make_attempt(enrollment, homework, at=read_at + timedelta(days=4)))


def test_every_line_of_the_golden_table(spring: Spring) -> None:
    people = list(spring.people.values())

    facts, judged = facts_of(people, MAY), standings(people, MAY)

    found = [line(name, facts[one.pk], judged[one.pk]) for name, one in spring.people.items()]
    assert found == [row.partition("#")[0].split() for row in rows()]


def line(name, facts, standing) -> list[str]:
    weeks = "".join(LETTERS[status] for _, status in sorted(facts.weeks.items()))
    homework = "".join(LETTERS[one.status] for one in facts.homeworks)
    counts = [str(standing.requirement(code).have) for code in ("misses", "attendance", "homework")]
    return [name, weeks, homework, *counts, standing.verdict.value]


def test_the_break_is_no_week_of_anybody(spring: Spring) -> None:
    facts = facts_of(list(spring.people.values()), MAY)

    assert {tuple(sorted(one.weeks)) for one in facts.values()} == {(1, 2, 3, 4, 5, 6, 7, 8)}


def test_an_absence_counts_once_its_sheet_is_signed_and_being_there_counted_before(spring: Spring) -> None:
    fifth = spring.meetings(spring.section)[4]
    meetings.sign_off(fifth, by=ta_of(spring.section), at=MAY)

    judged = standings([spring.people["Fay"], spring.people["Ada"]], MAY)

    assert judged[spring.people["Fay"].pk].verdict == "cannot_be_met"
    assert judged[spring.people["Ada"].pk].verdict == "met"

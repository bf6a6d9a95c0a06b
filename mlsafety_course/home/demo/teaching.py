"""The demo's cohorts: calendar, sections, placement, attendance and homework."""

from datetime import datetime, time, timedelta

from accounts.models import User
from cohorts.models import Cohort, Enrollment, Mark, Meeting, Section
from cohorts.roster import expected
from cohorts.workflow import attendance, hours_question, placement, staffing
from cohorts.workflow import cohort as cohorts
from cohorts.workflow import enrollment as enrollments
from cohorts.workflow import meeting as meetings
from cohorts.workflow import section as sections
from curriculum.models import CompletionResult, Grade, Homework
from curriculum.survey import QUESTIONS
from curriculum.workflow import appeal, completion, grading, homework, results, schedule
from mlsafety_course.home.demo.cast import TA_EVENINGS, hours, script
from mlsafety_course.home.demo.dates import Run

SECTIONS = [
    ("New York, Wednesday", 2, time(18), "America/New_York", "ta1"),
    ("London, Tuesday", 1, time(19), "Europe/London", "ta2"),
    ("Bengaluru, Thursday", 3, time(19), "Asia/Kolkata", "ta3"),
]
SLOW = 12  # this one hands in nothing
TIRED = 7  # this one does not revise
APPEAL = (
    "In week 6 my connection broke after twenty minutes and I could not come back in. I wrote to my TA that evening. "
    "I was marked absent for it; the other two weeks I did miss."
)
SURVEY = ["Clearly yes", "5 to 7", "Research", "More time for the Monitoring units."]


def make_cohort(run: Run, staff: dict[str, User]) -> Cohort:
    """Calendar, units, rule, TAs and three sections, made two and a half months ahead."""
    lead, at = staff["lead"], run.at(-75)
    cohort = cohorts.set_up(
        slug=run.slug,
        title=run.title,
        zone="America/New_York",
        starts_on=run.starts_on,
        ends_on=run.ends_on,
        breaks=[run.break_on],
        by=lead,
        at=at,
    )
    schedule.schedule(cohort, by=lead, at=at)
    schedule.publish_policy(cohort, by=lead, at=at)
    for name, weekday, clock, zone, key in SECTIONS:
        make_section(cohort, run, staff, (name, weekday, clock, zone, key))
    return cohort


def make_section(cohort: Cohort, run: Run, staff: dict[str, User], plan: tuple[str, int, time, str, str]) -> Section:
    name, weekday, clock, zone, key = plan
    lead, ta = staff["lead"], staff[key]
    invited = staffing.invite(cohort, ta, most_sections=1, by=lead, at=run.at(-70))
    staffing.agree(invited, hours(TA_EVENINGS), ta.zone, most_sections=1, by=ta, at=run.at(-68))
    return sections.plan(
        cohort,
        name=name,
        weekday=weekday,
        clock=clock,
        minutes=60,
        zone=zone,
        join_url=f"https://meet.example.org/{cohort.slug}-{key}",
        minimum=3,
        maximum=10,
        ta=ta,
        by=lead,
        at=run.at(-60),
    )


def place(cohort: Cohort, run: Run, lead: User) -> None:
    """Propose and publish five days before the first day."""
    proposal = placement.ask(cohort, by=lead, at=run.at(-5))
    placement.carry_out(proposal, at=run.at(-5))
    placement.publish(proposal, by=lead, at=run.at(-5, 17))


def prepare(cohort: Cohort, lead: User, at: datetime) -> None:
    """A proposal that waits to be published, and a question to somebody whom it leaves without a seat: they have
    changed their hours since."""
    changed = cohort.enrollments.active().select_related("person").latest("pk")
    person, mornings = changed.person, frozenset(range(5 * 48 + 18, 5 * 48 + 24))
    enrollments.give_hours(cohort, person, mornings, person.zone, by=person, at=at - timedelta(hours=5))
    proposal = placement.ask(cohort, by=lead, at=at - timedelta(hours=3))
    placement.carry_out(proposal, at=at - timedelta(hours=3))
    for person, known in proposal.figures["unplaced"].items():
        if known["section"]:
            enrollment = cohort.enrollments.select_related("person").get(public_id=person)
            section = cohort.sections.get(public_id=known["section"])
            answer_by = at + timedelta(days=3)
            hours_question.ask(enrollment, section, answer_by=answer_by, by=lead, at=at - timedelta(hours=2))
            return


def teach(cohort: Cohort, until: datetime, *, leave_open: frozenset[int] = frozenset()) -> None:
    """Hold every meeting that has ended by then; those of `leave_open` (keys) wait for their sheet."""
    held = Meeting.objects.filter(section__cohort=cohort, section__seats__isnull=False).distinct()
    ended = [meeting for meeting in held.for_sheet().over(until) if meeting.pk not in leave_open]
    rosters = expected(ended)
    for meeting in ended:
        hold(meeting, rosters[meeting.pk])


def hold(meeting: Meeting, people: list[Enrollment]) -> None:
    """Record everybody and sign off, an hour after the end."""
    ta, at = meeting.section.teachings.get().ta, meeting.ends_at + timedelta(hours=1)
    notes = script()["meeting_notes"]
    for place_in_list, enrollment in enumerate(people):
        mark = mark_of(place_in_list, meeting.week.number or 0)
        note = notes[(place_in_list + meeting.pk) % len(notes)] if mark in {Mark.LATE, Mark.EXCUSED} else ""
        attendance.record(meeting, enrollment, mark, note=note, version=0, by=ta, at=at)
    meetings.sign_off(meeting, by=ta, at=at + timedelta(minutes=2))


def mark_of(person: int, week: int) -> Mark:
    """Most come; the third of a section misses often, the fifth is excused once, some come late."""
    if person == 2 and week in {2, 3, 6}:
        return Mark.ABSENT
    if (person, week) in {(4, 3), (1, 7)}:
        return Mark.EXCUSED
    return Mark.LATE if (person * 5 + week) % 11 == 0 else Mark.PRESENT


def do_homework(cohort: Cohort, until: datetime, graded_until: datetime) -> None:
    """Everybody hands in by the due date, and each TA grades two days later; who misses meetings skips some."""
    rows = Homework.objects.filter(cohort=cohort, due_at__lte=until + timedelta(days=7)).select_related(
        "assignment", "cohort"
    )
    people = Enrollment.objects.filter(cohort=cohort).active().select_related("person", "cohort").order_by("pk")
    for row in rows:
        for number, enrollment in enumerate(people):
            received = row.due_at - timedelta(hours=5 + number * 7 % 60)
            if row.opens_at < received <= until and number != SLOW:
                hand_in(row, enrollment, number, received, graded_until)


def hand_in(row: Homework, enrollment: Enrollment, number: int, received: datetime, graded_until: datetime) -> None:
    """One attempt, and its grade where two days have passed; most of those sent back come again and pass."""
    is_pass = (number + row.assignment.position) % 6 != 5
    attempt(row, enrollment, number, received, graded_until, is_pass=is_pass)
    again = received + timedelta(days=4)
    if not is_pass and number != TIRED and again + timedelta(days=2) <= graded_until:
        attempt(row, enrollment, number + 1, again, graded_until, is_pass=True)


def attempt(
    row: Homework, enrollment: Enrollment, number: int, received: datetime, graded_until: datetime, *, is_pass: bool
) -> None:
    texts = script()["homework"][row.assignment.slug]
    written = texts["answers"][number % len(texts["answers"])]
    made = homework.hand_in(
        row, enrollment, text=written["text"], link=written.get("link", ""), files=[], by=enrollment.person, at=received
    )
    graded = received + timedelta(days=2)
    if graded > graded_until:
        return
    verdict = Grade.Verdict.PASS if is_pass else Grade.Verdict.REVISE
    feedback = texts["feedback_pass" if is_pass else "feedback_revise"]
    ta = enrollment.seats.current().get().section.teachings.get().ta
    grading.grade(made, verdict, feedback[number % len(feedback)], by=ta, at=graded)


def finish(cohort: Cohort, run: Run, lead: User) -> None:
    """Surveys, awards, results for the others, and what one of them says to theirs."""
    people = list(Enrollment.objects.filter(cohort=cohort).active().select_related("person", "cohort").order_by("pk"))
    for number, enrollment in enumerate(people[:-1]):
        answers = {question.slug: text for question, text in zip(QUESTIONS, SURVEY, strict=False)}
        completion.hand_in_survey(enrollment, answers, by=enrollment.person, at=run.at(60, 10 + number % 8))
    completion.award_due(at=cohort.awards_from + timedelta(minutes=1))
    for at in (cohort.grading_closes_at, results.told_by(cohort)):
        results.release_due(at=at)
    told = CompletionResult.objects.filter(enrollment__cohort=cohort).select_related("enrollment__person").first()
    if told:
        own, at = told.enrollment, told.released_at + timedelta(hours=30)
        appeal.ask(own, APPEAL, by=own.person, at=at)

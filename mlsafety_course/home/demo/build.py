"""The demo, built in the order in which it would have happened."""

from datetime import datetime, timedelta

from accounts.models import User
from applications.models import Round
from cohorts.models import Meeting, Section
from mlsafety_course.home.demo import admission, asking, changing, dates, editing, gathering, graders, money, teaching
from mlsafety_course.home.demo.cast import Actor, make_people, make_staff
from mlsafety_course.outbox import post

UNGRADED = timedelta(days=4)
HINTS = ("ny", "london", "india")


def build(at: datetime) -> None:
    """Everything, as of `at`. The course must be loaded; nobody of the demo may exist yet."""
    with post.as_history():
        today = at.date()
        first, now, next_ = dates.finished(today), dates.running(today), dates.coming(today)
        staff = make_staff(first.at(-90))
        people = make_people(first.at(-70))
        groups = cast_in_groups(people)
        finish(first, groups["finished"], staff)
        run(now, groups["running"], staff, at)
        call(next_, groups, staff, at)


def cast_in_groups(people: list[Actor]) -> dict[str, list[Actor]]:
    """Who is in which cohort or round: the logins where they belong, the others by the section they fit."""
    by_role = {actor.role["role"]: actor for actor in people}
    ordinary = [actor for actor in people if actor.role["role"] == "ordinary"]
    by_hint = {hint: [a for a in ordinary if a.role["section_hint"] == hint] for hint in (*HINTS, "none")}
    return {
        "finished": [*by_hint["ny"][:8], *by_hint["london"][:7], *by_hint["india"][:4]],
        "running": [by_role["participant"], *by_hint["ny"][8:17], *by_hint["london"][7:14], *by_hint["india"][4:9]],
        "early": [*by_hint["ny"][17:20], *by_hint["london"][14:17], *by_hint["india"][9:11], *by_hint["none"][:2]],
        "placing": [*by_hint["ny"][20:], *by_hint["london"][18:], *by_hint["none"][2:3]],
        "open": [*by_hint["london"][17:18], *by_hint["india"][11:], *by_hint["none"][3:]],
        "drafts": [by_role["draft"], by_role["applicant"]],
    }


def finish(run: dates.Run, actors: list[Actor], staff: dict[str, User]) -> None:
    """A cohort from its round to its stipends."""
    cohort = teaching.make_cohort(run, staff)
    money.promise(cohort, staff["payout"], run.at(-74))
    admission.run_whole_round(cohort, dates.past_call(run), actors, staff["lead"], not_joining=last_two(actors))
    teaching.place(cohort, run, staff["lead"])
    teaching.teach(cohort, run.at(70))
    teaching.do_homework(cohort, run.at(70), run.at(75))
    teaching.finish(cohort, run, staff["lead"])
    money.pay(cohort, staff, run.at(62))


def last_two(actors: list[Actor]) -> tuple[str, str]:
    """One stays on the waitlist, one declines: the last that would have been offered a place."""
    good = [actor.user.email for actor in actors if actor.role["strength"] != "weak"]
    return good[-1], good[-2]


def run(run: dates.Run, actors: list[Actor], staff: dict[str, User], at: datetime) -> None:
    """A cohort in its fourth week. The last New York sheet waits, and the newest homework is not graded."""
    cohort = teaching.make_cohort(run, staff)
    money.promise(cohort, staff["payout"], run.at(-74))
    admission.run_whole_round(cohort, dates.past_call(run), actors, staff["lead"], not_joining=last_two(actors))
    teaching.place(cohort, run, staff["lead"])
    first_section = Section.objects.filter(cohort=cohort, teachings__ta=staff["ta1"]).get()
    waiting = Meeting.objects.filter(section=first_section).for_sheet().over(at)[-1:]
    teaching.teach(cohort, at, leave_open=frozenset(meeting.pk for meeting in waiting))
    teaching.do_homework(cohort, at, at - UNGRADED)
    graders.equip(staff["lead"], staff["ta1"], run.at(-3))
    graders.hand_in_a_notebook(cohort, staff["ta1"], at)
    graders.ask_for_time(cohort, staff["ta1"], at)
    changing.change_plans(cohort, staff, at)
    editing.edit(cohort, staff["lead"], at)
    asking.ask(cohort, at)
    gathering.gather(cohort, staff["lead"], at - timedelta(hours=2))


def call(run: dates.Run, groups: dict[str, list[Actor]], staff: dict[str, User], at: datetime) -> None:
    """The next cohort: people to place, an early round half read, and a round open for ten more days."""
    today = at.date()
    cohort = teaching.make_cohort(run, staff)
    money.promise(cohort, staff["payout"], at - timedelta(days=50))
    admission.run_whole_round(cohort, dates.first_call(run, today), groups["placing"], staff["lead"])
    teaching.prepare(cohort, staff["lead"], at)
    gathering.ask_by_address(cohort, staff["lead"], at - timedelta(days=3))
    early, open_ = dates.early_call(run, today), dates.open_call(run, today)
    closed = admission.make_round(cohort, early, capacity=8)
    for number, actor in enumerate(groups["early"]):
        admission.submit(closed, actor, dates.noon(early.opens_on) + timedelta(days=4 + number * 3))
    admission.read(closed, staff["lead"], dates.noon(today - timedelta(days=2)), share=0.6)
    admission.invite_late(closed, staff["lead"], at - timedelta(hours=20))
    receive(admission.make_round(cohort, open_, capacity=20), groups, at)


def receive(round_: Round, groups: dict[str, list[Actor]], at: datetime) -> None:
    """Some have sent theirs in, some are still writing; one of them is the printed login."""
    for number, actor in enumerate(groups["open"]):
        admission.submit(round_, actor, at - timedelta(days=9 - number % 8, hours=3))
    for number, actor in enumerate(groups["drafts"]):
        admission.draft(round_, actor, at - timedelta(days=2 - number, hours=1), unfinished=True)

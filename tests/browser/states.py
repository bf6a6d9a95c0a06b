"""The main states of the key pages: the same address as people in other places of the road see it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse

from accounts.models import User
from applications.models import Application, Interest, Round
from applications.workflow import interest
from cohorts.models import Enrollment, Meeting
from cohorts.workflow import enrollment as enrollments
from cohorts.workflow import meeting as meetings
from cohorts.workflow import seating, switching
from curriculum.models import Grade, Homework
from mlsafety_course.home.demo import admission
from mlsafety_course.home.demo.cast import LOGINS
from stipends.models import Payout, Reconciliation, Stipend
from stipends.views.queue import SHELVES
from stipends.workflow import settling
from tests.browser.book import Book
from tests.browser.places import NOW, VISITOR, Page
from tests.factories.stipends import send

AFTER_CLOSE = NOW + timedelta(days=11)


def now(book: Book) -> list[Page]:
    """States that the demo has as it was built."""
    rooms = (
        _applications(),
        _rounds(book),
        _arriving(book),
        _reading(book),
        _weeks(book),
        _homework(book),
        _sheets(book),
        _stipends(),
        _lists(book),
    )
    return [page for room in rooms for page in room]


def later(book: Book) -> list[Page]:
    """States after the early round's decisions are out and the open one has closed."""
    admission.decide(book.early, User.objects.get(email=LOGINS["course lead"]), NOW)
    offered = book.early.applications.filter(status="admitted").earliest("pk")
    unsent = Application.objects.get(applicant__email=LOGINS["applicant"])
    return [
        Page("status: offered", offered.applicant.email, f"/apply/{offered.public_id}/"),
        Page("offer: open", offered.applicant.email, f"/apply/{offered.public_id}/offer/"),
        Page("status: unsent after the deadline", unsent.applicant.email, f"/apply/{unsent.public_id}/"),
        Page("public: no round open", VISITOR, reverse("home")),
        Page("round: closed", VISITOR, f"/rounds/{book.open.slug}/"),
        Page("week: a break or later", LOGINS["participant"], reverse("course")),
        Page("staff: later", LOGINS["course lead"], reverse("staff")),
        Page("readings: to give out", LOGINS["course lead"], _readings(book.open)),
        *_switching(book),
        *_places(book),
        *_troubles(),
    ]


def _applications() -> Iterator[Page]:
    for status in ("accepted", "declined", "waitlisted", "rejected"):
        one = Application.objects.filter(status=status).earliest("pk")
        yield Page(f"status: {status}", one.applicant.email, f"/apply/{one.public_id}/")
    nobody = LOGINS["stipend approver"]
    yield Page("my applications: none", nobody, reverse("applications:mine"))


def _rounds(book: Book) -> Iterator[Page]:
    yield Page("round: closed", VISITOR, f"/rounds/{book.early.slug}/")
    yield Page("round: as one who may apply", LOGINS["TA"], f"/rounds/{book.open.slug}/")


def _arriving(book: Book) -> Iterator[Page]:
    """By links in mails: an address to confirm, and an invite that is for somebody else."""
    for email, is_confirmed in {"asked@example.org": False, "waits@example.org": True}.items():
        interest.ask(email, at=NOW)
        asked = Interest.objects.get(email=email)
        if is_confirmed:
            interest.confirm(asked, at=NOW)
        label = "confirmed" if is_confirmed else "asked"
        yield Page(f"interest: {label}", VISITOR, reverse("applications:confirm_interest", args=[asked.token]))
    bound = book.early.invites.exclude(email="").get()
    invite = reverse("applications:redeem", args=[bound.token])
    yield Page("invite: for one address", VISITOR, invite)
    yield Page("invite: for somebody else", LOGINS["applicant"], invite, status=409)


def _reading(book: Book) -> Iterator[Page]:
    lead, reader = LOGINS["course lead"], User.objects.get(email=LOGINS["reviewer"])
    unread = Application.objects.to_read_by(reader).earliest("number")
    scored = book.early.applications.filter(reviews__reviewer=reader).earliest("number")
    yield Page("reading: to score", reader.email, f"/staff/applications/{unread.public_id}/")
    yield Page("reading: scored", reader.email, f"/staff/applications/{scored.public_id}/")
    yield Page("reading: as a lead", lead, f"/staff/applications/{scored.public_id}/")
    yield Page("readings: before the deadline", lead, _readings(book.open))


def _readings(round_: Round) -> str:
    return reverse("applications:readings", args=[round_.slug])


def _weeks(book: Book) -> Iterator[Page]:
    waiting = Enrollment.objects.filter(cohort=book.coming).earliest("pk").person.email
    finished = Enrollment.objects.filter(cohort=book.finished)
    done = finished.filter(completion__isnull=False).earliest("pk").person.email
    short = finished.filter(completion__isnull=True).earliest("pk").person.email
    for who, email in (("not begun", waiting), ("completed", done), ("not completed", short)):
        yield Page(f"week: {who}", email, reverse("course"))
        yield Page(f"standing: {who}", email, reverse("standing"))
        yield Page(f"attendance: {who}", email, reverse("attendance"))


def _homework(book: Book) -> Iterator[Page]:
    for verdict in Grade.Verdict.values:
        grade = Grade.objects.released().filter(verdict=verdict).order_by("pk").first()
        if grade:
            reader, homework = grade.attempt.enrollment.person.email, grade.attempt.homework
            yield Page(f"homework: {verdict}", reader, f"/course/homework/{homework.public_id}/")
    for number, homework in enumerate(
        Homework.objects.filter(cohort=book.running, opens_at__lte=NOW).order_by("due_at", "pk")
    ):
        yield Page(f"homework: number {number + 1}", LOGINS["participant"], f"/course/homework/{homework.public_id}/")


def _sheets(book: Book) -> Iterator[Page]:
    mine = Meeting.objects.filter(section__cohort=book.running, section__teachings__ta__email=LOGINS["TA"])
    yield Page("sheet: signed off", LOGINS["TA"], _meeting(mine.filter(status="held").latest("starts_at")))
    yield Page("sheet: to come", LOGINS["TA"], _meeting(mine.filter(status="planned").latest("starts_at")))
    yield Page("teaching: nothing", LOGINS["reviewer"], reverse("teaching"))


def _meeting(meeting: Meeting) -> str:
    return f"/teaching/meetings/{meeting.public_id}/"


def _stipends() -> Iterator[Page]:
    for status in Stipend.Status.values:
        one = Stipend.objects.filter(status=status, held_at=None).order_by("pk").first()
        if one:
            yield Page(f"my stipend: {status}", one.enrollment.person.email, reverse("stipends:mine"))
            yield Page(f"stipend: {status}", LOGINS["payout officer"], f"/staff/stipends/{one.public_id}/")
    held = Stipend.objects.filter(held_at__isnull=False).earliest("pk")
    yield Page("my stipend: held", held.enrollment.person.email, reverse("stipends:mine"))
    yield Page("my stipend: none yet", LOGINS["participant"], reverse("stipends:mine"))


def _switching(book: Book) -> Iterator[Page]:
    """Somebody who has asked for another meeting, and waits for an answer."""
    me = Enrollment.objects.get(person__email=LOGINS["participant"])
    for own in Meeting.objects.expecting(me).filter(starts_at__gt=AFTER_CLOSE):
        others = Meeting.objects.for_sheet().filter(section__cohort=book.running, week=own.week_id)
        there = others.exclude(section=own.section_id).filter(starts_at__gt=AFTER_CLOSE).first()
        if there:
            switching.ask_once(me, there, "I travel that day.", by=me.person, at=AFTER_CLOSE)
            break
    for name in ("course", "cohorts:switch_once", "cohorts:switch_for_good"):
        yield Page(f"{name}: a wish waits", me.person.email, reverse(name))


def _places(book: Book) -> Iterator[Page]:
    """Somebody who was put off to the cohort to come, a guest whom a TA added, and a meeting that was called off."""
    lead = User.objects.get(email=LOGINS["course lead"])
    others = Enrollment.objects.active().filter(cohort=book.running, switches=None)
    late, guest = others.exclude(person__email__in=LOGINS.values()).order_by("pk")[:2]
    enrollments.defer(late, "Exams.", to=book.coming, by=lead, at=AFTER_CLOSE)
    coming = Meeting.objects.for_sheet().filter(section__cohort=book.running, starts_at__gt=AFTER_CLOSE)
    theirs = Meeting.objects.expecting(guest).values("section")
    visited, off = coming.exclude(section__in=theirs).order_by("starts_at", "pk")[:2]
    seating.invite_guest(visited, guest, by=lead, at=AFTER_CLOSE)
    meetings.cancel(off, "The room is closed.", by=lead, at=AFTER_CLOSE)
    section = reverse("cohorts:section", args=[book.running.slug, off.section.public_id])
    yield Page("cohort: a promised place", lead.email, f"/staff/cohorts/{book.coming.slug}/")
    yield Page("sheet: a guest added by hand", lead.email, _meeting(visited))
    yield Page("section: a meeting called off", lead.email, section)


def _troubles() -> Iterator[Page]:
    """Money that waits to be claimed, a payment that nobody knows of, and two books that differ."""
    officer = LOGINS["payout officer"]
    unclaimed = Payout.objects.filter(status="sending").earliest("pk")
    settling.mark_unclaimed(unclaimed, by=unclaimed.batch.sent_by or unclaimed.releaser, at=AFTER_CLOSE)
    lost = send([Stipend.objects.filter(status="approved").earliest("pk")], at=AFTER_CLOSE).payouts.get()
    settling.ask_people(lost, "PayPal did not answer, and knows nothing of it.", at=AFTER_CLOSE)
    run = Reconciliation.objects.create(epoch=1, asked_at=AFTER_CLOSE, ended_at=AFTER_CLOSE, is_complete=True)
    run.mismatches.create(kind="unknown", reference="T-1", sentence="PayPal has T-1, and we do not know it.")
    yield Page("my stipend: unclaimed", unclaimed.person.email, reverse("stipends:mine"))
    yield Page("batch: unclaimed", officer, f"/staff/stipends/batches/{unclaimed.batch.public_id}/")
    yield Page("reviews: one to settle", officer, reverse("stipends:reviews"))
    yield Page("reconciliation: a difference", officer, reverse("stipends:reconciliation"))


def _lists(book: Book) -> Iterator[Page]:
    table = reverse("applications:table", args=[book.early.slug])
    yield Page("lead's table: nothing found", LOGINS["course lead"], f"{table}?q=nobody-is-called-so")
    yield Page("lead's table: sorted by name", LOGINS["course lead"], f"{table}?sort=name")
    yield Page("lead's table: still open", LOGINS["course lead"], reverse("applications:table", args=[book.open.slug]))
    yield Page("release: nothing to release", LOGINS["course lead"], reverse("release", args=[book.open.slug]))
    yield Page("outbox: nothing found", LOGINS["course lead"], f"{reverse('outbox')}?status=failed")
    yield Page("grading: as a lead", LOGINS["course lead"], reverse("curriculum:grading"))
    for shelf in SHELVES:
        yield Page(f"stipends: {shelf}", LOGINS["stipend approver"], f"{reverse('stipends:queue')}?show={shelf}")

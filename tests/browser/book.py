"""The book of pages: every address that answers with a page, who reads it in the demo, and where it stands.

The tests that look at pages (accessibility, HTML, pictures, snapshots) all read from here; a test fails when a page is
missing, so that no page escapes them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.urls import reverse

from accounts.models import User
from applications.models import Application
from cohorts.models import Cohort, Cover, Enrollment, HoursQuestion, Meeting, Section
from curriculum.models import Appeal, Attempt, Certificate, Homework, Passage
from mlsafety_course.home.demo.cast import LOGINS
from mlsafety_course.outbox.models import Message
from stipends.models import Payout, PayoutBatch, Stipend

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
VISITOR = ""
NO_PAGE = {
    "healthz": "JSON for machines",
    "my_data_file": "a download",
    "calendar": "for calendar programs",
    "after_login": "leads on",
    "applications:export": "a download",
    "applications:next": "leads on",
    "curriculum:file": "a download",
    "curriculum:section_work": "a download",
    "curriculum:export_course": "a download",
    "curriculum:certificate_file": "a download",
    "stipends:ledger_csv": "a download",
    "stipends:file": "a download",
    "stipends:pack_zip": "a download",
    "stipends:year_csv": "a download",
    "message_html": "the inside of a frame, with a policy of its own: tests/outbox",
    "sample_mail": "the inside of a frame, with a policy of its own: tests/outbox",
    "mfa_download_recovery_codes": "a download",
    "account_confirm_login_code": "signing in by code alone is off",
    "account_set_password": "for accounts without a password, which nobody can make here",
    **dict.fromkeys(
        (
            "account_email_verification_sent",
            "account_confirm_password_reset_code",
            "account_complete_password_reset",
            "mfa_authenticate",
            "mfa_view_recovery_codes",
            "applications:confirm_interest",
        ),
        "only in the middle of an act: the states of tests/browser/states.py",
    ),
}


@dataclass(frozen=True)
class Page:
    """One page as one person sees it. `key` is its place among the twenty key pages, if it is one of them."""

    name: str
    reader: str
    path: str
    key: str = ""
    status: int = 200

    def __str__(self) -> str:
        return f"{self.name} {self.path} as {self.reader or 'a visitor'}"


class Book:
    """The pages of a demo that was built at NOW."""

    def __init__(self) -> None:
        self.finished, self.running, self.coming = Cohort.objects.order_by("starts_on")
        self.early, self.open = self.coming.rounds.order_by("closes_at")[1:3]

    def pages(self) -> list[Page]:
        """All of them, in the order of the road."""
        rooms = (self._public(), self._applicant(), self._participant(), self._ta(), self._reading(), self._lead())
        more = (self._cohort(), self._calendar(), self._content(), self._money(), self._account(), self._admin())
        return [page for room in (*rooms, *more) for page in room]

    def key_pages(self) -> list[Page]:
        """The twenty that pictures and snapshots are made of."""
        return [page for page in self.pages() if page.key]

    def _public(self) -> Iterator[Page]:
        yield Page("home", VISITOR, reverse("home"), key="public")
        yield Page("privacy", VISITOR, reverse("privacy"))
        yield Page("round", VISITOR, f"/rounds/{self.open.slug}/", key="round")
        yield Page("applications:interest", VISITOR, reverse("applications:interest"))
        invite = self.early.invites.get(email="")
        yield Page("applications:redeem", VISITOR, reverse("applications:redeem", args=[invite.token]))
        yield Page("curriculum:verify", VISITOR, reverse("curriculum:verify", args=[Certificate.objects.all()[0].code]))
        yield Page("404", VISITOR, "/nowhere/", status=404)

    def _applicant(self) -> Iterator[Page]:
        me = LOGINS["applicant"]
        draft = Application.objects.get(applicant__email=me)
        yield Page("applications:mine", me, reverse("applications:mine"))
        yield Page("applications:form", me, f"/apply/{draft.public_id}/", key="application-form")
        yield Page("applications:about_you", me, f"/apply/{draft.public_id}/about-you/")
        yield Page("applications:withdraw", me, f"/apply/{draft.public_id}/withdraw/")
        sent = self.open.applications.filter(status="submitted").earliest("submitted_at", "pk")
        yield Page("applications:form", sent.applicant.email, f"/apply/{sent.public_id}/")
        yield Page("applications:receipt", sent.applicant.email, f"/apply/{sent.public_id}/receipt/", key="receipt")
        placed = Application.objects.filter(round__cohort=self.coming, status="accepted").earliest("pk")
        yield Page("applications:offer", placed.applicant.email, f"/apply/{placed.public_id}/offer/")

    def _participant(self) -> Iterator[Page]:
        me, done = LOGINS["participant"], self.graduate
        homework = Homework.objects.filter(cohort=self.running, opens_at__lt=NOW).order_by("due_at", "pk")
        yield Page("course", me, reverse("course"), key="week")
        yield Page("standing", me, reverse("standing"), key="standing")
        yield Page("curriculum:unit", me, "/course/units/robustness/", key="unit")
        yield Page("curriculum:unit", me, "/course/units/x-risk/")
        for number, one in enumerate(homework[2:6:3]):
            yield Page(
                "curriculum:homework", me, f"/course/homework/{one.public_id}/", key="" if number else "homework"
            )
        yield Page("curriculum:extension", me, f"/course/homework/{homework[5].public_id}/extension/")
        yield Page("attendance", me, reverse("attendance"))
        ahead = Meeting.objects.expecting(Enrollment.objects.get(person__email=me)).filter(starts_at__gt=NOW)[0]
        past = Meeting.objects.of(Enrollment.objects.get(person__email=me)).filter(status="held").latest("starts_at")
        yield Page("cohorts:absence", me, reverse("cohorts:absence", args=[ahead.public_id]))
        yield Page("cohorts:correction", me, reverse("cohorts:correction", args=[past.public_id]))
        yield Page("feed", me, reverse("feed"))
        yield Page("cohorts:hours", me, reverse("cohorts:hours"))
        yield Page("cohorts:gatherings", me, reverse("cohorts:gatherings"))
        yield Page("cohorts:leave", me, reverse("cohorts:leave"))
        yield Page("cohorts:own_section", me, reverse("cohorts:own_section"))
        asked = HoursQuestion.objects.filter(status="asked").earliest("pk").enrollment.person
        yield Page("cohorts:hours_question", asked.email, reverse("cohorts:hours_question"))
        yield Page("cohorts:switch_once", me, reverse("cohorts:switch_once"))
        yield Page("cohorts:switch_for_good", me, reverse("cohorts:switch_for_good"))
        yield Page("my_data", me, reverse("my_data"))
        yield Page("course", done, reverse("course"))
        yield Page("curriculum:survey", done, reverse("curriculum:survey"))
        yield Page("curriculum:certificate", done, reverse("curriculum:certificate"))
        yield Page("stipends:mine", done, reverse("stipends:mine"), key="my-stipend")
        owed = Stipend.objects.filter(status="needs_details").earliest("pk").enrollment.person
        yield Page("stipends:details", owed.email, reverse("stipends:details"))

    @property
    def graduate(self) -> str:
        """Somebody who completed the finished cohort and was paid."""
        paid = Stipend.objects.filter(status="paid").earliest("pk")
        return str(paid.enrollment.person.email)

    def _ta(self) -> Iterator[Page]:
        me = LOGINS["TA"]
        section = Section.objects.get(cohort=self.running, teachings__ta__email=me)
        meeting = Meeting.objects.filter(section=section, status="planned").earliest("starts_at", "pk")
        attempt = (
            Attempt.objects.awaiting_grading().filter(enrollment__seats__section=section).earliest("received_at", "pk")
        )
        yield Page("teaching", me, reverse("teaching"), key="teaching")
        yield Page("teaching_section", me, f"/teaching/sections/{section.public_id}/")
        yield Page("cohorts:meeting", me, f"/teaching/meetings/{meeting.public_id}/", key="sheet")
        yield from self._corrected(me, section)
        ahead = Meeting.objects.filter(section=section, starts_at__gt=NOW).latest("starts_at")
        yield Page("cohorts:ask_cover", me, reverse("cohorts:ask_cover", args=[ahead.public_id]))
        yield Page("cohorts:cover", me, reverse("cohorts:cover", args=[Cover.objects.earliest("pk").public_id]))
        yield Page("cohorts:agree", me, reverse("cohorts:agree", args=[self.running.slug]))
        yield Page("curriculum:grading", me, reverse("curriculum:grading"))
        yield Page("curriculum:attempt", me, f"/teaching/homework/{attempt.public_id}/", key="grading")
        yield from self._homework_of(me, section)

    def _homework_of(self, me: str, section: Section) -> Iterator[Page]:
        """A notebook with links, how it is read, and what helps graders."""
        written = Attempt.objects.filter(files__isnull=False, enrollment__seats__section=section).earliest("pk")
        yield Page("curriculum:attempt", me, f"/teaching/homework/{written.public_id}/")
        yield Page("curriculum:read_file", me, f"/files/{written.files.all()[0].public_id}/read/")
        yield Page("curriculum:comments", me, reverse("curriculum:comments"))

    def _corrected(self, me: str, section: Section) -> Iterator[Page]:
        """A sheet that is signed off, a mark of it, the record it belongs to, and a mail about it."""
        held = section.meetings.filter(status="held").latest("starts_at")
        person = held.attendances.earliest("pk").enrollment
        yield Page("cohorts:meeting", me, f"/teaching/meetings/{held.public_id}/")
        yield Page("correct_mark", me, reverse("correct_mark", args=[held.public_id, person.public_id]))
        yield Page("teaching_person", me, reverse("teaching_person", args=[person.public_id]))
        yield Page("write", me, f"{reverse('write')}?to={person.public_id}")

    def _reading(self) -> Iterator[Page]:
        me = User.objects.get(email=LOGINS["reviewer"])
        first = Application.objects.readable_by_staff(me).filter(round=self.early).earliest("number")
        yield Page("applications:queue", me.email, reverse("applications:queue"), key="reading-queue")
        yield Page("applications:read", me.email, f"/staff/applications/{first.public_id}/", key="reading")

    def _lead(self) -> Iterator[Page]:
        me = LOGINS["course lead"]
        yield Page("staff", me, reverse("staff"), key="staff")
        yield Page("waiting_attendance", me, reverse("waiting_attendance"))
        yield Page("applications:table", me, reverse("applications:table", args=[self.early.slug]), key="lead-table")
        yield Page("applications:invites", me, reverse("applications:invites", args=[self.early.slug]))
        yield Page("applications:readings", me, reverse("applications:readings", args=[self.early.slug]))
        yield Page("release", me, reverse("release", args=[self.early.slug]), key="release")
        yield from self._set_up()
        yield from self._deciding()
        person = Enrollment.objects.get(person__email=LOGINS["participant"])
        yield Page("person", me, reverse("person", args=[person.public_id]))
        mail = Message.objects.exclude(topic="account").latest("pk")
        yield Page("outbox", me, reverse("outbox"))
        yield Page("message", me, reverse("message", args=[mail.public_id]))
        yield Page("styleguide", me, reverse("styleguide"))

    def _deciding(self) -> Iterator[Page]:
        me, slug = LOGINS["course lead"], self.early.slug
        chosen = self.early.applications.in_review().order_by("number").values_list("public_id", flat=True)[:3]
        waiting = Application.objects.filter(status="waitlisted").earliest("pk")
        yield Page("applications:fairness", me, reverse("applications:fairness", args=[slug]))
        yield Page(
            "applications:compare",
            me,
            f"{reverse('applications:compare', args=[slug])}?of={','.join(map(str, chosen))}",
        )
        yield Page("applications:correct", me, reverse("applications:correct", args=[waiting.public_id]))

    def _set_up(self) -> Iterator[Page]:
        me, slug = LOGINS["course lead"], self.open.slug
        yield Page("applications:rounds", me, reverse("applications:rounds"))
        copied = f"?cohort={self.coming.slug}&earlier={self.early.slug}"
        yield Page("applications:new_round", me, reverse("applications:new_round"))
        yield Page("applications:new_round", me, reverse("applications:new_round") + copied)
        for name in ("plan", "setup", "texts", "preview", "questions", "new_question", "rubric", "reasons"):
            yield Page(f"applications:{name}", me, reverse(f"applications:{name}", args=[slug]))
        yield Page("applications:plan", me, reverse("applications:plan", args=[self.early.slug]))
        yield Page("applications:rubric", me, reverse("applications:rubric", args=[self.early.slug]))
        question, reason = self.open.questions.all()[0], self.open.reasons.all()[0]
        yield Page("applications:question", me, reverse("applications:question", args=[slug, question.key]))
        yield Page("applications:reason", me, reverse("applications:reason", args=[slug, reason.code]))

    def _cohort(self) -> Iterator[Page]:
        me, slug = LOGINS["course lead"], self.running.slug
        section = self.running.sections.earliest("pk")
        yield Page("matrix", me, reverse("matrix", args=[slug]), key="matrix")
        yield Page("cohorts:cohorts", me, reverse("cohorts:cohorts"))
        yield Page("cohorts:new_cohort", me, reverse("cohorts:new_cohort"))
        yield Page("cohorts:cohort", me, reverse("cohorts:cohort", args=[slug]))
        yield Page("cohorts:new_section", me, reverse("cohorts:new_section", args=[slug]))
        yield Page("cohorts:section", me, reverse("cohorts:section", args=[slug, section.public_id]))
        yield Page("cohorts:changes", me, reverse("cohorts:changes", args=[slug]))
        yield Page("no_shows", me, reverse("no_shows", args=[slug]))
        yield Page("cohorts:placement", me, reverse("cohorts:placement", args=[slug]))
        yield Page("cohorts:placement", me, reverse("cohorts:placement", args=[self.coming.slug]))
        proposal = self.coming.placement_runs.done().latest("asked_at", "pk")
        person = self.coming.enrollments.active().earliest("pk")
        moved = reverse("cohorts:move_in_placement", args=[self.coming.slug, proposal.public_id, person.public_id])
        other = self.coming.sections.latest("pk")
        yield Page("cohorts:move_in_placement", me, f"{moved}?section={other.public_id}")

    def _calendar(self) -> Iterator[Page]:
        me, slug = LOGINS["course lead"], self.running.slug
        last = Meeting.objects.filter(section__cohort=self.running).for_sheet().latest("starts_at", "pk")
        event = self.running.gatherings.filter(starts_at__gt=NOW).earliest("starts_at", "pk")
        week = self.running.weeks.filter(starts_on__gt=NOW.date()).earliest("starts_on")
        yield Page("cohorts:calendar", me, reverse("cohorts:calendar", args=[slug]))
        yield Page("cohorts:calendar", me, reverse("cohorts:calendar", args=[self.coming.slug]))
        like = f"?like={slug}&first_day=2027-02-15"
        yield Page("cohorts:cohort_like", me, reverse("cohorts:cohort_like") + like)
        moved = f"?first={week.starts_on}&days=7"
        yield Page("shift_calendar", me, reverse("shift_calendar", args=[slug]) + moved)
        yield Page("cohorts:cohort_gatherings", me, reverse("cohorts:cohort_gatherings", args=[slug]))
        yield Page("cohorts:gathering", me, reverse("cohorts:gathering", args=[slug, event.public_id]))
        other = f"?starts_at={last.starts_at:%Y-%m-%d}T08:00"
        for name in ("cohorts:move_meeting", "cohorts:reschedule_meeting"):
            yield Page(name, me, reverse(name, args=[slug, last.public_id]) + other)

    def _content(self) -> Iterator[Page]:
        me, slug = LOGINS["course lead"], self.running.slug
        yield Page("curriculum:schedule", me, reverse("curriculum:schedule", args=[slug]))
        yield Page("curriculum:schedule_changes", me, reverse("curriculum:schedule_changes", args=[slug]))
        yield Page("curriculum:other_dates", me, reverse("curriculum:other_dates", args=[slug]))
        yield Page("curriculum:week_down", me, reverse("curriculum:week_down", args=[slug, "robustness"]))
        yield Page("curriculum:preview_week", me, reverse("curriculum:preview_week", args=[slug]))
        for unit in ("robustness", "x-risk"):
            yield Page("curriculum:preview_unit", me, reverse("curriculum:preview_unit", args=[slug, unit]))
        opened = Homework.objects.filter(cohort=self.running, opens_at__lte=NOW).latest("opens_at", "pk")
        own = reverse("curriculum:preview_homework", args=[slug, opened.public_id])
        yield Page("curriculum:preview_homework", me, own)
        yield Page("curriculum:policy", me, reverse("curriculum:policy", args=[slug]))
        yield Page("curriculum:waiting_homework", me, reverse("curriculum:waiting_homework", args=[slug]))
        yield Page("curriculum:rubrics", me, reverse("curriculum:rubrics"))
        yield Page("curriculum:rubric", me, reverse("curriculum:rubric", args=["hazard-analysis-questions"]))
        yield from self._ending()
        yield Page("curriculum:staff_curriculum", me, reverse("curriculum:staff_curriculum"))
        yield Page("curriculum:edit_unit", me, reverse("curriculum:edit_unit", args=["robustness"]))
        lecture = ["background", "lectures", "introduction"]
        yield Page("curriculum:edit_piece", me, reverse("curriculum:edit_piece", args=lecture))
        for kind in ("lectures", "readings"):
            yield Page("curriculum:add_piece", me, reverse("curriculum:add_piece", args=["background", kind]))
        yield Page("curriculum:content_changes", me, reverse("curriculum:content_changes"))
        yield Page("curriculum:import_course", me, reverse("curriculum:import_course"))
        yield Page(
            "curriculum:passage", me, reverse("curriculum:passage", args=[Passage.objects.earliest("slug").slug])
        )

    def _ending(self) -> Iterator[Page]:
        me, slug = LOGINS["course lead"], self.finished.slug
        appeal = Appeal.objects.earliest("pk")
        awarded = Certificate.objects.earliest("pk").completion.enrollment
        yield Page("cohort_at_risk", me, reverse("cohort_at_risk", args=[self.running.slug]))
        yield Page("close", me, reverse("close", args=[slug]))
        yield Page("doubtful_awards", me, reverse("doubtful_awards"))
        yield Page("curriculum:survey_results", me, reverse("curriculum:survey_results", args=[slug]))
        yield Page("curriculum:appeals", me, reverse("curriculum:appeals"))
        yield Page("curriculum:decide_appeal", me, reverse("curriculum:decide_appeal", args=[appeal.public_id]))
        yield Page("curriculum:revoke", me, reverse("curriculum:revoke", args=[awarded.public_id]))
        theirs, told = appeal.enrollment.person.email, [slug]
        yield Page("standing_of", theirs, reverse("standing_of", args=told))
        yield Page("staying", LOGINS["participant"], reverse("staying", args=[self.running.slug, 2]))
        yield Page("own_at_risk", LOGINS["TA"], reverse("own_at_risk"))

    def _money(self) -> Iterator[Page]:
        approver, officer = LOGINS["stipend approver"], LOGINS["payout officer"]
        ready = Stipend.objects.filter(status="ready", held_at=None).earliest("pk")
        yield Page("stipends:queue", approver, reverse("stipends:queue"), key="stipends")
        yield Page("stipends:approve", approver, f"{reverse('stipends:approve')}?id={ready.public_id}")
        yield Page("stipends:stipend", approver, f"/staff/stipends/{ready.public_id}/")
        yield Page("stipends:ledger", approver, reverse("stipends:ledger"), key="ledger")
        yield Page("stipends:checks", approver, reverse("stipends:checks"))
        yield Page("stipends:finance", approver, reverse("stipends:finance"))
        paid_in = Payout.objects.years_paid().get()
        yield Page("stipends:year", approver, reverse("stipends:year", args=[paid_in]))
        yield Page("stipends:batches", officer, reverse("stipends:batches"))
        yield Page("stipends:reviews", officer, reverse("stipends:reviews"))
        yield Page("stipends:reconciliation", officer, reverse("stipends:reconciliation"))
        for batch in PayoutBatch.objects.order_by("pk"):
            yield Page("stipends:batch", officer, f"/staff/stipends/batches/{batch.public_id}/")
            yield Page("stipends:pack", officer, reverse("stipends:pack", args=[batch.public_id]))
        yield Page("stipends:terms", officer, reverse("stipends:terms", args=[self.finished.slug]))

    def _account(self) -> Iterator[Page]:
        me, guarded = LOGINS["applicant"], LOGINS["stipend approver"]
        for name in (
            "account_login",
            "account_signup",
            "account_reset_password",
            "account_password_reset_completed",
            "account_inactive",
        ):
            yield Page(name, VISITOR, reverse(name))
        yield Page("accounts:profile", me, reverse("accounts:profile"))
        for name in ("account_email", "account_change_password", "account_logout", "account_reauthenticate"):
            yield Page(name, me, reverse(name))
        for name in ("mfa_index", "mfa_activate_totp"):
            yield Page(name, me, reverse(name))
        for name in ("mfa_index", "mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_reauthenticate"):
            yield Page(name, guarded, reverse(name))

    def _admin(self) -> Iterator[Page]:
        me = "root@example.org"
        yield Page("admin:index", me, reverse("admin:index"))
        yield Page("admin:applications_round_changelist", me, reverse("admin:applications_round_changelist"))
        for name, row in (("applications_round", self.open), ("accounts_user", User.objects.earliest("pk"))):
            yield Page(f"admin:{name}_change", me, reverse(f"admin:{name}_change", args=[row.pk]))
        yield Page("admin:accounts_user_add", me, reverse("admin:accounts_user_add"))


def gaps(readable: set[str], pages: list[Page]) -> list[str]:
    """Addresses that answer GET and are neither in the book nor excused."""
    written = {page.name for page in pages}
    found = [f"{name} is not in the book of pages" for name in sorted(readable - written - NO_PAGE.keys())]
    return found + [f"{name} is excused and in the book" for name in sorted(NO_PAGE.keys() & written)]


def make_superuser() -> User:
    """For the admin alone, which the demo has no login for."""
    return User.objects.create_superuser("root@example.org", full_name="Root")

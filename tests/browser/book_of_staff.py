"""The pages of reviewers, course leads and finance people, and the admin."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from accounts.models import User
from applications.models import Application
from cohorts.models import Enrollment, Meeting
from curriculum.models import Appeal, Certificate, Homework, Passage
from mlsafety_course.home.demo.cast import LOGINS
from mlsafety_course.outbox.models import Message
from stipends.models import Payout, PayoutBatch, Stipend
from tests.browser.places import NOW, Page, Places


class OfStaff(Places):
    """Of whoever runs the course."""

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

    def _admin(self) -> Iterator[Page]:
        me = "root@example.org"
        yield Page("admin:index", me, reverse("admin:index"))
        yield Page("admin:applications_round_changelist", me, reverse("admin:applications_round_changelist"))
        for name, row in (("applications_round", self.open), ("accounts_user", User.objects.earliest("pk"))):
            yield Page(f"admin:{name}_change", me, reverse(f"admin:{name}_change", args=[row.pk]))
        yield Page("admin:accounts_user_add", me, reverse("admin:accounts_user_add"))

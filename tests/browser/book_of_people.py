"""The pages of visitors, applicants, participants and TAs, and of everybody's account."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from applications.models import Application
from cohorts.models import Cover, Enrollment, HoursQuestion, Meeting, Section
from curriculum.models import Attempt, Certificate, Homework
from mlsafety_course.home.demo.cast import LOGINS
from stipends.models import Stipend
from tests.browser.places import NOW, VISITOR, Page, Places


class OfPeople(Places):
    """Of whoever is not staff, and of TAs."""

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

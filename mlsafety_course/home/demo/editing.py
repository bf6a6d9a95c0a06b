"""What a lead has changed in the plan and the material of a running cohort."""

from datetime import datetime, timedelta

from accounts.models import User
from cohorts.models import Cohort
from curriculum.models import Lecture
from curriculum.workflow import content, other_dates, schedule


def edit(cohort: Cohort, lead: User, at: datetime) -> None:
    """The last unit opens some hours later, one section has a day more for a homework, and one link is mended."""
    last = cohort.releases.select_related("unit").latest("opens_at")
    schedule.move(cohort, {last: last.opens_at + timedelta(hours=9)}, {}, by=lead, at=at - timedelta(hours=30))
    homework = cohort.homeworks.filter(due_at__gt=at).select_related("assignment").earliest("due_at")
    section = cohort.sections.latest("name")
    more = {"due_at": homework.due_at + timedelta(days=1)}
    other_dates.set_other_dates(
        homework, section, more, "Your meeting of this week is a day later.", by=lead, at=at - timedelta(hours=28)
    )
    mended = "https://drive.google.com/file/d/slides-of-the-introduction/view"
    lecture = Lecture.objects.earliest("number")
    content.fix_link(lecture, "slides_url", mended, cohort, by=lead, at=at - timedelta(hours=26))

"""What somebody can do who gets no place this time: what to learn, what is public, and when one can apply again."""

from dataclasses import dataclass, field
from datetime import datetime

from applications.models import Application, Round
from applications.public_status import PublicStatus
from curriculum.models import Course, Lecture

PREPARATION = "background"  # the topic that the course itself calls preparation
OVER = {"rejected", "missed", "lapsed", "declined", "withdrawn"}


@dataclass(frozen=True)
class NextSteps:
    """`learn` and `lectures` only after a rejection; without an `open_round` the page asks for an address."""

    open_round: Round | None
    site_url: str = ""
    learn: list[dict[str, str]] = field(default_factory=list)
    lectures: list[Lecture] = field(default_factory=list)


def next_steps(application: Application, standing: PublicStatus, at: datetime) -> NextSteps | None:
    """None while this application may still lead to a place. Asks only what is public already."""
    has_ended = standing.word in OVER or (standing.word == "waitlisted" and application.round.cohort.has_started(at))
    if not has_ended or application.can_answer(at) or application.takes(at):
        return None
    open_round = Round.objects.open(at).exclude(pk=application.round_id).first()
    course = Course.objects.first()
    if course is None:
        return NextSteps(open_round)
    if standing.word != "rejected":
        return NextSteps(open_round, course.site_url)
    preparing = Lecture.objects.filter(unit__topic=PREPARATION).exclude(video_url="", slides_url="")
    return NextSteps(open_round, course.site_url, course.study_options, list(preparing.order_by("number")))

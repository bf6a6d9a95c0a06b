"""Completing the course: the survey, exceptions to the rule, and the award that is made once."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from accounts.models import User
from cohorts.models import Enrollment
from curriculum import emails
from curriculum.models import (
    Certificate,
    Completion,
    CompletionException,
    CompletionPolicy,
    SurveyAnswer,
    SurveyReceipt,
)
from curriculum.policy import Code
from curriculum.standings import standings
from curriculum.survey import QUESTIONS, opens_at
from curriculum.workflow.printed_name import name_of
from mlsafety_course.outbox import post
from mlsafety_course.transitions import Refused

Kind = CompletionException.Kind
AT_A_TIME = 500


@transaction.atomic
def award(enrollment: Enrollment, *, at: datetime) -> Completion | None:
    """Award completion if the rule is met and awards have begun: once, with its evidence and certificate.

    Safe to repeat and to run twice at once: the second finds what the first has made.
    """
    enrollment = (
        Enrollment.objects.select_for_update(of=["self"]).select_related("person", "cohort").get(pk=enrollment.pk)
    )
    policy = CompletionPolicy.objects.in_force(enrollment.cohort)
    if policy is None or at < enrollment.cohort.awards_from:
        return None
    standing = standings([enrollment], at)[enrollment.pk]
    if not standing.is_complete or enrollment.status != Enrollment.Status.ACTIVE:
        return None
    completion, is_new = Completion.objects.get_or_create(
        enrollment=enrollment,
        defaults={"policy": policy, "evidence": standing.as_evidence(), "awarded_at": at},
    )
    if is_new:
        certificate = Certificate.objects.create(completion=completion, name=name_of(enrollment), issued_at=at)
        post.write(emails.completed(enrollment, certificate), at=at)
    return completion


def award_due(*, at: datetime) -> int:
    """Award everyone whose time has come. Returns how many."""
    return sum(award(enrollment, at=at) is not None for enrollment in _ready(at))


def _ready(at: datetime) -> Iterator[Enrollment]:
    """People without an award whom the rule says are complete; the award itself judges them again.

    Looks at cohorts whose stipend details are still taken, and at everybody to whom completion was granted by hand.
    """
    running = Q(cohort__details_close_at__gt=at) | Q(completion_exceptions__kind=Kind.GRANT)
    begun = Enrollment.objects.active().filter(running, cohort__awards_from__lte=at, completion=None)
    people = list(begun.select_related("person", "cohort").order_by("cohort", "pk").distinct())
    for first in range(0, len(people), AT_A_TIME):
        some = people[first : first + AT_A_TIME]
        judged = standings(some, at)
        yield from (one for one in some if one.pk in judged and judged[one.pk].is_complete)


@transaction.atomic
def make_exception(
    enrollment: Enrollment, kind: str, code: str, reason: str, *, by: User, at: datetime
) -> CompletionException:
    """Waive one requirement (`code`), grant completion or deny it. The person reads the reason."""
    if enrollment.person_id == by.pk:
        raise Refused("Nobody makes an exception for themself. Ask another course lead.")
    if not reason.strip():
        raise Refused("An exception needs its reason: the person and the approver of the stipend both read it.")
    if kind not in Kind or (kind == Kind.WAIVE) != (code in list(Code)):
        raise Refused("Choose one requirement to waive, or grant or deny completion as a whole.")
    exception = CompletionException.objects.create(
        enrollment=enrollment, kind=kind, code=code, reason=reason.strip(), by=by, at=at
    )
    post.write(emails.exception_made(exception), at=at)
    return exception


@transaction.atomic
def hand_in_survey(enrollment: Enrollment, answers: Mapping[str, str], *, by: User, at: datetime) -> None:
    """Keep that the person handed it in, and apart from that, without a name, what was said."""
    if enrollment.person_id != by.pk:
        raise Refused("The survey is handed in by the person themself.")
    if not opens_at(enrollment.cohort) <= at < enrollment.cohort.survey_closes_at:
        raise Refused("The exit survey is not open now.")
    try:
        with transaction.atomic():
            SurveyReceipt.objects.create(enrollment=enrollment)
    except IntegrityError as error:
        raise Refused("You have handed in the survey already. Thank you: nothing more is needed.") from error
    SurveyAnswer.objects.bulk_create(
        SurveyAnswer(cohort=enrollment.cohort, question=question.slug, answer=answers[question.slug])
        for question in QUESTIONS
        if answers.get(question.slug)
    )

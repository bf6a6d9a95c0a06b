"""A meeting that its TA cannot lead: offered to TAs who are free then, and the first to accept has it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from accounts.models import User
from cohorts import emails
from cohorts.covers import engaged, free_tas
from cohorts.models import Cohort, Cover, Meeting, Staffing
from cohorts.roster import expected
from cohorts.running import who_runs
from mlsafety_course.outbox import post
from mlsafety_course.transitions import Refused, arrow

Status = Cover.Status

TAKE = arrow(Status.OPEN, to=Status.TAKEN)
WITHDRAW = arrow(Status.OPEN, to=Status.WITHDRAWN)

ARROWS = [TAKE, WITHDRAW]
ANSWER_WITHIN = timedelta(hours=48)
BEFORE_MEETING = timedelta(hours=24)
BY_HAND = "Nobody was looked for: a lead appointed somebody."


def usual_answer_by(meeting: Meeting, at: datetime) -> datetime:
    """The earlier of 48 hours from now and 24 hours before the meeting; never in the past."""
    return max(at, min(at + ANSWER_WITHIN, meeting.starts_at - BEFORE_MEETING))


@transaction.atomic
def ask(meeting: Meeting, reason: str, note: str = "", *, answer_by: datetime, by: User, at: datetime) -> Cover:
    """Offer the meeting to every TA who is free then, but for whoever asks and whoever runs it. Where nobody is, or no
    time is left, it is a lead's at once."""
    meeting = _locked(meeting)
    _refuse_unless_to_come(meeting, at)
    if meeting.substitute and meeting.substitute != by:
        raise Refused(f"{meeting.substitute} stands in at {meeting} already. If that has changed, write to the lead.")
    if answer_by >= meeting.starts_at:
        raise Refused("An answer is needed before the meeting begins. Choose an earlier time.")
    free = free_tas(meeting, besides=[by, *who_runs([meeting])[meeting.pk]])
    until = max(at, answer_by) if free else at
    cover = Cover(meeting=meeting, asked_by=by, reason=reason, note=note, asked_at=at, answer_by=until)
    try:
        with transaction.atomic():
            cover.save()
    except IntegrityError as error:
        raise Refused(f"Somebody is being looked for already for {meeting}.") from error
    cover.moves.create(source="", target=Status.OPEN, by=by, at=at)
    post.write(*(emails.cover_offered(cover, ta) for ta in free), at=at)
    return cover


@transaction.atomic
def accept(cover: Cover, *, by: User, at: datetime) -> None:
    """Take the meeting: the first to accept has it. Whoever is expected, ran it until now or asked is told."""
    meeting = _locked(cover.meeting)
    cover = Cover.objects.in_full().get(pk=cover.pk)
    _refuse_settled(cover, by)
    _refuse_unless_to_come(meeting, at)
    _refuse_unfit(cover, meeting, by)
    _take(cover, by=by, at=at)
    _stand_in(cover, meeting, by, by=by, at=at)


def _take(cover: Cover, *, by: User, at: datetime) -> None:
    TAKE.apply(cover, by=by, at=at, taken_by=by)


def withdraw(cover: Cover, *, by: User, at: datetime) -> None:
    """The asker can lead it after all."""
    if cover.asked_by != by:
        raise Refused(f"Only {cover.asked_by}, who asked for it, takes this back. A lead can appoint a substitute.")
    WITHDRAW.apply(cover, by=by, at=at)


def settle(meeting: Meeting, substitute: User, *, by: User, at: datetime) -> None:
    """A lead has found a substitute by hand: nobody needs to be looked for any more. Call with the meeting locked.

    Where nobody was looked for, it stands on record all the same: who has ever stood in is read from there.
    """
    asked = Cover.objects.in_full().filter(meeting=meeting, status=Status.OPEN).first()
    cover = asked or _found_at_once(meeting, by=by, at=at)
    TAKE.apply(cover, by=by, at=at, taken_by=substitute, reason="Appointed by a lead.")
    _stand_in(cover, meeting, substitute, by=by, at=at)


def _found_at_once(meeting: Meeting, *, by: User, at: datetime) -> Cover:
    cover = Cover.objects.create(meeting=meeting, asked_by=by, reason=BY_HAND, asked_at=at, answer_by=at)
    cover.moves.create(source="", target=Status.OPEN, by=by, at=at)
    return cover


def _stand_in(cover: Cover, meeting: Meeting, substitute: User, *, by: User, at: datetime) -> None:
    """Who leads it is another entry in everybody's calendar, and told to everybody whom it concerned or now does. Once
    it has begun, it is only written down for the sheet."""
    replaced, meeting.substitute = meeting.substitute, None
    ran = dict.fromkeys([*([replaced] if replaced else []), *who_runs([meeting])[meeting.pk]])
    meeting.substitute, meeting.sequence = substitute, meeting.sequence + 1
    meeting.save(update_fields=["substitute", "sequence"])
    news = _news(cover, meeting, substitute, ran, by) if at < meeting.starts_at else []
    post.write(emails.substitute_appointed(meeting, substitute, at), *news, at=at)


def bring_forward(meeting: Meeting, *, at: datetime) -> None:
    """The meeting has moved: an answer is needed no later than is usual for its new time. Call with it locked."""
    until = usual_answer_by(meeting, at)
    Cover.objects.filter(meeting=meeting, status=Status.OPEN, answer_by__gt=until).update(answer_by=until)


def call_off(meeting: Meeting, *, by: User, at: datetime) -> None:
    """The meeting does not take place: nobody needs to be looked for. Call with the meeting locked."""
    for cover in Cover.objects.filter(meeting=meeting, status=Status.OPEN):
        WITHDRAW.apply(cover, by=by, at=at, reason="The meeting was called off.")


def _locked(meeting: Meeting) -> Meeting:
    """The cohort first, so that nobody takes two meetings of one hour at once; then the meeting, as it is now."""
    Cohort.objects.select_for_update().get(pk=meeting.section.cohort_id)
    return Meeting.objects.locked(meeting)


def _news(cover: Cover, meeting: Meeting, substitute: User, ran: Iterable[User], by: User) -> list[post.Letter]:
    """For whoever is expected, for whoever asked unless they found somebody themself, and for whoever else ran it."""
    asker = cover.asked_by
    asked = [emails.cover_taken(cover, substitute)] if asker not in {substitute, by} else []
    others = [person for person in ran if person != substitute and not (asked and person == asker)]
    people = [enrollment.person for enrollment in expected([meeting])[meeting.pk]]
    relieved = [emails.led_by_another(cover, substitute, person) for person in others]
    return [*asked, *relieved, *(emails.stands_in(cover, substitute, person) for person in people)]


def _refuse_settled(cover: Cover, by: User) -> None:
    if cover.status == Status.TAKEN and cover.taken_by == by:
        raise Refused(f"You have {cover.meeting} already. Thank you.")
    if cover.status == Status.TAKEN:
        raise Refused(f"{cover.meeting} is taken: {cover.taken_by} was a moment faster. Thank you for offering.")
    if cover.status == Status.WITHDRAWN:
        raise Refused(f"Nobody is needed for {cover.meeting} any more. Thank you for offering.")


def _refuse_unless_to_come(meeting: Meeting, at: datetime) -> None:
    if meeting.status != Meeting.Status.PLANNED or at >= meeting.starts_at:
        raise Refused(f"{meeting} has begun, or was called off, so nobody needs to be found for it.")


def _refuse_unfit(cover: Cover, meeting: Meeting, by: User) -> None:
    """Only a TA of the cohort, not whoever asked, and not somebody who is engaged then."""
    agreed = Staffing.objects.agreed().filter(cohort=meeting.section.cohort, person=by).exists()
    if not agreed or cover.asked_by == by:
        raise Refused("This meeting is offered to the other TAs of the cohort.")
    if by.pk in engaged(meeting):
        raise Refused(f"You are expected elsewhere when {meeting} takes place, or take part in it yourself.")

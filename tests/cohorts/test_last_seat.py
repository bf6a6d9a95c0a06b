"""Fifty people before the last seat, of one meeting and of a section, and two TAs before one meeting: one has it."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from cohorts.models import Cover, Enrollment, Guest, Meeting, Seat, Section, Switch
from cohorts.roster import expected
from cohorts.workflow import covering, seating, switching
from tests.factories.cohorts import make_cohort, make_enrollment, make_seat, make_section, make_ta, ta_of
from tests.factories.people import make_lead
from tests.racing import Act, at_once, meet_after, needs_row_locks

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), needs_row_locks]
CROWD = 50
ROUNDS = [*range(20), *[pytest.param(turn, marks=pytest.mark.prove) for turn in range(20, 200)]]
PAIRS = [0, *[pytest.param(turn, marks=pytest.mark.prove) for turn in range(1, 200)]]


class Rush:
    """So many people of a Wednesday section; a Thursday section has one seat left, at every meeting."""

    def __init__(self, people: int) -> None:
        cohort = make_cohort()
        self.home = make_section(cohort, maximum=CROWD, name="Wednesday")
        self.other = make_section(cohort, maximum=2, weekday=3, name="Thursday")
        self.at, self.lead = cohort.starts_at, make_lead()
        make_seat(make_enrollment(cohort), self.other)
        self.people = [make_enrollment(cohort) for _ in range(people)]
        Seat.objects.bulk_create(Seat(enrollment=one, section=self.home, from_at=self.at) for one in self.people)

    @property
    def meeting(self) -> Meeting:
        return Meeting.objects.for_sheet().get(section=self.other, week__number=1)

    def approving(self, switch: Switch) -> Act:
        return partial(switching.approve, Switch.objects.in_full().get(pk=switch.pk), by=self.lead, at=self.at)

    def asking_once(self) -> list[Act]:
        return [self.approving(switching.ask_once(one, self.meeting, by=one.person, at=self.at)) for one in self.people]

    def seating_by_hand(self, one: Enrollment) -> Act:
        return partial(seating.seat_by_hand, one, self.other, by=self.lead, at=self.at)

    def asking_for_good(self) -> list[Act]:
        return [
            self.approving(switching.ask_for_good(one, self.other, by=one.person, at=self.at)) for one in self.people
        ]


def one_winner(answers: list[Any]) -> None:
    assert answers.count("done") == 1
    assert all("taken by now" in answer for answer in answers if answer != "done")


@pytest.mark.parametrize("turn", ROUNDS)
def test_of_fifty_who_want_the_last_seat_of_a_meeting_one_has_it(turn: int):
    rush = Rush(CROWD)

    one_winner(at_once(*rush.asking_once()))

    assert len(expected([rush.meeting])[rush.meeting.pk]) == 2
    assert Guest.objects.live().count() == 1


@pytest.mark.parametrize("turn", ROUNDS)
def test_of_fifty_who_want_the_last_seat_of_a_section_one_has_it(turn: int):
    rush = Rush(CROWD)

    one_winner(at_once(*rush.asking_for_good()))

    assert rush.other.seats.current().count() == 2


@pytest.mark.parametrize("turn", PAIRS)
def test_a_guest_and_a_new_member_do_not_share_the_last_seat(turn: int):
    rush = Rush(2)
    guest, member = rush.people
    once = rush.approving(switching.ask_once(guest, rush.meeting, by=guest.person, at=rush.at))
    for_good = rush.approving(switching.ask_for_good(member, rush.other, by=member.person, at=rush.at))

    one_winner(at_once(once, for_good))

    assert len(expected([rush.meeting])[rush.meeting.pk]) == 2


@pytest.mark.parametrize("turn", PAIRS)
def test_a_guest_and_a_seat_given_by_hand_do_not_share_the_last_place(turn: int):
    rush = Rush(2)
    once = rush.asking_once()[0]

    answers = at_once(once, rush.seating_by_hand(rush.people[1]))

    assert len(expected([rush.meeting])[rush.meeting.pk]) == 2
    [sentence] = [answer for answer in answers if isinstance(answer, str) and answer != "done"]
    assert "taken by now" in sentence or "is full" in sentence


def unlocked(*meetings: Meeting | None) -> dict[int, Meeting]:
    keys = [meeting.pk for meeting in meetings if meeting]
    return {row.pk: row for row in Meeting.objects.for_sheet().filter(pk__in=keys)}


def test_control_without_the_lock_two_have_the_last_seat_of_a_meeting(monkeypatch: pytest.MonkeyPatch):
    rush = Rush(2)
    acts = rush.asking_once()
    monkeypatch.setattr(seating, "lock_meetings", unlocked)
    meet_after(monkeypatch, seating, "has_room_at")

    assert at_once(*acts) == ["done", "done"]

    assert len(expected([rush.meeting])[rush.meeting.pk]) == 3


def test_control_without_the_lock_a_guest_and_a_seat_given_by_hand_are_one_too_many(monkeypatch: pytest.MonkeyPatch):
    rush = Rush(2)
    acts = [rush.asking_once()[0], rush.seating_by_hand(rush.people[1])]
    monkeypatch.setattr(seating, "lock_meetings", unlocked)
    monkeypatch.setattr(seating, "lock_section", lambda section: Section.objects.get(pk=section.pk))
    meet_after(monkeypatch, seating, "has_room_at", "full_meeting")

    answers = at_once(*acts)

    assert answers[0] == "done"
    assert isinstance(answers[1], Seat)
    assert len(expected([rush.meeting])[rush.meeting.pk]) == 3


def test_control_without_the_lock_two_have_the_last_seat_of_a_section(monkeypatch: pytest.MonkeyPatch):
    rush = Rush(2)

    def careless(one: Enrollment, section: Section) -> Act:
        def act() -> None:
            assert seating.has_room(section)
            Seat.objects.filter(enrollment=one).update(section=section)

        return act

    acts = [careless(one, rush.other) for one in rush.people]
    meet_after(monkeypatch, seating, "has_room")

    assert at_once(*acts) == ["done", "done"]

    assert rush.other.seats.current().count() == 3


class Offer:
    """One meeting that needs somebody, and two TAs who are free then."""

    def __init__(self) -> None:
        section = make_section()
        self.meeting = Meeting.objects.for_sheet().filter(section=section).order_by("starts_at")[0]
        self.tas = [make_ta(section.cohort) for _ in range(2)]
        self.at = self.meeting.starts_at - timedelta(days=3)
        until = covering.usual_answer_by(self.meeting, self.at)
        self.cover = covering.ask(self.meeting, "Ill", answer_by=until, by=ta_of(section), at=self.at)

    def accepting(self) -> list[Act]:
        return [
            partial(covering.accept, Cover.objects.in_full().get(pk=self.cover.pk), by=ta, at=self.at)
            for ta in self.tas
        ]

    def taken(self) -> tuple[int | None, int | None]:
        self.meeting.refresh_from_db()
        self.cover.refresh_from_db()
        return self.meeting.substitute_id, self.cover.taken_by_id


@pytest.mark.parametrize("turn", PAIRS)
def test_of_two_tas_who_accept_at_once_the_first_has_it(turn: int):
    offer = Offer()

    answers = at_once(*offer.accepting())

    winner = offer.tas[answers.index("done")]
    assert offer.taken() == (winner.pk, winner.pk)
    [sentence] = [answer for answer in answers if answer != "done"]
    assert f"is taken: {winner} was a moment faster" in sentence


def without_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(covering, "_locked", lambda meeting: Meeting.objects.for_sheet().get(pk=meeting.pk))
    meet_after(monkeypatch, covering, "_refuse_settled")


def test_compare_and_set_alone_still_lets_only_one_have_it(monkeypatch: pytest.MonkeyPatch):
    offer = Offer()
    acts = offer.accepting()
    without_lock(monkeypatch)

    answers = at_once(*acts)

    winner = offer.tas[answers.index("done")]
    assert answers.count("done") == 1
    assert offer.taken() == (winner.pk, winner.pk)


def test_control_without_lock_and_compare_and_set_both_are_told_yes(monkeypatch: pytest.MonkeyPatch):
    offer = Offer()
    acts = offer.accepting()
    without_lock(monkeypatch)
    careless: Callable[..., object] = lambda cover, *, by, at: Cover.objects.filter(pk=cover.pk).update(  # noqa: E731
        status="taken", taken_by=by
    )
    monkeypatch.setattr(covering, "_take", careless)

    assert at_once(*acts) == ["done", "done"]

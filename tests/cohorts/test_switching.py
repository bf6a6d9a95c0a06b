"""Another section for one week or for good: who may say yes, what is counted, and what it means for the week."""

from datetime import datetime, timedelta

import pytest

from cohorts.attendance_facts import MeetingFacts, week_facts
from cohorts.models import Enrollment, Guest, Mark, Meeting, Seat, Section, Switch
from cohorts.roster import expected
from cohorts.switch_options import once_options, section_options, standings
from cohorts.workflow import enrollment as enrollments
from cohorts.workflow import meeting as meetings
from cohorts.workflow import seating, switching
from curriculum.progress import MeetingFacts as Judged
from curriculum.progress import WeekStatus, week_status
from mlsafety_course import timekit
from mlsafety_course.outbox.models import Message
from mlsafety_course.transitions import Refused
from tests.factories.cohorts import (
    give_hours,
    hold_meeting,
    make_enrollment,
    make_seat,
    make_section,
    make_ta,
    ta_of,
)
from tests.factories.people import make_lead

pytestmark = pytest.mark.django_db


class Place:
    """A participant of the Wednesday section, beside a Thursday section with room, on the Monday of week 1."""

    def __init__(self, *, maximum: int = 8) -> None:
        self.home = make_section(name="Wednesday", maximum=maximum)
        self.other = make_section(self.home.cohort, name="Thursday", weekday=3, maximum=maximum)
        self.enrollment = make_enrollment(self.home.cohort, name="Ann")
        make_seat(self.enrollment, self.home)
        self.at = self.home.cohort.starts_at
        self.own, self.there = meeting_of(self.home), meeting_of(self.other)

    def ask(self, *, at: datetime | None = None) -> Switch:
        return switching.ask_once(self.enrollment, self.there, by=self.enrollment.person, at=at or self.at)

    def approve(self) -> Switch:
        switch = self.ask()
        switching.approve(switch, by=ta_of(self.other), at=self.at)
        return switch

    def week(self, number: int = 1) -> WeekStatus:
        end = timekit.end_of_day(self.home.cohort.weeks.get(number=number).ends_on, self.home.cohort.zone)
        facts = {week.number: week for week in week_facts([self.enrollment], end)[self.enrollment.pk]}[number]
        return week_status(
            [Judged(one.status, one.mark, one.is_own) for one in facts.meetings], was_away=facts.was_away
        )

    def is_expected(self, meeting: Meeting) -> bool:
        return self.enrollment in expected([meeting])[meeting.pk]


def meeting_of(section: Section, number: int = 1) -> Meeting:
    return Meeting.objects.for_sheet().get(section=section, week__number=number)


def fill(section: Section, people: int) -> list[Enrollment]:
    crowd = [make_enrollment(section.cohort) for _ in range(people)]
    for one in crowd:
        make_seat(one, section)
    return crowd


def test_who_has_switched_is_expected_there_and_not_at_their_own_meeting():
    place = Place()

    place.approve()

    assert place.is_expected(place.there)
    assert not place.is_expected(place.own)
    assert place.is_expected(meeting_of(place.home, 2)), "it ends by itself"
    assert list(Meeting.objects.expecting(place.enrollment).filter(week=place.own.week)) == [place.there]
    assert place.own not in Meeting.objects.of(place.enrollment)


def test_asking_changes_nothing_until_somebody_says_yes():
    place = Place()

    place.ask()

    assert place.is_expected(place.own)
    assert not place.is_expected(place.there)
    assert Message.objects.filter(subject="Ann would like to switch").count() == 2


def test_the_person_and_the_other_ta_are_told_of_a_yes():
    place = Place()

    place.approve()

    [to_person] = Message.objects.filter(person=place.enrollment.person, subject__startswith="Yes")
    assert "Wed 22 February, 23:00" in to_person.text.replace("\n", " ")
    assert "London time" in to_person.text.replace("\n", " ")
    assert Message.objects.filter(person=ta_of(place.home), subject="Ann switches").exists()


GOLDEN = [
    pytest.param("present", None, WeekStatus.ATTENDED, id="there and present"),
    pytest.param("absent", None, WeekStatus.MISSED, id="there and absent"),
    pytest.param("excused", None, WeekStatus.EXCUSED, id="there and excused"),
    pytest.param(None, "there", WeekStatus.VOID, id="there is cancelled after the own one began"),
    pytest.param("absent", "own", WeekStatus.MISSED, id="absent there, and the own one was cancelled"),
    pytest.param(None, None, WeekStatus.OPEN, id="there is still to be recorded"),
]


@pytest.mark.parametrize(("mark", "cancelled", "came_to"), GOLDEN)
def test_the_visited_meeting_counts_like_an_own_one(mark: str | None, cancelled: str | None, came_to: WeekStatus):
    place, begun = Place(), meeting_of
    place.approve()
    if cancelled == "own":
        meetings.cancel(place.own, "Storm", by=make_lead(), at=place.at)
    if cancelled == "there":
        meetings.cancel(begun(place.other), "Storm", by=make_lead(), at=place.own.starts_at + timedelta(hours=1))
    if mark:
        hold_meeting(place.there, {place.enrollment: Mark(mark)})

    assert place.week() == came_to


def test_the_own_meeting_left_for_another_is_no_fact_of_the_week():
    place = Place()
    place.approve()
    hold_meeting(place.own)

    [facts] = [week for week in week_facts([place.enrollment], place.at)[place.enrollment.pk] if week.number == 1]

    assert facts.meetings == [MeetingFacts("planned", None, is_own=True)]


def test_a_cancelled_visit_leads_back_to_the_own_meeting_that_is_still_to_come():
    place = Place()
    place.other.meetings.filter(pk=place.there.pk).update(starts_at=place.own.starts_at - timedelta(hours=5))
    place.there = meeting_of(place.other)
    place.approve()

    meetings.cancel(place.there, "Storm", by=make_lead(), at=place.at)

    assert place.is_expected(place.own)
    guest = Guest.objects.get(enrollment=place.enrollment)
    assert (guest.ended_at, guest.sequence) == (place.at, 1)
    assert Message.objects.filter(person=place.enrollment.person, subject__contains="expected at").exists()


def test_who_goes_to_a_meeting_that_is_rescheduled_comes_to_the_new_one():
    place = Place()
    place.approve()

    new = meetings.reschedule(
        place.there, place.there.starts_at + timedelta(days=1), "Ill", by=make_lead(), at=place.at
    )

    assert place.is_expected(new)
    assert not place.is_expected(place.own)
    hold_meeting(new, {place.enrollment: Mark.ABSENT})
    assert place.week() == WeekStatus.MISSED


def test_who_goes_elsewhere_is_not_expected_at_the_replacement_of_their_own_meeting():
    place = Place()
    place.approve()

    new = meetings.reschedule(place.own, place.own.starts_at + timedelta(days=2), "Ill", by=make_lead(), at=place.at)

    assert not place.is_expected(new)
    assert place.is_expected(place.there)


@pytest.mark.parametrize("which", ["own", "there"])
def test_a_switch_is_taken_back_after_either_meeting_was_rescheduled(which: str):
    place = Place()
    switch, old = place.approve(), getattr(place, which)
    new = meetings.reschedule(old, old.starts_at + timedelta(days=2), "Ill", by=make_lead(), at=place.at)
    switch = Switch.objects.ahead(place.at).get(pk=switch.pk)

    switching.take_back(switch, by=place.enrollment.person, at=place.at + timedelta(hours=1))

    assert place.is_expected(new if which == "own" else place.own)
    assert not place.is_expected(place.there if which == "own" else new)


def test_a_wish_to_leave_a_meeting_that_is_rescheduled_is_to_leave_the_new_one():
    place = Place()
    switch = place.ask()
    new = meetings.reschedule(place.own, place.own.starts_at + timedelta(days=2), "Ill", by=make_lead(), at=place.at)

    switching.approve(Switch.objects.in_full().get(pk=switch.pk), by=ta_of(place.other), at=place.at)

    assert place.is_expected(place.there)
    assert not place.is_expected(new)


def test_a_wish_to_come_at_a_time_that_is_called_off_is_none_to_come_at_another():
    place = Place()
    switch = place.ask()
    meetings.reschedule(place.there, place.there.starts_at + timedelta(days=2), "Ill", by=make_lead(), at=place.at)

    with pytest.raises(Refused, match="is cancelled"):
        switching.approve(Switch.objects.in_full().get(pk=switch.pk), by=ta_of(place.other), at=place.at)


def test_taking_it_back_before_either_begins_makes_it_as_it_was():
    place = Place()
    switch = place.approve()

    switching.take_back(switch, by=place.enrollment.person, at=place.at + timedelta(hours=1))

    assert place.is_expected(place.own)
    assert not place.is_expected(place.there)
    assert Message.objects.filter(subject="A switch is taken back").count() == 3
    with pytest.raises(Refused, match="nothing to take back"):
        switching.take_back(switch, by=place.enrollment.person, at=place.at + timedelta(hours=2))


def test_once_the_own_meeting_has_begun_a_switch_stays():
    place = Place()
    switch = place.approve()

    with pytest.raises(Refused, match="has begun"):
        switching.take_back(switch, by=place.enrollment.person, at=place.own.starts_at)


def test_a_switch_back_is_refused_where_the_place_went_to_somebody_else():
    place = Place(maximum=1)
    switch = place.approve()
    guest = make_enrollment(place.home.cohort, name="Gil")
    seating.invite_guest(place.own, guest, by=make_lead(), at=place.at)

    with pytest.raises(Refused, match="somebody else"):
        switching.take_back(switch, by=place.enrollment.person, at=place.at)


def test_a_second_switch_after_the_first_was_taken_back_gives_the_seat_anew():
    place = Place()
    switching.take_back(place.approve(), by=place.enrollment.person, at=place.at)

    place.approve()

    guest = Guest.objects.get(enrollment=place.enrollment)
    assert (guest.ended_at, guest.sequence) == (None, 2)
    assert place.is_expected(place.there)


def test_seats_are_counted_at_the_meeting_with_switches_away_and_guests():
    place = Place(maximum=2)
    away, _ = fill(place.other, 2)
    with pytest.raises(Refused, match="taken by now"):
        place.ask()
    late = make_section(place.home.cohort, name="Friday", weekday=4)
    elsewhere = switching.ask_once(away, meeting_of(late), by=away.person, at=place.at)
    switching.approve(elsewhere, by=ta_of(late), at=place.at)

    place.approve()

    third = make_enrollment(place.home.cohort)
    make_seat(third, place.home)
    with pytest.raises(Refused, match="taken by now"):
        switching.ask_once(third, place.there, by=third.person, at=place.at)


def test_what_had_room_when_it_was_asked_is_counted_again_when_it_is_approved():
    place = Place(maximum=1)
    switch = place.ask()
    fill(place.other, 1)

    with pytest.raises(Refused, match="taken by now"):
        switching.approve(switch, by=ta_of(place.other), at=place.at)

    switch.refresh_from_db()
    assert switch.status == "asked"


def test_for_good_moves_the_seat_and_keeps_what_was_recorded():
    place = Place()
    hold_meeting(place.own, {place.enrollment: Mark.LATE})
    at = place.own.starts_at + timedelta(days=3)
    switch = switching.ask_for_good(place.enrollment, place.other, by=place.enrollment.person, at=at)

    switching.approve(switch, by=ta_of(place.home), at=at)

    assert Seat.objects.current().get(enrollment=place.enrollment).section == place.other
    assert place.week() == WeekStatus.ATTENDED
    assert Message.objects.filter(person=place.enrollment.person, subject="Your section: Thursday").count() == 1
    assert Message.objects.filter(person=ta_of(place.other), subject="Ann switches").exists()


def test_a_guest_on_the_last_seat_of_one_meeting_keeps_a_section_from_being_full_by_one_too_many():
    place = Place(maximum=1)
    guest = make_enrollment(place.home.cohort, name="Gil")
    seating.invite_guest(meeting_of(place.other, 3), guest, by=make_lead(), at=place.at)

    with pytest.raises(Refused, match="taken by now"):
        switching.ask_for_good(place.enrollment, place.other, by=place.enrollment.person, at=place.at)


def test_a_move_for_good_ends_the_switch_of_a_week_that_is_still_to_come():
    place = Place()
    place.approve()
    friday = make_section(place.home.cohort, name="Friday", weekday=4)

    make_seat(place.enrollment, friday, at=place.at + timedelta(hours=1))

    assert not place.is_expected(place.there)
    assert place.is_expected(meeting_of(friday))


def test_who_leaves_is_expected_nowhere_and_waits_for_no_answer():
    place = Place()
    place.approve()
    waiting = switching.ask_for_good(place.enrollment, place.other, by=place.enrollment.person, at=place.at)

    enrollments.drop(place.enrollment, "Ill", by=place.enrollment.person, at=place.at)

    assert not place.is_expected(place.there)
    waiting.refresh_from_db()
    assert waiting.status == "withdrawn"


def test_only_a_ta_of_either_section_or_a_lead_sees_the_wish():
    place = Place()
    switch = place.ask()
    stranger = ta_of(make_section(place.home.cohort, name="Friday", weekday=4))
    today = place.at.date()

    def sees(user) -> bool:
        return Switch.objects.decidable_by(user, today).filter(pk=switch.pk).exists()

    assert [sees(user) for user in (ta_of(place.home), ta_of(place.other), make_lead())] == [True, True, True]
    assert [sees(user) for user in (stranger, place.enrollment.person)] == [False, False]


def test_nobody_answers_their_own_wish():
    place = Place()
    switch = place.ask()

    for answer in (switching.approve, switching.decline):
        with pytest.raises(Refused, match="your own"):
            answer(switch, by=place.enrollment.person, at=place.at)


def test_the_slower_of_two_answers_is_refused():
    place = Place()
    switch = place.ask()
    stale = Switch.objects.in_full().get(pk=switch.pk)
    switching.decline(switch, "Too full", by=ta_of(place.home), at=place.at)

    with pytest.raises(Refused):
        switching.approve(stale, by=ta_of(place.other), at=place.at)

    assert not Guest.objects.exists()
    assert "Too full" in Message.objects.get(subject="Your switch is not possible").text


def test_a_wish_whose_meeting_began_unanswered_makes_room_for_the_next_one():
    place = Place()
    old = place.ask()

    new = switching.ask_once(
        place.enrollment,
        meeting_of(place.other, 2),
        by=place.enrollment.person,
        at=place.there.starts_at + timedelta(hours=2),
    )

    old.refresh_from_db()
    assert (old.status, new.status) == ("withdrawn", "asked")


def test_one_wish_at_a_time():
    place = Place()
    place.ask()

    with pytest.raises(Refused, match="not answered yet"):
        place.ask()


def test_there_is_nothing_to_swap_once_the_own_meeting_has_begun():
    place = Place()

    with pytest.raises(Refused, match="none to swap"):
        place.ask(at=place.own.starts_at)


def test_a_ta_who_answers_too_late_is_told_what_helps_instead():
    place = Place()
    switch = place.ask()

    with pytest.raises(Refused, match="as a guest"):
        switching.approve(switch, by=ta_of(place.other), at=place.own.starts_at)


def test_meetings_that_fit_ones_hours_come_first_and_full_ones_not_at_all():
    place = Place()
    give_hours(place.enrollment)
    make_section(place.home.cohort, name="Morning", weekday=1, clock=datetime(2023, 1, 1, 9).time())  # noqa: DTZ001
    full = make_section(place.home.cohort, name="Full", weekday=4, maximum=1)
    fill(full, 1)

    options = once_options(place.enrollment, place.at, "Europe/London")

    this_week = [option for option in options if option.group == options[0].group]
    assert [(option.name, option.fits) for option in this_week] == [("Thursday", True), ("Morning", False)]
    assert this_week[0].sentence == (
        "Instead of Wed 22 February, 23:00 you go to Thu 23 February, 23:00, London time, for this week only."
    )


def test_sections_for_good_say_when_they_meet_next_in_ones_own_time():
    place = Place()

    [option] = section_options(place.enrollment, place.at, "Australia/Sydney")

    assert option.sentence == (
        "Instead of Thu 23 February, 10:00 you go to Fri 24 February, 10:00, Sydney time, and to Thursday every week "
        "from then on."
    )
    assert len(option.all_dates) == 8


def test_a_section_one_teaches_is_not_offered():
    place = Place()
    make_ta(place.home.cohort, place.enrollment.person)
    taught = make_section(place.home.cohort, place.enrollment.person, name="Taught", weekday=4)

    names = [option.name for option in once_options(place.enrollment, place.at, "UTC")]

    assert taught.name not in names


def test_ones_page_shows_what_waits_and_what_holds():
    place = Place()
    place.approve()
    friday = make_section(place.home.cohort, name="Friday", weekday=4)
    switching.ask_once(
        place.enrollment, meeting_of(friday, 2), by=place.enrollment.person, at=place.at + timedelta(minutes=1)
    )

    shown = standings(place.enrollment, place.at + timedelta(hours=1), "Europe/London")

    assert [standing.is_approved for standing in shown] == [False, True]


def test_a_wish_that_nobody_sees_any_more_makes_room_for_the_next_one():
    place = Place()
    switch = place.ask()
    begun = place.own.starts_at

    again = switching.ask_for_good(place.enrollment, place.other, by=place.enrollment.person, at=begun)

    assert not Switch.objects.answerable(begun).filter(pk=switch.pk).exists()
    assert Switch.objects.get(pk=switch.pk).status == "withdrawn"
    assert again.status == "asked"

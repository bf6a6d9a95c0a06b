"""A meeting its TA cannot lead: who is asked, who may take it, who is told, and when it is a lead's."""

from datetime import datetime, time, timedelta

import pytest

from accounts.models import User
from cohorts.covers import free_tas, offers_to
from cohorts.models import Cover, Meeting, Section
from cohorts.workflow import covering, staffing
from cohorts.workflow import meeting as meetings
from mlsafety_course.outbox.models import Message
from mlsafety_course.transitions import Refused
from tests.factories.cohorts import EVENINGS, make_enrollment, make_seat, make_section, make_ta, ta_of
from tests.factories.people import make_lead, make_person

pytestmark = pytest.mark.django_db


class Place:
    """A Wednesday section with one participant in Lagos; Fay is free in the evenings, and it is three days before."""

    def __init__(self) -> None:
        self.section = make_section(name="Wednesday")
        self.cohort = self.section.cohort
        person = make_person("Ada Okafor", zone="Africa/Lagos")
        self.enrollment = make_enrollment(self.cohort, person)
        make_seat(self.enrollment, self.section)
        self.meeting = first_of(self.section)
        self.ta = ta_of(self.section)
        self.fay = make_ta(self.cohort, make_person("Fay Free"))
        self.at = self.meeting.starts_at - timedelta(days=3)

    def ask(self, *, at: datetime | None = None) -> Cover:
        at = at or self.at
        until = covering.usual_answer_by(self.meeting, at)
        return covering.ask(self.meeting, "A conference", "They are at slide 12.", answer_by=until, by=self.ta, at=at)


def first_of(section: Section) -> Meeting:
    return Meeting.objects.for_sheet().filter(section=section).order_by("starts_at")[0]


def mails_to(person: User, start: str) -> list[Message]:
    return list(Message.objects.filter(person=person, subject__startswith=start))


def test_tas_who_are_free_then_are_asked_and_whoever_asks_is_not():
    place = Place()
    morning = make_person("Max Morning")
    invited = staffing.invite(place.cohort, morning, by=make_lead(), at=place.at)
    staffing.agree(invited, frozenset({16, 17}), "America/New_York", most_sections=1, by=morning, at=place.at)

    place.ask()

    assert len(mails_to(place.fay, "Could you lead")) == 1
    assert not mails_to(morning, "Could you lead")
    assert not mails_to(place.ta, "Could you lead")


def test_whoever_runs_the_meeting_is_not_asked_by_a_lead_who_looks_for_somebody_and_reads_who_took_it():
    place, lead = Place(), make_lead()
    until = covering.usual_answer_by(place.meeting, place.at)
    cover = covering.ask(place.meeting, "The TA is ill", answer_by=until, by=lead, at=place.at)

    covering.accept(cover, by=place.fay, at=place.at)

    assert len(mails_to(place.fay, "Could you lead")) == 1
    assert not mails_to(place.ta, "Could you lead")
    [to_ta] = mails_to(place.ta, "Fay Free leads")
    assert "You need not be there." in to_ta.text
    assert len(mails_to(lead, "Fay Free leads")) == 1


def test_who_teaches_stands_in_or_takes_part_elsewhere_at_that_time_is_not_asked():
    place = Place()
    teaches = ta_of(make_section(place.cohort, name="Same hour", clock=time(18, 30)))
    studies = make_ta(place.cohort, place.enrollment.person)
    stands_in = make_ta(place.cohort, make_person("Sia Stand-in"))
    other = first_of(make_section(place.cohort, name="Also then", clock=time(17, 30)))
    meetings.appoint_substitute(other, stands_in, by=make_lead(), at=place.at)

    free = free_tas(place.meeting, besides=[place.ta])

    assert place.fay in free
    assert not {teaches, studies, stands_in} & set(free)
    assert ta_of(other.section) in free, "somebody else leads theirs"


def test_the_answer_is_needed_in_48_hours_or_a_day_before_whichever_is_earlier():
    place = Place()
    start = place.meeting.starts_at

    def usual(before: timedelta) -> timedelta:
        return start - covering.usual_answer_by(place.meeting, start - before)

    assert usual(timedelta(days=5)) == timedelta(days=3)
    assert usual(timedelta(days=2)) == timedelta(days=1)
    assert usual(timedelta(hours=3)) == timedelta(hours=3)


def test_the_first_to_accept_has_it_and_everybody_is_told_in_their_own_time():
    place = Place()
    cover = place.ask()

    covering.accept(cover, by=place.fay, at=place.at)

    place.meeting.refresh_from_db()
    assert place.meeting.substitute == place.fay
    cover.refresh_from_db()
    assert (cover.status, cover.taken_by) == ("taken", place.fay)
    [to_participant] = mails_to(place.enrollment.person, "Fay Free leads")
    assert "Thursday 23 February 2023, 00:00 Lagos time" in to_participant.text.replace("\n", " ")
    assert mails_to(place.ta, "Fay Free leads")
    assert mails_to(place.fay, "You stand in")


def test_the_slower_one_reads_who_has_it():
    place = Place()
    cover, late = place.ask(), make_ta(place.cohort, make_person("Lou Late"))
    stale = Cover.objects.in_full().get(pk=cover.pk)
    covering.accept(cover, by=place.fay, at=place.at)

    with pytest.raises(Refused, match="is taken: Fay Free was a moment faster"):
        covering.accept(stale, by=late, at=place.at)

    place.meeting.refresh_from_db()
    assert place.meeting.substitute == place.fay


def test_nobody_free_makes_it_a_leads_at_once():
    place = Place()
    make_section(place.cohort, place.fay, name="Then too")

    cover = place.ask()

    assert list(Cover.objects.unanswered(place.at)) == [cover]


def test_nobody_within_the_time_makes_it_a_leads():
    place = Place()
    cover = place.ask()
    moment = timedelta(seconds=1)

    assert not Cover.objects.unanswered(cover.answer_by - moment).exists()
    assert list(Cover.objects.unanswered(cover.answer_by)) == [cover]
    assert not Cover.objects.unanswered(place.meeting.starts_at).exists(), "then it is too late"


def test_a_meeting_that_moves_before_its_answer_is_needed_is_still_a_leads_to_solve():
    place = Place()
    cover, moved_at = place.ask(), place.at + timedelta(hours=1)
    sooner = cover.answer_by - timedelta(hours=1)

    meetings.move(place.meeting, sooner, by=make_lead(), at=moved_at)

    cover.refresh_from_db()
    assert cover.answer_by == sooner - timedelta(hours=24)
    assert list(Cover.objects.unanswered(cover.answer_by)) == [cover]


def test_a_meeting_that_moves_to_a_later_time_leaves_the_answer_when_it_was_needed():
    place = Place()
    cover = place.ask()

    meetings.move(place.meeting, place.meeting.starts_at + timedelta(days=1), by=make_lead(), at=place.at)

    assert Cover.objects.get().answer_by == cover.answer_by


def test_a_lead_who_appoints_somebody_by_hand_closes_the_search():
    place = Place()
    cover = place.ask()

    meetings.appoint_substitute(place.meeting, place.fay, by=make_lead(), at=place.at)

    cover.refresh_from_db()
    assert (cover.status, cover.taken_by) == ("taken", place.fay)
    assert mails_to(place.ta, "Fay Free leads")
    assert mails_to(place.enrollment.person, "Fay Free leads")


def test_whoever_is_expected_ran_it_or_runs_it_now_is_told_of_every_substitute_appointed_by_hand():
    place = Place()
    gus, lead = make_ta(place.cohort, make_person("Gus Good")), make_lead()

    for hour, person in enumerate((place.fay, gus, place.fay)):
        meetings.appoint_substitute(place.meeting, person, by=lead, at=place.at + timedelta(hours=hour))

    for person in (place.enrollment.person, place.ta):
        assert (len(mails_to(person, "Fay Free leads")), len(mails_to(person, "Gus Good leads"))) == (2, 1)
    assert len(mails_to(place.fay, "You stand in")) == 2, "told again when it is them again"
    assert (len(mails_to(place.fay, "Gus Good leads")), len(mails_to(gus, "Fay Free leads"))) == (1, 1)
    assert "You need not be there." in mails_to(gus, "Fay Free leads")[0].text
    assert not mails_to(lead, "")


def test_who_stands_in_already_is_not_appointed_again():
    place = Place()
    meetings.appoint_substitute(place.meeting, place.fay, by=make_lead(), at=place.at)

    with pytest.raises(Refused, match="stands in at"):
        meetings.appoint_substitute(place.meeting, place.fay, by=make_lead(), at=place.at + timedelta(hours=1))

    assert len(mails_to(place.fay, "You stand in")) == 1


def test_calling_the_meeting_off_ends_the_search():
    place = Place()
    cover = place.ask()

    meetings.cancel(place.meeting, "Storm", by=make_lead(), at=place.at)

    cover.refresh_from_db()
    assert cover.status == "withdrawn"
    with pytest.raises(Refused):
        covering.accept(cover, by=place.fay, at=place.at)


def test_only_whoever_asked_takes_it_back_and_only_while_it_is_open():
    place = Place()
    cover = place.ask()
    with pytest.raises(Refused, match="Only"):
        covering.withdraw(cover, by=place.fay, at=place.at)

    covering.withdraw(cover, by=place.ta, at=place.at)

    with pytest.raises(Refused, match="Nobody is needed"):
        covering.accept(cover, by=place.fay, at=place.at)
    again = place.ask(at=place.at + timedelta(hours=1))
    covering.accept(again, by=place.fay, at=place.at)
    with pytest.raises(Refused):
        covering.withdraw(Cover.objects.get(pk=again.pk), by=place.ta, at=place.at)


def test_one_search_at_a_time_and_none_for_what_has_begun():
    place = Place()
    place.ask()

    with pytest.raises(Refused, match="looked for already"):
        place.ask()
    with pytest.raises(Refused, match="has begun"):
        place.ask(at=place.meeting.starts_at)


def test_only_other_tas_of_the_cohort_who_are_free_accept():
    place = Place()
    cover = place.ask()
    busy = ta_of(make_section(place.cohort, name="Same hour", clock=time(18, 30)))

    for person, why in ((place.ta, "other TAs"), (make_lead(), "other TAs"), (busy, "expected elsewhere")):
        with pytest.raises(Refused, match=why):
            covering.accept(cover, by=person, at=place.at)


def test_the_teaching_page_offers_what_one_could_take():
    place = Place()
    cover = place.ask()
    busy = ta_of(make_section(place.cohort, name="Same hour", clock=time(18, 30)))
    studies = make_ta(place.cohort, place.enrollment.person)
    today = place.at.date()

    assert offers_to(place.fay, place.at, today) == [cover]
    for person in (place.ta, busy, studies, make_lead()):
        assert offers_to(person, place.at, today) == []
    covering.accept(cover, by=place.fay, at=place.at)
    assert offers_to(place.fay, place.at, today) == []


def test_a_substitute_who_falls_ill_can_ask_too():
    place = Place()
    covering.accept(place.ask(), by=place.fay, at=place.at)
    gus = make_ta(place.cohort, make_person("Gus Good"))
    meeting = first_of(place.section)
    until = covering.usual_answer_by(meeting, place.at)
    with pytest.raises(Refused, match="Fay Free stands in"):
        covering.ask(meeting, "A doubt", answer_by=until, by=place.ta, at=place.at)

    again = covering.ask(meeting, "Fever", answer_by=until, by=place.fay, at=place.at)
    covering.accept(again, by=gus, at=place.at)

    meeting.refresh_from_db()
    assert meeting.substitute == gus


def test_evenings_in_ones_own_zone_decide_who_is_free():
    place = Place()
    tokyo = make_person("Tomo Tokyo", zone="Asia/Tokyo")
    invited = staffing.invite(place.cohort, tokyo, by=make_lead(), at=place.at)
    staffing.agree(invited, EVENINGS, "Asia/Tokyo", most_sections=1, by=tokyo, at=place.at)

    assert tokyo not in free_tas(place.meeting, besides=[])


def test_who_led_a_meeting_that_is_over_is_written_down_and_told_to_nobody_else():
    meeting = make_section().meetings.for_sheet()[0]
    make_seat(make_enrollment(meeting.section.cohort), meeting.section)
    substitute, at = make_ta(meeting.section.cohort, most_sections=0), meeting.ends_at
    told = Message.objects.count()

    meetings.appoint_substitute(meeting, substitute, by=make_lead(), at=at)

    assert list(Message.objects.order_by("pk")[told:].values_list("person", flat=True)) == [substitute.pk]
    assert meeting in Meeting.objects.run_by(substitute, at, at.date())

"""Asking people to teach."""

from datetime import time, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress

from cohorts.models import Availability, Cohort, Staffing, TeachingInvite
from cohorts.workflow import meeting as meetings
from cohorts.workflow import section as sections
from cohorts.workflow import staffing as workflow
from mlsafety_course.outbox.models import Message
from mlsafety_course.transitions import Refused
from tests.factories.cohorts import EVENINGS, make_cohort, make_section, make_ta, ta_of
from tests.factories.people import make_lead, make_person

pytestmark = pytest.mark.django_db

WEDNESDAYS: dict[str, Any] = {"name": "A", "weekday": 2, "clock": time(18), "minutes": 60, "zone": "UTC"}


def test_inviting_twice_is_one_invitation_and_one_mail():
    cohort, person, lead = make_cohort(), make_person("Tara Asante"), make_lead()

    for _ in range(2):
        workflow.invite(cohort, person, by=lead, at=cohort.starts_at)

    assert Staffing.objects.filter(cohort=cohort).count() == 1
    [mail] = Message.objects.filter(person=person)
    assert f"/teaching/agree/{cohort.slug}/" in mail.text


def test_agreeing_keeps_the_hours_and_the_most_sections():
    cohort = make_cohort()
    person = make_ta(cohort, most_sections=3)

    staffing = Staffing.objects.get(person=person)
    assert staffing.status == Staffing.Status.AGREED
    assert staffing.most_sections == 3
    assert Availability.objects.filter(cohort=cohort, person=person).exists()


def test_an_answer_is_given_once():
    cohort, person = make_cohort(), make_person()
    staffing = workflow.invite(cohort, person, by=make_lead(), at=cohort.starts_at)
    stale = Staffing.objects.get(pk=staffing.pk)
    workflow.decline(staffing, by=person, at=cohort.starts_at)

    with pytest.raises(Refused):
        workflow.agree(stale, EVENINGS, "UTC", most_sections=1, by=person, at=cohort.starts_at)

    assert not Availability.objects.filter(person=person).exists()


def test_a_ta_leaves_only_when_no_section_depends_on_them():
    section = make_section()
    staffing = Staffing.objects.get(person=ta_of(section))

    with pytest.raises(Refused, match=section.name):
        workflow.leave(staffing, "", by=staffing.person, at=section.cohort.starts_at + timedelta(days=1))


def test_an_address_without_an_account_is_asked_once():
    cohort, lead = make_cohort(), make_lead()

    asked = [workflow.invite_address(cohort, "new@example.com", by=lead, at=cohort.starts_at) for _ in range(2)]

    assert asked[0] == asked[1]
    [mail] = Message.objects.filter(address="new@example.com")
    assert mail.person is None
    assert f"/teaching/agree/{cohort.slug}/" in mail.text
    assert not Staffing.objects.filter(cohort=cohort).exists()


def test_only_whoever_proved_the_address_finds_the_invitation():
    cohort = make_cohort()
    workflow.invite_address(cohort, "new@example.com", by=make_lead(), at=cohort.starts_at)
    theirs, claims = make_person(email="first@example.com"), make_person(email="second@example.com")
    EmailAddress.objects.create(user=theirs, email="New@example.com", verified=True)
    EmailAddress.objects.create(user=claims, email="new@example.com", verified=False)

    assert [invite.cohort for invite in TeachingInvite.objects.of(theirs)] == [cohort]
    assert not TeachingInvite.objects.of(claims).exists()


def invited(cohort: Cohort, email: str, **more: Any) -> TeachingInvite:
    """Somebody without an account."""
    asked = workflow.invite_address(cohort, email, **more)
    assert isinstance(asked, TeachingInvite)
    return asked


def test_an_invitation_by_address_becomes_the_staffing_of_whoever_answers():
    cohort, lead = make_cohort(), make_lead()
    asked = invited(cohort, "new@example.com", most_sections=2, by=lead, at=cohort.starts_at)
    person, at = make_person(email="new@example.com"), cohort.starts_at + timedelta(hours=1)

    staffing = workflow.take_up(asked, person, at=at)
    workflow.agree(staffing, EVENINGS, "UTC", most_sections=2, campus="Oxford", by=person, at=at)

    assert (staffing.status, staffing.campus, staffing.most_sections) == ("agreed", "Oxford", 2)
    assert [(move.target, move.by) for move in staffing.moves.all()] == [("invited", lead), ("agreed", person)]
    assert not TeachingInvite.objects.of(person).exists()


def test_an_invitation_by_address_is_answered_once():
    cohort = make_cohort()
    asked = invited(cohort, "new@example.com", by=make_lead(), at=cohort.starts_at)
    workflow.take_up(asked, make_person(email="new@example.com"), at=cohort.starts_at)

    with pytest.raises(Refused, match="answered already"):
        workflow.take_up(asked, make_person(), at=cohort.starts_at)

    assert Staffing.objects.filter(cohort=cohort).count() == 1


def test_an_invitation_is_taken_back_and_said_to_be():
    cohort, lead, person = make_cohort(), make_lead(), make_person()
    at = cohort.starts_at
    asked = [workflow.invite_address(cohort, email, by=lead, at=at) for email in (person.email, "new@example.com")]

    for invitation in asked:
        workflow.withdraw(invitation, by=lead, at=at + timedelta(hours=1))

    told = Message.objects.filter(key__startswith="invitation-withdrawn:").values_list("address", flat=True)
    assert sorted(told) == sorted([person.email, "new@example.com"])
    assert not TeachingInvite.objects.exists()
    assert [vars(row)["left_as"] for row in cohort.staffings.with_withdrawn()] == ["invited"]


def test_an_answered_invitation_is_not_taken_back():
    cohort, lead = make_cohort(), make_lead()
    asked = invited(cohort, "new@example.com", by=lead, at=cohort.starts_at)
    workflow.take_up(asked, make_person(email="new@example.com"), at=cohort.starts_at)

    with pytest.raises(Refused, match="answered meanwhile"):
        workflow.withdraw(asked, by=lead, at=cohort.starts_at)


def test_who_left_may_be_asked_again_and_who_said_no_is_left_alone():
    cohort, lead = make_cohort(), make_lead()
    left, declined = make_person(), make_person()
    at = cohort.starts_at
    workflow.withdraw(workflow.invite(cohort, left, by=lead, at=at), by=lead, at=at)
    workflow.decline(workflow.invite(cohort, declined, by=lead, at=at), by=declined, at=at)

    workflow.invite_address(cohort, left.email, by=lead, at=at + timedelta(days=1))
    with pytest.raises(Refused, match="said no"):
        workflow.invite_address(cohort, declined.email, by=lead, at=at + timedelta(days=1))

    assert Message.objects.filter(person=left, key__startswith="invitation:").count() == 2
    assert Message.objects.filter(person=declined).count() == 1


def test_a_ta_takes_on_more_but_not_fewer_sections_than_they_have():
    section = make_section()
    cohort, ta = section.cohort, ta_of(section)
    staffing = Staffing.objects.get(person=ta)
    wishes: dict[str, Any] = {"campus": "", "by": ta, "at": cohort.starts_at}
    workflow.change(staffing, frozenset({1}), "UTC", most_sections=3, **wishes)

    with pytest.raises(Refused, match="You teach 1 now"):
        workflow.change(staffing, frozenset({2}), "UTC", most_sections=0, **wishes)

    staffing.refresh_from_db()
    assert staffing.most_sections == 3
    assert Availability.objects.get(person=ta).grid.index("1") == 1


def test_who_agreed_to_stand_in_only_leads_nothing():
    cohort = make_cohort()
    helper = make_ta(cohort, most_sections=0)

    with pytest.raises(Refused, match="stand in only"):
        sections.plan(cohort, ta=helper, by=make_lead(), at=cohort.starts_at, **WEDNESDAYS)


def test_leaving_ends_what_one_helps_with_but_not_what_one_promised_alone():
    section = make_section()
    cohort, at = section.cohort, section.cohort.starts_at + timedelta(days=1)
    helper, lead = make_ta(cohort, most_sections=2), make_lead()
    today = cohort.day_of(at)
    sections.add_teacher(section, helper, "co", from_on=today, to_on=None, by=lead, at=at)
    staffing = Staffing.objects.get(person=helper)
    meeting = section.meetings.select_related("section", "week")[0]
    meetings.appoint_substitute(meeting, helper, by=lead, at=at)

    with pytest.raises(Refused, match="stands in at"):
        workflow.leave(staffing, "Illness", by=lead, at=at)
    meetings.appoint_substitute(meeting, ta_of(section), by=lead, at=at)
    workflow.leave(staffing, "Illness", by=lead, at=at)

    assert staffing.moves.latest("at").reason == "Illness"
    assert section.teachings.get(ta=helper).to_on == today

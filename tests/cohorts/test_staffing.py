"""Asking people to teach."""

from datetime import timedelta

import pytest

from cohorts.models import Availability, Staffing
from cohorts.workflow import staffing as workflow
from mlsafety_course.outbox.models import Message
from mlsafety_course.transitions import Refused
from tests.factories.cohorts import EVENINGS, make_cohort, make_section, make_ta, ta_of
from tests.factories.people import make_lead, make_person

pytestmark = pytest.mark.django_db


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

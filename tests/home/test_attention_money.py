"""Money on a lead's home: all of it for those who may read the ledger, too small budgets for every lead."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Group
from mlsafety_course.home import attention
from stipends.workflow import settling
from tests.factories.cohorts import make_cohort
from tests.factories.people import make_lead, make_person
from tests.factories.stipends import LATER, make_approved, make_ready, make_terms, send

pytestmark = pytest.mark.django_db


def test_a_payment_under_review_is_told_to_a_lead_who_reads_the_ledger_and_to_no_other(client: Client):
    settling.ask_people(send([make_approved()]).payouts.get(), "Nobody knows.", at=LATER)
    both = make_person("Lea Lead", Group.LEAD, Group.APPROVER)

    told, untold = [{item.sentence: item.url for item in attention.items(who, LATER)} for who in (both, make_lead())]

    sentence = "1 payment is under review: two people find out what became of it"
    assert told[sentence] == reverse("stipends:reviews")
    assert sentence not in untold


def test_a_budget_that_is_too_small_leads_every_lead_to_the_terms(client: Client):
    cohort = make_cohort()
    make_terms(cohort, budget_cents=100_00)
    make_ready(cohort=cohort)
    lead = make_lead()

    found = {item.sentence: item.url for item in attention.items(lead, LATER)}
    client.force_login(lead)

    url = found[f"1 budget is too small: {cohort} needs $400.00 more"]
    assert client.get(url).status_code == 200

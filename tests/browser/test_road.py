"""The whole road in a browser, as six people, from the public page to the stipend that says paid: by keys alone.

With a pointer it runs in `make prove`, since most other browser tests use one.
"""

from pathlib import Path

import pytest
from django.core.mail import EmailMessage

from stipends import ledger
from tests.browser import being_paid, coming_in, learning
from tests.browser.conftest import Enter
from tests.browser.keyboard import KeyboardWalker
from tests.browser.road import Road
from tests.browser.walker import Clock, Walker
from tests.browser.world import make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("hands", [KeyboardWalker, pytest.param(Walker, marks=pytest.mark.prove)])
def test_six_people_go_the_whole_road(
    enter: Enter, clock: Clock, mailoutbox: list[EmailMessage], tmp_path: Path, hands: type[Walker]
):
    road = Road(make_world(), enter, clock, mailoutbox, hands)

    coming_in.a_visitor_reads_the_public_page(road)
    coming_in.and_makes_an_account_with_the_code_from_the_mail(road)
    coming_in.writes_an_application_and_sends_it(road)
    coming_in.a_reviewer_scores_it(road)
    coming_in.the_lead_proposes_and_releases(road)
    coming_in.the_offer_is_accepted_with_hours(road)
    coming_in.the_lead_places_everybody(road)
    learning.a_participant_reads_the_week(road)
    learning.the_ta_records_attendance_on_a_phone(road)
    learning.homework_is_handed_in(road)
    learning.the_ta_grades_it(road)
    learning.the_other_weeks_pass(road)
    learning.the_exit_survey_is_handed_in(road)
    being_paid.completion_is_awarded_and_the_stipend_opened(road)
    being_paid.payment_details_are_given(road)
    being_paid.an_approver_approves_with_a_second_factor(road)
    being_paid.a_payout_officer_sends_a_batch(road, tmp_path)
    being_paid.the_bank_has_paid(road)
    being_paid.the_stipend_page_says_paid(road)
    being_paid.anybody_can_check_the_certificate(road)
    being_paid.the_ledger_balances(road)

    assert [claim.name for claim in ledger.check() if not claim.holds] == []

"""The staff list, one stipend, and signing."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from stipends.models import Stipend
from stipends.workflow import stipend as workflow
from tests.factories.cohorts import make_cohort, make_seat, make_section
from tests.factories.curriculum import make_completion
from tests.factories.people import make_approver, make_lead, make_payout_officer, make_person
from tests.factories.stipends import (
    LATER,
    details_of,
    fresh,
    give_details,
    make_approved,
    make_ready,
    make_stipend,
    make_terms,
    other_details,
)
from tests.stipends.conftest import Enter

pytestmark = pytest.mark.django_db
QUEUE, APPROVE = reverse("stipends:queue"), reverse("stipends:approve")


def ask(client: Client, *stipends: Stipend) -> tuple[str, dict[str, object]]:
    """The confirm page, and the form it sends."""
    html = client.get(APPROVE, {"id": [str(stipend.public_id) for stipend in stipends]}).content.decode()
    ids = re.findall(r'name="id" value="([^"]+)"', html)
    digest = re.findall(r'name="digest" value="([^"]+)"', html)
    return html, {
        "id": ids,
        "digest": digest[0] if digest else "",
        "confirm_url": f"{APPROVE}?id={ids[0] if ids else ''}",
    }


def test_a_visitor_is_asked_to_sign_in(client: Client):
    assert client.get(QUEUE)["Location"].startswith(reverse("account_login"))


def test_people_outside_finance_are_refused(enter: Enter):
    stipend = make_ready()

    for person in (make_lead(), stipend.enrollment.person):
        client = enter(person)
        assert client.get(QUEUE).status_code == 403
        assert client.get(reverse("stipends:stipend", args=[stipend.public_id])).status_code == 403
        assert client.get(APPROVE).status_code == 403


def test_one_row_shows_evidence_masked_recipient_and_promise(enter: Enter):
    stipend = make_ready()

    html = enter(make_approver()).get(QUEUE).content.decode()

    assert stipend.enrollment.person.full_name in html
    assert "Attend at least 5 weekly discussions" in html
    assert f"pay-{stipend.enrollment.person.email}" not in html
    assert "p•••@example.com" in html
    assert "15 May" in html


def test_the_evidence_of_a_real_award_is_read(enter: Enter):
    completion = make_completion()
    make_terms(completion.enrollment.cohort)
    workflow.open_due(at=completion.awarded_at)

    html = enter(make_approver()).get(QUEUE, {"show": "needs_details"}).content.decode()

    assert "Attend at least 5 weekly discussions" in html
    assert "Did everything, in part on paper" in html


@pytest.mark.parametrize("show", ["ready", "held", "needs_details", "approved", "paying", "paid", "ended", "nonsense"])
def test_every_shelf_opens_full_and_empty(enter: Enter, show: str):
    client = enter(make_approver())
    assert client.get(QUEUE, {"show": show}).status_code == 200
    make_ready()
    workflow.hold(make_ready(), "Wait", by=make_approver(), at=LATER)

    assert client.get(QUEUE, {"show": show}).status_code == 200


def test_warnings_are_worked_out_when_the_page_is_opened(enter: Enter):
    approver = make_approver()
    cohort = make_cohort()
    taught = make_stipend(cohort=cohort)
    section = make_section(cohort, approver)
    make_seat(taught.enrollment, section, at=cohort.starts_at - timedelta(days=2))
    person = taught.enrollment.person
    same = details_of(person)
    give_details(taught, same.__class__("Someone Else", "NG", "paypal", same.destination))
    give_details(make_stipend(), same)

    html = enter(approver).get(QUEUE).content.decode()

    assert "You taught this person." in html
    assert "Someone Else" in html
    assert html.count("Someone else gave the same recipient.") == 2


def test_a_clean_row_has_no_warning_and_a_name_may_be_written_in_another_order(enter: Enter):
    stipend = make_stipend(make_person("José Ng-Smith"))
    give_details(
        stipend, details_of(stipend.enrollment.person).__class__("NG SMITH Jose", "NG", "paypal", "j@example.com")
    )

    html = enter(make_approver()).get(QUEUE).content.decode()

    assert "status-warn" not in html


def test_the_queue_costs_the_same_for_3_and_for_30_rows(enter: Enter):
    client, cohort = enter(make_approver()), make_cohort()

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(QUEUE).status_code == 200
        return len(captured)

    for _ in range(3):
        make_ready(cohort=cohort)
    three = queries()
    for _ in range(27):
        make_ready(cohort=cohort)

    assert queries() == three


def test_a_selection_is_signed_with_count_and_sum_restated(enter: Enter):
    approver, rows = make_approver(), [make_ready() for _ in range(3)]
    client = enter(approver)

    html, form = ask(client, *rows)
    answer = client.post(APPROVE, form, follow=True)

    assert "$1,500.00" in html
    assert "Approve 3 stipends" in html
    assert "Approved: 3, $1,500.00 together." in answer.content.decode()
    assert {fresh(row).approved_by for row in rows} == {approver}


def test_reading_never_asks_for_the_second_factor_and_signing_does(enter: Enter):
    stipend = make_ready()
    client = enter(make_approver(), proved=False)
    assert client.get(QUEUE).status_code == 200
    html, form = ask(client, stipend)
    assert "Approve 1 stipend" in html

    answer = client.post(APPROVE, form)

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("mfa_reauthenticate"))
    assert str(stipend.public_id) in answer["Location"]
    assert fresh(stipend).status == "ready"


def test_an_approver_without_a_second_factor_is_sent_to_set_one_up(client: Client):
    stipend, approver = make_ready(), make_approver()
    client.force_login(approver, backend="django.contrib.auth.backends.ModelBackend")

    answer = client.post(APPROVE, {"id": str(stipend.public_id)})

    assert answer["Location"] == reverse("mfa_activate_totp")
    assert fresh(stipend).status == "ready"


def test_superuser_alone_and_payout_officer_do_not_sign(enter: Enter):
    stipend = make_ready()
    superuser = User.objects.create_superuser("root@example.com", full_name="Root")

    for person in (superuser, make_payout_officer()):
        client = enter(person)
        assert client.get(APPROVE, {"id": str(stipend.public_id)}).status_code == 403
        assert client.post(APPROVE, {"id": str(stipend.public_id)}).status_code == 403

    assert fresh(stipend).status == "ready"


def test_ones_own_stipend_is_nowhere_to_be_seen(enter: Enter):
    approver = make_approver("Own Approver")
    stipend = make_ready(approver)
    client = enter(approver)

    assert str(stipend.public_id) not in client.get(QUEUE).content.decode()
    assert client.get(reverse("stipends:stipend", args=[stipend.public_id])).status_code == 404
    assert client.get(APPROVE, {"id": str(stipend.public_id)})["Location"] == QUEUE
    assert client.post(APPROVE, {"id": str(stipend.public_id), "digest": "x"}).status_code == 409
    assert client.post(reverse("stipends:hold", args=[stipend.public_id]), {"reason": "x"}).status_code == 404
    assert fresh(stipend).status == "ready"


def test_a_page_that_has_gone_stale_approves_nothing(enter: Enter):
    first, second = make_ready(), make_ready()
    client = enter(make_approver())
    _, form = ask(client, first, second)
    give_details(second, other_details(second), at=LATER)

    assert client.post(APPROVE, form).status_code == 409
    assert {fresh(first).status, fresh(second).status} == {"ready"}


def test_a_double_click_approves_once_and_is_told_so(enter: Enter):
    stipend = make_ready()
    client = enter(make_approver())
    _, form = ask(client, stipend)

    assert [client.post(APPROVE, form).status_code for _ in range(2)] == [302, 409]
    assert stipend.moves.filter(target="approved").count() == 1


def test_what_the_budget_does_not_cover_is_named_and_the_rest_approved(enter: Enter):
    cohort = make_cohort()
    make_terms(cohort, budget_cents=500_00)
    rows = [make_ready(cohort=cohort), make_ready(cohort=cohort)]
    client = enter(make_approver())
    _, form = ask(client, *rows)

    html = client.post(APPROVE, form, follow=True).content.decode()

    assert "Approved: 1, $500.00 together." in html
    assert "exceed the budget" in html
    assert sorted(fresh(row).status for row in rows) == ["approved", "ready"]


def test_what_is_no_id_and_what_is_held_is_left_out(enter: Enter):
    held = make_ready()
    workflow.hold(held, "Wait", by=make_approver(), at=LATER)
    client = enter(make_approver())

    answer = client.get(APPROVE, {"id": ["nonsense", str(held.public_id)]})

    assert answer["Location"] == QUEUE


ACTS = {
    "reject": ("ready", "rejected"),
    "hold": ("ready", "ready"),
    "void": ("ready", "void"),
    "unapprove": ("approved", "ready"),
}


@pytest.mark.parametrize("act", ACTS)
def test_each_act_needs_a_reason_and_the_group(enter: Enter, act: str):
    source, target = ACTS[act]
    stipend = make_approved() if source == "approved" else make_ready()
    url, client = reverse(f"stipends:{act}", args=[stipend.public_id]), enter(make_approver())
    assert client.get(url).status_code == 405
    assert enter(make_lead()).post(url, {"reason": "x"}).status_code == 403

    client.post(url, {"reason": " "})
    before = fresh(stipend)
    client.post(url, {"reason": "Because of this."})

    assert (before.status, before.held_at) == (source, None)
    assert (fresh(stipend).status, fresh(stipend).hold_reason) == (target, "Because of this." if act == "hold" else "")


def test_a_hold_is_taken_off_and_an_appeal_granted(enter: Enter):
    held, rejected = make_ready(), make_ready()
    workflow.hold(held, "Wait", by=make_approver(), at=LATER)
    workflow.reject(rejected, "No", by=make_approver(), at=LATER)
    client = enter(make_approver())

    url = reverse("stipends:unhold", args=[held.public_id])
    client.post(url, {"reason": " "})
    before = fresh(held).is_held
    client.post(url, {"reason": "It is clear."})
    client.post(reverse("stipends:reinstate", args=[rejected.public_id]), {"reason": "It was found."})

    assert (before, fresh(held).held_at) == (True, None)
    assert fresh(rejected).status == "ready"


def test_a_second_rejection_from_a_stale_page_is_refused(enter: Enter):
    stipend, client = make_ready(), enter(make_approver())
    url = reverse("stipends:reject", args=[stipend.public_id])

    assert [client.post(url, {"reason": "No"}).status_code for _ in range(2)] == [302, 409]


def test_one_stipend_shows_its_history_and_postings(enter: Enter):
    stipend = make_approved()

    html = enter(make_payout_officer()).get(reverse("stipends:stipend", args=[stipend.public_id])).content.decode()

    assert '<p class="entry-title">Ready for approval</p>' in html
    assert '<p class="entry-title">Approved</p>' in html
    assert "Stipends payable" in html
    assert f"pay-{stipend.enrollment.person.email}" not in html


def test_a_hold_says_whose_it_is_and_only_their_group_is_offered_to_take_it_off(enter: Enter):
    held = make_ready()
    workflow.hold(held, "Wait", by=make_approver("Abel Approver"), at=LATER)
    url = reverse("stipends:stipend", args=[held.public_id])

    theirs, other = [enter(person).get(url).content.decode() for person in (make_approver(), make_payout_officer())]

    assert "<dt>Put on hold</dt><dd>Abel Approver" in theirs
    assert reverse("stipends:unhold", args=[held.public_id]) in theirs
    assert reverse("stipends:unhold", args=[held.public_id]) not in other


def test_no_hold_is_put_on_or_taken_off_what_has_ended(enter: Enter):
    stipend, approver = make_ready(), make_approver()
    workflow.hold(stipend, "Wait", by=approver, at=LATER)
    workflow.void(fresh(stipend), "A mistake", by=approver, at=LATER)

    html = enter(approver).get(reverse("stipends:stipend", args=[stipend.public_id])).content.decode()

    assert reverse("stipends:unhold", args=[stipend.public_id]) not in html
    assert reverse("stipends:hold", args=[stipend.public_id]) not in html
    assert "takes it off" not in html

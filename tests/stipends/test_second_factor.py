"""No act on money, and no payout file, without a second factor of the last minutes."""

import re

import pytest
from django.urls import NoReverseMatch, URLPattern, reverse

from accounts.models import Group
from stipends.urls import STAFF, urlpatterns
from tests.factories.cohorts import make_cohort
from tests.factories.people import make_payout_officer, make_person
from tests.factories.stipends import LATER, fresh, make_approved, make_ready, send
from tests.stipends.conftest import Enter

pytestmark = pytest.mark.django_db
ACTS = {
    "approve", "terms", "open_batch", "freeze", "send", "cancel", "settle", "not_paid", "returned",
    "reject", "reinstate", "unapprove", "hold", "unhold", "void", "recipient", "opinion", "reconcile", "explain",
    "sign_epoch", "tick", "agree", "withhold",
}  # fmt: skip
NOBODY = "00000000-0000-4000-8000-000000000000"


def path_of(pattern: URLPattern) -> str:
    """Its address: of a cohort that exists, or of something that does not, since the question comes first."""
    name = f"stipends:{pattern.name}"
    try:
        return reverse(name)
    except NoReverseMatch:
        of = {"terms": make_cohort().slug, "year": LATER.year, "year_csv": LATER.year}
        return reverse(name, args=[of.get(str(pattern.name), NOBODY)])


def test_every_post_of_staff_asks_for_the_second_factor(enter: Enter):
    both = make_person("Both", Group.APPROVER, Group.PAYOUT_OFFICER)
    client, asked, answered = enter(both, proved=False), set[str](), set[int]()

    for pattern in urlpatterns:
        if str(pattern.pattern).startswith((STAFF, "staff/")):
            answer = client.post(path_of(pattern), {"reason": "x", "results": "x"})
            if answer.get("Location", "").startswith(reverse("mfa_reauthenticate")):
                asked.add(str(pattern.name))
            else:
                answered.add(answer.status_code)

    assert asked == ACTS
    assert answered == {405}


def test_the_payout_file_asks_for_the_second_factor_and_comes_back_to_it(enter: Enter):
    batch = send([make_approved()])
    url = reverse("stipends:file", args=[batch.public_id])

    answer = enter(make_payout_officer(), proved=False).get(url)

    assert answer["Location"] == f"{reverse('mfa_reauthenticate')}?next={url.replace('/', '%2F')}"
    assert enter(make_payout_officer()).get(url).status_code == 200


@pytest.mark.parametrize("of", ["stipend", "batch", "batches"])
def test_every_form_about_money_comes_back_to_a_page_that_can_be_read(enter: Enter, of: str):
    both = make_person("Both", Group.APPROVER, Group.PAYOUT_OFFICER)
    stipend, batch = make_ready(method="bank"), send([make_approved()])
    subject = {"stipend": [stipend.public_id], "batch": [batch.public_id]}.get(of, [])
    page, client = reverse(f"stipends:{of}", args=subject), enter(both, proved=False)

    html = client.get(page).content.decode()
    if of == "batch":
        html += enter(both).post(reverse("stipends:settle", args=subject), {"results": "x"}).content.decode()

    forms = re.findall(r'<form[^>]*action="[^"]*/staff/stipends/[^"]+/".*?</form>', html, re.DOTALL)
    assert forms
    assert {*re.findall(r'name="confirm_url" value="([^"]*)"', "".join(forms))} == {page}
    assert [form for form in forms if "confirm_url" not in form] == []
    assert fresh(stipend).status == "ready"


def test_the_page_of_a_stipend_says_so_before_anything_is_typed(enter: Enter):
    url = reverse("stipends:stipend", args=[make_ready().public_id])
    officer = make_payout_officer()

    unproved, proved = [enter(officer, proved=proved).get(url).content.decode() for proved in (False, True)]

    assert "Prove it now" in unproved
    assert "Prove it now" not in proved

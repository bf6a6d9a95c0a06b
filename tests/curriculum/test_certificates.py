"""The name on the certificate, its PDF, and what people said in the survey."""

import pytest
import time_machine
from django.urls import reverse

from curriculum import certificate_pdf
from curriculum.models import Certificate, PrintedName, SurveyAnswer
from curriculum.workflow import printed_name as workflow
from curriculum.workflow.results import revoke
from mlsafety_course.transitions import Refused
from tests.factories.curriculum import hand_in_survey, make_completion, make_participant
from tests.factories.people import make_lead, make_person

pytestmark = pytest.mark.django_db
needs_typst = pytest.mark.skipif(
    not certificate_pdf.can_typeset(), reason="The extra `certificates` is not installed: pages are printed instead."
)


def test_the_award_prints_the_name_that_the_person_gave_and_then_it_stays():
    enrollment = make_participant()
    start = enrollment.cohort.starts_at
    workflow.give(enrollment, "  Dr.  Ada   Lovelace ", by=enrollment.person, at=start)

    made = make_completion(enrollment)

    assert made.certificate.name == "Dr. Ada Lovelace"
    with pytest.raises(Refused, match="is issued"):
        workflow.give(enrollment, "Ada King", by=enrollment.person, at=made.awarded_at)


def test_a_name_is_given_by_oneself_and_is_not_empty():
    enrollment = make_participant()

    with pytest.raises(Refused, match="themself"):
        workflow.give(enrollment, "X", by=make_person(), at=enrollment.cohort.starts_at)
    with pytest.raises(Refused, match="Write your name"):
        workflow.give(enrollment, "  ", by=enrollment.person, at=enrollment.cohort.starts_at)


def test_the_page_takes_the_name_and_says_when_the_pdf_lacks_letters(client):
    enrollment = make_participant()
    client.force_login(enrollment.person)
    address = reverse("curriculum:certificate")
    with time_machine.travel(enrollment.cohort.starts_at, tick=False):
        empty = client.post(address, {"name": ""})
        client.post(address, {"name": "王小明"})
        page = client.get(address).text

    assert empty.status_code == 422
    assert PrintedName.objects.get().name == "王小明"
    assert "lacks some letters of this name" in page


def test_there_is_no_name_to_give_for_a_stranger_and_once_it_is_issued(client):
    made = make_completion()
    for person in (make_person(), made.enrollment.person):
        client.force_login(person)
        assert client.post(reverse("curriculum:certificate"), {"name": "X"}).status_code == 404


@pytest.mark.parametrize(
    ("name", "prints"), [("Zoë Çelik-O'Neill", True), ("Ада Лавлейс", True), ("王小明", False), ("김민준 Kim", False)]
)
def test_latin_greek_and_cyrillic_names_can_be_typeset(name, prints):
    assert certificate_pdf.can_print(name) is prints


@needs_typst
def test_the_pdf_is_the_owners_and_says_what_the_page_says(client):
    made = make_completion()
    client.force_login(made.enrollment.person)

    answer = client.get(reverse("curriculum:certificate_file"))

    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert b"pdfuaid" in answer.content
    client.force_login(make_person())
    assert client.get(reverse("curriculum:certificate_file")).status_code == 404


@needs_typst
def test_a_name_cannot_smuggle_markup_into_the_pdf():
    made = make_completion()
    Certificate.objects.update(name='#read("/etc/passwd") *bold*')
    certificate = Certificate.objects.with_completion().get()

    assert certificate_pdf.pdf(certificate, "The rule.", "https://example.org/verify/X").startswith(b"%PDF-")
    assert made.certificate.code == certificate.code


def test_a_certificate_that_was_revoked_has_no_pdf_and_says_so(client):
    made = make_completion()
    revoke(made, "Copied.", by=make_lead(), at=made.awarded_at)
    client.force_login(made.enrollment.person)

    page = client.get(reverse("curriculum:certificate")).text

    assert "no longer valid" in page
    assert client.get(reverse("curriculum:certificate_file")).status_code == 404


def test_the_survey_is_shown_to_leads_from_five_answers_up(client):
    first = make_participant()
    for _ in range(3):
        hand_in_survey(make_participant(first.cohort))
    hand_in_survey(first)
    client.force_login(make_lead())
    address = reverse("curriculum:survey_results", args=[first.cohort.slug])
    four = client.get(address).text
    hand_in_survey(make_participant(first.cohort))
    SurveyAnswer.objects.filter(question="change")[0].delete()

    five = client.get(address).text

    assert four.count("Fewer than 5 answers so far") == 4
    assert "Clearly yes" not in four
    assert five.count("Fewer than 5 answers so far") == 1
    assert "Clearly yes" in five
    assert "More time for unit 4." not in five

"""What a person says for statistics: apart, theirs to change, theirs to take back."""

import pytest
from django.test import Client
from django.urls import reverse

from applications.models import Application, Demographics
from applications.workflow import demographics
from mlsafety_course.transitions import Refused
from tests.factories.applications import WRITING, make_application, make_submitted_application
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db
ANSWERS = {"gender": "woman", "region": "africa", "first_in_family": "yes"}


def page(application: Application) -> str:
    return reverse("applications:about_you", args=[application.public_id])


def client_of(application: Application) -> Client:
    client = Client()
    client.force_login(application.applicant)
    return client


def test_answers_are_kept_changed_and_taken_back_without_a_trace():
    application = make_application()

    demographics.tell(application, ANSWERS, by=application.applicant, at=WRITING)
    demographics.tell(application, {"region": "europe"}, by=application.applicant, at=WRITING)
    stored = Demographics.objects.get()
    demographics.tell(application, {}, by=application.applicant, at=WRITING)

    assert (stored.gender, stored.region, stored.first_in_family) == ("", "europe", "")
    assert not Demographics.objects.exists()


def test_nobody_answers_for_somebody_else():
    with pytest.raises(Refused):
        demographics.tell(make_application(), ANSWERS, by=make_person(), at=WRITING)
    assert not Demographics.objects.exists()


def test_the_page_stores_and_empties():
    application = make_application()
    client = client_of(application)

    stored = client.post(page(application), ANSWERS, follow=True)
    assert Demographics.objects.get().gender == "woman"
    emptied = client.post(page(application), follow=True)

    assert "Delete my answers" in stored.content.decode()
    assert "None of your answers is stored" in emptied.content.decode()
    assert not Demographics.objects.exists()


def test_an_answer_that_is_none_of_the_choices_is_refused():
    application = make_application()

    assert client_of(application).post(page(application), {"gender": "x"}).status_code == 422
    assert not Demographics.objects.exists()


def test_the_receipt_and_the_status_page_show_none_of_it():
    application = make_submitted_application()
    demographics.tell(application, ANSWERS, by=application.applicant, at=WRITING)
    client = client_of(application)

    for name in ("receipt", "form"):
        shown = client.get(reverse(f"applications:{name}", args=[application.public_id])).content.decode()
        assert "Woman" not in shown
        assert "Africa" not in shown

"""A lead's home, the matrix, one person's record, and the outbox."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mlsafety_course.home import attention
from mlsafety_course.home.funnel import funnel
from mlsafety_course.outbox import post, workflow
from mlsafety_course.outbox.models import Message
from tests.factories.cohorts import make_cohort, make_enrollment
from tests.factories.curriculum import make_attempt, make_completion, make_participant
from tests.factories.mail import NOON, make_message
from tests.factories.people import make_lead, make_person
from tests.factories.stipends import make_paid

pytestmark = pytest.mark.django_db


def sentences(at) -> list[str]:
    return [item.sentence for item in attention.items(make_lead(), at)]


def test_a_quiet_house_needs_nobody():
    assert attention.items(make_lead(), NOON) == []


def test_people_without_a_section_and_unsigned_sheets_are_named():
    participant = make_participant()
    cohort = participant.cohort
    make_enrollment(cohort)
    after_first = participant.seats.get().section.meetings.earliest("starts_at").ends_at + timedelta(hours=49)

    found = sentences(after_first)

    assert f"1 person in {cohort} has no section" in found
    assert f"1 meeting of {cohort} is not signed off after 48 hours" in found


def test_homework_that_waits_too_long_is_named():
    attempt = make_attempt()

    assert not any("homework" in one for one in sentences(attempt.received_at + timedelta(days=4)))
    assert any("homework" in one for one in sentences(attempt.received_at + timedelta(days=6)))


def test_completions_that_nobody_will_pay_are_named():
    completion = make_completion()

    assert any("has no stipend terms" in one for one in sentences(completion.awarded_at))


def test_the_funnel_ends_with_the_paid():
    stipend = make_paid()

    stages = {stage.label: stage.count for stage in funnel(stipend.enrollment.cohort)}

    assert (stages["Enrolled"], stages["Completed"], stages["Paid"]) == (1, 1, 1)


def test_a_leads_home_draws_the_road_of_each_cohort(client: Client):
    first, second = make_paid().enrollment.cohort, make_cohort()
    client.force_login(make_lead())

    page = client.get(reverse("staff")).content.decode()

    assert "0 started, 1 completed, 1 paid." in page
    assert "0 started, 0 completed, 0 paid." in page
    assert f'id="road-{first.slug}-6-value"' in page
    assert f'id="road-{second.slug}-6-value"' in page


@pytest.mark.parametrize("name", ["staff", "outbox"])
def test_only_leads_have_a_staff_home(client: Client, name: str):
    client.force_login(make_person())
    assert client.get(reverse(name)).status_code == 403

    client.force_login(make_lead())
    assert client.get(reverse(name)).status_code == 200


def test_the_matrix_shows_every_person_with_words_for_every_sign(client: Client):
    participant = make_participant()
    client.force_login(make_lead())

    with time_machine.travel(participant.cohort.starts_at + timedelta(days=1), tick=False):
        page = client.get(reverse("matrix", args=[participant.cohort.slug])).content.decode()

    assert participant.person.name in page
    assert "Week 8: to come" in page


def test_the_matrix_costs_the_same_for_few_and_for_many(client: Client):
    first = make_participant()
    client.force_login(make_lead())
    costs = []
    for more in (2, 27):
        for _ in range(more):
            make_enrollment(first.cohort)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("matrix", args=[first.cohort.slug]))
        costs.append(len(queries))

    assert costs[0] == costs[1]


def test_a_record_shows_standing_mail_and_seats(client: Client):
    participant = make_participant()
    client.force_login(make_lead())

    page = client.get(reverse("person", args=[participant.public_id])).content.decode()

    assert participant.person.email in page
    assert "Make an exception" in page
    assert "Attendance, week by week" in page
    assert "8 not recorded yet." in page


def test_a_lead_settles_an_uncertain_mail(client: Client):
    message = make_message()
    workflow.claim(message, at=NOON)
    workflow.lose_sight(message, "The worker died.", at=NOON)
    lead = make_lead()
    client.force_login(lead)

    response = client.post(reverse("settle_message", args=[message.public_id]), {"outcome": "again"})

    assert response["Location"] == reverse("message", args=[message.public_id])
    assert Message.objects.get().status == "queued"
    assert list(message.moves.values_list("by", flat=True)) == [None, None, lead.pk]


def test_settling_a_mail_twice_is_refused(client: Client):
    message = make_message()
    client.force_login(make_lead())
    address = reverse("settle_message", args=[message.public_id])
    client.post(address, {"outcome": "cancel"})

    assert client.post(address, {"outcome": "cancel"}).status_code == 409


def test_nobody_reads_a_sign_in_code_in_the_outbox(client: Client):
    post.write_account_mail("ada@example.com", "Your code", "K7QX-93MF", at=NOON)
    client.force_login(make_lead())

    page = client.get(reverse("message", args=[Message.objects.get().public_id])).content.decode()

    assert "K7QX-93MF" not in page
    assert "Nobody reads it here" in page


def test_a_person_arrives_at_the_home_of_their_role(client: Client):
    participant = make_enrollment(make_cohort())
    homes = {}
    for name, person in [("new", make_person()), ("participant", participant.person), ("lead", make_lead())]:
        client.force_login(person)
        homes[name] = client.get(reverse("after_login"))["Location"]

    assert homes == {"new": reverse("applications:mine"), "participant": reverse("course"), "lead": reverse("staff")}

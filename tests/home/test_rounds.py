"""The public page of a round: everything one should know before signing up, and nothing that is not so."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from applications.models import Question, Round
from mlsafety_course.home.run import facts_of_run
from tests.factories.applications import (
    CLOSES,
    CONFIRM_BY,
    OPENS,
    READING,
    RELEASED,
    WRITING,
    ask,
    make_application,
    make_round,
    make_submitted_application,
    propose,
    release,
)
from tests.factories.cohorts import make_cohort
from tests.factories.curriculum import load_course_once, make_scheduled_cohort
from tests.factories.people import make_person
from tests.factories.stipends import make_terms

pytestmark = pytest.mark.django_db
LATE = datetime(2023, 2, 9, 12, tzinfo=UTC)  # the end of 8 February Anywhere on Earth
SPRING_BREAK = date(2023, 3, 13)


def page(round_: Round, moment: datetime = WRITING, zone: str = "", client: Client | None = None) -> str:
    client = client or Client()
    if zone:
        client.cookies["zone"] = zone
    with time_machine.travel(moment, tick=False):
        return client.get(reverse("round", args=[round_.slug])).content.decode()


def steps(round_: Round, moment: datetime) -> dict[str, tuple[str, str]]:
    return {step.label: (step.status, step.when) for step in facts_of_run(round_, moment, "UTC")["steps"]}


def test_the_page_says_the_work_the_rule_in_one_sentence_and_in_full_and_the_stipend():
    cohort = make_scheduled_cohort()
    make_terms(cohort)

    text = page(make_round(cohort))

    assert "At least 5 hours, for 8 units over 9 calendar weeks" in text
    assert all(words in text for words in ("lectures", "reading", "homework", "discussion"))
    assert "<strong>To complete the course, miss at most 1 week" in text
    assert "Hand in the exit survey. Your answers are stored without your name" in text
    assert "$500, once" in text
    assert "PayPal or bank transfer" in text
    assert "Usually within 21 days" in text
    assert "We hold no list of countries" in text


def test_what_is_not_settled_is_said_to_be_and_whom_to_ask():
    text = page(make_round(make_scheduled_cohort(policy=False)))

    assert "The rule for this run is not published yet" in text
    assert "is not settled yet" in text
    assert "course@example.com" in text
    assert "$" not in text


def test_what_the_round_says_of_its_own_comes_first_and_as_plain_text():
    text = page(make_round(intro="For people in <b>Africa</b>.\n\nSee https://example.com/call"))

    assert "&lt;b&gt;Africa" in text
    assert text.index("Africa") < text.index("Who it is for")
    assert 'href="https://example.com/call"' in text


def test_a_question_says_whether_it_is_required_and_who_does_not_see_it():
    round_ = make_round()
    ask(round_, "links", label="A link to your profile", identifies=True)
    ask(round_, "size", Question.Kind.CHOICE, label="Your group", choices=["Small", "Large"], required=True)

    text = page(round_)

    assert 'A link to your profile</strong> <span class="soft">Optional. Readers do not see it.' in text
    assert 'Your group</strong> <span class="soft">Required.</span><br>Small, Large' in text


def test_the_deadline_stands_in_its_zone_in_utc_and_in_the_readers():
    text = page(make_round(), zone="Australia/Sydney")

    assert "Monday 30 January 2023, 22:59 Sydney time" in text
    assert "Sunday 29 January 2023, 23:59 Anywhere on Earth" in text
    assert "Monday 30 January 2023, 11:59 UTC" in text
    assert "data-countdown>in 9 days" in text


def test_for_a_script_the_page_says_in_which_zone_it_was_printed():
    known, unknown = page(make_round(), zone="Australia/Sydney"), page(make_round())

    assert 'data-own-clock="Australia/Sydney" hidden' in known
    assert 'data-own-clock="UTC" hidden' in unknown


def test_every_date_of_the_run_stands_in_order_with_its_breaks():
    cohort = make_cohort(breaks=(SPRING_BREAK,))
    make_terms(cohort)

    found = steps(make_round(cohort), WRITING)

    assert list(found) == [
        "Applications open",
        "Apply until",
        "Everybody hears",
        "Accept or decline a place",
        "The waitlist closes",
        "First day of the course",
        "Break: no unit",
        "Last day of the course",
        "Say how to pay your stipend",
    ]
    assert found["Break: no unit"][1] == "week of Monday 13 March 2023"
    assert found["First day of the course"][1] == "Monday 20 February 2023"


@pytest.mark.parametrize(
    ("moment", "current"),
    [
        (OPENS - timedelta(days=1), "Applications open"),
        (WRITING, "Apply until"),
        (CLOSES, "Everybody hears"),
        (LATE, "Accept or decline a place"),
        (CONFIRM_BY, "The waitlist closes"),
    ],
)
def test_the_first_date_to_come_is_marked(moment: datetime, current: str):
    found = steps(make_round(), moment)

    assert [label for label, (status, _) in found.items() if status == "now"] == [current]


def test_a_promise_of_decisions_that_was_not_kept_is_no_promise_any_more():
    round_ = make_round()
    sent = make_submitted_application(round_)

    late = steps(round_, LATE)["Everybody hears"]
    propose(sent, "admit", at=READING)
    release(round_, RELEASED)
    told = steps(round_, LATE)["Everybody hears"]

    assert late == ("late", "")
    assert told[0] == "done"


@pytest.mark.parametrize(
    ("moment", "words"),
    [(OPENS - timedelta(days=1), "Not open yet"), (WRITING, "Sign up and apply"), (CLOSES, "Applications have closed")],
)
def test_what_one_can_do_follows_the_clock(moment: datetime, words: str):
    assert words in page(make_round(), moment)


def test_who_has_started_finds_their_application():
    application = make_application()
    client = Client()
    client.force_login(application.applicant)

    assert f"/apply/{application.public_id}/" in page(application.round, client=client)
    assert "Sign up and apply" not in page(application.round, client=client)


def test_who_is_signed_in_starts_by_a_button():
    round_, client = make_round(), Client()
    client.force_login(make_person())

    assert f'action="{reverse("applications:start", args=[round_.slug])}"' in page(round_, client=client)


def test_without_the_courses_material_the_page_still_stands():
    assert "What a week takes" in page(make_round())


def test_the_examples_and_places_to_learn_come_from_the_course():
    course = load_course_once()

    text = page(make_round())

    assert all(option["url"] in text for option in course.study_options)
    assert "you have trained a network yourself" in text

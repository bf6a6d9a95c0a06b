"""The pages on which a lead sets up a round, and its plan."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from applications.models import Application, Question, Round
from mlsafety_course.outbox.models import Message
from tests.factories.applications import (
    CLOSES,
    READING,
    WRITING,
    ask,
    make_application,
    make_rejected_application,
    make_review,
    make_round,
    make_submitted_application,
)
from tests.factories.cohorts import make_cohort
from tests.factories.people import make_lead, make_person, make_reviewer

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NEXT = date(2023, 9, 18)
TYPED = {
    "title": "Autumn",
    "slug": "autumn",
    "deadline_zone": "AoE",
    "opens_on": "2023-07-30",
    "closes_on": "2023-08-27",
    "decisions_by": "2023-09-03",
    "confirm_on": "2023-09-06",
    "grace": "10",
    "capacity": "40",
    "expected_yield": "70",
    "reading": "two_step",
    "readers_each": "3",
    "is_blind": "on",
}
QUESTION = {"label": "Which university?", "kind": "text", "max_words": "20", "audience": "readers"}


def at(moment: datetime) -> time_machine.travel:
    return time_machine.travel(moment, tick=False)


@pytest.fixture
def lead() -> Client:
    client = Client()
    client.force_login(make_lead())
    return client


def url(name: str, round_: Round, *args: str) -> str:
    return reverse(f"applications:{name}", args=[round_.slug, *args])


def shown(lead: Client, round_: Round) -> dict[str, Any]:
    """The form of the set-up page as a browser would send it back."""
    form = lead.get(url("setup", round_)).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value is not False}


# a new round


def test_a_round_is_made_from_the_usual_dates(lead):
    cohort = make_cohort(NEXT, date(2023, 11, 17), (), slug="autumn-run")

    with at(WRITING):
        page = lead.get(reverse("applications:new_round"), {"cohort": cohort.slug})
        answer = lead.post(f"{reverse('applications:new_round')}?cohort={cohort.slug}", TYPED)

    days = {name: page.context["form"][name].value() for name in ("closes_on", "decisions_by", "confirm_on")}
    assert days == {
        "closes_on": date(2023, 8, 27),
        "decisions_by": date(2023, 9, 3),
        "confirm_on": date(2023, 9, 6),
    }
    assert answer["Location"] == "/staff/rounds/autumn/setup/"
    made = Round.objects.get(slug="autumn")
    assert made.closes_at.isoformat() == "2023-08-28T12:00:00+00:00"
    assert (made.reading, made.grace_seconds, made.cohort) == ("two_step", 600, cohort)


def test_a_copied_round_shows_every_date_beside_the_old_one(lead):
    earlier = make_round(title="Spring round")
    ask(earlier, "links")
    cohort = make_cohort(NEXT, date(2023, 11, 17), (), slug="autumn-run")
    address = f"{reverse('applications:new_round')}?cohort={cohort.slug}&earlier={earlier.slug}"

    with at(WRITING):
        page = lead.get(address)
        lead.post(address, TYPED)

    form = page.context["form"]
    assert form["closes_on"].value() == date(2023, 1, 29) + (NEXT - earlier.cohort.starts_on)
    assert "In Spring round: Sunday 29 January 2023" in page.text
    assert "In Spring round: Wednesday 8 February 2023" in page.text
    assert Round.objects.get(slug="autumn").questions.get().key == "links"


def test_impossible_dates_are_all_said_at_once_beside_their_fields(lead):
    cohort = make_cohort(NEXT, date(2023, 11, 17), (), slug="autumn-run")
    wrong = {"closes_on": "2023-07-01", "decisions_by": "2023-07-01", "confirm_on": "2023-09-18", "slug": "new"}

    with at(WRITING):
        answer = lead.post(f"{reverse('applications:new_round')}?cohort={cohort.slug}", TYPED | wrong)

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"closes_on", "decisions_by", "confirm_on", "slug"}
    assert "The course starts on 18 September" in answer.text
    assert not Round.objects.exists()


def test_a_lead_without_a_cohort_to_come_is_shown_where_to_make_one(lead):
    page = lead.get(reverse("applications:new_round"))

    assert reverse("cohorts:new_cohort") in page.text


def test_a_lead_copies_no_round_that_they_applied_to(client):
    lead = make_lead()
    own = make_submitted_application(person=lead).round
    cohort = make_cohort(NEXT, date(2023, 11, 17), (), slug="autumn-run")
    client.force_login(lead)

    with at(WRITING):
        page = client.get(reverse("applications:new_round"), {"cohort": cohort.slug, "earlier": own.slug})

    assert "Set up the round" not in page.text
    assert client.get(url("setup", own)).status_code == 404


# the list


def test_the_list_says_where_each_round_stands(lead):
    decided = make_rejected_application().round
    make_submitted_application(make_round(title="In review"))
    make_round(title="Later", opens_at=READING + DAY, closes_at=READING + 9 * DAY, confirm_by=READING + 20 * DAY)

    with at(READING + 12 * timedelta(hours=1)):
        page = lead.get(reverse("applications:rounds"))

    labels = {row.round.title: row.label for row in page.context["rows"]}
    assert labels == {"Later": "Not open", "In review": "Closed", decided.title: "Decided"}
    assert "1 sent in, 1 not decided, 60 places" in page.text


def test_an_empty_list_says_what_a_round_is(lead):
    assert "A round is one call for applications" in lead.get(reverse("applications:rounds")).text


# dates and places


def test_saving_what_is_shown_changes_nothing(lead):
    round_ = make_round(grace_seconds=90, opens_at=datetime(2023, 1, 2, 15, 30, tzinfo=CLOSES.tzinfo))
    make_submitted_application(round_)
    before = Round.objects.values().get()

    with at(WRITING):
        answer = lead.post(url("setup", round_), shown(lead, round_))

    assert answer.status_code == 302
    assert Round.objects.values().get() == before
    assert not Message.objects.filter(topic="application-dates_moved").exists()


def test_a_moved_promise_is_shown_first_and_then_done(lead):
    round_ = make_round()
    make_submitted_application(round_)
    make_application(round_)

    with at(WRITING):
        typed = shown(lead, round_) | {"closes_on": "2023-01-30"}
        first = lead.post(url("setup", round_), typed)
        kept = Round.objects.get().closes_at
        second = lead.post(url("setup", round_), typed | {"seen": first.context["moved"].digest}, follow=True)

    assert "Last day to apply: Monday 30 January. Before, it was Sunday 29 January." in first.text
    assert "Change it and write 2 mails" in first.text
    assert kept == CLOSES
    assert Round.objects.get().closes_at == CLOSES + DAY
    assert "2 mails are on the way" in second.text
    assert Message.objects.filter(topic="application-dates_moved").count() == 2


def test_what_is_refused_is_said_beside_its_field(lead):
    round_ = make_round()
    make_submitted_application(round_)

    with at(WRITING):
        answer = lead.post(
            url("setup", round_), shown(lead, round_) | {"closes_on": "2023-01-28", "opens_on": "2023-01-01"}
        )

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"closes_on", "opens_on"}
    assert Round.objects.get().closes_at == CLOSES


def test_fewer_places_than_are_taken_are_explained(lead):
    round_ = make_round()
    make_rejected_application(round_)
    offered = make_submitted_application()
    Application.objects.filter(pk=offered.pk).update(round=round_, status="admitted", confirm_by=round_.confirm_by)

    with at(READING):
        page = lead.get(url("setup", round_))
        lead.post(url("setup", round_), shown(lead, round_) | {"capacity": "1"})

    assert "Fewer places take none from anybody" in page.text
    assert Round.objects.get(pk=round_.pk).capacity == 1


def test_texts_are_stored(lead):
    round_ = make_round()

    answer = lead.post(url("texts", round_), {"intro": "Welcome.", "receipt_note": "", "offer_note": "Bring tea."})

    round_.refresh_from_db()
    assert answer["Location"] == url("texts", round_)
    assert (round_.intro, round_.receipt_note, round_.offer_note) == ("Welcome.", "", "Bring tea.")


# questions


def test_a_question_is_added_changed_moved_and_removed(lead):
    round_ = make_round()
    ask(round_, "links")

    with at(WRITING):
        lead.post(url("new_question", round_), QUESTION)
        key = round_.questions.get(label="Which university?").key
        lead.post(url("move_question", round_, key), {"step": "up"})
        order = list(round_.questions.values_list("key", flat=True))
        lead.post(url("question", round_, key), QUESTION | {"label": "Where do you study?", "identifies": "on"})
        changed = round_.questions.get(key=key)
        lead.post(url("remove_question", round_, key))

    assert order == ["which-university", "links"]
    assert (changed.label, changed.identifies) == ("Where do you study?", True)
    assert list(round_.questions.values_list("key", flat=True)) == ["links"]


def test_choices_are_written_one_on_a_line(lead):
    round_ = make_round()
    choice = QUESTION | {"kind": "choice"}

    with at(WRITING):
        refused = lead.post(url("new_question", round_), choice | {"choices": "Yes"})
        lead.post(url("new_question", round_), choice | {"choices": " Yes \r\n\r\nNo\r\nYes"})

    assert refused.status_code == 422
    assert "at least two choices" in refused.text
    assert round_.questions.get().choices == ["Yes", "No"]


def test_a_step_that_is_none_moves_nothing(lead):
    round_ = make_round()
    first, second = ask(round_, "a"), ask(round_, "b")

    lead.post(url("move_question", round_, "b"), {"step": "sideways"})

    assert list(round_.questions.all()) == [first, second]


def test_the_page_says_how_many_answers_the_form_needs(lead):
    round_ = make_round()
    ask(round_, "a", required=True)

    assert "needs 9 answers and an agreement" in lead.get(url("questions", round_)).text


def test_the_preview_asks_everything_and_stores_nothing(lead):
    round_ = make_round()
    ask(round_, "links", label="A link to your work?", kind=Question.Kind.LONG, max_words=70)

    page = lead.get(url("preview", round_)).text

    assert "A link to your work?" in page
    assert "Up to 70 words" in page
    assert "nothing is stored" in page
    assert "data-autosave" not in page
    assert '<form method="post" action="/apply/' not in page
    assert not Application.objects.exists()


# rubric and reasons


def test_the_rubric_gets_words_of_its_own_and_the_usual_ones_back(lead):
    round_ = make_round()
    forms = lead.get(url("rubric", round_)).context["forms"]
    typed = {form.add_prefix(name): form[name].value() for form in forms for name in form.fields}

    lead.post(url("rubric", round_), typed | {"motivation-anchor_4": "Has done it."})
    own = round_.criteria.get()
    wrong = lead.post(url("rubric", round_), typed | {"motivation-anchor_4": ""})
    lead.post(url("rubric", round_), {"usual": "1"})

    assert (own.name, own.anchors[3]) == ("motivation", "Has done it.")
    assert wrong.status_code == 422
    assert not round_.criteria.exists()


def test_the_rubric_can_only_be_read_once_somebody_has_scored(lead):
    application = make_submitted_application()
    make_review(application, make_reviewer())

    page = lead.get(url("rubric", application.round)).text

    assert "1 reading was made with these words" in page
    assert "Save the rubric" not in page


def test_a_reason_is_added_changed_and_removed(lead):
    round_ = make_round()
    typed = {"label": "No time", "sentence": "Five hours a week are needed."}

    refused = lead.post(url("reasons", round_), typed | {"sentence": "Five hours"})
    lead.post(url("reasons", round_), typed)
    lead.post(url("reason", round_, "no-time"), typed | {"label": "Hours"})
    label = round_.reasons.get(code="no-time").label
    lead.post(url("remove_reason", round_, "no-time"))

    assert refused.status_code == 422
    assert "whole sentence" in refused.text
    assert label == "Hours"
    assert round_.reasons.count() == 1


def test_a_sentence_that_somebody_was_told_is_refused_with_409(lead):
    reason = make_rejected_application().reason
    assert reason is not None

    answer = lead.post(url("reason", reason.round, reason.code), {"label": "Else", "sentence": "Something else."})

    assert answer.status_code == 409
    assert "1 person was told" in answer.text


def test_a_question_is_found_only_in_its_own_round(lead):
    ask(make_round(), "links")

    assert lead.get(url("question", make_round(), "links")).status_code == 404


# the plan


def test_the_plan_of_spring_2023(lead):
    round_ = make_round()
    one, _ = make_submitted_application(round_), make_submitted_application(round_)
    make_review(one, make_reviewer(), at=READING)

    with at(READING):
        page = lead.get(url("plan", round_)).text

    assert "22 days from the deadline to the first day" in page
    assert "3 readings are still to come. At 1.0 a day, as lately, they are done on 3 February" in page
    assert "decisions have to be out by 5 February" in page
    assert "leaves room for one wave from the waitlist, not for two" in page
    assert "Reading done is next, due by Tuesday 7 February: 3 readings to come." in page


def test_the_plan_of_a_round_that_is_open_says_when_reading_starts(lead):
    with at(WRITING):
        page = lead.get(url("plan", make_round())).text

    assert "Applications can be sent until the end of Sunday 29 January." in page
    assert "Reading starts when applications have closed" in page


@pytest.mark.parametrize(
    "name", ["plan", "setup", "texts", "preview", "questions", "new_question", "rubric", "reasons"]
)
def test_the_set_up_is_for_leads(name: str, client: Client):
    round_ = make_round()
    client.force_login(make_person())

    assert client.get(url(name, round_)).status_code == 403

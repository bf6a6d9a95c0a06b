"""Covers, switches and leaving, as people press them."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from cohorts.models import Cover, Enrollment, Guest, Switch
from mlsafety_course.outbox.models import Message
from tests.cohorts.test_covering import Place as Covered
from tests.cohorts.test_switching import Place as Switching
from tests.factories.cohorts import make_cohort, ta_of
from tests.factories.people import make_lead

pytestmark = pytest.mark.django_db


def of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(client: Client, url: str) -> str:
    return client.get(url).content.decode()


def test_a_ta_asks_another_sees_it_and_takes_it():
    place = Covered()
    ask = reverse("cohorts:ask_cover", args=[place.meeting.public_id])
    with time_machine.travel(place.at, tick=False):
        page = text(of(place.ta), ask)
        assert "1 TA is free then" in page
        assert "Monday" not in page
        of(place.ta).post(ask, {"reason": "A conference", "note": "Slide 12", "answer_by": "2023-02-21T23:00"})
        cover = Cover.objects.get()
        teaching = text(of(place.fay), reverse("teaching"))
        assert "Could you lead one of these?" in teaching
        offer = reverse("cohorts:cover", args=[cover.public_id])
        assert "Slide 12" in text(of(place.fay), offer)
        taken = of(place.fay).post(reverse("cohorts:accept_cover", args=[cover.public_id]), follow=True)
        assert "You lead this one" in taken.content.decode()
        assert "Could you lead" not in text(of(place.fay), reverse("teaching"))

    place.meeting.refresh_from_db()
    assert place.meeting.substitute == place.fay


def test_what_is_missing_in_the_asking_is_said_and_what_was_typed_is_kept():
    place = Covered()
    with time_machine.travel(place.at, tick=False):
        url = reverse("cohorts:ask_cover", args=[place.meeting.public_id])
        answer = of(place.ta).post(url, {"reason": "", "note": "Slide 12", "answer_by": "soon"})

    assert answer.status_code == 422
    assert "Slide 12" in answer.content.decode()
    assert not Cover.objects.exists()


def test_the_slower_of_two_tas_reads_a_sentence():
    place = Covered()
    cover = place.ask()
    with time_machine.travel(place.at, tick=False):
        act = reverse("cohorts:accept_cover", args=[cover.public_id])
        of(place.fay).post(act)
        late = of(place.fay).post(act)

    assert late.status_code == 409
    assert "already. Thank you." in late.content.decode()


def test_an_offer_is_not_there_for_who_does_not_teach_in_the_cohort():
    place = Covered()
    cover = place.ask()
    with time_machine.travel(place.at, tick=False):
        answer = of(place.enrollment.person).get(reverse("cohorts:cover", args=[cover.public_id]))

    assert answer.status_code == 404


def test_a_switch_is_previewed_in_one_sentence_then_asked_then_approved():
    place = Switching()
    ann, url = of(place.enrollment.person), reverse("cohorts:switch_once")
    with time_machine.travel(place.at, tick=False):
        assert f"?to={place.there.public_id}" in text(ann, url)
        preview = text(ann, f"{url}?to={place.there.public_id}")
        assert (
            "Instead of Wed 22 February, 23:00 you go to Thu 23 February, 23:00, London time, for this week only."
            in preview
        )
        ann.post(url, {"to": str(place.there.public_id), "reason": "A talk"})
        assert "nobody has answered yet" in text(ann, reverse("course"))
        assert "?to=" not in text(ann, url), "one wish at a time"
        ta = of(ta_of(place.other))
        assert "A talk" in text(ta, reverse("teaching"))
        switch = Switch.objects.get()
        ta.post(reverse("cohorts:decide_switch", args=[switch.public_id]), {"answer": "approve"})
        assert "Switches for one week" in text(ta, reverse("teaching"))
        assert "Go to my own meeting after all" in text(ann, url)
        assert "Go to my own meeting after all" in text(ann, reverse("course"))

    assert Guest.objects.instead().get().meeting == place.there


def test_a_meeting_that_filled_up_meanwhile_is_said_to_be_gone():
    place = Switching()
    with time_machine.travel(place.at, tick=False):
        url = f"{reverse('cohorts:switch_once')}?to={place.own.public_id}"
        page = text(of(place.enrollment.person), url)

    assert "not possible any more" in page


def test_changing_section_for_good_lists_all_its_meetings_before_it_is_asked():
    place = Switching()
    with time_machine.travel(place.at, tick=False):
        url = reverse("cohorts:switch_for_good")
        page = text(of(place.enrollment.person), f"{url}?to={place.other.public_id}")
        of(place.enrollment.person).post(url, {"to": str(place.other.public_id)})

    assert "Week 8" in page
    assert Switch.objects.get().to_section == place.other


def test_a_lead_answers_on_the_page_of_changes():
    place = Switching()
    switch = place.ask()
    lead = of(make_lead())
    with time_machine.travel(place.at, tick=False):
        url = reverse("cohorts:changes", args=[place.home.cohort.slug])
        assert "Ann" in text(lead, url)
        act = reverse("cohorts:decide_switch", args=[switch.public_id])
        answer = lead.post(act, {"answer": "decline", "from": "lead"})

    assert answer["Location"] == url
    assert Switch.objects.get().status == "declined"


def test_whoever_declines_a_switch_can_say_why_on_the_page_and_the_person_reads_it():
    place = Switching()
    switch = place.ask()
    ta = of(ta_of(place.other))
    with time_machine.travel(place.at, tick=False):
        page = text(ta, reverse("teaching"))
        act = reverse("cohorts:decide_switch", args=[switch.public_id])
        ta.post(act, {"answer": "decline", "reason": "Thursday has two guests already"})

    assert 'name="reason"' in page
    assert switch.moves.latest("pk").reason == "Thursday has two guests already"
    letter = Message.objects.get(person=place.enrollment.person, subject="Your switch is not possible")
    assert "Thursday has two guests already" in letter.text


def test_a_lead_puts_a_person_off_and_they_read_why_and_where_to():
    place = Switching()
    later = make_cohort(
        starts_on=place.home.cohort.starts_on + timedelta(days=196),
        ends_on=(place.home.cohort.ends_on + timedelta(days=196)),
        breaks=(),
    )
    with time_machine.travel(place.at, tick=False):
        act = reverse("cohorts:defer_person", args=[place.home.cohort.slug, place.enrollment.public_id])
        of(make_lead()).post(act, {"to": later.pk, "reason": "A new job"})
        page = text(of(place.enrollment.person), reverse("cohorts:leave"))

    assert Enrollment.objects.get(pk=place.enrollment.pk).deferred_to == later
    assert f"A place in {later} is promised to you" in page
    assert "A new job" in page


def test_a_lead_does_not_decide_about_their_own_place():
    place, lead = Switching(), make_lead()
    own = Enrollment.objects.filter(pk=place.enrollment.pk)
    own.update(person=lead)
    with time_machine.travel(place.at, tick=False):
        act = reverse("cohorts:drop_person", args=[place.home.cohort.slug, place.enrollment.public_id])
        answer = of(lead).post(act, {"reason": "Why not"})

    assert answer.status_code == 404
    assert own.get().status == "active"

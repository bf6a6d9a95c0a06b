"""Addresses left for the next round: asked, confirmed, told once, forgotten."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from applications.models import Interest
from applications.workflow import interest
from mlsafety_course.outbox import delivery
from mlsafety_course.outbox.models import Message
from tests.factories.applications import CLOSES, OPENS, WRITING, make_round
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db
BEFORE = datetime(2022, 12, 1, 9, tzinfo=UTC)
WEEK = timedelta(days=7)
INSTANT = timedelta(microseconds=1)
ADDRESS = "ann@example.com"


def ask(email: str = ADDRESS, at: datetime = BEFORE) -> Interest:
    interest.ask(email, at=at)
    return Interest.objects.get(email=email)


def confirmed(email: str = ADDRESS, at: datetime = BEFORE) -> Interest:
    asked = ask(email, at)
    interest.confirm(asked, at=at)
    return asked


def post(email: str) -> tuple[int, str, str]:
    answer = Client().post(reverse("applications:interest"), {"email": email}, follow=True)
    return answer.status_code, answer.request["PATH_INFO"], next(str(said) for said in answer.context["messages"])


@time_machine.travel(BEFORE, tick=False)
def test_the_answer_is_the_same_for_an_address_that_is_new_asked_confirmed_or_has_an_account():
    ask("asked@example.com")
    confirmed("confirmed@example.com")
    make_person(email="member@example.com")

    answers = {post(f"{name}@example.com") for name in ("new", "asked", "confirmed", "member")}

    assert len(answers) == 1
    assert answers.pop()[0] == 200


def test_asking_writes_one_mail_an_hour_and_none_once_confirmed():
    first = ask()
    ask(at=BEFORE + timedelta(minutes=59))
    ask(at=BEFORE + timedelta(hours=1))
    interest.confirm(first, at=BEFORE + timedelta(hours=2))
    ask(at=BEFORE + timedelta(hours=4))

    assert Message.objects.count() == 2
    assert {(mail.person, mail.address) for mail in Message.objects.all()} == {(None, ADDRESS)}
    assert Interest.objects.get().confirmed_at is not None


def test_capitals_make_no_second_address():
    ask()
    interest.ask(ADDRESS.upper(), at=BEFORE + timedelta(days=1))

    assert Interest.objects.count() == 1


def test_the_link_opens_a_page_and_the_button_decides():
    asked = ask()
    page = reverse("applications:confirm_interest", args=[asked.token])

    shown = Client().get(page)
    assert page in Message.objects.get().text
    assert shown.status_code == 200
    assert Interest.objects.get().confirmed_at is None

    Client().post(page, {"confirm": "1"})
    assert Interest.objects.get().confirmed_at is not None


def test_whoever_holds_the_link_may_have_the_address_deleted():
    asked = confirmed()

    gone = Client().post(reverse("applications:confirm_interest", args=[asked.token]), {"forget": "1"}, follow=True)

    assert not Interest.objects.exists()
    assert "deleted" in gone.content.decode()


def test_when_a_round_opens_everybody_who_confirmed_is_told_once_and_deleted():
    make_round()
    confirmed("ann@example.com")
    confirmed("ben@example.com")
    ask("cat@example.com", at=OPENS - timedelta(days=1))

    assert interest.tell_all_waiting(OPENS - INSTANT) == 0
    assert interest.tell_all_waiting(OPENS) == 2
    assert interest.tell_all_waiting(OPENS) == 0

    told = Message.objects.filter(key__endswith=":opened")
    assert set(told.values_list("address", flat=True)) == {"ann@example.com", "ben@example.com"}
    assert list(Interest.objects.values_list("email", flat=True)) == ["cat@example.com"]


def test_the_mail_and_the_deletion_are_one_transaction(monkeypatch: pytest.MonkeyPatch):
    make_round()
    confirmed()

    def fails(self: Interest) -> None:
        raise OSError("the database went away")

    monkeypatch.setattr(Interest, "delete", fails)
    with pytest.raises(OSError, match="went away"):
        interest.tell_all_waiting(OPENS)

    assert Interest.objects.count() == 1
    assert not Message.objects.filter(key__endswith=":opened").exists()


def test_once_the_round_has_closed_nobody_is_told():
    make_round()
    confirmed()

    assert interest.tell_all_waiting(CLOSES) == 0
    assert Interest.objects.count() == 1


def test_an_address_nobody_confirms_is_deleted_after_seven_days_and_a_confirmed_one_waits():
    ask("asked@example.com")
    confirmed("confirmed@example.com")

    interest.tell_all_waiting(BEFORE + WEEK - INSTANT)
    assert Interest.objects.count() == 2

    interest.tell_all_waiting(BEFORE + WEEK)
    assert [row.email for row in Interest.objects.all()] == ["confirmed@example.com"]


@pytest.mark.parametrize(("at", "is_due"), [(OPENS - INSTANT, False), (OPENS, True)])
def test_the_clock_knows_whether_there_is_something_to_do(at: datetime, is_due: bool):
    make_round()
    confirmed()

    assert interest.waiting(at) is is_due


@time_machine.travel(WRITING, tick=False)
def test_the_tick_by_hand_tells_and_carries_the_mail_and_then_no_address_is_left():
    make_round()
    confirmed()

    call_command("tick")

    assert not Interest.objects.exists()
    assert {(row.status, row.address) for row in Message.objects.all()} == {("sent", "")}
    assert not Message.objects.filter(text__contains="example.com").exists()


def test_a_mail_that_waits_still_knows_where_to_go():
    ask()

    assert delivery.deliver_due(at=BEFORE - timedelta(minutes=1)) == 0
    assert Message.objects.get().address == ADDRESS


def test_what_is_no_address_is_said_at_the_field_and_nothing_is_kept():
    answer = Client().post(reverse("applications:interest"), {"email": "ann at example"})

    assert answer.status_code == 422
    assert not Interest.objects.exists()
    assert not Message.objects.exists()


def test_a_network_address_may_ask_ten_times_an_hour():
    client, page = Client(), reverse("applications:interest")

    answers = [client.post(page, {"email": f"{number}@example.com"}).status_code for number in range(11)]

    assert answers == [302] * 10 + [429]
    assert Interest.objects.count() == 10


@pytest.mark.parametrize(("moment", "is_asked"), [(OPENS - WEEK, True), (WRITING, False), (CLOSES, True)])
def test_the_front_page_and_the_round_ask_for_an_address_while_none_is_open(moment: datetime, is_asked: bool):
    round_ = make_round()

    with time_machine.travel(moment, tick=False):
        pages = [Client().get(path).content.decode() for path in ("/", reverse("round", args=[round_.slug]))]

    assert [reverse("applications:interest") in page for page in pages] == [is_asked, is_asked]


@time_machine.travel(WRITING, tick=False)
def test_a_closed_round_leads_to_the_one_that_is_open():
    closed = make_round(closes_at=WRITING - timedelta(days=1))
    open_ = make_round()

    page = Client().get(reverse("round", args=[closed.slug])).content.decode()

    assert reverse("round", args=[open_.slug]) in page
    assert reverse("applications:interest") not in page

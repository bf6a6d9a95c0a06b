"""What a lead does on the calendar pages, and how TAs answer."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from cohorts.models import Cohort, Meeting, Staffing, TeachingInvite
from tests.factories.cohorts import make_cohort, make_ta, ta_of
from tests.factories.people import make_person

GRID = {"grid": ["36", "37"], "zone": "Europe/London"}


def calendar_of(cohort: Cohort) -> str:
    return reverse("cohorts:calendar", args=[cohort.slug])


def typed(cohort: Cohort, client) -> dict[str, str]:
    """What the page shows, as a browser would send it back."""
    form = client.get(calendar_of(cohort)).context["form"]
    return {name: form[name].value() or "" for name in form.fields}


def test_saving_the_calendar_as_it_is_changes_nothing(client, house):
    client.force_login(house.people["lead"])
    before = Cohort.objects.filter(pk=house.cohort.pk).values().get()

    answer = client.post(calendar_of(house.cohort), typed(house.cohort, client))

    assert answer.status_code == 302
    assert Cohort.objects.filter(pk=house.cohort.pk).values().get() == before


def test_closings_are_read_by_the_clocks_of_the_cohort_and_links_are_shown_to_participants(client, house):
    client.force_login(house.people["lead"])
    sent = typed(house.cohort, client) | {"survey_closes_at": "2023-05-12T18:00", "chat_url": "https://chat.example"}

    answer = client.post(calendar_of(house.cohort), sent)

    house.cohort.refresh_from_db()
    assert answer.status_code == 302
    assert f"{house.cohort.survey_closes_at:%d.%m. %H:%M}" == "12.05. 22:00"
    client.force_login(house.people["participant"])
    assert 'href="https://chat.example"' in client.get("/course/").text


def test_the_zone_of_a_running_course_is_shown_with_the_reason_and_stays(client, house):
    client.force_login(house.people["lead"])

    page = client.get(calendar_of(house.cohort))
    client.post(calendar_of(house.cohort), typed(house.cohort, client) | {"zone": "Europe/London"})

    assert "so the time zone stays as it is" in page.text
    house.cohort.refresh_from_db()
    assert house.cohort.zone == "America/New_York"


def test_weeks_in_which_sections_meet_are_not_planned_anew(client, house):
    client.force_login(house.people["lead"])
    sent = {"starts_on": "2023-02-20", "ends_on": "2023-04-28", "breaks": ""}
    empty = make_cohort()

    refused = client.post(reverse("cohorts:plan_weeks", args=[house.cohort.slug]), sent)
    wrong = client.post(reverse("cohorts:plan_weeks", args=[empty.slug]), sent | {"breaks": "soon"})
    done = client.post(reverse("cohorts:plan_weeks", args=[empty.slug]), sent)

    assert [refused.status_code, wrong.status_code, done.status_code] == [409, 422, 302]
    assert house.cohort.weeks.count() == 9
    assert empty.weeks.filter(is_break=False).count() == 10


def test_a_cohort_like_an_earlier_one_shows_every_date_and_keeps_what_is_sent(client, house):
    client.force_login(house.people["lead"])
    like = reverse("cohorts:cohort_like") + f"?like={house.cohort.slug}&first_day=2023-09-18"

    form = client.get(like).context["form"]
    shown = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in shown.items() if value not in (None, False)}
    sent |= {"title": "Autumn", "slug": "autumn", "last-8": "2023-11-22"}
    unnamed = client.post(like, sent | {"slug": house.cohort.slug})
    answer = client.post(like, sent)

    assert [shown[f"first-{number}"] for number in (0, 4, 8)] == [
        date(2023, 9, 18),
        date(2023, 10, 16),
        date(2023, 11, 13),
    ]
    assert [number for number in range(9) if shown[f"break-{number}"]] == [4]
    assert shown["awards_from"] == "2023-11-18T00:00"
    assert shown["submissions_close_at"] == "2023-11-25T07:00"  # noon UTC, when New York is on winter time
    assert (unnamed.status_code, answer.status_code) == (422, 302)
    made = Cohort.objects.get(slug="autumn")
    assert (made.starts_on, made.ends_on) == (date(2023, 9, 18), date(2023, 11, 22))
    assert f"{made.submissions_close_at:%d.%m. %H:%M}" == "25.11. 12:00"


def test_a_cohort_like_none_is_asked_for_again(client, house):
    client.force_login(house.people["lead"])

    answer = client.get(reverse("cohorts:cohort_like"), {"like": "", "first_day": "2023-09-18"})

    assert answer.status_code == 422
    assert "Start from an earlier cohort" in answer.text


def test_a_person_without_an_account_is_asked_signs_up_and_agrees(client, house):
    client.force_login(house.people["lead"])
    invite = {"email": "New@Example.com", "most_sections": "0", "campus": "Oxford"}
    client.post(house.url("invite"), invite)
    listed = client.get(house.url("cohort"))
    person = make_person("Nora New", email="new@example.com")
    client.force_login(person)

    home = client.get(reverse("after_login"), follow=True)
    page = client.get(house.url("agree"))
    looked = Staffing.objects.filter(person=person).exists()
    too_many = client.post(house.url("agree"), GRID | {"answer": "agree", "most_sections": "4"})
    answer = client.post(house.url("agree"), GRID | {"answer": "agree", "most_sections": "3", "campus": "Oxford"})

    assert "new@example.com" in listed.text
    assert ("Teaching", True) in [(place.label, place.is_current) for place in home.context["nav"]]
    assert "You have 1 invitation to answer." in home.text
    assert f'href="{house.url("agree")}"' in home.text
    assert page.context["form"]["most_sections"].value() == 0
    assert (page.status_code, looked, too_many.status_code, answer.status_code) == (200, False, 422, 302)
    staffing = Staffing.objects.get(person=person)
    assert (staffing.status, staffing.most_sections, staffing.campus) == ("agreed", 3, "Oxford")


def test_a_person_without_an_account_says_no_and_is_not_asked_again(client, house):
    client.force_login(house.people["lead"])
    client.post(house.url("invite"), {"email": "new@example.com", "most_sections": "1"})
    client.force_login(make_person("Nora New", email="new@example.com"))

    client.post(house.url("agree"), {"answer": "decline"})

    client.force_login(house.people["lead"])
    again = client.post(house.url("invite"), {"email": "new@example.com", "most_sections": "1"})
    assert again.status_code == 409
    assert "said no" in again.text


def test_somebody_elses_invitation_does_not_exist(client, house):
    client.force_login(house.people["lead"])
    client.post(house.url("invite"), {"email": "new@example.com", "most_sections": "1"})
    client.force_login(house.people["stranger"])

    assert client.get(house.url("agree")).status_code == 404
    assert client.post(house.url("agree"), {"answer": "decline"}).status_code == 404
    assert TeachingInvite.objects.open().count() == 1


def test_a_ta_changes_hours_and_most_sections_later(client, house):
    ta = house.people["ta"]
    client.force_login(ta)

    page = client.get(house.url("agree"))
    fewer = client.post(house.url("agree"), GRID | {"most_sections": "0"})
    more = client.post(house.url("agree"), GRID | {"most_sections": "2"})

    assert "Change your hours" in page.text
    assert (fewer.status_code, more.status_code) == (409, 302)
    assert Staffing.objects.get(person=ta).most_sections == 2


def test_invitations_are_taken_back_and_leaving_is_recorded(client, house):
    client.force_login(house.people["lead"])
    slug, helper = house.cohort.slug, make_ta(house.cohort)
    withdraw, left = reverse("cohorts:withdraw_invitation", args=[slug]), reverse("cohorts:ta_left", args=[slug])

    taken_back = client.post(withdraw, {"email": house.people["invited"].email})
    nobody = client.post(withdraw, {"email": "nobody@example.com"})
    silent = client.post(left, {"email": helper.email, "reason": ""})
    alone = client.post(left, {"email": house.people["ta"].email, "reason": "Illness"})
    gone = client.post(left, {"email": helper.email, "reason": "Illness"})
    page = client.get(house.url("cohort"))

    answers = (taken_back, nobody, silent, alone, gone)
    assert [answer.status_code for answer in answers] == [302, 404, 422, 409, 302]
    assert "Taken back" in page.text
    assert Staffing.objects.get(person=helper).status == "left"


def test_a_move_is_looked_at_before_it_is_made(client, house):
    client.force_login(house.people["lead"])
    second = house.section.meetings.all()[1]
    move = reverse("cohorts:move_meeting", args=[house.cohort.slug, second.public_id])

    page = client.get(move, {"starts_at": "2023-03-02T09:30"})
    unread = client.get(move, {"starts_at": "soon"})
    past = client.get(move, {"starts_at": "2023-02-01T09:30"})

    second.refresh_from_db()
    assert (page.status_code, unread.status_code) == (200, 422)
    assert "Ann: Thu 2 Mar, 14:30, London time" in page.text
    assert "Whoever runs it is not free then" in page.text
    assert "Move it and tell everybody" in page.text
    assert "Move it and tell everybody" not in past.text
    assert second.sequence == 0


def test_a_meeting_is_called_off_and_planned_anew_from_the_page(client, house):
    client.force_login(house.people["lead"])
    second = house.section.meetings.all()[1]
    url = reverse("cohorts:reschedule_meeting", args=[house.cohort.slug, second.public_id])

    looked = client.get(url, {"starts_at": "2023-03-02T19:30"})
    silent = client.post(url, {"starts_at": "2023-03-02T19:30", "reason": ""})
    done = client.post(url, {"starts_at": "2023-03-02T19:30", "reason": "A storm"})
    twice = client.post(url, {"starts_at": "2023-03-02T20:30", "reason": "A storm"})
    page = client.get(house.url("section"))

    assert [answer.status_code for answer in (looked, silent, done, twice)] == [200, 422, 302, 409]
    assert Meeting.objects.get(replaces=second).week == second.week
    assert "in place of one called off" in page.text


def test_a_meeting_that_is_called_off_is_planned_anew_once_from_the_page(client, house):
    client.force_login(house.people["lead"])
    second = house.section.meetings.all()[1]
    cancel, anew = (
        reverse(f"cohorts:{name}_meeting", args=[house.cohort.slug, second.public_id])
        for name in ("cancel", "reschedule")
    )
    offered = f'action="{anew}"'

    client.post(cancel, {"reason": "A storm"})
    off = client.get(house.url("section"))
    looked = client.get(anew, {"starts_at": "2023-03-02T19:30"})
    done = client.post(anew, {"starts_at": "2023-03-02T19:30", "reason": "It has passed"})
    page = client.get(house.url("section"))

    assert offered in off.text
    assert "Plan this one and tell everybody" in looked.text
    assert "Look at moving it" not in looked.text
    assert done.status_code == 302
    assert offered not in page.text
    assert Meeting.objects.get(replaces=second).status == "planned"


def test_helpers_of_a_section_come_and_go_on_its_page(client, house):
    client.force_login(house.people["lead"])
    slug, section = house.cohort.slug, house.section
    helper = make_ta(house.cohort)
    add, end = (reverse(f"cohorts:{name}", args=[slug, section.public_id]) for name in ("add_teacher", "end_teacher"))
    sent = {"helper-ta": helper.pk, "helper-role": "co", "helper-from_on": "2023-02-20", "helper-to_on": ""}

    wrong = client.post(add, sent | {"helper-role": "lead"})
    added = client.post(add, sent)
    teaching = section.teachings.get(ta=helper)
    undated = client.post(end, {"teaching": teaching.pk, "last_on": ""})
    ended = client.post(end, {"teaching": teaching.pk, "last_on": "2023-03-01"})

    assert [answer.status_code for answer in (wrong, added, undated, ended)] == [422, 302, 422, 302]
    teaching.refresh_from_db()
    assert teaching.to_on == date(2023, 3, 1)


def test_a_change_of_clocks_is_said_on_the_pages_of_participant_and_ta(client, house):
    ta = ta_of(house.section)
    ta.zone = "Africa/Lagos"
    ta.save()
    fourth = house.section.meetings.get(week__number=4)
    client.force_login(ta)

    page = client.get(reverse("cohorts:meeting", args=[fourth.public_id]))
    third = client.get(reverse("cohorts:meeting", args=[house.section.meetings.get(week__number=3).public_id]))

    assert "on Wednesday 15 March at 23:00 for you, not on Thursday 16 March at 00:00" in page.text
    assert "clocks change in" not in third.text


@pytest.mark.parametrize("who", ["ta", "participant", "invited", "stranger"])
def test_the_calendar_is_for_leads(client, house, who):
    client.force_login(house.people[who])
    slug, before = house.cohort.slug, house.cohort.starts_on + timedelta(days=7)

    pages = [
        calendar_of(house.cohort),
        reverse("cohorts:cohort_gatherings", args=[slug]),
        reverse("cohorts:cohort_like"),
    ]
    pages.append(reverse("shift_calendar", args=[slug]) + f"?first={before}&days=7")

    assert {client.get(page).status_code for page in pages} == {403}


def test_an_invitation_by_address_stands_on_the_teaching_page(client, house):
    client.force_login(house.people["lead"])
    client.post(house.url("invite"), {"email": "new@example.com", "most_sections": "1"})
    pages = {}
    for person in (make_person("Nora New", email="new@example.com"), house.people["stranger"]):
        client.force_login(person)
        pages[person] = client.get("/teaching/").text

    assert [f"invited to teach {house.cohort}" in page for page in pages.values()] == [True, False]

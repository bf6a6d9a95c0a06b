"""Planning a cohort: units into weeks, dates that move, rules that are published, texts that are edited."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from cohorts.workflow.enrollment import cancel
from curriculum.models import CompletionException, CompletionPolicy, Homework, Passage, Release, Unit
from curriculum.workflow import schedule
from mlsafety_course.transitions import Refused
from tests.factories.cohorts import make_cohort, make_enrollment
from tests.factories.curriculum import load_course_once, make_homework, make_participant, make_scheduled_cohort
from tests.factories.people import make_lead, make_person, make_reviewer

pytestmark = pytest.mark.django_db


def test_eight_units_go_into_eight_teaching_weeks_around_the_break():
    cohort = make_scheduled_cohort()

    weeks = [(release.unit.order, release.week.number) for release in cohort.releases.select_related("unit", "week")]

    assert weeks == [(n, n) for n in range(1, 9)]
    assert cohort.releases.get(unit__order=5).opens_at.date() == date(2023, 3, 27)
    assert cohort.homeworks.count() == 10


def test_planning_again_changes_nothing_that_staff_have_moved():
    cohort = make_scheduled_cohort()
    moved = cohort.releases.get(unit__order=3)
    Release.objects.filter(pk=moved.pk).update(opens_at=moved.opens_at + timedelta(hours=9))

    schedule.schedule(cohort, by=make_lead(), at=cohort.starts_at)

    assert (cohort.releases.count(), cohort.homeworks.count()) == (8, 10)
    assert cohort.releases.get(unit__order=3).opens_at == moved.opens_at + timedelta(hours=9)


def test_the_last_homework_is_due_when_the_course_ends_and_none_is_taken_after_submissions_close():
    cohort = make_scheduled_cohort()

    last = make_homework(cohort, "final-review-questions")

    assert (last.due_at.isoformat(), last.closes_at) == ("2023-04-22T12:00:00+00:00", cohort.submissions_close_at)
    assert not Homework.objects.filter(closes_at__gt=cohort.submissions_close_at).exists()


def test_a_cohort_with_too_few_teaching_weeks_is_refused_whole():
    load_course_once()
    short = make_cohort(ends_on=date(2023, 4, 7))

    with pytest.raises(Refused, match="6 teaching weeks"):
        schedule.schedule(short, by=make_lead(), at=short.starts_at)
    assert not Release.objects.exists()


def test_an_empty_library_is_refused():
    cohort = make_cohort()

    with pytest.raises(Refused, match="library is empty"):
        schedule.schedule(cohort, by=make_lead(), at=cohort.starts_at)


def ask(client, user, name, slug, sent=None, at=None):
    client.force_login(user)
    with time_machine.travel(at or "2023-02-01T12:00:00Z", tick=False):
        url = reverse(f"curriculum:{name}", args=[slug])
        return client.get(url) if sent is None else client.post(url, sent)


def test_a_lead_plans_a_cohort_and_saves_its_schedule_unchanged(client):
    load_course_once()
    cohort, lead = make_cohort(), make_lead()
    empty = ask(client, lead, "schedule", cohort.slug)
    planned = ask(client, lead, "schedule", cohort.slug, {"plan": "1"})
    before = list(cohort.releases.values_list("opens_at", flat=True))
    sent = local_values(cohort)

    saved = ask(client, lead, "schedule", cohort.slug, sent)

    assert "Plan the eight units" in empty.text
    assert (planned.status_code, saved.status_code) == (302, 302)
    assert list(cohort.releases.values_list("opens_at", flat=True)) == before


def local_values(cohort):
    """The grid as the browser shows it: wall time in the cohort's zone."""
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - only this reads clocks on the wall

    def local(instant):
        return instant.astimezone(ZoneInfo(cohort.zone)).strftime("%Y-%m-%dT%H:%M")

    sent = {
        f"unit-{release.unit.slug}-opens_at": local(release.opens_at)
        for release in cohort.releases.select_related("unit")
    }
    for homework in cohort.homeworks.select_related("assignment"):
        for name in ("due_at", "closes_at"):
            sent[f"homework-{homework.assignment.slug}-{name}"] = local(getattr(homework, name))
    return sent


def test_a_moved_unit_takes_its_homework_along(client):
    cohort = make_scheduled_cohort()
    sent = local_values(cohort) | {"unit-robustness-opens_at": "2023-03-07T09:00"}

    ask(client, make_lead(), "schedule", cohort.slug, sent)

    opens_at = cohort.releases.get(unit__slug="robustness").opens_at
    assert opens_at.isoformat() == "2023-03-07T14:00:00+00:00"
    assert set(cohort.homeworks.filter(assignment__unit__slug="robustness").values_list("opens_at", flat=True)) == {
        opens_at
    }


def test_dates_in_the_wrong_order_change_nothing(client):
    cohort = make_scheduled_cohort()
    before = list(cohort.homeworks.values_list("opens_at", "due_at", "closes_at"))
    early = local_values(cohort) | {"homework-robustness-questions-closes_at": "2023-03-01T09:00"}
    late_opening = local_values(cohort) | {"unit-robustness-opens_at": "2023-03-30T09:00"}

    answers = [ask(client, make_lead(), "schedule", cohort.slug, sent) for sent in (early, late_opening)]

    assert [answer.status_code for answer in answers] == [422, 409]
    assert list(cohort.homeworks.values_list("opens_at", "due_at", "closes_at")) == before


COUNTS = {"max_misses": "0", "free_excused": "1", "min_attended": "8", "max_unpassed": "0", "survey_required": "on"}


def test_a_new_rule_shows_who_would_change_before_it_is_published(client):
    cohort, lead = make_scheduled_cohort(), make_lead()
    enrollment = make_participant(cohort)
    at = cohort.starts_at

    preview = ask(client, lead, "policy", cohort.slug, COUNTS, at)
    still_one = CompletionPolicy.objects.in_force(cohort)
    published = ask(client, lead, "policy", cohort.slug, COUNTS | {"publish": "2"}, at)

    assert f"{enrollment.person.full_name}: on track becomes at risk" in preview.text
    assert still_one is not None
    assert still_one.version == 1
    assert published.status_code == 302
    assert CompletionPolicy.objects.get(cohort=cohort, version=2).max_unpassed == 0


def test_publishing_what_was_previewed_before_another_version_came_is_only_a_preview_again(client):
    cohort, lead = make_scheduled_cohort(), make_lead()
    schedule.publish_policy(cohort, by=lead, at=cohort.starts_at, max_misses=2)

    stale = ask(client, lead, "policy", cohort.slug, COUNTS | {"publish": "2"})

    assert stale.status_code == 200
    assert "Publish version 3" in stale.text
    assert CompletionPolicy.objects.filter(cohort=cohort).count() == 2


def test_a_rule_that_nobody_could_meet_is_refused(client):
    cohort = make_scheduled_cohort()

    answer = ask(client, make_lead(), "policy", cohort.slug, COUNTS | {"min_attended": "9", "publish": "2"})

    assert answer.status_code == 409
    assert ask(client, make_lead(), "policy", cohort.slug, COUNTS | {"min_attended": "-1"}).status_code == 422


def test_whoever_takes_part_sets_neither_dates_nor_the_rule(client):
    enrollment, lead = make_participant(), make_lead()
    cohort, at = enrollment.cohort, enrollment.cohort.starts_at
    enrollment.person.groups.set(lead.groups.all())
    before = list(cohort.homeworks.values_list("opens_at", "due_at", "closes_at"))

    with pytest.raises(Refused, match="You take part in this cohort yourself"):
        schedule.publish_policy(cohort, by=enrollment.person, at=at, max_misses=8)
    moved = local_values(cohort) | {"homework-robustness-questions-closes_at": "2023-03-20T09:00"}
    answer = ask(client, enrollment.person, "schedule", cohort.slug, moved)

    assert answer.status_code == 409
    assert list(cohort.homeworks.values_list("opens_at", "due_at", "closes_at")) == before
    assert cohort.policies.count() == 1


def test_who_gave_the_place_back_before_the_start_decides_like_any_lead():
    enrollment = make_enrollment(make_scheduled_cohort())
    at = enrollment.enrolled_at
    cancel(enrollment, "I lead it.", by=enrollment.person, at=at)

    made = schedule.publish_policy(enrollment.cohort, by=enrollment.person, at=at, max_misses=2)

    assert made.version == 2


@pytest.mark.parametrize("year", ["0001", "1999", "2101", "9999"])
def test_a_date_that_nobody_means_is_refused_with_the_years_there_are(client, year):
    cohort = make_scheduled_cohort()
    before = list(cohort.homeworks.values_list("due_at", "closes_at"))
    moments = {
        "unit-robustness-opens_at": f"{year}-01-01T00:00",
        "homework-robustness-questions-due_at": f"{year}-06-01T09:00",
        "homework-robustness-questions-closes_at": f"{year}-12-31T23:59",
    }

    answer = ask(client, make_lead(), "schedule", cohort.slug, local_values(cohort) | moments)

    assert answer.status_code == 422
    assert answer.text.count("Error: </span>Choose a date between 2000 and 2100.") == 3
    assert list(cohort.homeworks.values_list("due_at", "closes_at")) == before


def test_a_form_that_arrives_empty_is_refused_and_empties_nothing(client):
    cohort, lead = make_scheduled_cohort(), make_lead()
    unplanned = make_cohort()
    Unit.objects.update(ta_notes="Be brief.")
    pages = [("edit_unit", "robustness"), ("passage", "about"), ("policy", cohort.slug)]
    pages += [("schedule", cohort.slug), ("schedule", unplanned.slug)]

    answers = [ask(client, lead, name, slug, {}) for name, slug in pages]

    assert {answer.status_code for answer in answers} == {422}
    assert Unit.objects.get(slug="robustness").ta_notes == "Be brief."
    assert Passage.objects.get(slug="about").body


def test_a_lead_makes_an_exception_with_a_reason_and_not_for_themself(client):
    enrollment, lead = make_participant(), make_lead()
    sent = {"kind": "waive", "code": "survey", "reason": "No internet at sea."}

    made = ask(client, lead, "exception", enrollment.public_id, sent)
    silent = ask(client, lead, "exception", enrollment.public_id, sent | {"reason": ""})
    enrollment.person.groups.set(lead.groups.all())
    own = ask(client, enrollment.person, "exception", enrollment.public_id, sent)

    assert [made.status_code, silent.status_code, own.status_code] == [302, 422, 404]
    assert CompletionException.objects.get().by == lead


def test_staff_edit_texts_and_a_preview_saves_nothing(client):
    load_course_once()
    lead = make_lead()
    text = {"title": "Robustness", "description": "How.", "discussion_prompt": "What **now**?", "ta_notes": "Be brief."}

    preview = ask(client, lead, "edit_unit", "robustness", text | {"preview": "1"})
    unchanged = Unit.objects.get(slug="robustness").discussion_prompt
    ask(client, lead, "edit_unit", "robustness", text)
    ask(client, lead, "passage", "about", {"title": "About", "body": "Ours."})
    wrong = ask(client, lead, "passage", "about", {"title": "", "body": "x"})

    assert "What <strong>now</strong>?" in preview.text
    assert unchanged != "What **now**?"
    assert Unit.objects.get(slug="robustness").discussion_prompt == "What **now**?"
    assert Passage.objects.get(slug="about").body == "Ours."
    assert wrong.status_code == 422


def test_the_curriculum_list_shows_units_texts_and_cohorts(client):
    make_scheduled_cohort()
    client.force_login(make_lead())

    page = client.get(reverse("curriculum:staff_curriculum"))

    assert "Monitoring II" in page.text
    assert "Which course suits me" in page.text


def staff_pages(cohort, enrollment):
    yield reverse("curriculum:staff_curriculum")
    yield reverse("curriculum:edit_unit", args=["robustness"])
    yield reverse("curriculum:passage", args=["about"])
    yield reverse("curriculum:schedule", args=[cohort.slug])
    yield reverse("curriculum:policy", args=[cohort.slug])


def test_staff_pages_are_for_leads_only(client):
    enrollment = make_participant()
    for user in (enrollment.person, make_reviewer(), make_person()):
        client.force_login(user)
        assert {client.get(url).status_code for url in staff_pages(enrollment.cohort, enrollment)} == {403}
        assert client.post(reverse("curriculum:exception", args=[enrollment.public_id])).status_code == 403
    client.logout()
    assert {client.get(url).status_code for url in staff_pages(enrollment.cohort, enrollment)} == {302}

"""Dates that move for a whole cohort: what becomes of units people have seen, the record, and who is told."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from curriculum.models import DateOverride, ScheduleChange
from curriculum.own_dates import openings_for
from curriculum.workflow import schedule
from curriculum.workflow.other_dates import set_other_dates
from curriculum.workflow.schedule import Opened
from mlsafety_course.outbox.models import Message
from mlsafety_course.transitions import Refused
from tests.curriculum.test_plan import local_values
from tests.factories.cohorts import make_section
from tests.factories.curriculum import make_homework, make_participant, make_scheduled_cohort
from tests.factories.people import make_lead, make_person

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def cohort():
    return make_scheduled_cohort()


@pytest.fixture
def enrollment(cohort):
    return make_participant(cohort)


def unit(cohort, slug="robustness"):
    return cohort.releases.select_related("unit").get(unit__slug=slug)


def mails(topic="schedule"):
    return Message.objects.filter(topic=topic).order_by("pk")


def ask(client, user, name, args, sent=None, *, at):
    client.force_login(user)
    with time_machine.travel(at, tick=False):
        url = reverse(f"curriculum:{name}", args=args)
        return client.get(url) if sent is None else client.post(url, sent)


def test_each_moved_date_is_on_the_record_and_told_once_to_everybody_it_concerns(cohort, enrollment):
    release, homework, lead = unit(cohort), make_homework(cohort, "robustness-questions"), make_lead()
    dates = {"due_at": homework.due_at + DAY, "closes_at": homework.closes_at}

    schedule.move(cohort, {release: release.opens_at + DAY}, {homework: dates}, by=lead, at=cohort.starts_at)

    changes = ScheduleChange.objects.order_by("field").values_list("field", "before", "after", "by")
    assert list(changes) == [
        ("due_at", homework.due_at, homework.due_at + DAY, lead.pk),
        ("opens_at", release.opens_at, release.opens_at + DAY, lead.pk),
    ]
    [mail] = mails().filter(person=enrollment.person)
    assert "Unit 3, Robustness, opens: Tuesday 7 March 2023" in mail.text
    assert "It was Monday 6 March 2023" in mail.text
    assert "Homework 1 of unit 3 is due" in mail.text


def test_saving_what_is_already_so_tells_nobody_and_records_nothing(cohort, enrollment):
    release = unit(cohort)

    schedule.move(cohort, {release: release.opens_at}, {}, by=make_lead(), at=cohort.starts_at)

    assert not ScheduleChange.objects.exists()
    assert not mails().exists()


def test_who_has_a_date_of_their_own_is_not_told_of_the_cohorts(cohort, enrollment):
    homework, lead, other = make_homework(cohort), make_lead(), make_participant(cohort)
    set_other_dates(homework, enrollment, {"due_at": homework.due_at + 3 * DAY}, "Ill.", by=lead, at=cohort.starts_at)
    before = mails().filter(person=enrollment.person).count()
    dates = {"due_at": homework.due_at + DAY, "closes_at": homework.closes_at}

    schedule.move(cohort, {}, {homework: dates}, by=lead, at=cohort.starts_at + DAY)

    assert mails().filter(person=enrollment.person).count() == before == 1
    assert mails().filter(person=other.person).count() == 1


def test_an_opened_unit_does_not_lock_again_before_somebody_says_what_becomes_of_it(cohort, enrollment):
    release, at = unit(cohort), unit(cohort).opens_at + DAY

    with pytest.raises(Refused, match="have seen Robustness"):
        schedule.move(cohort, {release: at + DAY}, {}, by=make_lead(), at=at)

    assert unit(cohort).opens_at == release.opens_at


def test_left_open_it_stays_open_for_who_has_seen_it_and_opens_later_for_who_comes_after(cohort, enrollment):
    release, at = unit(cohort), unit(cohort).opens_at + DAY

    schedule.move(cohort, {release: at + DAY}, {}, opened=Opened.LEAVE, by=make_lead(), at=at)
    late = make_participant(cohort)

    openings = openings_for([enrollment, late], [unit(cohort)])
    assert openings[enrollment.pk, release.pk] == release.opens_at
    assert openings[late.pk, release.pk] == at + DAY
    assert not mails().filter(person=enrollment.person).exists()


def test_closed_again_it_is_locked_for_everybody_and_everybody_is_told(cohort, enrollment):
    release, at = unit(cohort), unit(cohort).opens_at + DAY

    schedule.move(cohort, {release: at + DAY}, {}, opened=Opened.CLOSE, by=make_lead(), at=at)

    assert openings_for([enrollment], [unit(cohort)])[enrollment.pk, release.pk] == at + DAY
    assert mails().filter(person=enrollment.person).count() == 1


def test_left_open_is_not_opened_for_whom_it_was_locked(cohort, enrollment):
    release, at, lead = unit(cohort), unit(cohort).opens_at + DAY, make_lead()
    set_other_dates(release, enrollment, {"opens_at": at + 2 * DAY}, "Away.", by=lead, at=at - 2 * DAY)

    schedule.move(cohort, {release: at + DAY}, {}, opened=Opened.LEAVE, by=lead, at=at)

    assert DateOverride.objects.get(enrollment=enrollment).opens_at == at + 2 * DAY


def test_the_page_asks_and_shows_what_would_change_before_an_opened_unit_locks(client, cohort, enrollment):
    lead, at = make_lead(), unit(cohort).opens_at + DAY
    sent = local_values(cohort) | {"unit-robustness-opens_at": "2023-03-09T00:00"}

    asked = ask(client, lead, "schedule", [cohort.slug], sent, at=at)
    unsaid = ask(client, lead, "schedule", [cohort.slug], sent | {"confirm": "1"}, at=at)
    untouched = unit(cohort).opens_at
    said = ask(client, lead, "schedule", [cohort.slug], sent | {"confirm": "1", "opened": "leave"}, at=at)

    assert (asked.status_code, unsaid.status_code, said.status_code) == (200, 422, 302)
    assert "1 person has it open now" in asked.text
    assert "Thu 9 Mar, 00:00" in asked.text
    assert untouched < at < unit(cohort).opens_at


def test_a_grid_that_was_seen_before_somebody_else_moved_a_date_moves_nothing(client, cohort):
    lead, at = make_lead(), cohort.starts_at - DAY
    seen = ask(client, lead, "schedule", [cohort.slug], at=at).context["seen"]
    sent = local_values(cohort) | {"seen": seen, "unit-robustness-opens_at": "2023-03-07T00:00"}
    release = unit(cohort, "alignment")
    schedule.move(cohort, {release: release.opens_at + timedelta(hours=1)}, {}, by=lead, at=at)

    answer = ask(client, lead, "schedule", [cohort.slug], sent, at=at)

    assert answer.status_code == 409
    assert unit(cohort, "alignment").opens_at == release.opens_at + timedelta(hours=1)


def test_this_unit_and_all_later_ones_go_down_a_week_by_the_clocks_of_the_cohort(client, cohort):
    lead, at = make_lead(), cohort.starts_at + DAY
    before = dict(cohort.releases.values_list("unit__slug", "opens_at"))
    due = make_homework(cohort, "robustness-questions").due_at
    page = ask(client, lead, "week_down", [cohort.slug, "robustness"], at=at)

    sent = {"confirm": "1", "seen": page.context["seen"]}
    answer = ask(client, lead, "week_down", [cohort.slug, "robustness"], sent, at=at)

    after = dict(cohort.releases.values_list("unit__slug", "opens_at"))
    assert answer.status_code == 302
    assert after["hazard-analysis"] == before["hazard-analysis"]
    assert after["robustness"] - before["robustness"] == timedelta(days=7, hours=-1)  # over the change of clocks
    assert make_homework(cohort, "robustness-questions").due_at - due == timedelta(days=7)
    assert set(ScheduleChange.objects.values_list("release__unit__slug", flat=True)) >= {"robustness", "x-risk"}


def test_looking_at_what_would_change_changes_nothing(client, cohort):
    lead, before = make_lead(), list(cohort.releases.values_list("opens_at", "sequence"))

    page = ask(client, lead, "week_down", [cohort.slug, "robustness"], at=cohort.starts_at)

    assert page.status_code == 200
    assert "Unit 8" in page.text
    assert list(cohort.releases.values_list("opens_at", "sequence")) == before


def test_the_list_of_changes_says_what_was_moved_from_when_to_when_and_by_whom(client, cohort):
    release, lead = unit(cohort), make_lead("Lena Lead")
    schedule.move(cohort, {release: release.opens_at + DAY}, {}, by=lead, at=cohort.starts_at)

    page = ask(client, lead, "schedule_changes", [cohort.slug], at=cohort.starts_at)

    assert "Unit 3, Robustness, opens" in page.text
    assert "Tue 7 Mar, 00:00" in page.text
    assert lead.name in page.text


@pytest.mark.parametrize("name", ["schedule_changes", "other_dates", "preview_week"])
def test_only_leads_come_to_these_pages(client, cohort, name):
    assert ask(client, make_person(), name, [cohort.slug], at=cohort.starts_at).status_code == 403


def test_a_section_has_other_dates_from_its_own_page_and_its_people_are_told_once(client, cohort):
    section = make_section(cohort)
    inside, outside = make_participant(section=section), make_participant(cohort, make_section(cohort))
    lead = make_lead()
    sent = {
        "of": "homework-robustness-questions",
        "section": str(section.public_id),
        "due_at": "2023-03-14T12:00",
        "reason": "Your meeting was called off.",
    }

    answer = ask(client, lead, "other_dates", [cohort.slug], sent, at=cohort.starts_at)
    page = ask(client, lead, "other_dates", [cohort.slug], at=cohort.starts_at)

    assert answer.status_code == 302
    assert "is due Tue 14 Mar, 11:59" in page.text
    assert [mail.person for mail in mails()] == [inside.person]
    assert "Your meeting was called off." in mails()[0].text
    assert outside.person not in [mail.person for mail in mails()]


def test_setting_again_changes_the_one_row_and_lifting_brings_the_cohorts_date_back(cohort, enrollment):
    homework, lead, at = make_homework(cohort), make_lead(), cohort.starts_at
    for number, days in enumerate((2, 3)):
        dates = {"due_at": homework.due_at + days * DAY}
        set_other_dates(homework, enrollment, dates, "Ill.", by=lead, at=at + number * DAY)
    twice = DateOverride.objects.get()

    set_other_dates(homework, enrollment, {}, "Well again.", by=lead, at=at + 2 * DAY)

    assert (twice.sequence, twice.due_at) == (1, homework.due_at + 3 * DAY)
    assert (DateOverride.objects.get().sequence, DateOverride.objects.get().due_at) == (2, None)
    assert mails().filter(person=enrollment.person).count() == 3


@pytest.mark.parametrize(
    ("dates", "reason", "words"),
    [
        ({}, "Ill.", "at least one date"),
        ({"due_at": "early"}, "Ill.", "must open, then be due"),
        ({"due_at": "late"}, " ", "Say in a sentence why"),
    ],
)
def test_other_dates_that_make_no_sense_are_refused_and_tell_nobody(cohort, enrollment, dates, reason, words):
    homework = make_homework(cohort)
    moments = {"early": homework.opens_at - DAY, "late": homework.due_at + DAY}

    with pytest.raises(Refused, match=words):
        set_other_dates(
            homework,
            enrollment,
            {name: moments[word] for name, word in dates.items()},
            reason,
            by=make_lead(),
            at=cohort.starts_at,
        )

    assert not DateOverride.objects.exists()
    assert not mails().exists()


def test_other_dates_for_somebody_of_another_cohort_are_refused(cohort):
    stranger = make_participant(make_scheduled_cohort())
    homework = make_homework(cohort)

    with pytest.raises(Refused, match="does not belong"):
        set_other_dates(
            homework, stranger, {"due_at": homework.due_at + DAY}, "Ill.", by=make_lead(), at=cohort.starts_at
        )


def test_who_takes_part_sets_no_other_dates_not_even_as_lead(cohort, enrollment):
    enrollment.person.groups.set(make_lead().groups.all())
    homework = make_homework(cohort)

    with pytest.raises(Refused, match="take part in this cohort yourself"):
        set_other_dates(
            homework, enrollment, {"due_at": homework.due_at + DAY}, "Me.", by=enrollment.person, at=cohort.starts_at
        )


def test_telling_many_people_costs_as_many_queries_as_telling_one(cohort, enrollment):
    lead, release = make_lead(), unit(cohort)

    def cost(days):
        with CaptureQueriesContext(connection) as queries:
            schedule.move(
                cohort, {release: release.opens_at + days * DAY}, {}, by=lead, at=cohort.starts_at + days * DAY
            )
        return len(queries)

    one = cost(1)
    for _ in range(3):
        make_participant(cohort)

    assert cost(2) == one

"""A round's dates, places and texts: made, copied, changed, and the promises that move with them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from applications.models import Application, ReaderAway, Round
from applications.terms import Terms, problems
from applications.workflow import drafting, offers
from applications.workflow.setting_up import moving, rounds
from mlsafety_course import timekit
from mlsafety_course.outbox.models import Message
from mlsafety_course.transitions import Refused
from tests.factories.applications import (
    CLOSES,
    CONFIRM_BY,
    OPENS,
    READING,
    RELEASED,
    WRITING,
    ask,
    make_admitted_application,
    make_application,
    make_round,
    make_submitted_application,
)
from tests.factories.cohorts import make_cohort
from tests.factories.people import make_lead, make_person

DAY = timedelta(days=1)
BEFORE = datetime(2022, 12, 1, 12, tzinfo=UTC)
STARTS_ON = date(2023, 2, 20)
SPRING = Terms(
    title="Applications to spring 2023",
    opens_at=timekit.start_of_day(date(2023, 1, 2), "AoE"),
    closes_at=CLOSES,
    deadline_zone="AoE",
    grace_seconds=600,
    decisions_by=date(2023, 2, 5),
    confirm_by=timekit.end_of_day(date(2023, 2, 8), "AoE"),
    capacity=60,
    readers_each=2,
    reading="two_step",
    is_blind=True,
    expected_yield=70,
)


def terms_of(round_: Round, **wishes: Any) -> Terms:
    """A round as it is, with some wishes."""
    return Terms(**{name: getattr(round_, name) for name in Terms.__dataclass_fields__} | wishes)


def change(round_: Round, at: datetime, **wishes: Any) -> moving.Moved:
    """As a lead does it who has seen what it means."""
    terms = terms_of(round_, **wishes)
    seen = moving.preview(round_, terms, at=at).digest
    done = rounds.change(round_, terms, seen=seen, by=make_lead(), at=at)
    round_.refresh_from_db()
    return done


def mails(person: Any = None) -> list[str]:
    written = Message.objects.filter(topic="application-dates_moved")
    return list((written.filter(person=person) if person else written).values_list("text", flat=True))


# which dates can be together, with no database


def test_the_real_dates_can_be():
    assert problems(SPRING, STARTS_ON) == {}


@pytest.mark.parametrize(
    ("wish", "field", "said"),
    [
        ({"opens_at": CLOSES}, "closes_at", "close before they open"),
        ({"decisions_by": date(2023, 1, 29)}, "decisions_by", "the end of 29 January"),
        ({"confirm_by": timekit.end_of_day(date(2023, 2, 5), "AoE")}, "confirm_by", "as late as 5 February"),
        ({"confirm_by": timekit.end_of_day(STARTS_ON, "AoE")}, "confirm_by", "starts on 20 February"),
    ],
)
def test_impossible_dates_are_said_in_plain_words(wish: dict[str, Any], field: str, said: str):
    found = problems(replace(SPRING, **wish), STARTS_ON)

    assert said in found[field]


# a new round


@pytest.mark.django_db
def test_a_round_is_made_from_nothing():
    made = rounds.set_up(make_cohort(), SPRING, slug="spring", by=make_lead(), at=BEFORE)

    assert terms_of(Round.objects.get(slug="spring")) == SPRING
    assert made.questions.count() == 0


@pytest.mark.django_db
def test_a_copied_round_asks_judges_and_says_the_same():
    earlier, lead = make_round(intro="For beginners.", offer_note="Bring tea.", receipt_note="Thanks."), make_lead()
    ask(earlier, "links", identifies=True, is_personal=True, audience="leads", required=True, help="One address.")
    earlier.criteria.create(name="motivation", label="Why", question="Why?", anchors=["a", "b", "c", "d"])
    away = ReaderAway.objects.create(round=earlier, reader=make_person(), away_at=WRITING, noted_by=lead)

    made = rounds.set_up(make_cohort(), SPRING, slug="next", earlier=earlier, by=lead, at=BEFORE)

    question = made.questions.get()
    assert (question.key, question.identifies, question.is_personal, question.audience) == (
        "links",
        True,
        True,
        "leads",
    )
    assert (question.required, question.help) == (True, "One address.")
    assert made.criteria.get().anchors == ["a", "b", "c", "d"]
    assert made.reasons.get().sentence == earlier.reasons.get().sentence
    assert (made.intro, made.offer_note, made.receipt_note) == ("For beginners.", "Bring tea.", "Thanks.")
    assert made.away.get().reader == away.reader


@pytest.mark.django_db
def test_a_round_that_nobody_could_apply_to_is_refused():
    cohort, lead = make_cohort(), make_lead()

    with pytest.raises(Refused, match="passed already"):
        rounds.set_up(cohort, SPRING, slug="late", by=lead, at=CLOSES)
    with pytest.raises(Refused, match="close before they open"):
        rounds.set_up(cohort, replace(SPRING, opens_at=CLOSES), slug="odd", by=lead, at=BEFORE)
    assert not Round.objects.exists()


@pytest.mark.django_db
def test_two_rounds_cannot_have_one_address():
    lead = make_lead()
    rounds.set_up(make_cohort(), SPRING, slug="spring", by=lead, at=BEFORE)

    with pytest.raises(Refused, match="already a round at “spring”"):
        rounds.set_up(make_cohort(), SPRING, slug="spring", by=lead, at=BEFORE)


# what may change


@pytest.mark.django_db
def test_what_reaches_nobody_changes_at_once():
    round_ = make_round()

    done = rounds.change(
        round_, terms_of(round_, capacity=20, title="Spring", readers_each=3), seen="", by=make_lead(), at=WRITING
    )

    round_.refresh_from_db()
    assert (round_.capacity, round_.title, round_.readers_each) == (20, "Spring", 3)
    assert not done.asks


@pytest.mark.django_db
def test_lowering_the_places_revokes_nothing():
    offered = make_admitted_application()

    change(offered.round, RELEASED, capacity=1)

    offered.refresh_from_db()
    assert offered.status == "admitted"
    assert mails() == []


@pytest.mark.django_db
def test_the_deadline_moves_earlier_only_while_nobody_has_sent_anything():
    round_ = make_round()
    make_application(round_)
    change(round_, WRITING, closes_at=CLOSES - DAY)
    make_submitted_application(round_)

    with pytest.raises(Refused, match="1 application has been sent"):
        change(round_, WRITING, closes_at=CLOSES - 2 * DAY)
    change(round_, WRITING, closes_at=CLOSES + DAY)

    assert round_.closes_at == CLOSES + DAY


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ({"closes_at": WRITING - DAY, "opens_at": OPENS}, "passed already"),
        ({"decisions_by": date(2023, 2, 20)}, "as late as 20 February"),
        ({"opens_at": OPENS - DAY}, "begun to apply"),
        ({"closes_at": CONFIRM_BY}, "Nothing can be decided before"),
    ],
)
def test_what_people_relied_on_or_cannot_be_is_refused(wish: dict[str, Any], said: str):
    round_ = make_round()
    make_application(round_)

    with pytest.raises(Refused, match=said):
        change(round_, WRITING, **wish)
    assert mails() == []


@pytest.mark.django_db
def test_blind_reading_stays_once_somebody_has_sent():
    round_ = make_round()
    change(round_, WRITING, is_blind=False)
    change(round_, WRITING, is_blind=True)
    make_submitted_application(round_)

    with pytest.raises(Refused, match="readers do not see who they are"):
        change(round_, WRITING, is_blind=False)


@pytest.mark.django_db
def test_an_old_round_can_be_renamed_although_its_dates_are_past():
    round_ = make_round()

    change(round_, CONFIRM_BY + 30 * DAY, title="Spring 2023")

    assert round_.title == "Spring 2023"


@pytest.mark.django_db
def test_who_applied_to_a_round_does_not_set_it_up():
    lead = make_lead()
    round_ = make_submitted_application(person=lead).round

    with pytest.raises(Refused, match="another lead"):
        rounds.change(round_, terms_of(round_, capacity=1), seen="", by=lead, at=WRITING)
    with pytest.raises(Refused, match="another lead"):
        rounds.write_texts(round_, dict.fromkeys(rounds.TEXTS, "Mine."), by=lead)


# promises


@pytest.mark.django_db
def test_a_later_deadline_is_told_to_drafts_and_to_those_who_sent():
    round_ = make_round()
    draft, sent = make_application(round_), make_submitted_application(round_)
    gone = make_submitted_application(round_)
    drafting.withdraw(gone, by=gone.applicant, at=WRITING)

    change(round_, WRITING, closes_at=CLOSES + DAY)

    assert len(mails()) == 2
    assert len(mails(draft.applicant)) == len(mails(sent.applicant)) == 1
    [text] = mails(draft.applicant)
    assert "Monday 30 January 2023, 11:59 London time" in text
    assert "Tuesday 31 January 2023, 11:59 London time" in text
    assert "Your draft is kept" in text


@pytest.mark.django_db
def test_one_mail_says_all_dates_that_move():
    round_ = make_round()
    sent = make_submitted_application(round_)

    change(round_, WRITING, closes_at=CLOSES + DAY, decisions_by=date(2023, 2, 9), confirm_by=CONFIRM_BY + DAY)

    [text] = mails()
    assert Message.objects.get(topic="application-dates_moved").person == sent.applicant
    assert "Thursday 9 February 2023 (before: Wednesday 8 February 2023)" in text
    assert "Applications close" in text
    assert "Answer our offer" not in text


@pytest.mark.django_db
def test_moving_a_date_there_and_back_is_told_each_time_and_never_twice():
    round_ = make_round()
    make_submitted_application(round_)

    change(round_, READING, decisions_by=date(2023, 2, 9))
    change(round_, READING + DAY, decisions_by=date(2023, 2, 8))
    change(round_, READING + 2 * DAY, decisions_by=date(2023, 2, 9))
    change(round_, READING + 3 * DAY, decisions_by=date(2023, 2, 9))

    assert len(mails()) == 3


@pytest.mark.django_db
def test_a_date_is_not_moved_before_its_mails_were_seen():
    round_ = make_round()
    make_submitted_application(round_)
    terms = terms_of(round_, decisions_by=date(2023, 2, 9))

    with pytest.raises(Refused, match="look again"):
        rounds.change(round_, terms, seen="", by=make_lead(), at=READING)
    round_.refresh_from_db()

    assert round_.decisions_by == date(2023, 2, 8)
    assert mails() == []


@pytest.mark.django_db
def test_the_slower_of_two_leads_is_refused():
    round_ = make_round()
    make_submitted_application(round_)
    slower = terms_of(round_, decisions_by=date(2023, 2, 10))
    seen = moving.preview(round_, slower, at=READING).digest
    change(Round.objects.get(pk=round_.pk), READING, decisions_by=date(2023, 2, 9))

    with pytest.raises(Refused, match="look again"):
        rounds.change(round_, slower, seen=seen, by=make_lead(), at=READING)

    assert len(mails()) == 1


@pytest.mark.django_db
def test_who_has_a_later_deadline_of_their_own_is_not_written():
    round_ = make_round()
    invited = make_application(round_)
    Application.objects.filter(pk=invited.pk).update(late_until=CLOSES + 5 * DAY)

    change(round_, WRITING, closes_at=CLOSES + DAY)

    assert mails() == []


@pytest.mark.django_db
def test_a_later_date_to_answer_moves_with_open_offers():
    offered, accepted = make_admitted_application(), make_admitted_application()
    round_ = offered.round
    Application.objects.filter(pk=accepted.pk).update(round=round_)
    accepted.refresh_from_db()
    offers.decline(accepted, by=accepted.applicant, at=RELEASED)
    later = CONFIRM_BY + 2 * DAY

    change(round_, RELEASED + DAY, confirm_by=later)

    offered.refresh_from_db()
    accepted.refresh_from_db()
    assert offered.confirm_by == accepted.confirm_by == later
    assert len(mails(offered.applicant)) == 1
    assert mails(accepted.applicant) == []


@pytest.mark.django_db
def test_an_earlier_date_to_answer_takes_nothing_from_open_offers():
    offered = make_admitted_application()

    change(offered.round, RELEASED + DAY, confirm_by=CONFIRM_BY - DAY)

    offered.refresh_from_db()
    assert offered.confirm_by == CONFIRM_BY
    assert mails() == []


@pytest.mark.django_db
@pytest.mark.parametrize(("capacity", "is_revived"), [(1, True), (0, False)])
def test_a_lapsed_offer_comes_back_while_a_place_is_free(capacity: int, is_revived: bool):
    offered = make_admitted_application()
    Round.objects.filter(pk=offered.round_id).update(capacity=capacity)
    round_, late = Round.objects.get(pk=offered.round_id), CONFIRM_BY + DAY

    done = change(round_, late, confirm_by=CONFIRM_BY + 4 * DAY)

    offered = Application.objects.select_related("round").get(pk=offered.pk)
    assert offered.has_lapsed(late) is not is_revived
    assert (len(mails()), done.longer.left_lapsed) == ((1, 0) if is_revived else (0, 1))


@pytest.mark.django_db
def test_a_round_that_had_closed_opens_again_only_when_that_was_seen():
    round_ = make_round()

    with pytest.raises(Refused):
        rounds.change(round_, terms_of(round_, closes_at=READING + DAY), seen="", by=make_lead(), at=READING)
    change(round_, READING, closes_at=READING + DAY)

    assert round_.takes(READING)

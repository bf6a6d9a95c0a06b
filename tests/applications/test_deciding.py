"""Proposing, releasing, promoting."""

from datetime import timedelta

import pytest

from applications.models import Application, DecisionRelease, Round
from applications.workflow import deciding, drafting, offers, seats, waitlist
from mlsafety_course.outbox import dress
from mlsafety_course.outbox.models import Message
from mlsafety_course.transitions import Refused
from tests.factories.applications import (
    ANSWERING,
    CLOSES,
    CONFIRM_BY,
    READING,
    RELEASED,
    accept,
    make_admitted_application,
    make_review,
    make_round,
    make_submitted_application,
    make_waitlisted_application,
    propose,
    release,
)
from tests.factories.people import make_lead, make_reviewer

pytestmark = pytest.mark.django_db


def fresh(application: Application) -> Application:
    return Application.objects.select_related("round__cohort", "applicant", "reason").get(pk=application.pk)


def test_a_proposal_changes_no_status():
    application = make_submitted_application()

    propose(application, "admit")

    assert (fresh(application).status, fresh(application).proposal) == ("submitted", "admit")


def test_the_slower_of_two_leads_is_refused():
    application = make_submitted_application()
    slower = fresh(application)
    propose(application, "reject")

    with pytest.raises(Refused, match="somebody else"):
        propose(slower, "admit")
    assert fresh(application).proposal == "reject"


def test_a_rejection_needs_a_reason_of_its_round():
    application = make_submitted_application()
    foreign = make_round().reasons.get()

    with pytest.raises(Refused, match="reason"):
        deciding.propose(application, "reject", by=make_lead(), at=READING)
    with pytest.raises(Refused, match="another round"):
        deciding.propose(application, "reject", reason=foreign, by=make_lead(), at=READING)


def test_nobody_proposes_for_themself_or_before_the_close():
    lead = make_lead()
    own = make_submitted_application(person=lead)
    with pytest.raises(Refused, match="own"):
        propose(own, "admit", by=lead)
    with pytest.raises(Refused, match="closed"):
        propose(own, "admit", at=CLOSES)


def test_a_release_moves_all_at_once_with_one_mail_each():
    round_ = make_round()
    chosen = {name: make_submitted_application(round_) for name in ("admit", "waitlist", "reject")}
    for name, application in chosen.items():
        propose(application, name)
    undecided = make_submitted_application(round_)

    release(round_)

    assert [fresh(one).status for one in chosen.values()] == ["admitted", "waitlisted", "rejected"]
    assert fresh(undecided).status == "submitted"
    assert DecisionRelease.objects.get().counts == {"admitted": 1, "waitlisted": 1, "rejected": 1}
    mails = {mail.topic: mail.text for mail in Message.objects.filter(key__startswith="decision:")}
    assert set(mails) == {"application-admitted", "application-waitlisted", "application-rejected"}
    assert "preparation course closes the gap" in mails["application-rejected"]
    assert f"/apply/{chosen['admit'].public_id}/offer/" in mails["application-admitted"]
    assert fresh(chosen["admit"]).confirm_by == CONFIRM_BY


def test_the_preview_shows_each_mail_as_it_will_be_sent():
    application = make_submitted_application()
    propose(application, "admit")

    shown = deciding.preview(application.round, at=RELEASED).planned[0].letter
    release(application.round)

    sent = Message.objects.get(key=shown.key)
    assert (sent.subject, sent.text, sent.address) == (shown.subject, shown.text, application.applicant.email)


def test_a_stale_preview_releases_nothing():
    round_ = make_round()
    first, second = make_submitted_application(round_), make_submitted_application(round_)
    propose(first, "admit")
    seen = deciding.preview(round_, at=RELEASED).digest
    propose(second, "reject")

    with pytest.raises(Refused, match="changed"):
        deciding.release(round_, digest=seen, by=make_lead(), at=RELEASED)
    assert fresh(first).status == "submitted"
    assert not Message.objects.filter(key__startswith="decision:").exists()


def test_no_mail_is_rendered_while_the_round_is_locked(monkeypatch: pytest.MonkeyPatch):
    application = make_submitted_application()
    propose(application, "admit")
    lock = seats.lock

    def locked(round_: Round) -> Round:
        monkeypatch.setattr(dress, "html", lambda *_: pytest.fail("rendered under the lock"))
        return lock(round_)

    monkeypatch.setattr(seats, "lock", locked)
    release(application.round)

    assert fresh(application).status == "admitted"


@pytest.mark.parametrize("change", ["a proposal", "the places", "the end of an offer"])
def test_what_moves_between_rendering_and_lock_stops_the_release(change: str, monkeypatch: pytest.MonkeyPatch):
    application, other = (make_submitted_application(round_) for round_ in [make_round(capacity=1)] * 2)
    propose(application, "admit")
    lock, round_ = seats.lock, application.round

    def meanwhile(locked: Round) -> Round:
        monkeypatch.setattr(seats, "lock", lock)
        if change == "a proposal":
            propose(other, "waitlist")
        if change == "the places":
            Round.objects.filter(pk=round_.pk).update(capacity=0)
        if change == "the end of an offer":
            Round.objects.filter(pk=round_.pk).update(confirm_by=CONFIRM_BY + timedelta(days=3))
        return lock(locked)

    monkeypatch.setattr(seats, "lock", meanwhile)

    with pytest.raises(Refused, match="changed since"):
        release(round_)
    assert fresh(application).status == "submitted"


def test_the_slower_of_two_releases_is_refused():
    application = make_submitted_application()
    propose(application, "admit")
    seen = deciding.preview(application.round, at=RELEASED).digest
    deciding.release(application.round, digest=seen, by=make_lead(), at=RELEASED)

    with pytest.raises(Refused):
        deciding.release(application.round, digest=seen, by=make_lead(), at=RELEASED)
    assert DecisionRelease.objects.count() == 1


def test_a_lead_who_applied_does_not_release_the_round():
    lead = make_lead()
    own = make_submitted_application(person=lead)
    propose(own, "admit")
    seen = deciding.preview(own.round, at=RELEASED).digest

    with pytest.raises(Refused, match="yourself"):
        deciding.release(own.round, digest=seen, by=lead, at=RELEASED)
    assert fresh(own).status == "submitted"


def test_a_second_release_touches_only_who_is_new():
    round_ = make_round()
    early = make_submitted_application(round_)
    propose(early, "waitlist")
    release(round_)
    late = make_submitted_application(round_)
    propose(late, "admit")

    release(round_, at=ANSWERING)

    assert fresh(early).decided_at == RELEASED
    assert fresh(late).decided_at == ANSWERING
    assert Message.objects.filter(key__startswith="decision:").count() == 2


def test_who_withdrew_since_is_left_out_and_named():
    application = make_submitted_application()
    propose(application, "admit")
    drafting.withdraw(application, by=application.applicant, at=READING)

    preview = deciding.preview(application.round, at=RELEASED)

    assert preview.planned == []
    assert [problem.applications for problem in preview.problems] == [[application]]


def test_more_offers_than_places_are_not_released():
    round_ = make_round(capacity=1)
    for _ in range(2):
        propose(make_submitted_application(round_), "admit")

    preview = deciding.preview(round_, at=RELEASED)
    assert (preview.free_after, len(preview.blocking[0].applications)) == (-1, 1)
    with pytest.raises(Refused, match="free places"):
        release(round_)


def test_no_proposal_is_named_and_holds_nobody_up():
    round_ = make_round()
    waiting = make_submitted_application(round_)
    read = make_submitted_application(round_)
    for _ in range(round_.readers_each):
        make_review(read, make_reviewer())
    propose(read, "admit")

    preview = deciding.preview(round_, at=RELEASED)

    assert [problem.applications for problem in preview.problems] == [[waiting]]
    assert not preview.blocking


def test_what_too_few_people_have_read_is_named_and_may_be_released():
    application = make_submitted_application()
    make_review(application, make_reviewer())
    propose(application, "admit")

    [problem] = deciding.preview(application.round, at=RELEASED).problems

    assert problem.applications == [application]
    assert problem.sentence.startswith("Read by fewer people than this round asks for.")
    assert not problem.blocks


def test_an_offer_gives_at_least_three_whole_days():
    application = make_submitted_application()
    propose(application, "admit")

    release(application.round, at=CONFIRM_BY - timedelta(hours=1))

    assert fresh(application).confirm_by == CONFIRM_BY + timedelta(days=3)


def test_the_waitlist_is_ranked_by_score_and_later_comers_stand_behind():
    round_ = make_round()
    good, better, late = (make_submitted_application(round_) for _ in range(3))
    reviewer = make_reviewer()
    make_review(good, reviewer, score=2)
    make_review(better, reviewer, score=4)
    make_review(late, reviewer, score=4)
    propose(good, "waitlist")
    propose(better, "waitlist")
    release(round_)
    propose(late, "waitlist")
    release(round_, at=ANSWERING)

    assert [fresh(one).rank for one in (better, good, late)] == [1, 2, 3]


def test_a_free_seat_is_offered_to_the_waitlist_and_only_a_free_one():
    round_ = make_round(capacity=1)
    offered = make_admitted_application(round_)
    waiting = make_waitlisted_application(round_)
    with pytest.raises(Refused, match="No place is free"):
        waitlist.promote(waiting, by=make_lead(), at=ANSWERING)

    offers.decline(offered, by=offered.applicant, at=ANSWERING)
    waitlist.promote(waiting, by=make_lead(), at=ANSWERING)

    assert fresh(waiting).status == "admitted"
    assert Message.objects.filter(person=waiting.applicant, topic="application-admitted").count() == 1


def test_only_the_waitlist_is_promoted():
    application = make_submitted_application()

    with pytest.raises(Refused):
        waitlist.promote(application, by=make_lead(), at=ANSWERING)


def test_a_lapsed_offer_frees_its_seat_at_the_end_of_the_grace():
    round_ = make_round(capacity=1)
    lapsing = make_admitted_application(round_)
    waiting = make_waitlisted_application(round_)
    end = CONFIRM_BY + round_.grace

    with pytest.raises(Refused):
        waitlist.promote(waiting, by=make_lead(), at=end - timedelta(microseconds=1))
    waitlist.promote(waiting, by=make_lead(), at=end)

    with pytest.raises(Refused):
        accept(lapsing, at=end)


def test_a_batch_says_for_each_row_what_came_of_it():
    round_ = make_round()
    lead = make_lead()
    fine, own = make_submitted_application(round_), make_submitted_application(round_, lead)
    taken = make_submitted_application(round_)
    propose(taken, "reject")
    seen = dict.fromkeys((fine.public_id, own.public_id, taken.public_id), "")

    results = deciding.propose_many([fine, own, fresh(taken)], "admit", reason=None, seen=seen, by=lead, at=READING)

    assert [result.is_done for result in results] == [True, False, False]
    assert fresh(taken).proposal == "reject"

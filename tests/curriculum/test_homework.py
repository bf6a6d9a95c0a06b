"""Handing in: deadlines by arrival, receipts, and attempts that never change."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cohorts.workflow import enrollment as enrollment_workflow
from curriculum.models import Attempt, AttemptFile, Homework
from curriculum.workflow.homework import hand_in
from mlsafety_course.outbox.models import Message
from mlsafety_course.transitions import Refused
from tests.factories.cohorts import make_seat, make_section, ta_of
from tests.factories.curriculum import (
    PDF,
    make_attempt,
    make_file,
    make_grade,
    make_homework,
    make_participant,
)
from tests.factories.people import make_lead, make_person

pytestmark = pytest.mark.django_db
MICROSECOND = timedelta(microseconds=1)


@pytest.fixture
def enrollment():
    return make_participant()


@pytest.fixture
def homework(enrollment):
    return make_homework(enrollment.cohort)


def send(client, homework, user, at, **sent):
    client.force_login(user)
    with time_machine.travel(at, tick=False):
        return client.post(reverse("curriculum:hand_in", args=[homework.public_id]), sent or {"text": "My answers."})


def show(client, homework, user, at):
    client.force_login(user)
    with time_machine.travel(at, tick=False):
        return client.get(reverse("curriculum:homework", args=[homework.public_id]))


def preview(client, homework, user, at, text, **headers):
    client.force_login(user)
    with time_machine.travel(at, tick=False):
        sent = {"text": text, "link": "example.com/x"}
        return client.post(reverse("curriculum:preview", args=[homework.public_id]), sent, headers=headers)


def stored_files():
    folders = default_storage.listdir("attempts")[0] if default_storage.exists("attempts") else []
    return [name for folder in folders for name in default_storage.listdir(f"attempts/{folder}")[1]]


def test_what_arrives_a_microsecond_before_closing_is_taken_and_at_closing_it_is_not(enrollment, homework):
    taken = make_attempt(enrollment, homework, at=homework.closes_at - MICROSECOND)

    with pytest.raises(Refused, match="arrived after that"):
        make_attempt(enrollment, homework, at=homework.closes_at)
    assert (taken.number, Attempt.objects.count()) == (1, 1)


def test_nothing_is_taken_before_it_opens(enrollment, homework):
    with pytest.raises(Refused, match="not opened"):
        make_attempt(enrollment, homework, at=homework.opens_at - MICROSECOND)


def test_arrival_is_when_the_request_began_even_if_the_files_took_longer(client, settings, enrollment, homework):
    settings.TRUSTED_REQUEST_START_HEADER = "X-Request-Start"
    client.force_login(enrollment.person)
    began = homework.closes_at - timedelta(seconds=1)

    with time_machine.travel(homework.closes_at + timedelta(minutes=3), tick=False):
        client.post(
            reverse("curriculum:hand_in", args=[homework.public_id]),
            {"text": "Slow line."},
            headers={"X-Request-Start": f"t={began.timestamp()}"},
        )

    assert Attempt.objects.get().received_at == began


def test_a_receipt_is_on_the_page_and_in_the_mail_with_time_number_and_digest(client, enrollment, homework):
    at = homework.due_at - timedelta(hours=2)

    answer = send(
        client, homework, enrollment.person, at, text="Mine.", link="https://example.com/x", attachments=make_file()
    )
    page = show(client, homework, enrollment.person, at)

    attempt = Attempt.objects.get()
    mail = Message.objects.get(key=f"attempt:{attempt.public_id}")
    assert answer.status_code == 302
    assert "Attempt 1" in page.text
    assert attempt.digest in page.text
    assert attempt.digest in mail.text
    assert "Monday 6 March 2023, 10:00 London time" in mail.text
    assert "answers.pdf" in mail.text


def test_attempts_are_numbered_and_the_earlier_ones_stay(enrollment, homework):
    first = make_attempt(enrollment, homework, text="One.")
    second = make_attempt(enrollment, homework, text="Two.")

    first.refresh_from_db()
    assert [first.number, second.number] == [1, 2]
    assert first.text == "One."
    assert first.digest != second.digest


def test_a_revise_reopens_the_homework_for_seven_days(enrollment, homework):
    attempt = make_attempt(enrollment, homework, at=homework.closes_at - timedelta(hours=1))
    released = make_grade(attempt, "revise", at=homework.closes_at + timedelta(days=3)).graded_at

    again = make_attempt(enrollment, homework, at=released + timedelta(days=7) - MICROSECOND)

    assert again.number == 2
    with pytest.raises(Refused):
        make_attempt(enrollment, homework, at=released + timedelta(days=7))


def test_a_link_nobody_could_open_may_be_replaced_for_72_hours(enrollment, homework):
    attempt = make_attempt(enrollment, homework, at=homework.closes_at - timedelta(hours=1))
    released = make_grade(attempt, "cannot_open", at=homework.closes_at + timedelta(days=3)).graded_at

    assert make_attempt(enrollment, homework, at=released + timedelta(hours=72) - MICROSECOND).number == 2


def test_who_has_passed_is_told_that_nothing_more_is_needed(client, enrollment, homework):
    grade = make_grade(make_attempt(enrollment, homework))

    answer = send(client, homework, enrollment.person, grade.released_at)

    assert answer.status_code == 409
    assert "You have passed this homework already" in answer.text
    assert Attempt.objects.count() == 1


def test_nobody_hands_in_for_somebody_else_or_after_dropping(enrollment, homework):
    person, at = enrollment.person, homework.due_at
    enrollment_workflow.drop(enrollment, "No time.", by=person, at=homework.opens_at)

    with pytest.raises(Refused):
        make_attempt(enrollment, homework, at=at)
    with pytest.raises(Refused):
        make_attempt(make_participant(), homework, at=at)


def test_a_refused_attempt_leaves_no_row_no_mail_and_no_file(enrollment, homework):
    with pytest.raises(Refused):
        make_attempt(enrollment, homework, at=homework.closes_at, files=[make_file(), make_file("b.pdf")])

    assert not Attempt.objects.exists()
    assert not Message.objects.filter(topic="homework").exists()
    assert stored_files() == []


def test_files_get_random_names_and_keep_their_own_in_the_row(enrollment, homework):
    make_attempt(enrollment, homework, files=[make_file("../../etc/passwd.pdf")])

    row = AttemptFile.objects.get()
    assert row.name == "passwd.pdf"
    assert stored_files() == [row.public_id.hex]


def test_a_late_page_keeps_what_was_typed(client, enrollment, homework):
    answer = send(client, homework, enrollment.person, homework.closes_at, text="Two hours of work.")

    assert answer.status_code == 409
    assert "arrived after that" in answer.text


def test_an_empty_hand_in_is_refused_and_a_bad_link_keeps_the_text(client, enrollment, homework):
    at = homework.opens_at

    empty = send(client, homework, enrollment.person, at, text="  ", link="")
    wrong = send(client, homework, enrollment.person, at, text="Kept words.", link="javascript:alert(1)")

    assert (empty.status_code, wrong.status_code) == (422, 422)
    assert "Kept words." in wrong.text
    assert not Attempt.objects.exists()


def test_others_find_no_homework_page(client, enrollment, homework):
    at = homework.due_at

    assert show(client, homework, enrollment.person, at).status_code == 200
    assert show(client, homework, make_person(), at).status_code == 404
    assert show(client, homework, make_participant().person, at).status_code == 404
    assert send(client, homework, make_person(), at).status_code == 404
    client.logout()
    assert client.get(reverse("curriculum:homework", args=[homework.public_id])).status_code == 302


def test_what_people_write_is_shown_without_its_scripts(client, enrollment, homework):
    text = "<script>alert(1)</script> [x](javascript:alert(1)) ![](https://evil.example/p.png) **bold**"
    make_attempt(enrollment, homework, text=text)

    page = show(client, homework, enrollment.person, homework.due_at).text

    assert "<script>alert" not in page
    assert 'href="javascript' not in page
    assert '<img src="https://evil' not in page
    assert "<strong>bold</strong>" in page


def test_a_broken_link_replaced_in_time_is_late_for_nobody(client, enrollment, homework):
    ta = ta_of(enrollment.seats.get().section)
    broken = make_attempt(enrollment, homework, at=homework.due_at - timedelta(hours=1))
    make_grade(broken, "cannot_open", at=homework.due_at + timedelta(hours=1))
    asked = show(client, homework, enrollment.person, homework.due_at + timedelta(hours=2))
    mended = make_attempt(enrollment, homework, at=homework.due_at + timedelta(hours=3))
    later = mended.received_at + timedelta(hours=1)

    own = show(client, homework, enrollment.person, later)

    assert not asked.context["is_late"]
    assert [line["is_late"] for line in own.context["attempts"]] == [False, False]
    assert not read_as(client, ta, "grading", later).context["lines"][0]["is_late"]
    assert not read_as(client, ta, "attempt", later, mended.public_id).context["is_late"]


def test_what_arrives_after_the_due_date_is_late_for_participant_and_ta(client, enrollment, homework):
    ta = ta_of(enrollment.seats.get().section)
    make_attempt(enrollment, homework, at=homework.due_at - MICROSECOND)
    late = make_attempt(enrollment, homework, at=homework.due_at)

    own = show(client, homework, enrollment.person, homework.due_at)

    assert own.context["is_late"]
    assert [line["is_late"] for line in own.context["attempts"]] == [True, False]
    assert read_as(client, ta, "grading", homework.due_at).context["lines"][0]["is_late"]
    assert read_as(client, ta, "attempt", homework.due_at, late.public_id).context["is_late"]


def read_as(client, person, name, at, *args):
    client.force_login(person)
    with time_machine.travel(at, tick=False):
        return client.get(reverse(f"curriculum:{name}", args=args))


def test_drafts_of_grades_reach_no_page_of_the_participant(client, enrollment, homework):
    make_grade(make_attempt(enrollment, homework), "revise", release=False)

    page = show(client, homework, enrollment.person, homework.closes_at - MICROSECOND)

    assert "Clear and complete" not in page.text
    assert page.context["status"] == "pending"


@pytest.mark.parametrize("who", ["owner", "ta", "lead"])
def test_a_file_is_given_to_its_owner_their_ta_and_leads(client, enrollment, homework, who):
    make_attempt(enrollment, homework, files=[make_file("notes.txt", b"hello")])
    reader = {
        "owner": lambda: enrollment.person,
        "ta": lambda: ta_of(enrollment.seats.get().section),
        "lead": make_lead,
    }[who]()

    answer = get_file(client, reader, homework.due_at)

    assert answer.status_code == 200
    assert answer.getvalue() == b"hello"
    assert answer["Content-Disposition"] == 'attachment; filename="notes.txt"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].endswith("; sandbox")
    assert answer["Content-Type"] == "application/octet-stream"


def get_file(client, reader, at):
    client.force_login(reader)
    with time_machine.travel(at, tick=False):
        return client.get(reverse("curriculum:file", args=[AttemptFile.objects.get().public_id]))


def test_a_file_does_not_exist_for_anybody_else(client, enrollment, homework):
    make_attempt(enrollment, homework, files=[make_file()])
    other_ta = ta_of(make_section(enrollment.cohort))

    assert get_file(client, make_participant(enrollment.cohort).person, homework.due_at).status_code == 404
    assert get_file(client, other_ta, homework.due_at).status_code == 404
    client.logout()
    assert client.get(reverse("curriculum:file", args=[AttemptFile.objects.get().public_id])).status_code == 302


def test_after_a_move_the_earlier_ta_reads_what_they_had_and_nothing_that_comes_later(enrollment, homework):
    earlier, later = ta_of(enrollment.seats.get().section), make_section(enrollment.cohort, weekday=4)
    at = homework.due_at
    make_attempt(enrollment, homework, at=at - timedelta(hours=2), files=[make_file()])
    first = AttemptFile.objects.get()
    make_seat(enrollment, later, at=at - timedelta(hours=1))
    make_attempt(enrollment, homework, at=at, files=[make_file("new.pdf")])
    second = AttemptFile.objects.get(name="new.pdf")

    def reads(person, row) -> bool:
        return Attempt.objects.readable_by(person, at.date()).filter(files=row).exists()

    assert [reads(earlier, first), reads(earlier, second)] == [True, False]
    assert [reads(ta_of(later), first), reads(ta_of(later), second)] == [True, True]
    assert not Attempt.objects.gradable_by(earlier, at.date()).exists()
    assert Attempt.objects.gradable_by(ta_of(later), at.date()).count() == 2


def test_pdf_and_images_open_in_the_browser_as_what_they_are(client, enrollment, homework):
    make_attempt(enrollment, homework, files=[make_file("a.pdf", PDF + b"<script>alert(1)</script>")])

    answer = get_file(client, enrollment.person, homework.due_at)

    assert answer.getvalue().startswith(PDF)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("inline")
    assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_the_digest_is_that_of_text_link_and_files(enrollment, homework):
    first = make_attempt(enrollment, homework, text="a", files=[make_file()])
    other = make_attempt(enrollment, homework, text="a", files=[make_file(content=PDF + b"%")])
    again = make_attempt(enrollment, homework, text="a", files=[make_file()])

    assert first.digest == again.digest != other.digest
    assert len({first.pk, other.pk, again.pk}) == 3
    assert len(other.digest) == 64


def test_a_double_click_is_one_attempt_with_one_mail_and_one_copy_of_its_files(client, enrollment, homework):
    at = homework.closes_at - MICROSECOND

    answers = [
        send(client, homework, enrollment.person, when, text="Mine.", attachments=make_file())
        for when in (at, homework.closes_at)
    ]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Attempt.objects.get().received_at == at
    assert len(stored_files()) == AttemptFile.objects.count() == 1
    assert Message.objects.filter(key__startswith="attempt:").count() == 1


def test_the_same_again_after_a_grade_is_another_attempt(enrollment, homework):
    first = make_attempt(enrollment, homework, text="Mine.")
    graded = make_grade(first, "revise")

    again = make_attempt(enrollment, homework, text="Mine.", at=graded.graded_at)

    assert again.number == 2


def test_nobody_gets_at_an_attempt_by_repeating_it(enrollment, homework):
    make_attempt(enrollment, homework, text="Mine.")

    with pytest.raises(Refused, match="by the person themself"):
        hand_in(homework, enrollment, text="Mine.", link="", files=[], by=make_person(), at=homework.due_at)


def test_several_links_are_kept_shown_by_name_and_in_the_receipt(client, enrollment, homework):
    links = {"link": "https://github.com/a/b", "more_links": "https://colab.research.google.com/drive/1\nexample.org/x"}
    send(client, homework, enrollment.person, homework.due_at, **links)

    page, attempt = show(client, homework, enrollment.person, homework.due_at), Attempt.objects.get()
    mail = Message.objects.get(key=f"attempt:{attempt.public_id}")

    assert attempt.links == [
        "https://github.com/a/b",
        "https://colab.research.google.com/drive/1",
        "https://example.org/x",
    ]
    assert "Colab notebook" in page.text
    assert "https://example.org/x" in mail.text


def test_further_links_change_the_digest(enrollment, homework):
    first = make_attempt(enrollment, homework, text="a", link="https://example.org/1")
    other = make_attempt(
        enrollment, homework, text="a", link="https://example.org/1", more_links=["https://example.org/2"]
    )

    assert first.digest != other.digest


def test_sent_in_place_a_refusal_is_only_said_and_a_success_leads_to_the_receipt(client, enrollment, homework):
    client.force_login(enrollment.person)
    address, in_place = reverse("curriculum:hand_in", args=[homework.public_id]), {"HX-Request": "true"}
    with time_machine.travel(homework.due_at, tick=False):
        empty = client.post(address, {"text": " "}, headers=in_place)
        taken = client.post(address, {"text": "Mine."}, headers=in_place)
    with time_machine.travel(homework.closes_at, tick=False):
        late = client.post(address, {"text": "Later."}, headers=in_place)

    assert (empty.status_code, late.status_code) == (422, 422)
    assert "There is nothing to hand in yet" in empty.text
    assert "arrived after that" in late.text
    assert "<html" not in late.text
    assert taken["HX-Redirect"] == reverse("curriculum:homework", args=[homework.public_id])


def test_optional_homework_is_not_required(enrollment):
    assert Homework.objects.filter(required=True).count() == 8
    assert not make_homework(enrollment.cohort, "deep-learning-review-questions").required


def test_two_files_arrive_from_one_form(client, enrollment, homework):
    files = [SimpleUploadedFile("a.py", b"print(1)"), SimpleUploadedFile("b.png", b"\x89PNG\r\n\x1a\nrest")]

    send(client, homework, enrollment.person, homework.due_at, attachments=files)

    assert [row.name for row in Attempt.objects.get().files.all()] == ["a.py", "b.png"]


def test_closed_homework_that_waits_for_its_grade_worries_nobody(client, enrollment, homework):
    make_attempt(enrollment, homework)

    page = show(client, homework, enrollment.person, homework.closes_at)

    assert "waiting never counts against you" in page.text
    assert "<form" not in page.text.partition("<main")[2]


def test_a_preview_shows_the_text_and_keeps_what_was_typed_and_stores_nothing(client, enrollment, homework):
    page = preview(client, homework, enrollment.person, homework.due_at, "A **top event**.")

    assert page.status_code == 200
    assert "A <strong>top event</strong>." in page.text
    assert "A **top event**.</textarea>" in page.text
    assert 'value="example.com/x"' in page.text
    assert "There is a problem" not in page.text
    assert not Attempt.objects.exists()


def test_a_preview_in_place_is_the_text_alone_and_harmless(client, enrollment, homework):
    sent = {"HX-Request": "true"}

    part = preview(client, homework, enrollment.person, homework.due_at, "*Mine* <script>x</script>", **sent)

    assert "<em>Mine</em> &lt;script&gt;" in part.text
    assert "<html" not in part.text


def test_a_preview_of_homework_that_has_not_opened_does_not_exist(client, enrollment, homework):
    page = preview(client, homework, enrollment.person, homework.opens_at - MICROSECOND, "Mine.")

    assert page.status_code == 404

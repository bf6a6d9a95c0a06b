"""Handing in: each attempt is numbered, has a receipt, and never changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.models import User
from cohorts.models import Enrollment
from curriculum import emails, uploads
from curriculum.handed_in import attempt_facts
from curriculum.links import MOST_LINKS
from curriculum.models import Attempt, AttemptFile, Homework
from curriculum.own_dates import dates_for
from curriculum.progress import HomeworkStatus, homework_status, taken_until
from mlsafety_course import timekit
from mlsafety_course.outbox import post
from mlsafety_course.transitions import Refused


def hand_in(
    homework: Homework,
    enrollment: Enrollment,
    *,
    text: str,
    link: str,
    files: Sequence[UploadedFile[Any]],
    more_links: Sequence[str] = (),
    by: User,
    at: datetime,
) -> Attempt:
    """Keep one attempt at what arrived at `at`. Refused after closing; a refusal leaves no file behind.

    What repeats the last attempt before anybody has graded it, as a double click does, is that attempt.
    """
    links = _usable(text, [link, *more_links], files)
    with uploads.stored(files) as kept, transaction.atomic():
        enrollment = Enrollment.objects.select_for_update(of=["self"]).select_related("person").get(pk=enrollment.pk)
        _refuse_outsider(homework, enrollment, by)
        if same := _repeated(homework, enrollment, digest(text, links, kept)):
            uploads.remove(kept)
            return same
        _refuse_untimely(homework, enrollment, at)
        return _keep(homework, enrollment, text, links, kept, at)


def _usable(text: str, addresses: Sequence[str], files: Sequence[UploadedFile[Any]]) -> list[str]:
    """The links that are given. Refused when nothing is, and what is too much or not of a kind we take."""
    links = [address for address in addresses if address]
    if not (text.strip() or links or files):
        raise Refused("There is nothing to hand in yet: write an answer, give a link or choose a file.")
    if len(links) > MOST_LINKS:
        raise Refused(f"At most {MOST_LINKS} links can be handed in at once; you gave {len(links)}.")
    if wrong := uploads.problems(files):
        raise Refused(" ".join(wrong))
    return links


def _refuse_outsider(homework: Homework, enrollment: Enrollment, by: User) -> None:
    if enrollment.person_id != by.pk:
        raise Refused("Homework is handed in by the person themself.")
    if enrollment.status != Enrollment.Status.ACTIVE or enrollment.cohort_id != homework.cohort_id:
        raise Refused(
            "You are not taking part in this cohort now, so nothing was handed in. Write to us if that is wrong."
        )


def _repeated(homework: Homework, enrollment: Enrollment, what: str) -> Attempt | None:
    """The last attempt if it says exactly this and has no grade, not even a draft."""
    last = enrollment.attempts.filter(homework=homework).order_by("number").last()
    return last if last and last.digest == what and not last.grades.exists() else None


def _refuse_untimely(homework: Homework, enrollment: Enrollment, at: datetime) -> None:
    """By the dates that hold for this person."""
    dates = dates_for([enrollment], [homework])[enrollment.pk, homework.pk]
    facts = attempt_facts([enrollment.pk]).get((enrollment.pk, homework.pk), [])
    until = taken_until(dates, facts, at=at)
    if at < dates.opens_at:
        raise Refused("This homework has not opened yet.")
    if at >= until:
        closed = timekit.three_forms(until, timekit.AOE_NAME, enrollment.person.zone).own
        raise Refused(
            f"This homework could be handed in until {closed}, and yours arrived after that. It was not kept."
        )
    if homework_status(dates, facts, at=at) == HomeworkStatus.PASSED:
        raise Refused("You have passed this homework already, so nothing more needs to be handed in.")


def _keep(
    homework: Homework,
    enrollment: Enrollment,
    text: str,
    links: list[str],
    kept: list[uploads.StoredFile],
    at: datetime,
) -> Attempt:
    attempt = Attempt.objects.create(
        homework=homework,
        enrollment=enrollment,
        number=enrollment.attempts.filter(homework=homework).count() + 1,
        text=text,
        link=links[0] if links else "",
        more_links=links[1:],
        received_at=at,
        digest=digest(text, links, kept),
    )
    _keep_files(attempt, kept)
    post.write(emails.receipt(attempt), at=at)
    return attempt


def _keep_files(attempt: Attempt, kept: list[uploads.StoredFile]) -> None:
    AttemptFile.objects.bulk_create(
        AttemptFile(
            attempt=attempt,
            public_id=file.public_id,
            content=file.path,
            name=file.name,
            size=file.size,
            sha256=file.sha256,
        )
        for file in kept
    )


def digest(text: str, links: Sequence[str], files: Sequence[uploads.StoredFile]) -> str:
    """SHA-256 (hex) of the JSON list [text, link, [[name, sha256], ...]]: the proof of what was handed in.

    Further links, where there are any, stand as a list at its end.
    """
    named = [[file.name, file.sha256] for file in files]
    whole = [text, links[0] if links else "", named, *([[*links[1:]]] if links[1:] else [])]
    return hashlib.sha256(json.dumps(whole, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()

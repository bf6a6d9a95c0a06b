"""Marks that changed behind a stipend: whoever approves stipends is asked to look again."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, QuerySet

from accounts.models import Group, User
from cohorts.models import AttendanceChange
from mlsafety_course.home.correction import OVER
from mlsafety_course.home.emails import look_again
from mlsafety_course.outbox import post
from mlsafety_course.outbox.models import Message
from mlsafety_course.outbox.post import Letter

RECENT = timedelta(days=7)


def ask_due(*, at: datetime) -> int:
    """Write to the approvers about each mark that changed after its person's stipend was opened. Safe to repeat."""
    letters = [letter for change in _changed(at) for letter in _letters(change)]
    written = set(Message.objects.filter(key__in=[one.key for one in letters]).values_list("key", flat=True))
    new = [letter for letter in letters if letter.key not in written]
    post.write(*new, at=at)
    return len(new)


def _changed(at: datetime) -> QuerySet[AttendanceChange]:
    """Of the last days, without those that changed the note alone."""
    same = AttendanceChange.objects.filter(
        attendance=OuterRef("attendance"), version=OuterRef("version") - 1, mark=OuterRef("mark")
    )
    stipend = "attendance__enrollment__stipend"
    recent = AttendanceChange.objects.filter(at__gt=at - RECENT, at__gte=F(f"{stipend}__opened_at"))
    behind = recent.filter(~Exists(same)).exclude(**{f"{stipend}__status__in": OVER})
    return behind.select_related(
        f"{stipend}__enrollment__person", "attendance__meeting__section", "attendance__meeting__week", "by"
    )


def _letters(change: AttendanceChange) -> Iterator[Letter]:
    stipend = change.attendance.enrollment.stipend
    approvers = User.objects.filter(groups__name=Group.APPROVER, is_active=True)
    for approver in approvers.exclude(pk=stipend.enrollment.person_id).order_by("pk"):
        yield look_again(change, stipend, approver)

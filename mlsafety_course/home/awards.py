"""Awards beside the stipends that they opened: what changed behind one while no money has gone."""

from datetime import datetime

from django.db.models import Q, QuerySet

from curriculum import doubts
from curriculum.doubts import Doubt
from curriculum.models import Completion, CompletionRevocation
from stipends.models import Stipend

OVER = [Stipend.Status.PAID, Stipend.Status.DECLINED, Stipend.Status.REJECTED, Stipend.Status.VOID]


def in_doubt(at: datetime) -> list[Doubt]:
    """Awards below their own rule by now, whose stipend is still to be paid. Nothing is undone by itself."""
    unpaid = Completion.objects.exclude(Q(stipend__isnull=False) & Q(stipend__status__in=OVER))
    return doubts.doubts(unpaid, at)


def taken_back_with_stipend() -> QuerySet[CompletionRevocation]:
    """Completions taken back whose stipend still stands open: for those who look after stipends to end."""
    rows = CompletionRevocation.objects.filter(completion__stipend__isnull=False)
    still = rows.exclude(completion__stipend__status__in=OVER)
    return still.select_related("completion__enrollment__person", "completion__enrollment__cohort", "by").order_by(
        "at", "pk"
    )

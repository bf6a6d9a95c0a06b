"""The life of a mail: every status against every arrow."""

import pytest

from mlsafety_course.outbox import workflow
from mlsafety_course.outbox.models import Status

ALLOWED = {
    "RELEASE": {"draft": "queued"},
    "CANCEL": {"draft": "cancelled", "queued": "cancelled"},
    "CLAIM": {"queued": "sending"},
    "DELIVERED": {"sending": "sent"},
    "TRY_LATER": {"sending": "queued"},
    "GIVE_UP": {"sending": "failed"},
    "LOSE_SIGHT": {"sending": "uncertain"},
    "SETTLE_AS_SENT": {"uncertain": "sent"},
    "SEND_AGAIN": {"uncertain": "queued", "failed": "queued"},
}


@pytest.mark.parametrize("name", ALLOWED)
@pytest.mark.parametrize("status", Status.values)
def test_every_status_meets_every_arrow(name: str, status: str):
    arrow = getattr(workflow, name)

    assert arrow.allows(status) == (status in ALLOWED[name])
    assert arrow.target == ALLOWED[name].get(status, arrow.target)


def test_the_table_names_every_arrow():
    assert {id(getattr(workflow, name)) for name in ALLOWED} == {id(arrow) for arrow in workflow.ARROWS}

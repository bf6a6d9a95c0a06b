"""What finance files with a batch: one page, and one ZIP with the same bytes at every download."""

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import Group
from accounts.requests import UserRequest
from accounts.second_factor import second_factor_required
from mlsafety_course.transitions import Refused
from stipends import money, payout_pack, providers
from stipends.models import PayoutBatch
from stipends.views.batches import checked_file, readable
from stipends.views.gates import group_required

TITLES = {"country": "By country", "method": "By method", "budget": "By budget", "approver": "By approver"}


@require_safe
@permission_required("stipends.see_ledger", raise_exception=True)
def pack(request: UserRequest, public_id: str) -> HttpResponse:
    """Totals as they were written down at freezing."""
    batch = readable(request, public_id)
    found = _frozen(batch)
    context = {
        "batch": batch,
        "pack_title": f"Pack of {str(batch).lower()}",
        "officer": found["officer"],
        "sums": [(label, money.text(found[key], batch.currency)) for key, label in payout_pack.SUMS.items()],
        "tables": [
            (title, payout_pack.GROUPS[group], payout_pack.in_words(found, group, batch.currency))
            for group, title in TITLES.items()
        ],
        "bearers": [row["name"] for row in found["totals"]["fee_bearer"]],
        "is_api": providers.CAPABILITIES[batch.provider].is_api,
        "is_officer": request.user.holds(Group.PAYOUT_OFFICER),
    }
    return render(request, "stipends/pack.html", context)


@require_safe
@group_required(Group.PAYOUT_OFFICER)
@second_factor_required
def pack_zip(request: UserRequest, public_id: str) -> HttpResponse:
    """The file with its totals, once it is sent; without the file where this site itself pays from it."""
    batch = readable(request, public_id)
    _frozen(batch)
    checked_file(batch)
    is_api = providers.CAPABILITIES[batch.provider].is_api
    response = HttpResponse(payout_pack.archive(batch, with_file=not is_api), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{batch.file_name.removesuffix(".csv")}.zip"'
    return response


def _frozen(batch: PayoutBatch) -> dict[str, Any]:
    found = payout_pack.read(batch)
    if not found:
        raise Refused("This batch has no pack yet: it is made when the batch is frozen.")
    return found

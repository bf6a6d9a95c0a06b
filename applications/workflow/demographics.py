"""What a person says about themself for statistics: kept apart from their application, and taken back at will."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.models import User
from applications.models import Application, Demographics
from mlsafety_course.transitions import Refused

FIELDS = ("gender", "region", "first_in_family")


@transaction.atomic
def tell(application: Application, answers: Mapping[str, str], *, by: User, at: datetime) -> None:
    """Keep these answers in place of those before; none at all leaves no row."""
    if by != application.applicant:
        raise Refused("Only the person themself answers these questions. Nothing was changed.")
    given = {name: answers.get(name, "") for name in FIELDS}
    if not any(given.values()):
        Demographics.objects.filter(application=application).delete()
        return
    Demographics.objects.update_or_create(application=application, defaults={**given, "given_at": at})

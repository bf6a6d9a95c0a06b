"""How a person wants to stand on their certificate, until it is issued."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from cohorts.models import Enrollment
from curriculum.models import Completion, PrintedName
from mlsafety_course.transitions import Refused


@transaction.atomic
def give(enrollment: Enrollment, name: str, *, by: User, at: datetime) -> PrintedName:
    """The award takes it from here; once it is issued, a name stays as printed."""
    enrollment = Enrollment.objects.select_for_update(of=["self"]).get(pk=enrollment.pk)
    if enrollment.person_id != by.pk:
        raise Refused("The name on a certificate is given by the person themself.")
    clean = " ".join(name.split())
    if not clean:
        raise Refused("Write your name as it should be printed.")
    if Completion.objects.filter(enrollment=enrollment).exists():
        raise Refused("Your certificate is issued, so its name stays. Write to us if it is misspelt.")
    return PrintedName.objects.update_or_create(enrollment=enrollment, defaults={"name": clean, "given_at": at})[0]


def name_of(enrollment: Enrollment) -> str:
    """As it will be printed: what they gave, else their full name."""
    given = PrintedName.objects.filter(enrollment=enrollment).first()
    return given.name if given else enrollment.person.full_name

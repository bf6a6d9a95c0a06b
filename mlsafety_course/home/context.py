"""What every page knows: its reader's way around, the reader's zone, whom to write to."""

from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Exists
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from accounts.models import User
from applications.models import Application
from cohorts.models import Enrollment, Staffing, Teaching, TeachingInvite
from mlsafety_course import timekit


class Place(NamedTuple):
    """One entry of the navigation."""

    label: str
    url: str
    is_current: bool


def page(request: HttpRequest) -> dict[str, Any]:
    return {
        "contact_email": settings.CONTACT_EMAIL,
        "reader_zone_label": timekit.zone_label(getattr(request, "reader_zone", "UTC")),
        "nav": SimpleLazyObject(lambda: places(request)),
    }


def places(request: HttpRequest) -> list[Place]:
    """The homes of all roles this person has, in the order of the road."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return []
    homes = [("Application", "applications:mine", Application.objects.filter(applicant=user).exists())]
    homes += [
        ("Course", "course", Enrollment.objects.of(user).exists()),
        ("Teaching", "teaching", _teaches(user)),
        ("Review", "applications:queue", user.has_perm("applications.review_application")),
        ("Staff", "staff", user.has_perm("cohorts.lead_cohort")),
        ("Stipends", "stipends:queue", user.has_perm("stipends.see_ledger")),
    ]
    here = request.path
    return [Place(label, url, here.startswith(url)) for label, name, shown in homes if shown for url in [reverse(name)]]


def _teaches(user: User) -> bool:
    """Or is asked to, also by an address of theirs (one query)."""
    teachings, staffings = Teaching.objects.filter(ta=user), Staffing.objects.of(user)
    asked = Exists(TeachingInvite.objects.of(user))
    return User.objects.filter(Exists(teachings) | Exists(staffings) | asked, pk=user.pk).exists()

"""What a participant's own pages are about."""

from django.http import Http404

from accounts.models import User
from cohorts.models import Enrollment


def own_enrollment(user: User) -> Enrollment:
    """Their place in the cohort that starts last, with cohort and person. Http404 for whoever has none."""
    enrollment = Enrollment.objects.current_of(user)
    if enrollment is None:
        raise Http404("This page is for participants.")
    return enrollment

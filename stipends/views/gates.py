"""Who may open a door to money: members of a group. Being superuser alone is refused."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from accounts.models import Group
from accounts.requests import UserRequest

P = ParamSpec("P")
View = Callable[Concatenate[UserRequest, P], HttpResponse]


def group_required(*groups: Group) -> Callable[[View[P]], View[P]]:
    """403 for anybody outside all of these groups."""

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: UserRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not any(request.user.holds(group) for group in groups):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return cast("View[P]", guarded)

    return guard

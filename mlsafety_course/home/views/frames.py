"""What a page with a mail in a frame may do, and what the mail inside may do."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp, csp_update
from django.http import HttpResponse
from django.views.decorators.clickjacking import xframe_options_sameorigin

View = TypeVar("View", bound=Callable[..., HttpResponse])


def holds_mail(view: View) -> View:
    """The page around it may hold a frame of ours."""
    page: Any = view  # django-csp's types know no request but Django's own
    return cast(View, csp_update({"frame-src": [SELF]})(page))


def mail_alone(view: View) -> View:
    """A mail carries its styles with it, and may do nothing but be looked at, in a frame of ours."""
    mail: Any = xframe_options_sameorigin(view)
    rules = {"default-src": [NONE], "style-src": [UNSAFE_INLINE], "frame-ancestors": [SELF], "sandbox": True}
    return cast(View, csp(rules)(mail))

"""A small site with a fault of each kind, for the controls: each guard has to see its own."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from accounts.models import User
from mlsafety_course.outbox.models import Message


@login_not_required
def without_login(request: HttpRequest) -> HttpResponse:
    """Shows what only people who have signed in may see."""
    return HttpResponse("Everybody's addresses")


def without_owner(request: HttpRequest, public_id: str) -> HttpResponse:
    """Tells apart what is hidden and what is missing."""
    found = User.objects.filter(public_id=public_id).exists()
    return HttpResponse("It is not yours." if found else "There is nothing.", status=404)


def writing(request: HttpRequest) -> HttpResponse:
    """Changes a row when it is read."""
    User.objects.update(name_to_use="Read")
    return HttpResponse("Read")


def any_method(request: HttpRequest) -> HttpResponse:
    """Takes whatever is sent."""
    return HttpResponse("Taken")


def one_by_one(request: HttpRequest) -> HttpResponse:
    """Asks the database once for each row of its list."""
    return HttpResponse(" ".join(str(message.person) for message in Message.objects.all()))


def money(request: HttpRequest) -> HttpResponse:
    """Pays without asking for the second factor."""
    return HttpResponse("Paid")


urlpatterns = [
    path("", include("mlsafety_course.urls")),
    path("planted/open/", without_login, name="planted_open"),
    path("planted/<uuid:public_id>/", without_owner, name="planted_owner"),
    path("planted/writing/", writing, name="planted_writing"),
    path("planted/any/", any_method, name="planted_any"),
    path("planted/list/", one_by_one, name="planted_list"),
    path("planted/money/", money, name="planted_money"),
]

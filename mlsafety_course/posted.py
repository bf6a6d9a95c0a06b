"""What a request brings for a form."""

from django.http import HttpRequest, QueryDict


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, be it nothing: a form that stays unbound after a POST has no mistakes to show."""
    return request.POST if request.method == "POST" else None

"""What letters are made of: links into the site, and texts from `templates/emails/`."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse


def link(name: str, *args: object) -> str:
    """The whole address of a page."""
    return f"{settings.BASE_URL}{reverse(name, args=args)}"


def source(app: str, name: str, /, **context: object) -> str:
    """What a letter says, in the little Markdown of `outbox.markup`; a `Letter` makes text and HTML of it."""
    known = {"contact_email": settings.CONTACT_EMAIL, **context}
    return str(render_to_string(f"emails/{app}/{name}.txt", known))

"""What letters are made of: links into the site, and texts from `templates/emails/`."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse


def link(name: str, *args: object) -> str:
    """The whole address of a page."""
    return f"{settings.BASE_URL}{reverse(name, args=args)}"


def text(app: str, name: str, /, **context: object) -> str:
    """The stripped text of a mail with one line end. A plain str, never marked safe: pages that show it escape it."""
    return render_to_string(f"emails/{app}/{name}.txt", context).strip() + "\n"

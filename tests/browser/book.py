"""The book of pages: every address that answers with a page, who reads it in the demo, and where it stands.

The tests that look at pages (accessibility, HTML, pictures, snapshots) all read from here; a test fails when a page is
missing, so that no page escapes them.
"""

from __future__ import annotations

from accounts.models import User
from tests.browser.book_of_people import OfPeople
from tests.browser.book_of_staff import OfStaff
from tests.browser.places import Page

NO_PAGE = {
    "healthz": "JSON for machines",
    "my_data_file": "a download",
    "calendar": "for calendar programs",
    "after_login": "leads on",
    "applications:export": "a download",
    "applications:next": "leads on",
    "curriculum:file": "a download",
    "curriculum:section_work": "a download",
    "curriculum:export_course": "a download",
    "curriculum:certificate_file": "a download",
    "stipends:ledger_csv": "a download",
    "stipends:file": "a download",
    "stipends:pack_zip": "a download",
    "stipends:year_csv": "a download",
    "message_html": "the inside of a frame, with a policy of its own: tests/outbox",
    "sample_mail": "the inside of a frame, with a policy of its own: tests/outbox",
    "mfa_download_recovery_codes": "a download",
    "account_confirm_login_code": "signing in by code alone is off",
    "account_set_password": "for accounts without a password, which nobody can make here",
    **dict.fromkeys(
        (
            "account_email_verification_sent",
            "account_confirm_password_reset_code",
            "account_complete_password_reset",
            "mfa_authenticate",
            "mfa_view_recovery_codes",
            "applications:confirm_interest",
        ),
        "only in the middle of an act: the states of tests/browser/states.py",
    ),
}


class Book(OfPeople, OfStaff):
    """The pages of a demo that was built at NOW."""

    def pages(self) -> list[Page]:
        """All of them, in the order of the road."""
        rooms = (self._public(), self._applicant(), self._participant(), self._ta(), self._reading(), self._lead())
        more = (self._cohort(), self._calendar(), self._content(), self._money(), self._account(), self._admin())
        return [page for room in (*rooms, *more) for page in room]

    def key_pages(self) -> list[Page]:
        """The twenty that pictures and snapshots are made of."""
        return [page for page in self.pages() if page.key]


def gaps(readable: set[str], pages: list[Page]) -> list[str]:
    """Addresses that answer GET and are neither in the book nor excused."""
    written = {page.name for page in pages}
    found = [f"{name} is not in the book of pages" for name in sorted(readable - written - NO_PAGE.keys())]
    return found + [f"{name} is excused and in the book" for name in sorted(NO_PAGE.keys() & written)]


def make_superuser() -> User:
    """For the admin alone, which the demo has no login for."""
    return User.objects.create_superuser("root@example.org", full_name="Root")

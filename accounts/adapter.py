"""Where allauth meets this product: its mail goes through the outbox, its secrets are encrypted."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts import encryption
from accounts.second_factor import second_factor_fresh
from accounts.wording import ACCOUNT_REFUSALS, FACTOR_REFUSALS
from mlsafety_course.outbox import post


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {**DefaultAccountAdapter.error_messages, **ACCOUNT_REFUSALS}

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the mail to the outbox; the next tick, a few seconds later, sends it."""
        known = {"email": email, "base_url": settings.BASE_URL, "contact_email": settings.CONTACT_EMAIL}
        rendered = self.render_mail(template_prefix, email, {**known, **context})
        post.write_account_mail(email, str(rendered.subject), str(rendered.body), at=timezone.now())

    def send_account_already_exists_mail(self, email: str) -> None:
        """Hash as making an account does: the time the answer takes must not tell who has one."""
        make_password(email)
        super().send_account_already_exists_mail(email)


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = {**DefaultMFAAdapter.error_messages, **FACTOR_REFUSALS}

    def encrypt(self, text: str) -> str:
        return encryption.encrypt(text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """An authenticator app is given up only by who proves it: a password alone must not replace it."""
        request = context.request
        return authenticator.type != Authenticator.Type.TOTP or (request is not None and second_factor_fresh(request))

    def decrypt(self, encrypted_text: str) -> str:
        return encryption.decrypt(encrypted_text)

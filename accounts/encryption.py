"""Encryption at rest for single fields, with keys from FIELD_KEYS (newest first)."""

import hashlib
import hmac

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def encrypt(text: str) -> str:
    """The text under the newest key."""
    return _keys().encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """The text again. `cryptography.fernet.InvalidToken` where no key fits."""
    return _keys().decrypt(token.encode()).decode()


def renew(token: str) -> str:
    """The same text under the newest key. `cryptography.fernet.InvalidToken` where no key fits."""
    return _keys().rotate(token.encode()).decode()


def fingerprint(text: str) -> str:
    """An HMAC by which two texts can be compared for equality and nothing else (64 hex digits)."""
    return _hmac(text, settings.SECRET_KEY)


def has_fingerprint(text: str, said: str) -> bool:
    """Whether this is the text's fingerprint, made with the secret key of today or one of SECRET_KEY_FALLBACKS."""
    secrets = [settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)]
    return any(hmac.compare_digest(_hmac(text, secret), said) for secret in secrets)


def _hmac(text: str, secret: str) -> str:
    folded = " ".join(text.casefold().split())
    return hmac.new(f"fingerprint:{secret}".encode(), folded.encode(), hashlib.sha256).hexdigest()


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.FIELD_KEYS])

"""Fields encrypted at rest."""

import pytest
from cryptography.fernet import Fernet, InvalidToken
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from accounts import encryption


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text())
def test_what_goes_in_comes_out_and_never_stands_in_the_token(text: str):
    token = encryption.encrypt(text)

    assert encryption.decrypt(token) == text
    assert encryption.encrypt(text) != token


def test_an_older_key_still_opens_what_it_closed(settings: Settings):
    token = encryption.encrypt("Ada Okafor")

    settings.FIELD_KEYS = [Fernet.generate_key().decode(), *settings.FIELD_KEYS]

    assert encryption.decrypt(token) == "Ada Okafor"


def test_a_lost_key_is_an_error_not_an_empty_name(settings: Settings):
    token = encryption.encrypt("Ada Okafor")
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]

    with pytest.raises(InvalidToken):
        encryption.decrypt(token)


def test_fingerprints_see_through_spaces_and_case_and_say_nothing_else():
    assert encryption.fingerprint(" Ada  OKAFOR ") == encryption.fingerprint("ada okafor")
    assert encryption.fingerprint("ada okafor") != encryption.fingerprint("ada okafo")

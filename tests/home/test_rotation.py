"""Keys are changed by a command: afterwards the old key is not needed for anything."""

import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken
from django.core.management import call_command
from pytest_django.fixtures import Settings

from accounts import encryption
from mlsafety_course.home import rotation
from stipends.models import Payee, PayoutBatch
from tests.factories.people import make_approver
from tests.factories.stipends import make_approved, make_ready, send

pytestmark = pytest.mark.django_db


def test_after_the_command_the_newest_key_alone_reads_everything(settings: Settings):
    stipend = make_approved()
    batch = send([stipend])
    file, pack = batch.file, batch.pack
    factor = Authenticator.objects.create(
        user=make_approver(), type=Authenticator.Type.TOTP, data={"secret": encryption.encrypt("JBSWY3DP")}
    )
    new = Fernet.generate_key().decode()
    settings.FIELD_KEYS = [new, *settings.FIELD_KEYS]

    call_command("rotate_keys")
    settings.FIELD_KEYS = [new]

    payee, batch = Payee.objects.get(), PayoutBatch.objects.get()
    assert payee.legal_name == stipend.enrollment.person.full_name
    assert (batch.file, batch.pack) == (file, pack)
    factor.refresh_from_db()
    assert encryption.decrypt(factor.data["secret"]) == "JBSWY3DP"


def test_without_the_command_the_new_key_reads_nothing(settings: Settings):
    make_ready()
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]

    with pytest.raises(InvalidToken):
        _ = Payee.objects.get().legal_name


def test_digests_and_fingerprints_stay_so_approvals_do(settings: Settings):
    stipend = make_approved()
    settings.FIELD_KEYS = [Fernet.generate_key().decode(), *settings.FIELD_KEYS]

    call_command("rotate_keys")

    assert Payee.objects.get().digest == stipend.approved_digest


def test_it_can_be_repeated(settings: Settings):
    make_ready()

    assert [rotation.renew_everything(), rotation.renew_everything()] == [1, 1]


def test_every_encrypted_field_is_known_by_its_name():
    found = {(model.__name__, name) for model, names in rotation.encrypted() for name in names}

    assert found == {
        ("Payee", "legal_name_encrypted"),
        ("Payee", "destination_encrypted"),
        ("Payee", "proof_encrypted"),
        ("PayoutBatch", "file_encrypted"),
        ("PayoutBatch", "pack_encrypted"),
    }

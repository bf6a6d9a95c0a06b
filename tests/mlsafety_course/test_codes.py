"""Codes that people type, and ids from outside."""

from uuid import UUID

import pytest

from mlsafety_course import codes


def test_a_code_has_only_letters_that_nobody_misreads():
    letters = set("".join(codes.drawn(12) for _ in range(200)))

    assert letters <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    assert len(letters) > 20


def test_no_two_codes_are_drawn_alike():
    assert len({codes.drawn(12) for _ in range(200)}) == 200


def test_what_a_person_types_is_read_as_it_was_drawn():
    assert codes.as_drawn("a7ko-92li mf") == "A7K09211MF"


def test_a_drawn_code_is_read_as_itself():
    code = codes.drawn(12)

    assert codes.as_drawn(code) == code


def test_an_id_is_read_however_it_is_written():
    written = "5f0b1c39-6f55-5b0e-9f0e-6a3a1f1c7e55"

    assert codes.uuid_of(written) == codes.uuid_of(written.replace("-", "").upper()) == UUID(written)


@pytest.mark.parametrize("written", ["", "1", "none", "5f0b1c39-6f55-5b0e-9f0e", "' OR 1=1"])
def test_what_is_no_id_is_none(written):
    assert codes.uuid_of(written) is None

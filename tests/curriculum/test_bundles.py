"""All homework of a section as one ZIP."""

import io
import zipfile
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from curriculum.bundles import safe
from tests.factories.cohorts import make_section, ta_of
from tests.factories.curriculum import PDF, make_attempt, make_file, make_participant, make_scheduled_cohort
from tests.factories.people import make_lead, make_person


@pytest.fixture
def section(db):
    return make_section(make_scheduled_cohort(), maximum=40)


def download(client, person, section, at):
    client.force_login(person)
    with time_machine.travel(at, tick=False):
        return client.get(reverse("curriculum:section_work", args=[section.public_id]))


def opened(answer) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(answer.getvalue()))


def test_each_attempt_has_a_folder_with_text_links_receipt_and_files_as_they_were(client, section):
    ann = make_participant(section.cohort, section, name="Ann Ng")
    files = [make_file("a.pdf"), make_file("a.pdf", PDF + b"%"), make_file("bomb.zip", b"PK\x03\x04")]
    first = make_attempt(
        ann, text="One.", link="https://example.org/1", more_links=["https://example.org/2"], files=files
    )
    make_attempt(ann, first.homework, text="Two.", at=first.received_at + timedelta(hours=1))

    bundle = opened(download(client, ta_of(section), section, first.received_at + timedelta(days=1)))

    folder = f"Ann Ng {ann.public_id.hex[:6]}/{first.homework}"
    one = {
        name.rpartition("/")[2]: bundle.read(name)
        for name in bundle.namelist()
        if name.startswith(f"{folder}/attempt 1")
    }
    assert bundle.testzip() is None
    assert one["answer.md"] == b"One."
    assert one["links.txt"] == b"https://example.org/1\nhttps://example.org/2"
    assert first.digest.encode() in one["receipt.txt"]
    assert (one["file 1 a.pdf"], one["file 2 a.pdf"], one["file 3 bomb.zip"]) == (PDF, PDF + b"%", b"PK\x03\x04")
    assert bundle.read(f"{folder}/attempt 2/answer.md") == b"Two."


def test_only_the_people_of_the_section_are_in_it_and_a_vanished_file_is_named(client, section):
    mine = make_attempt(make_participant(section.cohort, section, name="../../Eve"), files=[make_file()])
    make_attempt(make_participant(section.cohort, make_section(section.cohort, weekday=4), name="Otto"))
    row = mine.files.get()
    row.content.storage.delete(str(row.content.name))

    names = opened(download(client, make_lead(), section, mine.received_at)).namelist()

    assert not [name for name in names if "Otto" in name or name.startswith(("/", ".")) or ".." in name.split("/")]
    assert [name for name in names if name.endswith("file 1 is missing.txt")]


def test_other_tas_participants_and_strangers_find_no_bundle(client, section):
    attempt = make_attempt(make_participant(section.cohort, section))
    other_ta = ta_of(make_section(section.cohort, weekday=4))

    for person in (other_ta, attempt.enrollment.person, make_person()):
        assert download(client, person, section, attempt.received_at).status_code == 404


def test_a_lead_who_studies_here_gets_the_work_of_others_only(client, section):
    lead = make_lead()
    enrollment = make_participant(section.cohort, section)
    enrollment.person.groups.set(lead.groups.all())
    own = make_attempt(enrollment)
    make_attempt(make_participant(section.cohort, section, name="Otto"), own.homework)

    names = opened(download(client, enrollment.person, section, own.received_at)).namelist()

    assert {name.partition(" ")[0] for name in names} == {"Otto"}


@pytest.mark.parametrize("name", ["..", ".", "", "a/b", "a\\b", "CON:", 'x"y', "x\r\ny", "\u202e", " . "])
def test_a_name_is_one_folder_whatever_it_says(name):
    clean = safe(name)

    assert clean not in {"", ".", ".."}
    assert not set(clean) & set('/\\:"\r\n\u202e')

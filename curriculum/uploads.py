"""What may be handed in as a file, how it is kept, and how it may be shown."""

from __future__ import annotations

import hashlib
import unicodedata
import uuid
from collections.abc import Container, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import Any

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile

MEGABYTE = 1024 * 1024
MOST_FILES = 5
MOST_BYTES = 10 * MEGABYTE
MOST_BYTES_TOGETHER = 25 * MEGABYTE
LONGEST_NAME = 120
FOLDER = "attempts"
ORPHAN_AFTER = timedelta(days=1)

# What a file of this kind begins with; only these are ever shown in the browser, as exactly this type.
MAGIC = {
    ".pdf": (b"%PDF-", "application/pdf"),
    ".png": (b"\x89PNG\r\n\x1a\n", "image/png"),
    ".jpg": (b"\xff\xd8\xff", "image/jpeg"),
    ".jpeg": (b"\xff\xd8\xff", "image/jpeg"),
}
ENDINGS = [*MAGIC, ".ipynb", ".py", ".md", ".txt", ".tex", ".csv", ".json", ".docx", ".odt", ".zip"]
RULES_IN_WORDS = (
    f"Up to {MOST_FILES} files of at most 10 MB each and 25 MB together: "
    "PDF, notebooks, Python, Markdown, text, LaTeX, CSV, JSON, Word, OpenDocument, PNG, JPEG or ZIP."
)


@dataclass(frozen=True)
class StoredFile:
    """A file that has been written to its random place."""

    public_id: uuid.UUID
    path: str
    name: str
    size: int
    sha256: str


def problems(files: Sequence[UploadedFile[Any]]) -> list[str]:
    """What is wrong with these files, a sentence each; nothing when they may be handed in."""
    found = [sentence for file in files if (sentence := _problem(file))]
    if len(files) > MOST_FILES:
        found.append(f"At most {MOST_FILES} files can be handed in at once; you chose {len(files)}.")
    if sum(file.size or 0 for file in files) > MOST_BYTES_TOGETHER:
        found.append("Your files are larger than 25 MB together. Hand in a link to the large ones instead.")
    return found


def _problem(file: UploadedFile[Any]) -> str:
    name, ending = clean_name(file.name), ending_of(clean_name(file.name))
    if ending not in ENDINGS:
        return f"“{name}” is of a kind we do not take. Hand it in as a PDF or notebook, or as a link."
    if not file.size:
        return f"“{name}” is empty. Save it again, then choose it again."
    if file.size > MOST_BYTES:
        return f"“{name}” is larger than 10 MB. Make it smaller, or hand in a link to it."
    if not begins_as_it_should(file, ending):
        return f"“{name}” is not a {ending[1:].upper()} file inside. Export it again, then choose it again."
    return ""


def begins_as_it_should(file: UploadedFile[Any], ending: str) -> bool:
    """Whether the first bytes are those of the kind that the name promises."""
    magic = MAGIC.get(ending, (b"", ""))[0]
    file.seek(0)
    return bool(file.read(len(magic)) == magic)


def clean_name(name: str | None) -> str:
    """The name without folders, control characters and signs that turn the reading direction, at a bearable length."""
    last = (name or "").replace("\\", "/").rpartition("/")[2]
    plain = "".join(sign for sign in unicodedata.normalize("NFC", last) if unicodedata.category(sign)[0] != "C")
    stem, ending = PurePath(plain).stem.strip(" ."), PurePath(plain).suffix
    return f"{stem[: LONGEST_NAME - len(ending)] or 'file'}{ending}"[:LONGEST_NAME]


def ending_of(name: str) -> str:
    return PurePath(name).suffix.lower()


def shown_as(name: str, beginning: bytes) -> str:
    """The type under which a browser may show a file that begins so; empty for one that is only ever saved."""
    magic, kind = MAGIC.get(ending_of(name), (b"", ""))
    return kind if beginning.startswith(magic) else ""


def left_behind(known: Container[str], *, at: datetime) -> Iterator[str]:
    """Paths of files that no row knows and that were written more than a day ago, by a process that was killed."""
    folders = default_storage.listdir(FOLDER)[0] if default_storage.exists(FOLDER) else []
    for folder in folders:
        for name in default_storage.listdir(f"{FOLDER}/{folder}")[1]:
            path = f"{FOLDER}/{folder}/{name}"
            if path not in known and default_storage.get_modified_time(path) < at - ORPHAN_AFTER:
                yield path


@contextmanager
def stored(files: Sequence[UploadedFile[Any]]) -> Iterator[list[StoredFile]]:
    """Files are written before their rows; when what follows fails, they are removed again."""
    kept: list[StoredFile] = []
    try:
        for file in files:
            kept.append(_store(file))
        yield kept
    except BaseException:
        remove(kept)
        raise


def remove(files: Sequence[StoredFile]) -> None:
    """Files that no row will know."""
    for file in files:
        default_storage.delete(file.path)


def _store(file: UploadedFile[Any]) -> StoredFile:
    public_id = uuid.uuid4()
    digest = hashlib.sha256()
    file.seek(0)
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    path = default_storage.save(f"{FOLDER}/{public_id.hex[:2]}/{public_id.hex}", file)
    return StoredFile(public_id, path, clean_name(file.name), file.size or 0, digest.hexdigest())

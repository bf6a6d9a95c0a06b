"""A section's homework as one ZIP, written while it is sent: person / homework / attempt / file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from curriculum.models import Attempt

CHUNK = 64 * 1024
FORBIDDEN = set('<>:"/\\|?*')
LONGEST = 80


class _Pipe(io.RawIOBase):
    """Takes what zipfile writes and gives it away again. It cannot go back, so sizes stand behind the files."""

    def __init__(self) -> None:
        self.waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, part: object) -> int:
        chunk = bytes(part)  # type: ignore[call-overload]
        self.waiting += chunk
        return len(chunk)

    def taken(self) -> bytes:
        part = bytes(self.waiting)
        self.waiting.clear()
        return part


def safe(name: str) -> str:
    """A name that every system takes as one folder or file, and as nothing else."""
    plain = "".join("_" if sign in FORBIDDEN or not sign.isprintable() else sign for sign in name).strip(" .")
    return plain[-LONGEST:].strip(" .") or "nameless"


def folder_of(attempt: Attempt) -> str:
    """The short code keeps people of one name apart."""
    person = f"{safe(attempt.enrollment.person.full_name)} {attempt.enrollment.public_id.hex[:6]}"
    return f"{person}/{safe(str(attempt.homework))}/attempt {attempt.number}"


def zipped(attempts: Iterable[Attempt], at: datetime) -> Iterator[bytes]:
    """The ZIP in pieces. Files are copied as they are: nothing is opened, and an archive stays one inside."""
    pipe, stamp = _Pipe(), at.astimezone(UTC).timetuple()[:6]
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_STORED) as bundle:
        for attempt in attempts:
            for name, chunks in _contents(attempt):
                entry = zipfile.ZipInfo(f"{folder_of(attempt)}/{name}", stamp)
                with bundle.open(entry, "w") as out:
                    for chunk in chunks:
                        out.write(chunk)
                        yield pipe.taken()
    yield pipe.taken()


def _contents(attempt: Attempt) -> Iterator[tuple[str, Iterable[bytes]]]:
    if attempt.text:
        yield "answer.md", [attempt.text.encode(errors="replace")]
    if attempt.links:
        yield "links.txt", ["\n".join(attempt.links).encode()]
    received = attempt.received_at.astimezone(UTC).isoformat(timespec="seconds")
    yield "receipt.txt", [f"Received {received}\nSHA-256 {attempt.digest}\n".encode()]
    for number, file in enumerate(attempt.files.all(), 1):
        try:
            content = file.content.open("rb")
        except FileNotFoundError:
            yield f"file {number} is missing.txt", [b"It is no longer on our disk. Ask the course leads.\n"]
            continue
        with content:
            yield f"file {number} {safe(file.name)}", content.chunks(CHUNK)

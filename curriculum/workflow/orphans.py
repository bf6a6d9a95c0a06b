"""Uploaded files whose rows never came: a process was killed between the two."""

from datetime import datetime

from django.core.files.storage import default_storage

from curriculum.models import AttemptFile
from curriculum.uploads import left_behind


def sweep(*, at: datetime) -> int:
    """Delete those older than a day, so that nothing on its way is touched. How many there were."""
    known = frozenset(AttemptFile.objects.values_list("content", flat=True))
    found = list(left_behind(known, at=at))
    for path in found:
        default_storage.delete(path)
    return len(found)

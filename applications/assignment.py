"""Who reads what: every application gets its readers, the least loaded first, conflicts left out."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

# Sharing one of these says nothing about knowing each other. The last three belong to nobody (RFC 2606).
PROVIDERS = """
gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com yahoo.co.uk yahoo.co.in ymail.com
icloud.com me.com mac.com aol.com proton.me protonmail.com pm.me fastmail.com hey.com zoho.com mail.com gmx.com
gmx.de gmx.net web.de t-online.de yandex.ru yandex.com mail.ru qq.com 163.com 126.com naver.com
example.com example.net example.org
"""
PUBLIC_MAIL = frozenset(PROVIDERS.split())


@dataclass(frozen=True)
class ToRead:
    """One application: who may not read it, and who reads it already."""

    id: int
    barred: frozenset[int]
    readers: frozenset[int]


def share_an_employer(one: str, other: str) -> bool:
    """Whether two addresses have the same domain, and not that of a public provider."""
    domain = one.rpartition("@")[2].lower()
    return domain == other.rpartition("@")[2].lower() and domain not in PUBLIC_MAIL


def assign(
    applications: Iterable[ToRead], readers: Sequence[int], each: int, load: Mapping[int, int]
) -> list[tuple[int, int]]:
    """New (application, reader) pairs, so that each application has `each` readers where enough are free.

    The hardest to serve come first. Equal loads are broken by a hash, so that the same two readers do not always meet.
    """
    loads = Counter(load)
    pairs = []
    for item in sorted(applications, key=lambda item: (-len(item.barred), item.id)):
        free = [reader for reader in readers if reader not in item.barred | item.readers]
        free.sort(key=lambda reader: (loads[reader], mixed(item.id, reader)))
        for reader in free[: max(0, each - len(item.readers))]:
            loads[reader] += 1
            pairs.append((item.id, reader))
    return pairs


def mixed(*parts: object) -> str:
    """A fixed shuffle: an order that looks random and is always the same for the same parts."""
    return hashlib.sha256("/".join(map(str, parts)).encode()).hexdigest()

"""Every address of the site, from the URL resolver."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

MISSING = {
    "uuid": "00000000-0000-4000-8000-000000000000",
    "slug": "nothing-here",
    "str": "000000000000",
    "path": "0",
    "int": "99",
}


@dataclass(frozen=True)
class Address:
    """A named pattern and the kinds of what stands in it: `{"public_id": "uuid"}`."""

    name: str
    route: str
    takes: tuple[tuple[str, str], ...] = ()

    @property
    def missing(self) -> dict[str, str]:
        """Arguments that fit, of something that does not exist."""
        return {argument: MISSING[kind] for argument, kind in self.takes}


def addresses(urlconf: str | None = None) -> list[Address]:
    """All of them, in the order in which they are tried. A pattern without a name is called by its route."""
    return list(_walk(get_resolver(urlconf), "", ""))


def _walk(resolver: URLResolver, prefix: str, namespace: str) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern, route, inner)
        else:
            yield Address(namespace + (pattern.name or route), route, _takes(pattern))


def _takes(pattern: URLPattern) -> tuple[tuple[str, str], ...]:
    return tuple((argument, _kind(converter)) for argument, converter in pattern.pattern.converters.items())


def _kind(converter: Any) -> str:
    return type(converter).__name__.removesuffix("Converter").replace("String", "str").lower()

"""Serves Bootstrap's one stylesheet from its wheel: nothing is vendored, and collectstatic skips what we do not use."""

from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from typing import Any

from django.contrib.staticfiles.finders import FileSystemFinder
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage

PREFIX = "bootstrap"
FILES = ("css/bootstrap.min.css", "css/bootstrap.min.css.map")


class BootstrapFinder(FileSystemFinder):
    """Finds the files named above, as `bootstrap/css/bootstrap.min.css`."""

    def __init__(self, app_names: Iterable[str] | None = None) -> None:
        spec = find_spec("bootstrap")
        if spec is None or not spec.submodule_search_locations:
            raise ImportError("The package bootstrap-wrapper is not installed, so pages would have no base styles.")
        folder = next(iter(spec.submodule_search_locations))
        self.storage = FileSystemStorage(location=folder)
        self.storage.prefix = PREFIX  # type: ignore[attr-defined]  # collectstatic reads it from the storage
        self.locations = [(PREFIX, folder)]
        self.storages = {folder: self.storage}

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        return []

    def find_location(self, root: str, path: str, prefix: str | None = None) -> str | None:
        return super().find_location(root, path, prefix) if path.removeprefix(f"{PREFIX}/") in FILES else None

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[Any]:
        return ((name, self.storage) for name in FILES)

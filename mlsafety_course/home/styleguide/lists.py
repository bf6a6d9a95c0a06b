"""Samples of lists."""

from typing import Any


def samples() -> dict[str, Any]:
    return {}

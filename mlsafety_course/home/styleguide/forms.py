"""Samples of forms."""

from typing import Any


def samples() -> dict[str, Any]:
    return {}

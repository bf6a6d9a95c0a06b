"""How log lines look, and which chatter is left out."""

from typing import Any


def to_stderr(level: str) -> dict[str, Any]:
    """What Django's LOGGING takes: everything from `level` on, one line each, on standard error."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {"celery.beat": {"level": "WARNING"}, "celery.worker.strategy": {"level": "WARNING"}},
    }

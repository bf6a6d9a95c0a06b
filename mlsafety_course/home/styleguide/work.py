"""Samples of long work: each way it can stand."""

from typing import Any

ASKED = "Asked for by Jo, 14:03."
MAKING = "A proposal is being made"
LEAVE = "You can leave this page: it goes on by itself."
STUCK = "No worker has taken it yet. If this lasts, tell whoever runs the site."
BROKE = "Something went wrong on our side. Nothing was changed and nobody was told. What happened is in the log."
PRESSED = "/staff/styleguide/"
ANEW = {"again_url": PRESSED, "again_label": "Make a new proposal"}


def samples() -> dict[str, Any]:
    return {
        "works": [
            _work("queued", "Waiting for a worker", "Waiting", LEAVE, cancel_url=PRESSED),
            _work("stuck", "Waiting for a worker", "Still waiting", STUCK, status="warn", cancel_url=PRESSED),
            _work("first", MAKING, "Being made", LEAVE, **_at(0, "Reading hours"), cancel_url=PRESSED),
            _work("last", MAKING, "Being made", LEAVE, **_at(3, "Writing"), cancel_url=PRESSED),
            _work("done", "The proposal is made", "Made", "57 of 60 have a seat. Nobody was told.", **ANEW),
            _work("failed", "No proposal was made", "Not made", BROKE, **ANEW | {"again_label": "Try again"}),
            _work("cancelled", "The proposal was cancelled", "Cancelled", "Nothing was changed.", **ANEW),
        ]
    }


def _work(key: str, title: str, label: str, note: str, **more: Any) -> dict[str, Any]:
    told = {"title": title, "status": key, "label": label, "note": note, "started": ASKED, "said": f"{title}. {note}"}
    return {"id": f"work-{key}", **told, **more}


def _at(step: int, name: str) -> dict[str, Any]:
    return {"status": "running", "step": name, "steps": f"Step {step + 1} of 4", "value": step, "max": 4}

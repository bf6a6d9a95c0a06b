"""Which mark and which request of the world the addresses of attendance are asked about."""

from typing import Any

from tests.guards.world import World


def asked(world: World, meetings: dict[str, dict[str, Any]]) -> dict[str, dict[str, dict[str, Any]]]:
    """What people ask about a meeting, and the answers."""
    requests = {"own": _id(world.asked["A"]), "other": _id(world.asked["B"])}
    found = {f"cohorts:{name}": requests for name in ("take_back_request", "grant_request", "decline_request")}
    found |= {f"cohorts:{name}": meetings for name in ("absence", "correction")}
    guest = {"guest": str(world.enrollments["B"].public_id)}
    return found | {"cohorts:take_off": {label: meeting | guest for label, meeting in meetings.items()}}


def marks(world: World) -> dict[str, dict[str, Any]]:
    """A mark of a meeting that is signed off."""
    return {
        label: _id(world.meetings[f"held {key}"]) | {"enrollment": str(world.enrollments[key].public_id)}
        for label, key in {"own": "A", "other": "B"}.items()
    }


def _id(row: Any) -> dict[str, Any]:
    return {"public_id": str(row.public_id)}

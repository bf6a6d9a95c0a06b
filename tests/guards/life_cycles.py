"""The checks of the life cycles: arrows against statuses, and who writes a status. Each returns sentences."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from django.apps import AppConfig, apps

from mlsafety_course.transitions import Arrow, Move, Stateful

ALONE = {"transitions.py"}  # the one place that writes a status
SKIPPED = {"migrations", "workflow"}


def cycles() -> list[type[Stateful]]:
    """Every record with a life cycle."""
    return [model for model in apps.get_models() if issubclass(model, Stateful)]


def arrows_of(room: AppConfig) -> list[Arrow]:
    """The arrows that the room's workflow modules name."""
    found: dict[int, Arrow] = {}
    for module in _modules(f"{room.name}.workflow"):
        found |= {id(value): value for value in vars(module).values() if isinstance(value, Arrow)}
    return list(found.values())


def _modules(name: str) -> Iterator[object]:
    package = importlib.import_module(name)
    yield package
    for part in pkgutil.iter_modules(getattr(package, "__path__", [])):
        yield importlib.import_module(f"{name}.{part.name}")


def statuses(model: type[Stateful]) -> list[str]:
    """The values that its status can have."""
    return [value for value, _ in model._meta.get_field("status").choices or []]


def without_history(models: Iterable[type[Stateful]]) -> list[str]:
    """Life cycles that keep no rows of a concrete Move as `moves`."""
    moves = {model: model._meta.fields_map.get("moves") for model in models}
    return [
        f"{model.__name__} has no concrete Move with the related name `moves`"
        for model, relation in moves.items()
        if relation is None or not issubclass(relation.related_model or object, Move)
    ]


def lost(model: type[Stateful], arrows: Iterable[Arrow], excused: Mapping[str, str]) -> list[str]:
    """Statuses that no road of arrows reaches from the first one, where `excused` has no reason for it."""
    first = model._meta.get_field("status").get_default()
    own = [arrow for arrow in arrows if arrow.sources | {arrow.target} <= set(statuses(model))]
    reached = _reached(first, own)
    name = model.__name__
    found = [] if first in statuses(model) else [f"{name} begins as “{first}”, which is no status of it"]
    found += [f"{name} never becomes {status}" for status in statuses(model) if status not in {*reached, *excused}]
    return found + [f"{name} reaches {status} now: take it off the list" for status in excused if status in reached]


def _reached(first: str, arrows: list[Arrow]) -> set[str]:
    reached = {first}
    while new := {arrow.target for arrow in arrows if arrow.sources & reached} - reached:
        reached |= new
    return reached


def astray(models: Iterable[type[Stateful]], arrows: Iterable[Arrow]) -> list[str]:
    """Arrows that belong to no life cycle of their room: from or to what is no status there."""
    known = [set(statuses(model)) for model in models]
    return [
        f"The arrow from {sorted(arrow.sources)} to {arrow.target} belongs to no life cycle of its room"
        for arrow in arrows
        if not any(arrow.sources | {arrow.target} <= own for own in known)
    ]


def writers(root: Path) -> list[str]:
    """Places outside of the workflow packages that write a status."""
    files = [path for path in root.rglob("*.py") if path.name not in ALONE and not SKIPPED & set(_parts(path, root))]
    return [f"{path.relative_to(root)}:{line}" for path in sorted(files) for line in written(path.read_text("utf-8"))]


def _parts(path: Path, root: Path) -> list[str]:
    return list(path.relative_to(root).with_suffix("").parts)


def written(source: str) -> list[int]:
    """The lines that write a status: `.update(status=…)`, `bulk_update(…, ["status"])` or `row.status = …`."""
    return sorted(
        {node.lineno for node in ast.walk(ast.parse(source)) if isinstance(node, ast.stmt | ast.Call) and _writes(node)}
    )


def _writes(node: ast.stmt | ast.Call) -> bool:
    if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return any(isinstance(target, ast.Attribute) and target.attr == "status" for target in targets)
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    if node.func.attr == "update":
        return any(keyword.arg == "status" for keyword in node.keywords)
    named = {part.value for part in ast.walk(node) if isinstance(part, ast.Constant)}
    return node.func.attr == "bulk_update" and "status" in named

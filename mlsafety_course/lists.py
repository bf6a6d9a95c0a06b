"""Ways through a list: heads that sort, tabs that divide, and addresses that keep what else was chosen."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import F
from django.db.models.expressions import OrderBy
from django.http import QueryDict


@dataclass(frozen=True)
class Column:
    """One head. `query` is where a click leads, empty where a column does not sort; `direction` how it sorts now."""

    label: str
    query: str = ""
    direction: str = ""
    is_number: bool = False


@dataclass(frozen=True)
class Tab:
    """One of several sister lists: where it is, and how many rows it holds."""

    label: str
    url: str
    is_current: bool
    count: int | None = None


def columns(
    heads: Mapping[str, str], query: QueryDict, default: str, numbers: frozenset[str] = frozenset()
) -> list[Column]:
    """A head for each `{key: label}`; a key that starts with an underscore does not sort. A second click turns round.

    `default` is the order where the address names none, such as `-mean`.
    """
    current = query.get("sort", default)
    return [_column(key, label, query, current, key in numbers) for key, label in heads.items()]


def _column(key: str, label: str, query: QueryDict, current: str, is_number: bool) -> Column:
    if key.startswith("_"):
        return Column(label, is_number=is_number)
    address = without(query, "page")
    address["sort"] = f"-{key}" if current == key else key
    direction = {key: "ascending", f"-{key}": "descending"}.get(current, "")
    return Column(label, address.urlencode(), direction, is_number)


def order(fields: Mapping[str, str], query: Mapping[str, str], default: str) -> OrderBy:
    """The order that the address asks for, or the default one; what is empty comes last both ways.

    `fields` gives the field of each key. Add fields that make the order total.
    """
    asked = query.get("sort") or default
    key = asked if asked.removeprefix("-") in fields else default
    field = F(fields[key.removeprefix("-")])
    return field.desc(nulls_last=True) if key.startswith("-") else field.asc(nulls_last=True)


def without(query: QueryDict, *names: str) -> QueryDict:
    """A copy that lacks these parameters."""
    rest = query.copy()
    for name in names:
        rest.pop(name, None)
    return rest

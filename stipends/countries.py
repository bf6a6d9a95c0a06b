"""Countries by their two letters, from the list that comes with the time zone database."""

from functools import cache
from importlib.resources import files


@cache
def countries() -> dict[str, str]:
    """ISO 3166 code to English name, by name."""
    text = files("tzdata").joinpath("zoneinfo", "iso3166.tab").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return dict(sorted(((code, name) for code, name in rows), key=lambda row: row[1].casefold()))

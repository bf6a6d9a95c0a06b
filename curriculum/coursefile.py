"""A YAML file that remembers its lines, so that what is wrong in it can be named by line and reason."""

from __future__ import annotations

from datetime import date
from typing import Any

import yaml


class BrokenFile(Exception):
    """The file cannot be used. Its text names the line and the reason."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line = line


class Entry(dict[str, Any]):
    """A mapping of the file, with the line it starts on and the line of each key."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}

    def line_of(self, key: str) -> int:
        return self.lines.get(key, self.line)

    def entries(self, key: str) -> list[Entry]:
        """The list of mappings under a key; none where the key is missing. Raises BrokenFile for anything else."""
        found = self.get(key) or []
        if not isinstance(found, list) or not all(isinstance(item, Entry) for item in found):
            raise BrokenFile(self.line_of(key), f"“{key}” must be a list of entries.")
        return found


def read(text: str) -> Entry:
    """The whole file. Raises BrokenFile for what is not YAML, not a mapping, or uses more of YAML than plain data."""
    try:
        loader = yaml.SafeLoader(text)
        node = loader.get_single_node()
        whole = _Reader(loader).value(node) if node is not None else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise BrokenFile(mark.line + 1 if mark else 1, f"this is not readable YAML: {error.problem}.") from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise BrokenFile(line, "there is a character here that YAML does not allow.") from error
    except RecursionError as error:
        raise BrokenFile(1, "the file is nested too deeply.") from error
    if not isinstance(whole, Entry):
        raise BrokenFile(1, "the file must be a mapping of names to values.")
    return whole


class _Reader:
    """Turns nodes into entries, lists and plain values."""

    def __init__(self, loader: yaml.SafeLoader) -> None:
        self.loader = loader
        self.seen: set[int] = set()

    def value(self, node: yaml.Node) -> Any:
        if isinstance(node, yaml.ScalarNode):
            return self.scalar(node)
        if id(node) in self.seen:
            raise BrokenFile(node.start_mark.line + 1, "an entry is used a second time by an alias; write it out.")
        self.seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self.entry(node)
        return [self.value(item) for item in node.value]

    def scalar(self, node: yaml.ScalarNode) -> Any:
        """A plain value that JSON can hold: dates become text."""
        try:
            value = self.loader.construct_object(node)
        except ValueError as error:
            raise BrokenFile(node.start_mark.line + 1, f"“{node.value}” cannot be read: {error}.") from error
        return value.isoformat() if isinstance(value, date) else value

    def entry(self, node: yaml.MappingNode) -> Entry:
        entry = Entry(node.start_mark.line + 1)
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode) or key_node.tag != "tag:yaml.org,2002:str":
                raise BrokenFile(line, "a name must be plain text.")
            if key_node.value in entry:
                raise BrokenFile(line, f"“{key_node.value}” is written twice in one entry.")
            entry[key_node.value] = self.value(value_node)
            entry.lines[key_node.value] = line
        return entry

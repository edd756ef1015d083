"""A scheme's data as YAML in the style of the shipped schemes, with the comments of the text it came from."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import yaml

FLOWING = ("population", "grades", "minmax", "in", "normalise")
TAG = "tag:yaml.org,2002:"
WIDTH = 100_000  # a row of a list stays on one line


class _Flow(dict[Any, Any]):
    """A mapping on one line."""


class _FlowList(list[Any]):
    """A list on one line."""


class _Dumper(yaml.SafeDumper):
    """Lists indented under their key, nothing written as a reference."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _decimal(dumper: yaml.SafeDumper, value: Decimal) -> yaml.ScalarNode:
    text = f"{value:f}"
    return dumper.represent_scalar(f"{TAG}{'float' if '.' in text else 'int'}", text)


_Dumper.add_representer(Decimal, _decimal)
_Dumper.add_representer(_Flow, lambda dumper, value: dumper.represent_mapping("tag:yaml.org,2002:map", value, True))
_Dumper.add_representer(
    _FlowList, lambda dumper, value: dumper.represent_sequence("tag:yaml.org,2002:seq", value, True)
)


def copied(value: Any) -> Any:
    """A deep copy in which nothing is shared: what two places referred to by a name is written out in each."""
    if isinstance(value, dict):
        return {key: copied(part) for key, part in value.items()}
    return [copied(part) for part in value] if isinstance(value, list) else value


def written(data: dict[str, Any], text: str = "") -> str:
    """The data as YAML; comments of the earlier ``text`` stand before the line they stood before, else at the top."""
    fresh = yaml.dump(_styled(data), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=WIDTH)
    return _with_comments(fresh, text)


def _styled(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        parts = {name: _styled(part, str(name)) for name, part in value.items()}
        told = "source" in value or "note" in value  # a sentence makes a line too long
        return _Flow(parts) if (key in FLOWING or key == "criterion") and not told else parts
    if isinstance(value, list):
        inner = "criterion" if key == "criteria" else "population" if key == "grades" else ""
        rows = [_styled(part, inner) for part in value]
        return _FlowList(rows) if key in FLOWING else rows
    return value if isinstance(value, str | bool | int | Decimal | date | None) else str(value)


def _with_comments(fresh: str, text: str) -> str:
    held: list[str] = []
    before: dict[str, list[str]] = {}
    for line in text.split("\n"):
        content, comment = _split(line)
        if comment and not content:
            held.append(comment)
        elif content and (held or comment):
            before.setdefault(content, []).extend([*held, *([comment] if comment else [])])
            held = []
    lines: list[str] = []
    for line in fresh.removesuffix("\n").split("\n"):
        indent = line[: len(line) - len(line.lstrip())]
        lines += [f"{indent}{comment}" for comment in before.pop(line.strip(), [])]
        lines.append(line)
    homeless = [comment for comments in before.values() for comment in comments]
    return "\n".join([*homeless, *lines, *held]) + "\n"


def _split(line: str) -> tuple[str, str]:
    """What a line says and its comment; a line with quotes is taken as it is, for its # may be text."""
    bare = line.strip()
    if bare.startswith("#"):
        return "", bare
    at = bare.find(" #")
    if at < 0 or "'" in bare or '"' in bare:
        return bare, ""
    return bare[:at].rstrip(), bare[at + 1 :]

"""Reading YAML safely, with the line and column of every node kept for messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tenghuan.errors import InputFault

MAX_BYTES = 4 * 1024 * 1024  # a pack of a whole county is below 100 kB; more is a mistake
MAX_DEPTH = 40

Location = tuple[int, int]


#: The safe loader, in C where libyaml is there (ten times faster on a pack).
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Document:
    """A parsed YAML document and where each of its nodes stands (1-based line and column)."""

    data: Any
    marks: Mapping[tuple[str | int, ...], Location]

    def locate(self, path: Sequence[str | int]) -> Location | None:
        """Line and column of ``path``, or of its nearest known ancestor."""
        trail = tuple(path)
        while True:
            if trail in self.marks:
                return self.marks[trail]
            if not trail:
                return None
            trail = trail[:-1]


def read_text(path: Path) -> str:
    """The file's text (UTF-8, BOM allowed); InputFault if it is missing, binary, too large or not UTF-8."""
    where = path.name or str(path)
    if not path.exists():
        raise InputFault("找不到这个文件", where=where, remedy="检查路径，或写五个县之一的代号")
    if not path.is_file():
        raise InputFault("不是文件", where=where, remedy="给出一个 .yaml 文件")
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputFault("文件超过 4 MB", where=where, remedy="方案包只有几十 KB，请确认没有选错文件")
        raw = path.read_bytes()
    except OSError as error:
        raise InputFault("文件读不出来", where=where, remedy="检查读取权限") from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputFault("不是 UTF-8 文本", where=where, remedy="用文本编辑器另存为 UTF-8") from error
    if "\0" in text:
        raise InputFault("是二进制文件，不是 YAML", where=where, remedy="给出一个 .yaml 文件")
    return text


def parse(text: str, *, name: str) -> Document:
    """Parse YAML text into data with locations; anchors, which can swell without end, are refused.

    Raises:
        InputFault: not YAML, anchors or duplicate keys in it, nested too deeply, or empty.
    """
    loader = _Loader(text)
    try:
        _refuse_anchors(text, name)
        node = loader.get_single_node()
        if node is None:
            raise InputFault("文件是空的", where=name, remedy="从 docs/plan-pack.md 的样例写起")
        marks: dict[tuple[str | int, ...], Location] = {}
        _walk(node, (), marks, name)
        return Document(loader.construct_document(node), marks)
    except yaml.MarkedYAMLError as error:
        raise _fault(error, name) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        if isinstance(error, InputFault):
            raise
        raise InputFault("不是有效的 YAML", where=name, remedy="检查缩进、冒号、引号和日期") from error
    finally:
        loader.dispose()


def _fault(error: yaml.MarkedYAMLError, name: str) -> InputFault:
    mark = error.problem_mark or error.context_mark
    where = f"{name}:{mark.line + 1}:{mark.column + 1}" if mark else name
    return InputFault(
        f"不是有效的 YAML：{error.problem or '无法解析'}",
        where=where,
        remedy="检查这一行的缩进、冒号后的空格和引号",
    )


def _refuse_anchors(text: str, name: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            mark = event.start_mark
            where = f"{name}:{mark.line + 1}:{mark.column + 1}" if mark else name
            raise InputFault("不允许使用锚点（&、*）", where=where, remedy="把内容照写出来")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            raise InputFault("嵌套太深", where=name, remedy="对照 docs/plan-pack.md 检查结构")


def _walk(
    node: yaml.Node,
    path: tuple[str | int, ...],
    marks: dict[tuple[str | int, ...], Location],
    name: str,
) -> None:
    marks[path] = (node.start_mark.line + 1, node.start_mark.column + 1)
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            _walk(item, (*path, index), marks, name)
    elif isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            label = str(key.value) if isinstance(key, yaml.ScalarNode) else "?"
            if label in seen:
                where = f"{name}:{key.start_mark.line + 1}:{key.start_mark.column + 1}"
                raise InputFault(f"“{label}”写了两次", where=where, remedy="删去一个")
            seen.add(label)
            _walk(value, (*path, label), marks, name)


def load_yaml(path: Path) -> Document:
    """Read and parse one file; InputFault as ``read_text`` and ``parse``."""
    return parse(read_text(path), name=path.name)

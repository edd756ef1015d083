"""Schemes from YAML: numbers as written, every fault listed with its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from tenghuan.errors import InputFault
from tenghuan.scoring.columns import DIVISION
from tenghuan.scoring.scheme import Scheme
from tenghuan.scoring.schemefaults import Located, Place, SchemeFault, located, syntax

MAX_BYTES = 50_000  # twenty times the largest that ships; a text of 200 KB took minutes
MAX_ALIASES = 20  # aliases of aliases grow without bound
MAX_DEPTH = 20
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")  # may be written as an escape


class _Loader(yaml.SafeLoader):
    """SafeLoader that keeps the digits of a number and refuses a key said twice."""


def _number(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> Decimal:
    text = str(node.value).replace("_", "")
    try:
        number = Decimal(text)
    except InvalidOperation:  # .inf, .nan, base 60
        number = Decimal("NaN")
    if not number.is_finite():
        raise yaml.constructor.ConstructorError(None, None, f"不是数字：{node.value}", node.start_mark)
    return number


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    loader.flatten_mapping(node)
    result: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, str | int | bool | Decimal):
            raise yaml.constructor.ConstructorError(None, None, "键应为文字", key_node.start_mark)
        if key in result:
            raise yaml.constructor.ConstructorError(None, None, f"“{key}”写了两次", key_node.start_mark)
        result[key] = loader.construct_object(value_node, deep=True)
    return result


_Loader.add_constructor("tag:yaml.org,2002:float", _number)
_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)


def load_scheme(path: str | Path) -> Scheme:
    """Read a scheme file.

    Raises:
        SchemeFault: the file cannot be read or is at fault; every fault is listed.
    """
    path = Path(path)
    return parse_scheme(text_of(path), path.name)


def text_of(path: Path, kind: type[SchemeFault] = SchemeFault) -> str:
    """The text of a scheme's file, or of another whose faults are of another kind.

    Raises:
        InputFault: the file cannot be read; of the kind given: it is too large or no text.
    """
    try:
        if not path.is_file():
            raise InputFault(f"不是{kind.kind}文件", where=str(path), remedy="核对路径")
        if path.stat().st_size > MAX_BYTES:
            raise kind(path.name, [f"文件大于 {MAX_BYTES // 1000} KB，不像{kind.kind}"])
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputFault(f"{kind.kind}文件打不开", where=str(path), remedy="核对路径和权限") from error
    except UnicodeDecodeError as error:
        raise kind(path.name, ["文件不是 UTF-8 编码的文本，请另存为 UTF-8"]) from error


def parse_scheme(text: str, name: str = "scheme.yaml") -> Scheme:
    """Check the text of a scheme; ``name`` stands in messages.

    Raises:
        SchemeFault: with every fault and its place.
    """
    root, data = read(text, name)
    if not isinstance(data, Mapping):
        raise SchemeFault(name, ["方案应为“键: 值”的映射，至少含 name 和 tracks"])
    try:
        return Scheme.model_validate(data)
    except ValidationError as error:
        raise SchemeFault(name, located(error, data, lambda place: line_of(root, place))) from error


def _refuse_bombs(text: str, name: str, kind: type[SchemeFault]) -> None:
    aliases = depth = 0
    for event in yaml.parse(text, Loader=_Loader):  # one after the other, so that a deep one ends early
        aliases += isinstance(event, yaml.AliasEvent)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise kind(name, [f"嵌套超过 {MAX_DEPTH} 层，不像{kind.kind}"])
        if aliases > MAX_ALIASES:
            raise kind(name, [f"YAML 别名超过 {MAX_ALIASES} 个"])
        if isinstance(event, yaml.ScalarEvent) and CONTROL.search(event.value):
            line = event.start_mark.line + 1 if event.start_mark else 1
            raise kind(name, [f"第 {line} 行含有不可见的控制字符，请删去"])


def read(text: str, name: str = "scheme.yaml", kind: type[SchemeFault] = SchemeFault) -> tuple[yaml.Node | None, Any]:
    """The text's nodes and data, numbers as written, unchecked.

    Raises:
        SchemeFault: (or the kind given) it is no YAML that a scheme may be written in.
    """
    if len(text) > MAX_BYTES:
        raise SchemeFault(name, [f"文字超过 {MAX_BYTES // 1000} KB，不像评价方案"])
    try:
        _refuse_bombs(text, name, kind)
        root = yaml.compose(text, Loader=_Loader)
        return root, yaml.load(text, Loader=_Loader)  # noqa: S506  _Loader derives from SafeLoader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        what, remedy = syntax(str(error.problem or ""))
        raise kind(name, [Located((), line, f"第 {column} 列", f"YAML 读不通：{what}", remedy)]) from error
    except yaml.reader.ReaderError as error:
        raise kind(name, [f"第 {error.position + 1} 个字符不能用在 YAML 里，请删去"]) from error
    except SchemeFault:
        raise
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise kind(name, ["YAML 读不通：日期或数字写法不对，或层次过深，请对照随平台提供的方案改写"]) from error


def line_of(root: yaml.Node | None, place: Place) -> int:
    """The line (from 1) of a place, or of the nearest thing above it."""
    node = root
    for part in place:
        found = _child(node, part)
        if found is None:
            break
        node = found
    return node.start_mark.line + 1 if node is not None else 1


def _child(node: yaml.Node | None, part: int | str) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == str(part)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        child: yaml.Node = node.value[part]
        return child
    return None


@cache
def schemes() -> dict[str, Scheme]:
    """The schemes shipped with the product.

    By county (``cixi``), and by county and what enterprises are ranked within (``cixi-town``, ``cixi-park``,
    ``cixi-industry_division``); examples of methods that need the wider words, as ``example-NAME``.
    """
    folder = files("tenghuan.scoring") / "schemes"
    names = sorted(item.name for item in folder.iterdir() if item.name.endswith(".yaml"))
    texts = {name.removesuffix(".yaml"): (folder / name).read_text(encoding="utf-8") for name in names}
    found: dict[str, Scheme] = {}
    for key, text in (texts | examples()).items():
        found[key] = scheme = parse_scheme(text, f"{key}.yaml")
        found |= {f"{key}-{column}": within(scheme, column) for column in (DIVISION, "town", "park")}
    return found


def examples() -> dict[str, str]:
    """The texts of the example schemes: ``example-NAME`` → text."""
    folder = files("tenghuan.scoring") / "schemes" / "examples"
    found = sorted(item.name for item in folder.iterdir() if item.name.endswith(".yaml"))
    return {f"example-{name.removesuffix('.yaml')}": (folder / name).read_text(encoding="utf-8") for name in found}


def within(scheme: Scheme, column: str) -> Scheme:
    """The scheme with every track ranked and graded within the values of a column of the facts."""
    words = {DIVISION: "分行业", "town": "分镇街", "park": "分园区"}
    tracks = tuple(track.model_copy(update={"group_by": column}) for track in scheme.tracks)
    name = f"{scheme.name}（{words.get(column, column)}）"
    return scheme.model_copy(update={"name": name, "tracks": tracks})

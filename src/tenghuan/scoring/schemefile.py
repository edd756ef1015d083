"""Schemes from YAML: numbers as written, every fault listed with its place."""

from __future__ import annotations

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

MAX_BYTES = 1_000_000
MAX_ALIASES = 20  # aliases of aliases grow without bound
Place = tuple[int | str, ...]

_WORDS = {
    "missing": "缺少此项",
    "extra_forbidden": "不认识的选项（请核对拼写）",
    "decimal_parsing": "应为数字",
    "decimal_type": "应为数字",
    "decimal_max_places": "小数位数过多（至多 {decimal_places} 位）",
    "finite_number": "应为有限的数字",
    "int_parsing": "应为整数",
    "int_type": "应为整数",
    "int_from_float": "应为整数",
    "string_type": "应为文字（数字或是非词请加引号）",
    "string_too_short": "不能为空",
    "string_too_long": "过长（至多 {max_length} 字）",
    "literal_error": "只能是 {expected} 之一",
    "greater_than": "须大于 {gt}",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "too_short": "至少要有 {min_length} 项",
    "too_long": "至多 {max_length} 项",
    "tuple_type": "应为列表",
    "dict_type": "应为“键: 值”的映射",
    "mapping_type": "应为“键: 值”的映射",
    "model_type": "应为“键: 值”的映射",
    "model_attributes_type": "应为“键: 值”的映射",
}


class SchemeFault(InputFault):
    """A scheme that cannot be used; ``faults`` holds one Chinese line each, with its place."""

    def __init__(self, name: str, faults: list[str]) -> None:
        self.faults = faults
        lines = "\n".join(f"  {fault}" for fault in faults)
        super().__init__(f"评价方案有 {len(faults)} 处问题\n{lines}", where=name, remedy="改正后重试")


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
    try:
        if path.stat().st_size > MAX_BYTES:
            raise SchemeFault(path.name, [f"文件大于 {MAX_BYTES // 1000} KB，不像评价方案"])
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputFault("方案文件打不开", where=str(path), remedy="核对路径和权限") from error
    except UnicodeDecodeError as error:
        raise SchemeFault(path.name, ["文件不是 UTF-8 编码的文本，请另存为 UTF-8"]) from error
    return parse_scheme(text, path.name)


def parse_scheme(text: str, name: str = "scheme.yaml") -> Scheme:
    """Check the text of a scheme; ``name`` stands in messages.

    Raises:
        SchemeFault: with every fault and its place.
    """
    try:
        aliases = sum(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=_Loader))
        if aliases > MAX_ALIASES:
            raise SchemeFault(name, [f"YAML 别名超过 {MAX_ALIASES} 个"])
        root = yaml.compose(text, Loader=_Loader)
        data = yaml.load(text, Loader=_Loader)  # noqa: S506  _Loader derives from SafeLoader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f"第 {mark.line + 1} 行第 {mark.column + 1} 列" if mark else "文件"
        raise SchemeFault(name, [f"{place}：YAML 读不通：{error.problem or error}"]) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise SchemeFault(name, [f"YAML 读不通：{error}"]) from error
    if not isinstance(data, Mapping):
        raise SchemeFault(name, ["方案应为“键: 值”的映射，至少含 name 和 tracks"])
    try:
        return Scheme.model_validate(data)
    except ValidationError as error:
        raise SchemeFault(name, _faults(error, root)) from error


def _faults(error: ValidationError, root: yaml.Node | None) -> list[str]:
    lines: dict[str, None] = {}
    found = error.errors(include_url=False)
    for fault in found:
        if _echo(fault, found):
            continue
        place = _without_branches(fault["loc"])
        line = _line(root, place)
        words = _in_words(fault)
        lines[f"第 {line} 行 {_path(place)}：{words}"] = None
    return list(lines)


def _echo(fault: Any, found: list[Any]) -> bool:
    """Whether a fault only repeats another: a list without its bad items is too short, a word is no number either."""
    place = _without_branches(fault["loc"])
    if fault["type"] == "too_short":
        return any(len(other["loc"]) > len(place) and other["loc"][: len(place)] == place for other in found)
    if place and place[-1] == "benchmark":
        word = isinstance(fault.get("input"), str)
        return str(fault["type"]).startswith(("decimal", "greater")) if word else fault["type"] == "literal_error"
    return False


def _in_words(fault: Any) -> str:
    context = {key: str(value).replace(" or ", "、") for key, value in fault.get("ctx", {}).items()}
    if fault["loc"][-1] == "literal['mean']":
        return f"应为大于 0 的数字或 mean，现为“{fault['input']}”"
    if fault["type"] == "value_error":
        return context["error"]
    template = _WORDS.get(fault["type"])
    text = template.format_map(context) if template else f"不能用（{fault['msg']}）"
    given = fault.get("input")
    return f"{text}，现为“{given}”" if isinstance(given, str | int | Decimal) else text


def _without_branches(place: Place) -> Place:
    # pydantic names the branch of a union it tried after the field; that is no place in the file
    drop = {"decimal", "literal['mean']", "constrained-str", "bool", "int", "date", "str"}
    return tuple(part for part in place if not (isinstance(part, str) and part in drop))


def _path(place: Place) -> str:
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place)
    return text.lstrip(".") or "（整个文件）"


def _line(root: yaml.Node | None, place: Place) -> int:
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
    ``cixi-industry_division``).
    """
    folder = files("tenghuan.scoring") / "schemes"
    found: dict[str, Scheme] = {}
    for name in sorted(item.name for item in folder.iterdir() if item.name.endswith(".yaml")):
        scheme = parse_scheme((folder / name).read_text(encoding="utf-8"), name)
        county = name.removesuffix(".yaml")
        found[county] = scheme
        found |= {f"{county}-{column}": within(scheme, column) for column in (DIVISION, "town", "park")}
    return found


def within(scheme: Scheme, column: str) -> Scheme:
    """The scheme with every track ranked and graded within the values of a column of the facts."""
    words = {DIVISION: "分行业", "town": "分镇街", "park": "分园区"}
    tracks = tuple(track.model_copy(update={"group_by": column}) for track in scheme.tracks)
    name = f"{scheme.name}（{words.get(column, column)}）"
    return scheme.model_copy(update={"name": name, "tracks": tracks})

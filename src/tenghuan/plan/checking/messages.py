"""Pydantic's findings in the words of those who write packs."""

from __future__ import annotations

from typing import Any

_KIND = {
    "string_type": "文字",
    "int_type": "整数",
    "int_parsing": "整数",
    "int_from_float": "整数",
    "float_type": "数字",
    "float_parsing": "数字",
    "bool_type": "true 或 false",
    "bool_parsing": "true 或 false",
    "list_type": "列表",
    "dict_type": "键值对",
    "model_type": "键值对",
    "model_attributes_type": "键值对",
    "date_type": "日期 YYYY-MM-DD",
    "date_parsing": "日期 YYYY-MM-DD",
    "date_from_datetime_parsing": "日期 YYYY-MM-DD",
    "date_from_datetime_inexact": "日期 YYYY-MM-DD",
    "finite_number": "有限的数字",
}
_BOUND = {
    "greater_than": ("必须大于 {gt}", "gt"),
    "greater_than_equal": ("不能小于 {ge}", "ge"),
    "less_than": ("必须小于 {lt}", "lt"),
    "less_than_equal": ("不能大于 {le}", "le"),
    "string_too_short": ("不能为空", "min_length"),
    "string_too_long": ("超过 {max_length} 个字", "max_length"),
    "too_short": ("至少要有 {min_length} 项", "min_length"),
    "too_long": ("最多 {max_length} 项", "max_length"),
}


def _shown(value: object) -> str:
    text = str(value)
    return text if len(text) <= 30 else text[:29] + "…"


def explain(error: Any) -> tuple[str, str]:
    """Message and remedy, in Chinese, for one of ``ValidationError.errors()``."""
    kind, context = error["type"], error.get("ctx", {})
    field = error["loc"][-1] if error["loc"] else ""
    given = _shown(error.get("input"))
    if kind == "missing":
        return f"缺少“{field}”", f"补上 {field}"
    if kind == "extra_forbidden":
        return f"不认识的字段“{field}”", "检查拼写，或删去"
    if kind in {"enum", "literal_error"}:
        return f"“{given}”不是可用的取值", f"只能写：{context.get('expected', '')}".replace(" or ", "、")
    if kind == "union_tag_invalid":
        return f"不认识的口径“{context.get('tag')}”", f"只能写：{context.get('expected_tags')}"
    if kind == "union_tag_not_found":
        return "这一格没有写口径 caliber", "每一格都要写明口径"
    if kind == "string_pattern_mismatch":
        return f"“{given}”写法不对", f"须符合 {context.get('pattern')}"
    if kind == "value_error":
        return str(context.get("error", error["msg"])), ""
    if kind in _BOUND:
        return f"“{given}”{_BOUND[kind][0].format(**context)}", "改成范围内的值"
    if kind in _KIND:
        return f"“{given}”应是{_KIND[kind]}", ""
    return f"“{given}”格式不对：{error['msg']}", "对照 docs/plan-pack.md"

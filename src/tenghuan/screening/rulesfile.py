"""Rules from YAML: numbers as written, every fault listed with its place."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from tenghuan.scoring.schemefaults import SchemeFault, Words, located
from tenghuan.scoring.schemefile import line_of, read, text_of
from tenghuan.screening.rules import Rules


class RulesFault(SchemeFault):
    """Rules that cannot be used; ``faults`` holds one Chinese line each, ``located`` the same with their places."""

    kind = "筛查规则"


_WORDS = Words(
    fields={
        "scope": "筛查范围", "thresholds": "阈值表", "lists": "清单", "exempt": "豁免", "limit": "限值", "town": "镇街",
        "industry": "行业代码", "any": "任一成立", "all": "全部成立", "below": "低于", "above": "高于",
        "after": "晚于", "before": "早于", "below_mean": "低于均值的倍数", "group": "求平均的分组",
        "for_years": "连续年数", "when": "豁免条件", "reason": "豁免理由", "document": "文件",
    },
    items={"lists": "清单", "thresholds": "阈值", "exempt": "豁免", "any": "条件", "all": "条件"},
    remedies=(
        ("没有这样的指标或列", "从企业数据的列和指标里选，如 tax_per_mu（亩均税收）"),
        ("没有这样的数值指标", "从数值指标里选，如 value_added_energy（单位增加值能耗）"),
        ("没有写比较", "补上比较，或删去这个条件"),
        ("可用：", "从可用的里面选"),
        ("只与 below_mean", "删去 group，或改用 below_mean"),
        ("应为列表", "写成 [ … ]，多个值用半角逗号分开"),
        ("应为数", "填不带引号的阿拉伯数字，或写 table 引用阈值表"),
        ("应为日期", "填如 2020-01-01，不加引号"),
        ("应为是非", "填 true 或 false"),
        ("行业代码", "如 17 或 1713"),
        ("key、any、all", "每个条件写 key，或只写 any、all 之一"),
        ("any、all 须写", "全部成立用 all，任一成立用 any，只写一个"),
        ("不能与 any", "把比较移到一个带 key 的条件里"),
        ("筛查范围只能", "指标、均值和连续年数写在清单的条件里"),
        ("阈值表第", "只留一行"),
        ("清单名称重复", "给各清单不同的名称"),
        ("所指的清单没有", "核对清单名称"),
    ),
)  # fmt: skip


def load_rules(path: str | Path) -> Rules:
    """Read a file of rules.

    Raises:
        InputFault: the file cannot be read; RulesFault: it is at fault, every fault is listed.
    """
    path = Path(path)
    return parse_rules(text_of(path, RulesFault), path.name)


def parse_rules(text: str, name: str = "rules.yaml") -> Rules:
    """Check the text of rules; ``name`` stands in messages.

    Raises:
        RulesFault: with every fault and its place.
    """
    root, data = read(text, name, RulesFault)
    if not isinstance(data, Mapping):
        raise RulesFault(name, ["规则应为“键: 值”的映射，至少含 name 和 lists"])
    try:
        return Rules.model_validate(data)
    except ValidationError as error:
        raise RulesFault(name, located(error, data, lambda place: line_of(root, place), _WORDS)) from error


def _shipped() -> dict[str, Any]:
    """The files that ship with the product, by county."""
    found = (files("tenghuan.screening") / "rules").iterdir()
    return {item.name.removesuffix(".yaml"): item for item in found if item.name.endswith(".yaml")}


@cache
def rule_sets() -> dict[str, Rules]:
    """The rules shipped with the product, by county."""
    return {key: parse_rules(shipped_text(key), f"{key}.yaml") for key in sorted(_shipped())}


def shipped_text(county: str) -> str:
    """The text of the rules shipped for a county, to begin one's own from; "" if there are none."""
    found = _shipped().get(county)
    return found.read_text(encoding="utf-8") if found is not None else ""

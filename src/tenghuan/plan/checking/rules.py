"""Rules across a pack, one function a rule: each yields (path, message, remedy) for every breach.

``numbers`` gives, for each list of the pack, the original index of every item that validated, so that a
path points at the right line even when broken items were left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tenghuan.plan.bureaus import region_code
from tenghuan.plan.checking.figures import FIGURE_RULES
from tenghuan.plan.loading import load_yaml
from tenghuan.plan.measures import kinship, measure
from tenghuan.plan.schema import PlanPack
from tenghuan.plan.standards import catalogue

Finding = tuple[tuple[str | int, ...], str, str]
Numbers = dict[str, list[int]]
Rule = Callable[[PlanPack, "Known", Numbers], Iterator[Finding]]

_FACTS = Path(__file__).parent.parent / "data" / "fact_columns.yaml"
_FUNCTIONS = {"sum", "count", "mean", "where", "and", "or", "not"}


@dataclass(frozen=True)
class Known:
    """Names that the file defines, whether or not the defining item is sound."""

    units: frozenset[str]
    campaigns: frozenset[str]
    indicators: frozenset[str]

    @classmethod
    def of(cls, data: dict[str, Any]) -> Known:
        """Collect from raw data, tolerating any shape."""

        def items(key: str) -> list[dict[str, Any]]:
            rows = data.get(key)
            return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []

        units: set[str] = set()
        for row in items("units"):
            aliases = row.get("aliases")
            names = [row.get("key"), row.get("name"), row.get("short")]
            names += aliases if isinstance(aliases, list) else []
            units |= {name for name in names if isinstance(name, str)}
        keys = {key: frozenset(str(row.get("key")) for row in items(key)) for key in ("campaigns", "indicators")}
        return cls(frozenset(units), keys["campaigns"], keys["indicators"])


def _units_resolve(pack: PlanPack, known: Known, numbers: Numbers) -> Iterator[Finding]:
    def unknown(names: Iterable[str], *path: str | int) -> Iterator[Finding]:
        for index, name in enumerate(names):
            if name not in known.units:
                yield (*path, index), f"单位“{name}”不在单位表里", "在 units 里补上，或写成已有单位的别名"

    for section in ("indicators", "actions", "tasks"):
        for index, item in zip(numbers[section], getattr(pack, section), strict=True):
            yield from unknown(item.lead, section, index, "lead")
            yield from unknown(item.support, section, index, "support")
    for index, group in zip(numbers["groups"], pack.groups, strict=True):
        if group.lead_unit and group.lead_unit not in known.units:
            yield ("groups", index, "lead_unit"), f"单位“{group.lead_unit}”不在单位表里", "在 units 里补上"
    for index, campaign in zip(numbers["campaigns"], pack.campaigns, strict=True):
        if campaign.lead and campaign.lead not in known.units:
            yield ("campaigns", index, "lead"), f"单位“{campaign.lead}”不在单位表里", "在 units 里补上"


def _keys_are_unique(pack: PlanPack, known: Known, numbers: Numbers) -> Iterator[Finding]:
    for section in ("campaigns", "units", "indicators", "groups"):
        counts = Counter(item.key for item in getattr(pack, section))
        for index, item in zip(numbers[section], getattr(pack, section), strict=True):
            if counts[item.key] > 1:
                yield (section, index, "key"), f"key“{item.key}”用了 {counts[item.key]} 次", "每项一个 key"
    numbered = Counter(task.number for task in pack.tasks)
    for index, task in zip(numbers["tasks"], pack.tasks, strict=True):
        if numbered[task.number] > 1:
            yield ("tasks", index, "number"), f"任务序号 {task.number} 重复", "改成清单里的序号"
    placed = Counter((action.section, action.part) for action in pack.actions)
    for index, action in zip(numbers["actions"], pack.actions, strict=True):
        if placed[action.section, action.part] > 1:
            yield (
                ("actions", index, "section"),
                f"“{action.section}”出现多次",
                "同一节有几组责任单位时用 part: 1、2、3 区分",
            )


def _unit_names_are_unique(pack: PlanPack, known: Known, numbers: Numbers) -> Iterator[Finding]:
    owners: dict[str, set[str]] = {}
    for unit in pack.units:
        for name in unit.names:
            owners.setdefault(name, set()).add(unit.key)
    for index, unit in zip(numbers["units"], pack.units, strict=True):
        for name in unit.names:
            if len(owners[name]) > 1:
                others = "、".join(sorted(owners[name] - {unit.key}))
                yield ("units", index), f"名称“{name}”同时属于 {others}", "一个名称只能指一个单位"


def _references_resolve(pack: PlanPack, known: Known, numbers: Numbers) -> Iterator[Finding]:
    for section in ("indicators", "actions", "groups"):
        for index, item in zip(numbers[section], getattr(pack, section), strict=True):
            if item.campaign and item.campaign not in known.campaigns:
                yield (section, index, "campaign"), f"没有攻坚行动“{item.campaign}”", "写 campaigns 里的 key"
    for section in ("actions", "tasks"):
        for index, item in zip(numbers[section], getattr(pack, section), strict=True):
            for place, key in enumerate(item.indicators):
                if key not in known.indicators:
                    yield (section, index, "indicators", place), f"没有指标“{key}”", "写 indicators 里的 key"
    for index, item in zip(numbers["indicators"], pack.indicators, strict=True):
        if item.part_of and (item.part_of == item.key or item.part_of not in known.indicators):
            yield ("indicators", index, "part_of"), f"没有上级指标“{item.part_of}”", "写另一个指标的 key"


def _standards_fit(pack: PlanPack, known: Known, numbers: Numbers) -> Iterator[Finding]:
    for index, item in zip(numbers["indicators"], pack.indicators, strict=True):
        path = ("indicators", index)
        if measure(item.unit) is None:
            yield (*path, "unit"), f"不认识计量单位“{item.unit}”", "写计量单位表里的单位；无量纲写 1"
        if item.threshold and measure(item.threshold.unit) is None:
            yield (*path, "threshold"), f"不认识计量单位“{item.threshold.unit}”", "如 亿元"
        if item.catalogue is None:
            continue
        standard = catalogue().get(item.catalogue)
        if standard is None:
            yield (*path, "catalogue"), f"没有标准指标“{item.catalogue}”", "查标准指标目录；本县特有的留空"
            continue
        if measure(item.unit) and kinship(item.unit, standard.unit) == 0:
            yield (
                (*path, "unit"),
                f"单位“{item.unit}”与标准指标“{standard.zh}”的“{standard.unit}”不是一类",
                "改单位，或改连接的标准指标",
            )
        if standard.threshold and item.threshold is None:
            yield (*path, "threshold"), "这一指标按规模门槛界定，没有写门槛", "补 threshold，如 10 亿元"


def _somebody_answers(pack: PlanPack, known: Known, numbers: Numbers) -> Iterator[Finding]:
    for index, item in zip(numbers["indicators"], pack.indicators, strict=True):
        if not item.lead:
            yield ("indicators", index, "lead"), "没有牵头单位，届时没有人填报", "补 lead"
        for name in sorted(set(item.lead) & set(item.support)):
            yield ("indicators", index, "support"), f"“{name}”既牵头又配合", "留一处"


@cache
def _fact_columns() -> frozenset[str]:
    return frozenset(load_yaml(_FACTS).data)


def formula_words(formula: str) -> set[str]:
    """The column names that a formula uses."""
    return set(re.findall(r"[a-z_]+", formula)) - _FUNCTIONS


def _formulas_are_computable(pack: PlanPack, known: Known, numbers: Numbers) -> Iterator[Finding]:
    for index, item in zip(numbers["indicators"], pack.indicators, strict=True):
        unknown = sorted(formula_words(item.formula or "") - _fact_columns())
        if unknown:
            yield (
                ("indicators", index, "formula"),
                f"算式里的“{'、'.join(unknown)}”不是事实表的列",
                "用事实表的列名",
            )


def _region_is_known(pack: PlanPack, known: Known, numbers: Numbers) -> Iterator[Finding]:
    region = pack.plan.region
    code = region_code(region.name)
    if code is not None and code != region.code:
        yield ("plan", "region", "code"), f"{region.name}的区划代码是 {code}，不是 {region.code}", "改代码或县名"
    if region.code == "999999":
        yield ("plan", "region", "code"), "还没有填行政区划代码", "填 GB/T 2260 的六位代码"


def _seats_are_posts(pack: PlanPack, known: Known, numbers: Numbers) -> Iterator[Finding]:
    for index, group in zip(numbers["groups"], pack.groups, strict=True):
        for role in ("leader", "deputy", "members", "liaison"):
            for place, seat in enumerate(getattr(group, role)):
                if re.search(r"\s", seat.post):
                    yield ("groups", index, role, place), f"席位“{seat.post}”里有空格", "只写职务，不写姓名"


def _deadlines_are_in_time(pack: PlanPack, known: Known, numbers: Numbers) -> Iterator[Finding]:
    last = pack.plan.effective_until
    for section in ("actions", "tasks"):
        for index, item in zip(numbers[section], getattr(pack, section), strict=True):
            if last and item.deadline and item.deadline > last:
                yield (section, index, "deadline"), f"期限 {item.deadline} 晚于方案失效日期 {last}", "核对日期"


def _parameters_are_sound(pack: PlanPack, known: Known, numbers: Numbers) -> Iterator[Finding]:
    for index, item in zip(numbers["parameters"], pack.parameters, strict=True):
        if measure(item.unit) is None:
            yield ("parameters", index, "unit"), f"不认识计量单位“{item.unit}”", "无量纲写 1"
        for other in pack.parameters:
            if other is not item and other.key == item.key and _overlap(item, other):
                yield ("parameters", index, "key"), f"参数“{item.key}”的有效期有重叠", "分开有效期，或合并"
                break
        indicator = pack.indicator(item.key)
        if indicator and item.value not in [getattr(m, "value", None) for m in indicator.milestones]:
            yield ("parameters", index, "value"), f"与指标“{indicator.name}”的目标值不一致", "两处写同一个数"


def _overlap(first: Any, second: Any) -> bool:
    starts_before = not (first.effective_from and second.effective_to) or (first.effective_from <= second.effective_to)
    ends_after = not (second.effective_from and first.effective_to) or (second.effective_from <= first.effective_to)
    return starts_before and ends_after


RULES: tuple[Rule, ...] = (
    _region_is_known,
    _keys_are_unique,
    _unit_names_are_unique,
    _units_resolve,
    _references_resolve,
    _standards_fit,
    _somebody_answers,
    _formulas_are_computable,
    _seats_are_posts,
    _deadlines_are_in_time,
    _parameters_are_sound,
    *FIGURE_RULES,
)

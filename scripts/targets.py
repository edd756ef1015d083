"""The page that says, of every target of the shipped plans, which register counts it, or who reports it and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tenghuan.apps.closing.measuring import Feed

HEAD = """# 方案目标的归宿

Generated from the plan packs, the measures of the registers and `docs/reference/words.yaml`; do not edit.
Regenerate: `make docs`.

五县方案的每一项指标从哪里来：由登记簿计数的，写明登记簿、口径和算法；由责任单位报送的，写明为什么。
登记簿的数在月度结账时与报送数并列，两边不一致时由人裁定，不会自动改数；同一项指标只有一个登记簿计数。
"""


@dataclass(frozen=True)
class Home:
    """Where the number of one target comes from: a register's measure, or a report for a reason."""

    county: str
    key: str
    title: str
    standard: str
    caliber: str
    feed: Feed | None
    reason: str
    population: str = ""  # whom the plan counts, in its words (除钢压延外)


def homes(reasons: Mapping[str, str]) -> Iterator[Home]:
    """Return every indicator of every pack, in their order; ``reasons``: by standard indicator, or own key."""
    from tenghuan.apps.closing.measuring import feed_for
    from tenghuan.apps.plans.wording import CALIBER_NAMES, threshold
    from tenghuan.plan import load_pack, packs

    for path in packs().values():
        pack = load_pack(path)
        for one in pack.indicators:
            standard = one.catalogue or ""
            size = threshold(one.threshold.model_dump() if one.threshold else None)
            feed = feed_for(one.key, standard, one.name, size, one.caliber)
            told = reasons.get(one.key) or reasons.get(standard, "")
            yield Home(
                pack.plan.region.name, one.key, one.name, standard, str(CALIBER_NAMES[one.caliber]), feed,
                "" if feed else told, one.population or "",
            )  # fmt: skip


def formula(feed: Feed) -> str:
    """Return in words how a measure reckons its number."""
    told, model = feed.measure, feed.register.model
    upper = f"Σ{_label(model, told.amount)}" if told.amount else "计数"
    if told.distinct:
        upper = f"去重计数（{_label(model, told.distinct)}）"
    if told.part:
        upper = f"符合条件的{upper} ÷ 全部{upper}"
    if told.over:
        upper = f"{upper} ÷ Σ{_label(model, told.over)}"
    if told.is_ratio and told.times != 1:
        upper = f"{upper} × {told.times}"
    line = f"，{_label(model, told.line)}达到方案的界限" if feed.bound is not None else ""
    days = f"，按{_label(model, told.when or told.year)}归期" if told.when or told.year else ""
    return f"{upper}{line}{days}{'，时点在册' if told.ends else ''}"


def _label(model: Any, lookup: str) -> str:
    """Return the Chinese name of a column, through links."""
    label = lookup
    for name in lookup.split("__"):
        field = model._meta.get_field(name)
        model, label = field.related_model or model, str(getattr(field, "verbose_name", name))
    return label


def page(reasons: Mapping[str, str], table: Any) -> str:
    """Return docs/reference/targets.md; ``table`` draws heads and rows."""
    found = list(homes(reasons))
    counted = sum(one.feed is not None for one in found)
    text = f"{HEAD}\n共 {len(found)} 项，登记簿计数 {counted} 项，报送 {len(found) - counted} 项。\n"
    for county in dict.fromkeys(one.county for one in found):
        mine = [one for one in found if one.county == county]
        text += f"\n## {county}\n\n登记簿计数 {sum(one.feed is not None for one in mine)} 项，共 {len(mine)} 项。\n\n"
        text += table(("指标", "标准指标", "口径", "来处", "怎么算"), [_row(one) for one in mine])
    return text


def _row(one: Home) -> tuple[str, ...]:
    named = (one.title, f"`{one.standard}`" if one.standard else "", one.caliber)
    if one.feed is None:
        return (*named, "报送", one.reason)
    source = f"{one.feed.register.name}：{one.feed.measure.title}"
    limits = f"；{one.feed.measure.scope}" if one.feed.measure.scope else ""
    return (*named, source, f"{formula(one.feed)}{limits}{_population(one)}")


def _population(one: Home) -> str:
    """Return whom the plan counts, and whether the register can tell them apart."""
    from tenghuan.apps.closing.measuring import populations

    if not one.population:
        return ""
    applied = one.population in populations() and one.feed is not None and one.feed.measure.enterprise
    return f"；{one.population}" if applied else f"；方案限“{one.population}”，登记簿不分，未套用"

"""What rules ask of an enterprise: facts by key, with label and unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

HUNDRED = Decimal(100)
STEP = Decimal("0.0001")  # what a rate keeps, in per cent


@dataclass(frozen=True)
class Fact:
    """A fact: what it is called, its unit, and whether it is yes or no (1 or 0)."""

    label: str
    unit: str = ""
    truth: bool = False


FACTS: dict[str, Fact] = {
    "revenue": Fact("营业收入", "万元"),
    "employees": Fact("职工人数", "人"),
    "assets": Fact("资产总额", "万元"),
    "age": Fact("成立年数", "年"),
    "rd": Fact("研发费用", "万元"),
    "rd_ratio": Fact("研发费用占营业收入", "%"),
    "rd_ratio_before": Fact("上年研发费用占营业收入", "%"),
    "rd_two_years": Fact("两年研发费用合计", "万元"),
    "rd_ratio_three_years": Fact("三年研发费用占营业收入", "%"),
    "technical_ratio": Fact("科技（研发）人员占职工", "%"),
    "technical": Fact("科技（研发）人员", "人"),
    "hightech_ratio": Fact("高新技术产品（服务）收入占比", "%"),
    "main_ratio": Fact("主营业务收入占比", "%"),
    "main_growth": Fact("两年主营业务收入平均增长", "%"),
    "revenue_growth": Fact("两年营业收入复合增长", "%"),
    "mean_revenue": Fact("两年平均营业收入", "万元"),
    "profit_growth": Fact("两年净利润平均增长", "%"),
    "debt_ratio": Fact("资产负债率", "%"),
    "niche_years": Fact("从事细分市场年限", "年"),
    "market_share": Fact("主导产品市场占有率", "%"),
    "products": Fact("主导产品数", "个"),
    "national_rank": Fact("主导产品全国排名", "名"),
    "global_rank": Fact("主导产品全球排名", "名"),
    "patents": Fact("Ⅰ类知识产权", "件"),
    "score": Fact("评价总分", "分"),
    "innovation_score": Fact("创新能力得分", "分"),
    "growth_score": Fact("成长性得分", "分"),
    "special_score": Fact("专业化得分", "分"),
    "equity_two_years": Fact("近两年股权融资", "万元"),
    "equity_three_years": Fact("近三年股权融资", "万元"),
    "profit": Fact("净利润", "万元"),
    "profit_before": Fact("上年净利润", "万元"),
    "profit_two_years": Fact("两年净利润合计", "万元"),
    "joint_stock": Fact("已股改或两年内股改", truth=True),
    "qualified": Fact("国家或省科技奖、高企、省部级研发机构等直通条件", truth=True),
    "little_giant": Fact("已是专精特新“小巨人”企业", truth=True),
    "mountain": Fact("山区海岛县", truth=True),
    "digital_three_years": Fact("近三年数字化软硬件投资（不含土建）", "万元"),
    "digital_five_years": Fact("近五年数字化软硬件投资（不含土建）", "万元"),
    "digital_level": Fact("数字化水平", "级"),
}


def growth(values: Sequence[Decimal | None]) -> Decimal | None:
    """Return the mean yearly growth of three years in per cent: ½(Y2/Y1 + Y3/Y2) − 1 (§25: 4000, 4800, 5500 → 17.29).

    None where a year is unknown or what is divided by is not positive.
    """
    first, second, third = values
    if first is None or second is None or third is None or first <= 0 or second <= 0:
        return None
    return _rate((second / first + third / second) / 2 - 1)


def compound(first: Decimal | None, last: Decimal | None) -> Decimal | None:
    """Return the compound yearly growth over two years in per cent: √(last/first) − 1."""
    if first is None or last is None or first <= 0 or last < 0:
        return None
    return _rate((last / first).sqrt() - 1)


def share(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    """Return a part of a whole in per cent, None where one is unknown or the whole is not positive."""
    if part is None or whole is None or whole <= 0:
        return None
    return _rate(part / whole)


def _rate(value: Decimal) -> Decimal:
    return (value * HUNDRED).quantize(STEP, ROUND_HALF_UP)

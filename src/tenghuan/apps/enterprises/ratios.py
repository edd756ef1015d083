"""The ratios of the contracts (methodology §1.2) that a page computes from two facts of the same year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Ratio:
    """``numerator ÷ denominator``, unknown where either is or the denominator is not above zero."""

    key: str
    label: str | Promise
    unit: str | Promise
    numerator: str
    denominator: str

    def of(self, facts: Any) -> Decimal | None:
        """Return the ratio of a row of yearly facts (or a mapping), None if unknown."""
        read = facts.get if isinstance(facts, Mapping) else lambda name: getattr(facts, name)
        above, below = read(self.numerator), read(self.denominator)
        return None if above is None or not below or below < 0 else Decimal(above) / Decimal(below)


RATIOS = (
    Ratio("tax_per_mu", _("亩均税收"), _("万元/亩"), "tax", "land_mu"),
    Ratio("value_added_per_mu", _("亩均增加值"), _("万元/亩"), "value_added", "land_mu"),
    Ratio("revenue_per_mu", _("亩均营业收入"), _("万元/亩"), "revenue", "land_mu"),
    Ratio("labour_productivity", _("全员劳动生产率"), _("万元/人"), "value_added", "employees"),
    Ratio("value_added_per_tce", _("单位能耗增加值"), _("万元/吨标准煤"), "value_added", "energy_tce"),
    Ratio("value_added_per_emission", _("单位排放增加值"), _("万元/吨"), "value_added", "emissions"),
    Ratio("rd_ratio", _("研发经费占营业收入"), "", "rd", "revenue"),
    Ratio("tax_per_electricity", _("单位电耗税收"), _("元/千瓦时"), "tax", "electricity"),
)

"""What a rule may ask of an enterprise: the columns of the facts, the schemes' ratios, and two of screening's own."""

from __future__ import annotations

from typing import Literal

from tenghuan.scoring.columns import BY_KEY, DIVISION, INDICATORS, Indicator
from tenghuan.scoring.columns import Kind as ColumnKind

Kind = ColumnKind | Literal["codes"]

# methodology §2.3: energy by what it earns; in tce per 10⁴ CNY, equivalent value (等价值)
ENERGY = "value_added_energy"
RATIOS: dict[str, Indicator] = INDICATORS | {
    ENERGY: Indicator(ENERGY, "energy_tce", "value_added", "单位增加值能耗", "吨标准煤/万元"),
    "energy_per_revenue": Indicator("energy_per_revenue", "energy_tce", "revenue", "单位营收能耗", "吨标准煤/万元"),
}
VETO = "veto"  # a cell of it holds several codes, and an empty one says that there is none
WHO = ("uscc", "name")  # columns that name an enterprise group none


def kind_of(key: str) -> Kind | None:
    """The kind of a key's values, None for a key that is not known."""
    if key in RATIOS:
        return "number"
    if key in (DIVISION, VETO):
        return "industry" if key == DIVISION else "codes"
    return BY_KEY[key].kind if key in BY_KEY else None


def is_measured(key: str) -> bool:
    """Whether the key's values are numbers with decimals."""
    return kind_of(key) == "number"


def made_of(key: str) -> tuple[str, str | None]:
    """The columns of the facts that a number is made of: numerator and denominator, or itself and None."""
    ratio = RATIOS.get(key)
    return (ratio.numerator, ratio.denominator) if ratio else (key, None)


def column_of(key: str) -> str:
    """The column of the facts that holds what is no number."""
    return "industry" if key == DIVISION else key


def title(key: str) -> str:
    """The key in Chinese."""
    if key in RATIOS:
        return RATIOS[key].title
    return "行业大类" if key == DIVISION else BY_KEY[key].title


def unit(key: str) -> str:
    """The unit of a number, "" if it has none."""
    return RATIOS[key].unit if key in RATIOS else BY_KEY[key].unit if key in BY_KEY else ""


def groups() -> tuple[str, ...]:
    """The columns by which means may be taken: those with few different values."""
    kinds = ("text", "industry", "boolean")
    return (DIVISION, *(key for key, column in BY_KEY.items() if column.kind in kinds and key not in (*WHO, VETO)))

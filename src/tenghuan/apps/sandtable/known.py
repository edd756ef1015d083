"""What the sand table knows of standard indicators: ``data/indicators.yaml`` as types."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from tenghuan.plan.loading import load_yaml
from tenghuan.solving import Indicator


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Ratio(_Model):
    """An indicator that the registers' facts give; ``times``: by how much its quotient is multiplied for its unit."""

    key: str
    name: str
    above: str
    below: str | None = None
    unit: str
    times: int = 1
    most: bool = False

    @property
    def indicator(self) -> Indicator:
        """The indicator as the solver knows it."""
        return Indicator(self.name, self.above, self.below)

    def of(self, sums: Mapping[str, Fraction]) -> Fraction | None:
        """The quotient at these sums; None where nobody told what stands above, or there is nothing to divide by."""
        return self.indicator.of(sums) if self.above in sums else None


class Sum(_Model):
    """An amount that moves add to: what is freed, or enterprises of some lists that are dealt with."""

    key: str
    measure: str
    unit: str
    lists: tuple[str, ...] = ()  # only who stands on one of them counts; () for all


class Table(_Model):
    """The whole file."""

    ratios: tuple[Ratio, ...]
    sums: tuple[Sum, ...]
    facts: tuple[str, ...]
    touched: dict[str, str]
    growing: tuple[str, ...]

    def ratio(self, key: str) -> Ratio | None:
        """The ratio of a standard indicator, None where registers do not give it."""
        return next((one for one in self.ratios if one.key == key), None)


def goals() -> list[tuple[str, str]]:
    """Return what can be solved for: (key, name)."""
    return [(one.key, one.name) for one in table().ratios]


@cache
def table() -> Table:
    """Return what is known."""
    return Table.model_validate(load_yaml(Path(__file__).parent / "data" / "indicators.yaml").data)

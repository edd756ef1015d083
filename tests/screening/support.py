"""Short rules and facts for tests."""

from __future__ import annotations

from typing import Any

from tenghuan.screening import Screening, parse_rules, screen
from tests.scoring.support import code, table

CONTRACT = """
name: 高耗低效企业筛查
year: 2022
scope: {any: [{above_scale: true}, {land_mu: {min: 3}}]}
thresholds:
  - {key: value_added_energy, town: null, industry: "17", limit: 0.80, source: 示例}
  - {key: value_added_energy, limit: 0.52, source: 本地参数（待核实）}
lists:
  - name: 高耗低效
    all: [{key: tax_per_mu, below: 5}, {key: value_added_energy, above: table}]
  - name: 低效用地企业
    any: [{key: tax_per_mu, below: 3}, {key: tax_per_mu, below_mean: 0.5, group: industry_division},
          {key: grade, in: [D], for_years: 2}]
exempt: [{reason: 公用工程, when: {industry: {in: ["44", "46"]}}},
         {reason: 投产未满3年, when: {registered_on: {after: 2020-01-01}}}]
"""


def one_list(conditions: str, more: str = "", join: str = "all") -> str:
    """Rules with the single list 单."""
    return f"name: 测试\nyear: 2022\n{more}\nlists:\n  - name: 单\n    {join}: {conditions}\n"


def screened(text: str, *rows: dict[str, Any], year: int | None = 2022, engine: str = "duckdb") -> Screening:
    """Rows (of ``year`` unless they say another; None: of none) screened."""
    given = [({"year": year} if year else {}) | row for row in rows]
    return screen(table(given), parse_rules(text), engine)


def verdicts(text: str, *rows: dict[str, Any], **more: Any) -> list[str | None]:
    """The verdict of each enterprise on the single list, None where it has no row; the rows are of different codes."""
    found = {row["uscc"]: row["verdict"] for row in screened(text, *rows, **more).table.to_pylist()}
    return [found.get(code(at)) for at in range(len(rows))]


def texts(text: str, *rows: dict[str, Any], column: str = "conditions") -> list[str]:
    """One column of OUT."""
    found: list[str] = screened(text, *rows).table[column].to_pylist()
    return found

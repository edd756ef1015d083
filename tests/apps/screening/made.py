"""How tests make a rule set and an exemption."""

from __future__ import annotations

from datetime import date
from typing import Any

from tenghuan.apps.kit import records
from tenghuan.apps.screening.models import Exempted, RuleSet
from tenghuan.apps.screening.registers import EXEMPTIONS, RULE_SETS
from tests.apps.kit.sheds import by
from tests.apps.remediation.cases import enterprise
from tests.world import County

RULES = """
name: 东县筛查规则
lists:
  - name: 高耗低效
    source: 东政〔2026〕1 号
    all:
      - {key: tax_per_mu, below: 5, source: 东政〔2026〕1 号 第三条}
      - {key: value_added_energy, above: table, source: 阈值表}
  - name: 低散乱
    any:
      - {key: tax_per_mu, below: 1}
thresholds:
  - {key: value_added_energy, limit: 0.52, source: 本地参数（待核实）}
"""


def rule_set(county: County, text: str = RULES, **values: Any) -> RuleSet:
    told = {
        "name": "东县筛查规则",
        "source": "东政〔2026〕1 号",
        "effective_from": date(2026, 1, 1),
        "text": text,
        **values,
    }
    made: RuleSet = records.add(by(county, "office"), RULE_SETS, county.region, told)
    return made


def make_rules(county: County, number: int, town: int = 0, unit: int = 0) -> Any:
    return rule_set(county, name=f"{county.region.name}规则{number}")


def exemption(county: County, number: int = 0, town: int = 0, **values: Any) -> Exempted:
    told = {
        "enterprise": enterprise(county, number, town),
        "lists": "",
        "reason": "重点培育企业",
        "document": "东专班〔2026〕2 号",
        "starts_on": date(2026, 1, 1),
        "ends_on": date(2199, 12, 31),
        **values,
    }
    made: Exempted = records.add(by(county, "office"), EXEMPTIONS, county.region, told)
    return made


def make_exemption(county: County, number: int, town: int = 0, unit: int = 0) -> Any:
    return exemption(county, 0 if number == 1 else number, town)


MAKERS = {"screening_rules": make_rules, "screening_exemptions": make_exemption}

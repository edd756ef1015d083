"""A small plan pack of a fictional county, and synthetic ones of any size."""

from __future__ import annotations

from typing import Any

from tenghuan.plan.schema import PlanPack


def small(code: str = "990101", **changes: Any) -> dict[str, Any]:
    """Two indicators, two actions, one task, one group; as plain data that tests may bend."""
    return {
        "plan": {
            "title": "东县制造业攻坚行动方案",
            "document_number": "东政〔2022〕1号",
            "issuer": "东县人民政府",
            "region": {"code": code, "name": "东县"},
            "issued_on": "2022-03-01",
            "period": {"start": 2021, "end": 2023},
        },
        "campaigns": [{"key": "clear_out", "name": "淘汰落后攻坚行动", "section": "三（一）"}],
        "units": [
            {"key": "economy", "name": "东县经信局", "aliases": ["县经信局"], "kind": "department"},
            {"key": "human_resources", "name": "县人力社保局", "aliases": ["县人社局"], "kind": "department"},
        ],
        "indicators": [
            {
                "key": "tax_per_mu",
                "name": "规上工业亩均税收",
                "catalogue": "tax_per_mu",
                "caliber": "level",
                "unit": "万元/亩",
                "baseline": {"year": 2020, "value": 12.5},
                "milestones": [
                    {"caliber": "level", "year": 2022, "value": 20},
                    {"caliber": "level", "year": 2023, "value": 24.5, "comparison": "ge"},
                ],
                "references": [{"scope": "province", "name": "青省", "year": 2023, "raw": "37", "value": 37}],
                "frequency": "year_end",
                "lead": ["县经信局"],
                "support": ["县人社局"],
                "sources": ["二"],
            },
            {
                "key": "rectified_firms",
                "name": "整治高耗低效企业",
                "campaign": "clear_out",
                "caliber": "cumulative",
                "unit": "家",
                "milestones": [{"caliber": "cumulative", "year": 2023, "value": 120}],
                "frequency": "monthly",
                "lead": ["东县经信局"],
                "sources": ["三（一）1"],
            },
        ],
        "actions": [
            {
                "section": "三（一）1",
                "title": "整治高耗低效企业",
                "campaign": "clear_out",
                "lead": ["县经信局"],
                "support": ["县人力社保局"],
                "indicators": ["rectified_firms"],
            },
            {"section": "四1", "title": "强化人才保障", "lead": ["县人社局"], "deadline": "2023-12-31"},
        ],
        "tasks": [{"number": 1, "title": "建立企业清单", "lead": ["县经信局"], "deadline": "2022-06-30"}],
        "groups": [
            {
                "key": "office",
                "name": "工作专班",
                "leader": ["副县长"],
                "deputy": ["县经信局局长"],
                "members": ["县人社局副局长"],
            }
        ],
        "parameters": [
            {
                "key": "fund_share",
                "name": "专项经费占土地出让收入",
                "value": 0.5,
                "unit": "%",
                "status": "plan",
                "sources": ["四2"],
            }
        ],
        **changes,
    }


def pack(**changes: Any) -> PlanPack:
    """The small pack, checked."""
    return PlanPack.model_validate(small(**changes))


def large(indicators: int, tasks: int, units: int = 20) -> PlanPack:
    """A pack of the given size; every unit leads some items."""
    names = [f"县第{n}局" for n in range(units)]
    data = small(
        units=[{"key": f"unit_{n}", "name": name, "kind": "department"} for n, name in enumerate(names)],
        campaigns=[{"key": f"campaign_{n}", "name": f"第{n}攻坚行动"} for n in range(5)],
        indicators=[
            {
                "key": f"indicator_{n}",
                "name": f"指标{n}",
                "campaign": f"campaign_{n % 5}",
                "caliber": "cumulative",
                "unit": "家",
                "milestones": [
                    {"caliber": "cumulative", "year": year, "value": (year - 2020) * 10} for year in (2021, 2022, 2023)
                ],
                "frequency": "monthly",
                "lead": [names[n % units]],
                "support": [names[(n + 1) % units], names[(n + 2) % units]],
                "sources": ["三"],
            }
            for n in range(indicators)
        ],
        actions=[],
        tasks=[{"number": n + 1, "title": f"任务{n}", "lead": [names[n % units]]} for n in range(tasks)],
        groups=[],
    )
    return PlanPack.model_validate(data)

"""The derivation agrees with the list, and what is said to lift a grade does, while a step less does not."""

from __future__ import annotations

import random

import numpy as np
import pytest

from tenghuan.errors import InputFault
from tenghuan.scoring import evaluate, explain, facts_from_table, model, order, parse_scheme
from tests.scoring.support import DATA, code, table

SCHEME = """
name: 两项
tracks:
  - name: 全部
    population: {}
    criteria:
      - {key: tax_per_mu, weight: 60, benchmark: YARD}
      - {key: rd_ratio, weight: 40, benchmark: 0.03, missing: mean_score}
    CAP
    grades: [{grade: A, upto: 0.2}, {grade: B, upto: 0.7}, {grade: C, upto: 1}]
    vetoes: {safety_accident: D, tax_arrears: not_A}
"""


def rows(count: int = 12) -> list[dict]:
    chance = random.Random(5)
    return [
        {"tax": chance.randint(10, 900), "land_mu": 10, "rd": chance.choice([None, 5, 20, 40]), "revenue": 1000}
        for _ in range(count)
    ]


@pytest.mark.parametrize("yard", ["24.097", "mean"])
@pytest.mark.parametrize("cap", ["cap: null", "cap: 1.5"])
def test_the_least_change_lifts_and_a_step_less_does_not(yard, cap):
    scheme = parse_scheme(SCHEME.replace("YARD", yard).replace("CAP", cap))
    given = rows()
    found = 0
    for at in range(len(given)):
        derived = explain(facts_from_table(table(given)), scheme, code(at))
        for lift in derived.lifts:
            if lift.value is None:
                continue
            found += 1
            per, name = (10, "tax") if lift.key == "tax_per_mu" else (1000, "rd")
            step = 1e-4 if lift.key == "tax_per_mu" else 1e-6
            for value, wanted in ((lift.value, True), (lift.value - step, False)):
                changed = [dict(row) for row in given]
                changed[at][name] = repr(round(value * per, 6))
                grade = evaluate(table(changed), scheme).table["grade"].to_pylist()[at]
                assert (grade <= derived.target) is wanted
    assert found > 5


def test_first_grade_and_no_seat_have_no_lift():
    scheme = parse_scheme(SCHEME.replace("YARD", "24.097").replace("CAP", ""))
    best = max(range(12), key=lambda at: rows()[at]["tax"])
    facts = facts_from_table(table(rows()))
    assert explain(facts, scheme, code(best)).target is None
    alone = explain(facts_from_table(table(rows(1))), scheme, code(0))
    assert alone.out["grade"] == "B"
    assert alone.target == "A"
    assert alone.target_score is None
    assert "没有名额" in alone.text()


def test_text_says_every_step():
    scheme = parse_scheme((DATA / "huangyan.yaml").read_text(encoding="utf-8"))
    row = {
        "name": "示例企业",
        "above_scale": "是",
        "tax": 600,
        "value_added": 2400,
        "land_mu": 20,
        "energy_tce": 1000,
        "employees": 120,
        "rd": 300,
        "revenue": 12000,
        "bonus": 2,
        "veto": "tax_arrears;safety_accident",
    }
    text = explain(facts_from_table(table([row, row | {"emissions": "0.6", "veto": None}])), scheme, code(0)).text()
    for words in (
        "600 ÷ 20 = 30万元/亩，基准值 24.097 → 37.3490 分",
        "数据缺失或分母不大于 0，按本组有数企业的平均得分计 → 8.1139 分",
        "加分 2，减分 0",
        "= 102.2101",
        "第 1 名（共 2 家",
        "一票否决 safety_accident：直接列为末档 → D 档",
        "等级：D（依据 veto:safety_accident）",
        "解除一票否决事项后，按排名为 B 档",
    ):
        assert words in text, text


def test_rows_outside_and_unknown_codes():
    scheme = parse_scheme(SCHEME.replace("YARD", "24.097").replace("CAP", ""))
    facts = facts_from_table(table([rows(1)[0] | {"exempt": "新设立"}]))
    assert "不参评：新设立" in explain(facts, scheme, code(0)).text()
    with pytest.raises(InputFault, match="没有"):
        explain(facts, scheme, code(9))


def test_the_model_scores_as_the_kernel_does():
    text = (
        (DATA / "huangyan.yaml").read_text(encoding="utf-8").replace("24.097", "mean").replace("cap: null", "cap: 1.5")
    )
    scheme = parse_scheme(text)
    chance = random.Random(3)
    given = [
        {
            "above_scale": chance.choice(["是", "否"]),
            "tax": chance.randint(-50, 900),
            "value_added": chance.randint(-50, 3000),
            "land_mu": chance.choice([None, 0, 7, 13]),
            "energy_tce": chance.randint(0, 900),
            "emissions": chance.choice([None, "0.3"]),
            "employees": chance.randint(0, 90),
            "electricity": chance.randint(1, 90),
            "rd": 5,
            "revenue": chance.randint(0, 90),
            "deduction": chance.choice([None, 3]),
        }
        for _ in range(60)
    ]
    facts = facts_from_table(table(given))
    out = evaluate(facts, scheme).table
    for group in model.groups(facts, scheme):
        wanted = np.array(out["score"].to_pylist(), dtype=float)[group.rows]
        assert np.array_equal(model.group_scores(group) / 1e4, wanted)
        places = order.places(group, model.group_scores(group))
        grades = [group.track.grades[place].grade for place in places]
        assert grades == [out["grade"].to_pylist()[row] for row in group.rows]

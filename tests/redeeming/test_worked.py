"""Worked figures, each by hand: contracts.md "Policy money", methodology2 §26, §32."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tenghuan.redeeming import policies
from tests.redeeming.support import policy, redeemed

SAMPLE = [
    ("智能制造认定", {"tier": "省未来工厂"}, "100", "省未来工厂=100"),
    ("智能制造认定", {"tier": "省智能工厂"}, "30", "省智能工厂=30"),
    ("智能制造认定", {"tier": "绍兴智能工厂"}, "20", "绍兴智能工厂=20"),
    ("智能制造认定", {"tier": "省数字化车间"}, "15", "省数字化车间=15"),
    ("智能制造认定", {"tier": "绍兴数字化车间"}, "10", "绍兴数字化车间=10"),
    ("数字化车间补助", {"base": "1200"}, "420", "35%×1200=420"),
    ("数字化车间补助", {"base": "1,500"}, "500", "35%×1500=525→500"),
    ("两化融合补助", {"base": "9.9"}, "0", "9.9＜10"),
    ("两化融合补助", {"base": "10"}, "2.5", "25%×10=2.5"),
    ("两化融合补助", {"base": "450"}, "100", "25%×450=112.5→100"),
    ("低效用地盘活奖励", {"base": "9.99"}, "20", "9.99≥3，得20"),
    ("低效用地盘活奖励", {"base": "10"}, "50", "10≥10，得50"),
    ("低效用地盘活奖励", {"base": "30"}, "80", "30≥30，得80"),
    ("低效用地盘活奖励", {"base": "2.99"}, "0", "2.99＜3"),
    # 18 × 500 元 = 9000 元
    ("增产奖励", {"base": "1850", "date": "2025-06-30"}, "0.9", "取整(1850/100)×0.05=0.9"),
    ("增产奖励", {"base": "60100", "date": "2025-06-30"}, "30", "取整(60100/100)×0.05=30.05→30"),
    ("增产奖励", {"base": "-150", "date": "2025-06-30"}, "0", "基数(-150)＜0"),
    ("设备投资补助", {"base": "4000", "uplifted": "是"}, "720", "15%×4000×(1+20%)=720"),
    ("设备投资补助", {"base": "5000", "uplifted": "是"}, "800", "15%×5000×(1+20%)=900→800"),
    ("设备投资补助", {"base": "4000", "uplifted": "否"}, "600", "15%×4000=600"),
    ("设备投资补助", {"base": "4000", "uplifted": ""}, "600", "15%×4000=600"),
    ("小微园星级", {"tier": "四星", "former": "三星"}, "20", "max(0,40-20)=20"),
    ("小微园星级", {"tier": "四星"}, "40", "四星=40"),
    ("小微园星级", {"tier": "三星", "former": "四星"}, "0", "max(0,20-40)=0"),
    ("未来工厂培育", {"tier": "二级", "former": "一级"}, "40", "max(0,50-10)=40"),
    ("未来工厂培育", {"tier": "三级", "former": "二级"}, "50", "max(0,100-50)=50"),
    ("软件企业首次突破", {"base": "5500", "former_best": "1200"}, "50", "1200→5500，max(20,50)=50"),
    ("软件企业首次突破", {"base": "1000"}, "10", "无→1000，10"),
    ("软件企业首次突破", {"base": "1999", "former_best": "1000"}, "0", "1000→1999，没有首次达到的档"),
    ("重大项目两段补助", {"base": "12000", "stage": "开工", "date": "2017-05-01"}, "360", "10%×12000×30%=360"),
    ("重大项目两段补助", {"base": "12000", "stage": "竣工", "date": "2019-12-31"}, "840", "10%×12000×70%=840"),
]


@pytest.mark.parametrize(("clause", "row", "amount", "formula"), SAMPLE)
def test_a_claim_under_the_sample_policy(
    tmp_path: Path, clause: str, row: dict[str, str], amount: str, formula: str
) -> None:
    sample = policies()["sample"]
    (out,) = redeemed(tmp_path, [{"clause": clause} | row], sample).rows
    assert (out["amount"], out["formula"]) == (Decimal(amount), formula)
    assert out["basis"] == (sample.versions(clause)[0].document if Decimal(amount) else "未达门槛")


def test_every_shipped_clause_names_its_document_and_what_is_to_be_verified() -> None:
    for clause in policies()["sample"].clauses:
        assert clause.document
        assert clause.since
        assert clause.until
        assert "本地参数（待核实）" in (clause.note or "")


def test_crossing_levels_may_be_summed(tmp_path: Path) -> None:
    clause = {"operator": "first_time", "crossing": "sum"}
    clause["levels"] = [{"min": least, "amount": paid} for least, paid in ((1000, 10), (2000, 20), (5000, 50))]
    (out,) = redeemed(tmp_path, [{"base": 5500, "former_best": 1200}], policy(clause)).rows
    assert (out["amount"], out["formula"]) == (70, "1200→5500，20+50=70")


def test_stages_share_the_capped_amount(tmp_path: Path) -> None:
    clause = {"operator": "stages", "rate": 0.1, "cap": 1000, "stages": {"开工": 0.3, "竣工": 0.7}}
    (out,) = redeemed(tmp_path, [{"base": 12000, "stage": "开工"}], policy(clause)).rows
    assert (out["amount"], out["formula"]) == (300, "min(10%×12000,1000)×30%=300")


SHARE = {"operator": "share", "rate": 0.1}


def test_both_ends_of_the_period_are_within_it(tmp_path: Path) -> None:
    rules = policy(SHARE | {"from": "2022-03-01", "to": "2022-03-31"})
    days = ["2022-02-28", "2022-03-01", "2022年3月31日", "2022/4/1"]
    found = redeemed(tmp_path, [{"base": 10, "date": day} for day in days], rules).rows
    assert [row["basis"] for row in found] == ["不在有效期", "文号0", "文号0", "不在有效期"]
    assert [row["amount"] for row in found] == [0, 1, 1, 0]
    assert found[0]["formula"] == "10%×10=1→0"


def test_the_same_object_and_stage_is_paid_once_but_a_claim_outside_the_period_is_no_first(tmp_path: Path) -> None:
    rules = policy(SHARE | {"from": "2022-01-01"}, SHARE)
    rows: list[dict[str, Any]] = [
        {"object": "发票1", "date": "2021-12-31"},  # outside
        {"object": "发票1"},  # the first
        {"object": "发票1"},  # again
        {"object": "发票1", "stage": "竣工"},  # another stage
        {"object": "发票1", "clause": "条款1"},  # another clause
        {"object": "发票1", "uscc": "B"},  # another enterprise
        {"object": ""},
        {"object": ""},  # no object: never again
        {"object": "发票1", "uscc": "a"},  # the first enterprise, its code in small letters
    ]
    found = redeemed(tmp_path, [row | {"base": 10} for row in rows], rules).rows
    paid, again = "文号0", "重复申报"
    assert [row["basis"] for row in found] == ["不在有效期", paid, again, paid, "文号1", paid, paid, paid, again]


def test_of_an_exclusive_name_the_highest_of_a_year_is_paid(tmp_path: Path) -> None:
    rules = policy(SHARE | {"exclusive": "园区"}, SHARE | {"exclusive": "园区", "rate": 0.2}, SHARE)
    rows = [
        {"base": 200},  # 20, lost
        {"base": 250, "clause": "条款1"},  # 50, paid
        {"base": 200, "date": "2023-01-01"},  # another year
        {"base": 200, "uscc": "B"},  # another enterprise
        {"base": 9999, "clause": "条款2"},  # not of the name
        {"base": 0, "clause": "条款1"},  # nothing to lose
    ]
    found = redeemed(tmp_path, rows, rules).rows
    assert [row["basis"] for row in found] == ["就高", "文号1", "文号0", "文号0", "文号2", "未达门槛"]
    assert [row["amount"] for row in found] == [0, 50, 20, 20, Decimal("999.9"), 0]
    assert found[0]["formula"] == "10%×200=20→0"


def test_of_equal_amounts_the_earlier_is_paid(tmp_path: Path) -> None:
    rules = policy(SHARE | {"exclusive": "园区"})
    days = ["2022-05-02", "2022-05-01", "2022-05-01"]
    found = redeemed(tmp_path, [{"base": 10, "date": day} for day in days], rules).rows
    assert [row["amount"] for row in found] == [0, 1, 0]


def test_a_clause_changed_by_a_new_document_is_taken_by_the_day(tmp_path: Path) -> None:
    old = SHARE | {"clause": "技改", "to": "2024-12-31"}
    new = SHARE | {"clause": "技改", "rate": 0.2, "from": "2025-01-01", "to": "2025-12-31"}
    days = ["2024-12-31", "2025-01-01", "2026-01-01"]
    rows = [{"clause": "技改", "base": 10, "date": day} for day in days]
    found = redeemed(tmp_path, rows, policy(old, new)).rows
    assert [(row["amount"], row["basis"]) for row in found] == [(1, "文号0"), (2, "文号1"), (0, "不在有效期")]


def test_amounts_are_rounded_half_up_to_four_decimals(tmp_path: Path) -> None:
    rules = policy({"operator": "share", "rate": 0.001})
    found = redeemed(tmp_path, [{"base": base} for base in ("0.05", "0.0499", "33.33")], rules).rows
    assert [row["amount"] for row in found] == [Decimal("0.0001"), 0, Decimal("0.0333")]


def test_a_doubtful_code_is_remarked_not_refused(tmp_path: Path) -> None:
    found = redeemed(tmp_path, [{"base": 1}, {"base": 1, "uscc": "91330600MA2B3C4D0A"}], policy(SHARE))
    assert found.notes == ("2 行的统一社会信用代码位数或校验位不符，兑付前请核对：第 2、3 行",)

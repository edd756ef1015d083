"""Parameters as officials write them: the worked figures of methodology2 §26 and §32.8, each by hand."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from tenghuan.apps.funds.terms import clause_of, kept, lines_of
from tenghuan.declaring.tables import Row
from tenghuan.errors import InputFault
from tenghuan.redeeming import policies


def amount(operator: str, text: str, **claim) -> Fraction:
    values = {key: Fraction(str(v)) if key in ("base", "former_best") else v for key, v in claim.items()}
    return clause_of(operator, text, clause="甲").amount(Row(1, values)).value


@pytest.mark.parametrize(
    ("operator", "text", "claim", "worth"),
    [
        ("share", "比例：35%；封顶：500", {"base": 1200}, "420"),
        ("share", "比例：35%；封顶：500", {"base": 1500}, "500"),  # 525 by the rate
        ("share", "比例：25%；封顶：100；门槛：10", {"base": "9.9"}, "0"),
        ("share", "比例：25%；封顶：100；门槛：10", {"base": 10}, "2.5"),
        ("share", "比例：25%；封顶：100；门槛：10", {"base": 450}, "100"),
        ("bands", "3：20；10：50；30：80", {"base": "9.99"}, "20"),
        ("bands", "3：20；10：50；30：80", {"base": 10}, "50"),
        ("bands", "3：20；10：50；30：80", {"base": "2.99"}, "0"),
        ("steps", "每增：100；每档金额：0.05；封顶：30", {"base": 1850}, "0.9"),  # 18 × 500 yuan
        ("uplift", "比例：15%；上浮：20%；封顶：800", {"base": 4000, "uplifted": True}, "720"),
        ("uplift", "比例：15%；上浮：20%；封顶：800", {"base": 5000, "uplifted": True}, "800"),
        ("difference", "三星：20；四星：40", {"tier": "四星", "former": "三星"}, "20"),
        ("difference", "一级：10；二级：50；三级：100", {"tier": "三级", "former": "二级"}, "50"),
        ("tiers", "省未来工厂：100；省智能工厂：30", {"tier": "省智能工厂"}, "30"),
        ("stages", "比例：10%；开工：30%；竣工：70%", {"base": 12000, "stage": "开工"}, "360"),
        ("stages", "比例：10%；开工：30%；竣工：70%", {"base": 12000, "stage": "竣工"}, "840"),
        ("first_time", "跨级：最高；1000：10；2000：20；5000：50", {"base": 5200, "former_best": 900}, "50"),
        ("first_time", "跨级：累加；1000：10；2000：20；5000：50", {"base": 5200, "former_best": 900}, "80"),
    ],
)
def test_what_officials_write_pays_what_was_worked_out_by_hand(operator, text, claim, worth):
    assert amount(operator, text, **claim) == Fraction(worth)


def test_lines_and_half_width_signs_are_the_same_parameters():
    assert kept("比例: 35%\n\n封顶：500 ;") == "比例：35%；封顶：500"
    assert clause_of("share", "比例: 35%\n封顶：500", clause="甲") == clause_of(
        "share", "封顶：500；比例：35%", clause="甲"
    )


@pytest.mark.parametrize("clause", policies()["sample"].clauses, ids=lambda one: f"{one.clause}-{one.document}")
def test_every_shipped_clause_can_be_written_as_officials_do_and_reads_back_the_same(clause):
    told = {"clause": clause.clause, "document": clause.document, "from": clause.since, "to": clause.until}
    again = clause_of(clause.operator, lines_of(clause), **told, exclusive=clause.exclusive or "")
    assert again == clause.model_copy(update={"source": None, "note": None})


@pytest.mark.parametrize(
    ("operator", "text", "words"),
    [
        ("share", "封顶：500", "比例"),
        ("share", "比例：三成", "数"),
        ("share", "比例", "“比例”不是参数"),
        ("share", "比例：35%；比例：30%", "写了两次"),
        ("share", "比例：35%；三星：20", "没有参数“三星”"),
        ("share", "比例：-5%", "比例"),
        ("bands", "甲：20", "起点"),
        ("bands", "", "分段"),
        ("first_time", "1000：10", "跨级"),
        ("steps", "每增：0；每档金额：1", "每增"),
    ],
)
def test_parameters_that_count_nothing_are_refused_with_what_is_wrong(operator, text, words):
    with pytest.raises(InputFault, match=words):
        clause_of(operator, text, clause="甲")


def test_a_name_is_data_and_never_a_piece_of_the_file():
    made = clause_of("tiers", "三星：20", clause="甲\n  operator: share #", document="文：[号]")
    assert made.clause == "甲\n  operator: share #"
    assert made.amount(Row(1, {"tier": "三星"})).value == Decimal(20)

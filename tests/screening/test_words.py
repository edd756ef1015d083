"""Rules in Chinese: no key of the file stands in what a person reads."""

from __future__ import annotations

import re

import pytest

from tenghuan.plan import load_pack, packs
from tenghuan.screening import parse_rules
from tenghuan.screening.rulesfile import shipped_text
from tenghuan.screening.words import words

HEAD = "name: 测试\nlists:\n  - name: 低效\n"


def said(conditions: str, names: dict[str, str] | None = None) -> str:
    return words(parse_rules(HEAD + conditions, "测试").lists[0].formula, names)


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ("{key: tax_per_mu, below: 5}", "亩均税收低于 5 万元/亩"),
        ("{key: tax_per_mu, max: 2.50}", "亩均税收不高于 2.5 万元/亩"),
        ("{key: land_mu, min: 10}", "用地面积不低于 10 亩"),
        ("{key: above_scale, in: [true]}", "规上为是"),
        ("{key: above_scale, in: [false]}", "规上为否"),
        ("{key: grade, in: [D], for_years: 2}", "评价等级连续 2 年为D"),
        ("{key: grade, in: [C, D]}", "评价等级属于C、D"),
        ("{key: value_added_energy, above: table}", "单位增加值能耗高于阈值表的限值"),
        ("{key: tax_per_mu, below_mean: 0.5, group: industry_division}", "亩均税收低于同一行业大类平均值的 50%"),
        ("{key: tax_per_mu, below_mean: 1}", "亩均税收低于全部企业平均值"),
        ("{key: registered_on, after: 2020-01-01}", "注册日期晚于 2020-01-01"),
    ],
)
def test_a_condition_is_said_with_its_measure_and_unit(condition, told):
    assert said(f"    any: [{condition}]\n") == told


def test_all_and_any_are_told_apart_by_brackets():
    inner = "{any: [{key: land_mu, min: 3}, {key: above_scale, in: [true]}]}"
    assert said(f"    all: [{inner}, {{key: tax_per_mu, below: 5}}]\n") == (
        "（用地面积不低于 3 亩，或规上为是），且亩均税收低于 5 万元/亩"
    )


def test_codes_are_called_by_their_names_where_there_are_any():
    rule = "    any: [{key: veto, in: [illegal_land, unknown_code]}]\n"
    assert said(rule, {"illegal_land": "违法用地"}) == "一票否决属于违法用地、unknown_code"


def test_a_long_list_is_cut_with_its_count():
    codes = ", ".join(f'"{code}"' for code in range(13, 44))
    told = said(f"    any: [{{key: industry_division, in: [{codes}]}}]\n")
    assert told == "行业大类属于13、14、15、16、17、18、19、20等 31 个"


def test_no_scope_is_everybody():
    assert words(parse_rules(HEAD + "    any: [{key: land_mu, min: 3}]\n", "测试").scope.formula) == "全部企业"


@pytest.mark.parametrize("county", sorted(packs()))
def test_the_rules_that_ship_are_said_without_a_key(county):
    text = shipped_text(load_pack(packs()[county]).key if hasattr(load_pack(packs()[county]), "key") else county)
    rules = parse_rules(text, county)
    told = [*(rule.formula for rule in rules.lists), *(one.when.formula for one in rules.exempt), rules.scope.formula]
    vetoes = dict.fromkeys(re.findall(r"[a-z]+_[a-z_]+", text), "某事")
    for formula in told:
        assert not re.search(r"[a-z]+_[a-z_]+", words(formula, vetoes))

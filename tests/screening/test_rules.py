"""Rules: what a file may say, and every fault with its line, place and remedy."""

from __future__ import annotations

import pytest

from tenghuan.errors import InputFault
from tenghuan.screening import RulesFault, load_rules, parse_rules, rule_sets
from tests.screening.support import CONTRACT, one_list

BAD = """name: 错
year: 二〇二二
scope: {tax_per_mu: {below: 3}}
thresholds:
  - {key: grade, limit: 1}
  - {key: tax_per_mu, limit: 高}
  - {key: tax_per_mu, limit: 1, industry: 造纸}
lists:
  - name: 甲
    all:
      - {key: tax_per_muu, below: 5}
      - {key: tax_per_mu, blow: 5}
      - {key: grade, below: 5}
      - {key: tax_per_mu, below: 很低}
      - {key: tax_per_mu}
      - {key: registered_on, after: 2020}
      - {key: tax_per_mu, below: 5, group: town}
      - {key: tax_per_mu, below_mean: 0.5, group: uscc}
      - {key: grade, in: D}
      - {key: tax_per_mu, any: [{key: tax, min: 0}]}
      - {key: tax, min: 0, for_years: 0}
  - name: 乙
exempt:
  - {reason: 公用工程, when: {industry: {in: [供水]}}}
"""
EXPECTED = (
    (2, "年度", "应为整数"),
    (3, "筛查范围", "只能用企业数据的列"),
    (5, "阈值“grade” › 指标", "没有这样的数值指标：grade"),
    (6, "阈值“tax_per_mu” › 限值", "应为数字"),
    (7, "阈值“tax_per_mu” › 行业代码", "2 至 4 位"),
    (11, "清单“甲” › 条件“tax_per_muu”", "没有这样的指标或列：tax_per_muu"),
    (12, "清单“甲” › 条件“tax_per_mu” › “blow”", "不认识的选项"),
    (13, "清单“甲” › 条件“grade”", "“grade”不能用 below，可用：equals、in"),
    (14, "清单“甲” › 条件“tax_per_mu”", "应为数，现为“很低”"),
    (15, "清单“甲” › 条件“tax_per_mu”", "没有写比较"),
    (16, "清单“甲” › 条件“registered_on”", "应为日期，现为“2020”"),
    (17, "清单“甲” › 条件“tax_per_mu”", "group 只与 below_mean 一起用"),
    (18, "清单“甲” › 条件“tax_per_mu”", "不能按“uscc”求平均"),
    (19, "清单“甲” › 条件“grade”", "应为列表"),
    (20, "清单“甲” › 条件“tax_per_mu”", "key、any、all 须写且只写一个"),
    (21, "清单“甲” › 条件“tax” › 连续年数", "不能小于 1"),
    (22, "清单“乙”", "any、all 须写且只写一个"),
    (24, "豁免“公用工程” › 豁免条件", "应为行业代码，现为“供水”"),
)


def test_every_fault_is_listed_with_line_place_and_remedy():
    with pytest.raises(RulesFault) as caught:
        parse_rules(BAD, "规则.yaml")
    found = {fault.line: fault for fault in caught.value.located}
    for line, where, what in EXPECTED:
        assert where in found[line].where, (line, str(found[line]))
        assert what in found[line].what, (line, str(found[line]))
        assert found[line].remedy, line
    assert len(caught.value.located) == len(EXPECTED)
    assert str(caught.value).startswith(f"规则.yaml：筛查规则有 {len(EXPECTED)} 处问题")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("- 1", "应为“键: 值”的映射"),
        ("name: [", "YAML 读不通"),
        ("name: 空\nlists: []", "至少要有 1 项"),
        (one_list("[{key: tax, min: 0}]").replace("name: 测试", "name: 测试\nname: 又"), "写了两次"),
        (one_list("[{key: tax, min: 0}]") + "  - {name: 单, any: [{key: tax, min: 0}]}", "清单名称重复：单"),
        (one_list("[{key: tax, min: 0}]", "exempt: [{reason: 甲, when: {tax: 1}, lists: [双]}]"), "没有：双"),
        (
            one_list("[{key: tax, min: 0}]", "thresholds: [{key: tax, limit: 1}, {key: tax, limit: 2}]"),
            "阈值表第 1 行与第 2 行重复",
        ),
        (one_list("[{any: [{key: tax, min: 0}], below: 3}]"), "不能与 any、all 并列"),
    ],
)
def test_what_cannot_be_meant_is_refused(text, what):
    with pytest.raises(RulesFault, match=what):
        parse_rules(text)


def test_a_file_that_is_none_is_a_fault_of_the_input(tmp_path):
    with pytest.raises(InputFault, match="不是筛查规则文件"):
        load_rules(tmp_path / "no.yaml")
    (tmp_path / "gbk.yaml").write_bytes("名称".encode("gbk"))
    with pytest.raises(RulesFault, match="UTF-8"):
        load_rules(tmp_path / "gbk.yaml")


def test_the_rules_of_the_contract_are_read_as_written(tmp_path):
    (tmp_path / "r.yaml").write_text(CONTRACT, encoding="utf-8")
    rules = load_rules(tmp_path / "r.yaml")
    assert [str(row.limit) for row in rules.thresholds] == ["0.80", "0.52"]
    assert [row.name for row in rules.lists] == ["高耗低效", "低效用地企业"]
    assert len(rules.checks) == 7


def test_values_may_be_words_as_in_the_facts():
    text = one_list(
        '[{key: tax, below: "1,000.50"}, {key: registered_on, after: "2020-01-01"}]', "scope: {above_scale: 是}"
    )
    plain = one_list(
        "[{key: tax, below: 1000.5}, {key: registered_on, after: 2020-01-01}]", "scope: {above_scale: true}"
    )
    assert parse_rules(text).checks == parse_rules(plain).checks
    assert parse_rules(text).scope.formula == parse_rules(plain).scope.formula


@pytest.mark.parametrize("county", ["cixi", "lanxi", "linan", "shengzhou", "yunhe"])
def test_each_county_has_rules_whose_every_number_says_where_it_is_from(county):
    rules = rule_sets()[county]
    assert rules.county == county
    assert rules.source
    assert all(row.source for row in rules.thresholds)
    assert all(exemption.source for exemption in rules.exempt)
    for rule in rules.lists:
        assert rule.source, rule.name
        for condition in _written(rule):
            number = condition.below or condition.min or condition.below_mean
            assert condition.source or not number, (rule.name, condition.key)


def _written(rule):
    """The conditions of a list that have a key; the source of a group is that of its parts."""
    for part in rule.any or rule.all or ():
        if part.key is not None:
            yield part
        else:
            yield from (each.model_copy(update={"source": each.source or part.source}) for each in _written(part))

"""Consecutive years, overlaps, rules in force, items held back by an open objection."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from tenghuan.apps.evaluation.models import Graded, PolicyRule, Run
from tenghuan.apps.evaluation.policies import applicable, consecutive, covers, divisions, due, period
from tenghuan.errors import InputFault
from tests.apps.evaluation.steps import add_policy, close_publication, end_policy, file_objection, finalise
from tests.apps.evaluation.test_procedure import _grade, _published, run  # noqa: F401  (fixture)


def _rule(value, years=1, overlap="max", grade="D", policy="差别电价"):
    return PolicyRule(
        policy=policy, grade=grade, consecutive_years=years, value=Decimal(value), overlap=overlap, bureau="供电公司"
    )


def test_consecutive_years_end_at_a_gap():
    history = [(2019, "D"), (2021, "D"), (2022, "D")]
    assert consecutive(history, 2022, "D") == 2
    assert consecutive(history, 2022, "A") == 0


def test_the_longer_run_of_years_replaces_the_shorter():
    rules = [_rule("0.1", 1), _rule("0.3", 2), _rule("0.5", 3)]
    assert [rule.value for rule in applicable(rules, "D", 1)] == [Decimal("0.1")]
    assert [rule.value for rule in applicable(rules, "D", 2)] == [Decimal("0.3")]
    assert [rule.value for rule in applicable(rules, "D", 7)] == [Decimal("0.5")]
    assert applicable(rules, "A", 3) == []


def test_overlap_highest_or_sum():
    assert [r.value for r in applicable([_rule("0.1"), _rule("0.3")], "D", 1)] == [Decimal("0.3")]
    both = applicable([_rule("0.1", overlap="sum"), _rule("0.3", overlap="sum")], "D", 1)
    assert sorted(r.value for r in both) == [Decimal("0.1"), Decimal("0.3")]


def test_items_of_a_final_list(run, actor, world):  # noqa: F811
    columns = {
        "policy": "差别电价", "grade": "D", "operation": "add", "value": Decimal("0.1"), "unit": "元/千瓦时",
        "bureau": "供电公司", "basis": "甬政办发〔2021〕13号配套", "effective_from": date(2023, 7, 1),
    }  # fmt: skip
    rule = add_policy(actor, world.home.region, **columns)
    _published(run, actor)
    objection = file_objection(actor, _grade(run, 1), text="面积有误", today=date(2023, 5, 5))
    assert [(item.graded.enterprise.name, item.held) for item in due(run, date(2023, 7, 1))] == [("示例1厂", True)]
    objection.delete()
    close_publication(actor, run, today=date(2023, 6, 1))
    finalise(actor, run, decided_on=date(2023, 6, 2), number="1号")
    (item,) = due(run, date(2023, 7, 1))
    assert (item.held, item.years, item.note) == (False, 1, "本地参数（待核实）")
    assert due(run, date(2023, 6, 30)) == []
    end_policy(actor, rule, date(2023, 8, 1))
    assert due(run, date(2023, 8, 2)) == []
    with pytest.raises(InputFault, match="早于"):
        end_policy(actor, rule, date(2020, 1, 1))


def test_scope_by_industry_and_town():
    assert divisions("13-15，44") == {"13", "14", "15", "44"}
    rule = PolicyRule(industries="13-43", towns="甲镇、乙街道")
    assert covers(rule, "3311", "甲镇")
    assert not covers(rule, "4430", "甲镇")
    assert not covers(rule, "3311", "丙镇")
    assert not covers(rule, "", "甲镇")
    assert covers(PolicyRule(), "", "")
    for text in ("制造业", "43-13", "0", "13,x"):
        with pytest.raises(ValueError):  # noqa: PT011 - int() and the range have words of their own
            divisions(text)


def test_period_is_the_yearly_cycle_within_the_rules_dates():
    rule = PolicyRule(effective_from=date(2021, 7, 1), cycle="07-01")
    assert period(rule, 2022) == (date(2023, 7, 1), date(2024, 6, 30))
    rule.effective_until = date(2023, 12, 31)
    assert period(rule, 2022) == (date(2023, 7, 1), date(2023, 12, 31))
    assert period(PolicyRule(effective_from=date(2021, 7, 1)), 2022) == (date(2021, 7, 1), None)
    late = PolicyRule(effective_from=date(2023, 9, 1), cycle="07-01")
    assert period(late, 2022) == (date(2023, 9, 1), date(2024, 6, 30))


def test_years_of_earlier_final_lists_count(run, actor, world):  # noqa: F811
    """D two years running brings the rule of two years; the list of the year before must be final."""
    for years, value in ((1, "0.1"), (2, "0.3")):
        add_policy(
            actor, world.home.region, policy="差别电价", grade="D", consecutive_years=years, operation="add",
            value=Decimal(value), unit="元/千瓦时", bureau="供电公司", basis="文件", effective_from=date(2023, 7, 1),
        )  # fmt: skip
    line = _grade(_published(run, actor), 1)
    earlier = Run.objects.create(
        county=run.county, method=run.method, year=2021, state="published", frozen_at=run.frozen_at, snapshot="x"
    )
    Graded.objects.create(run=earlier, enterprise=line.enterprise, grade="D")
    assert [item.value for item in due(run, date(2023, 7, 1))] == [Decimal("0.1")]
    Run.objects.filter(pk=earlier.pk).update(state="final")
    (item,) = due(run, date(2023, 7, 1), only=line)
    assert (item.value, item.years) == (Decimal("0.3"), 2)


def test_an_item_stands_as_its_period_says_and_an_objection_holds_it(run, actor, world):  # noqa: F811
    columns = {
        "policy": "差别电价", "grade": "D", "operation": "add", "value": Decimal("0.1"), "unit": "元/千瓦时",
        "bureau": "供电公司", "basis": "县文件", "effective_from": date(2023, 1, 1), "cycle": "07-01",
    }  # fmt: skip
    add_policy(actor, world.home.region, **columns)
    _published(run, actor)
    (forecast,) = due(run, date(2023, 8, 1))
    assert forecast.status(date(2023, 8, 1)) == "未审定（仅供测算）"
    objection = file_objection(actor, _grade(run, 1), text="面积有误", today=date(2023, 5, 5))
    (held,) = due(run, date(2023, 8, 1))
    assert held.status(date(2023, 8, 1)) == "暂缓（异议办理中）"
    assert held.status(date(2026, 8, 1)) == "暂缓（异议未办结，执行期已过）"
    objection.delete()
    close_publication(actor, run, today=date(2023, 6, 1))
    finalise(actor, run, decided_on=date(2023, 6, 2), number="1号")
    for day, words in (
        (date(2023, 6, 30), "未开始"),
        (date(2023, 7, 1), "执行中"),
        (date(2024, 6, 30), "执行中"),
        (date(2024, 7, 1), "已到期"),
    ):
        (item,) = due(run, day)
        assert item.status(day) == words
    client = world.client("office")
    for day, words in (("2023-06-01", "未开始"), ("2024-01-01", "执行中"), ("2026-11-28", "已到期")):
        page = client.get(reverse("evaluation:lists", args=(run.pk,)), {"on": day})
        assert [row.status(date.fromisoformat(day)) for row in page.context["table"].rows] == [words]
        assert [(row["label"], row["n"]) for row in page.context["standings"]] == [(words, 1)]
    page = client.get(reverse("evaluation:lists", args=(run.pk,)), {"on": "2026-11-28", "standing": "running"})
    assert list(page.context["table"].rows) == []
    sheet = client.get(reverse("evaluation:sheet", args=(_grade(run, 1).pk,)))
    assert [row["status"] for row in sheet.context["policies"]] == ["已到期"]


def test_a_rule_that_begins_after_the_years_cycle_or_ended_before_it_does_not_act_on_that_years_grades():
    """The grades of 2022 are acted on from 1 July 2023 to 30 June 2024, and in no later year instead."""
    rule = PolicyRule(effective_from=date(2024, 6, 30), cycle="07-01")
    assert period(rule, 2022) == (date(2024, 6, 30), date(2024, 6, 30))
    rule.effective_from = date(2024, 7, 1)
    assert period(rule, 2022) is None
    assert period(rule, 2023) == (date(2024, 7, 1), date(2025, 6, 30))
    ended = PolicyRule(effective_from=date(2021, 1, 1), effective_until=date(2023, 6, 30), cycle="07-01")
    assert (period(ended, 2022), period(ended, 2021)) == (None, (date(2022, 7, 1), date(2023, 6, 30)))
    assert period(PolicyRule(effective_from=date(2024, 7, 1)), 2022) == (date(2024, 7, 1), None)


def test_of_two_rules_the_one_whose_cycle_is_that_of_the_list_brings_items(run, actor, world):  # noqa: F811
    columns = {
        "policy": "差别电价", "grade": "D", "operation": "add", "unit": "元/千瓦时", "bureau": "供电公司",
        "basis": "配套", "cycle": "07-01",
    }  # fmt: skip
    add_policy(
        actor, world.home.region, **columns, value=Decimal("0.1"), effective_from=date(2021, 7, 1),
        consecutive_years=1,
    )  # fmt: skip
    add_policy(
        actor, world.home.region, **{**columns, "policy": "差别水价"}, value=Decimal("0.3"),
        effective_from=date(2024, 7, 1), consecutive_years=1,
    )  # fmt: skip
    _published(run, actor)
    found = due(run, date(2024, 7, 1), only=_grade(run, 1))
    assert [(one.policy, one.first, one.last) for one in found] == [("差别电价", date(2023, 7, 1), date(2024, 6, 30))]

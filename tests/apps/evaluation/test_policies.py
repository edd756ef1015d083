"""Consecutive years, overlaps, rules in force, items held back by an open objection."""

from datetime import date
from decimal import Decimal

import pytest

from tenghuan.apps.evaluation.models import PolicyRule
from tenghuan.apps.evaluation.policies import applicable, consecutive, due
from tenghuan.apps.evaluation.services.objections import file_objection
from tenghuan.apps.evaluation.services.policies import add_policy, end_policy
from tenghuan.apps.evaluation.services.procedure import close_publication, finalise
from tenghuan.errors import InputFault
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

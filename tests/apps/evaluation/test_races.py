"""The same thing done twice at the same moment is done once: two officers, two threads, two transactions."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from tenghuan.apps.evaluation.models import Decision, Graded, Method, Objection, PolicyRule, Run
from tenghuan.apps.evaluation.parameters import default_policies
from tenghuan.apps.evaluation.registers import DECISIONS, EVALUATING, OBJECTING
from tenghuan.apps.evaluation.services.methods import add_method
from tenghuan.apps.evaluation.services.objections import file_objection
from tenghuan.apps.evaluation.services.policies import adopt_policies
from tenghuan.apps.evaluation.snapshot import decided_of
from tenghuan.apps.kit import records
from tests.apps.evaluation.made import make_objection, published
from tests.apps.evaluation.test_procedure import SCHEME
from tests.apps.kit.sheds import by
from tests.apps.monitoring.test_races import together
from tests.apps.remediation.cases import enterprise

pytestmark = pytest.mark.django_db(transaction=True)
ONE = {"year": 2022, "kind": "bonus", "points": "5", "reason": "绿色工厂", "document": "东经信〔2023〕2号"}


def test_the_same_bonus_counts_once(world):
    home, firm, office = world.home.region, enterprise(world.home), by(world.home, "office")
    told = {**ONE, "enterprise": firm}
    said = together(*[lambda: records.add(office, DECISIONS, home, told)] * 3)
    assert sum(word is None for word in said) == 1
    assert Decision.objects.count() == 1
    assert decided_of(home, 2022)[firm.uscc]["bonus"] == 5


def test_a_form_sent_twice_makes_one_decision(world):
    told = {**ONE, "enterprise": enterprise(world.home)}
    office = by(world.home, "office")
    said = together(*[lambda: records.add(office, DECISIONS, world.home.region, told, once="a" * 32)] * 3)
    assert Decision.objects.count() == 1
    assert said.count(None) >= 1


def test_default_policies_are_adopted_once(world):
    rules, office = default_policies()[:3], by(world.home, "office")
    together(*[lambda: adopt_policies(office, world.home.region, rules, since=date(2023, 7, 1))] * 2)
    assert PolicyRule.objects.count() == 3


def test_one_objection_to_a_sheet_is_open(world):
    firm = enterprise(world.home)
    line = Graded.objects.create(run=published(world.home), enterprise=firm, name=firm.name)
    own = by(world.home, "enterprise")
    said = together(*[lambda: file_objection(own, line, text="面积有误")] * 4)
    assert sum(word is None for word in said) == 1
    assert Objection.objects.count() == 1


def test_versions_of_a_method_follow_each_other(world):
    office = by(world.home, "office")
    sources = ("办法一", "办法二", "办法三")
    said = together(*(lambda s=s: add_method(office, world.home.region, 2022, SCHEME, s) for s in sources))
    assert said == [None] * 3
    assert sorted(Method.objects.values_list("version", flat=True)) == [1, 2, 3]


def test_an_objection_and_the_end_of_the_publication_do_not_pass_each_other(world):
    firm = enterprise(world.home)
    line = Graded.objects.create(run=published(world.home), enterprise=firm, name=firm.name)
    run, office = Run.objects.get(), by(world.home, "office")
    together(
        lambda: EVALUATING.take(office, run, "close_publication"),
        lambda: file_objection(by(world.home, "enterprise"), line, text="面积有误"),
    )
    assert Run.objects.get().state == "reviewing"
    assert EVALUATING.offered(office, Run.objects.get())[0].hindrance == (
        "还有 1 件异议未办结，请先复核办结" if Objection.objects.exists() else ""
    )


def test_an_objection_is_forwarded_once(world):
    objection = make_objection(world.home, 1)
    copies = [Objection.objects.get(pk=objection.pk) for _ in range(2)]
    town = by(world.home, "town")
    said = together(*(lambda one=one: OBJECTING.take(town, one, "forward", opinion="属实") for one in copies))
    assert sum(word is None for word in said) == 1
    assert Objection.objects.get().state == "forwarded"


def test_one_run_of_a_year_becomes_final(world, monkeypatch):
    first = published(world.home)
    second = Run.objects.create(county=first.county, method=first.method, year=2022, frozen_at=first.frozen_at)
    Run.objects.update(state="reviewing")
    made = {"computed": None, "still": SimpleNamespace(digest=""), "write_grades": None, "final_digest": "甲"}
    for name, value in made.items():
        monkeypatch.setattr(f"tenghuan.apps.evaluation.rules.{name}", lambda *_given, value=value: value)
    office = by(world.home, "office")
    told = {"decided_on": date(2023, 6, 2), "decision_number": "1号"}
    said = together(
        *(
            lambda pk=pk: EVALUATING.take(office, Run.objects.get(pk=pk), "finalise", **told)
            for pk in (first.pk, second.pk)
        )
    )
    assert sum(word is None for word in said) == 1
    assert Run.objects.filter(state="final").count() == 1

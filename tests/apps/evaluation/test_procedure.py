"""Freeze, score, override, confirm, publish, object, review, finalise; and the same list again from what is kept."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from django.db import connection
from stdnum.cn import uscc

from tenghuan.apps.audit.trail import Actor, in_service
from tenghuan.apps.enterprises.models import Enterprise, YearFacts
from tenghuan.apps.evaluation import grading
from tenghuan.apps.evaluation.grading import canonical, facts_now, repeats, scheme_of
from tenghuan.apps.evaluation.models import Graded, Method, Objection, Run
from tenghuan.apps.evaluation.queries.sheets import explanation
from tenghuan.apps.evaluation.registers import EVALUATING, OBJECTING
from tenghuan.apps.evaluation.services import runs
from tenghuan.apps.evaluation.services.methods import add_method
from tenghuan.apps.evaluation.services.procedure import confirm_sheet, override
from tenghuan.apps.evaluation.services.runs import freeze
from tenghuan.apps.evaluation.states import RunState
from tenghuan.apps.evaluation.tasks import begin
from tenghuan.apps.kit.models import Task
from tenghuan.errors import InputFault
from tenghuan.scoring import what_if, with_changes
from tests.apps.evaluation.steps import (
    abandon,
    accept,
    close_publication,
    file_objection,
    finalise,
    forward,
    on,
    open_confirmation,
    publish,
    reject,
    score,
)

SCHEME = """
name: 测试评价
year: 2022
tracks:
  - name: 规上
    population: {above_scale: true}
    group_by: null
    criteria:
      - {key: tax_per_mu, weight: 60, benchmark: 20}
      - {key: rd_ratio, weight: 40, benchmark: 0.03}
    cap: 1.5
    floor: 0
    grades: [{grade: A, upto: 0.20}, {grade: B, upto: 0.80}, {grade: C, upto: 0.95}, {grade: D, upto: 1.00}]
    vetoes: {safety_accident: D}
"""


def code(number: int) -> str:
    body = f"91330600MA{number:07d}"
    return body + uscc.calc_check_digit(body)


@pytest.fixture
def run(world, actor):
    for number in range(1, 21):
        enterprise = Enterprise.objects.create(
            county=world.home.region, uscc=code(number), name=f"示例{number}厂", town=world.home.town_regions[0],
            above_scale=True, industry="3311",
        )  # fmt: skip
        YearFacts.objects.create(
            enterprise=enterprise, year=2022, land_mu=10, tax=20 * number, rd=number, revenue=100 * number
        )
    return freeze(actor, add_method(actor, world.home.region, 2022, SCHEME, "测试办法"))


def _grade(run, number):
    return Graded.objects.get(run=run, enterprise__uscc=code(number))


def _published(run, actor):
    score(actor, run)
    open_confirmation(actor, run)
    publish(actor, run, opens=date(2023, 5, 4), days=7)
    return run


def test_the_whole_procedure(run, actor, world):
    score(actor, run)
    assert _grade(run, 20).grade == "A"
    assert _grade(run, 1).grade == "D"
    override(actor, run, _grade(run, 2).enterprise, grade="", reason="重大项目建设期", document="东政办〔2023〕1号")
    open_confirmation(actor, run)
    confirm_sheet(actor, _grade(run, 20))
    publish(actor, run, opens=date(2023, 5, 4), days=7)
    assert run.closes_on == date(2023, 5, 11)
    objection = file_objection(actor, _grade(run, 1), text="税收漏计一笔", today=date(2023, 5, 11))
    with pytest.raises(InputFault, match="已有一件异议"):
        file_objection(actor, _grade(run, 1), text="再提一次", today=date(2023, 5, 11))
    forward(actor, objection, opinion="属实")
    accept(actor, objection, decision="采纳", corrections={"tax": "300"})
    objection.refresh_from_db()
    assert objection.before["grade"] == "D"
    assert objection.after["grade"] == "A"
    assert _grade(run, 2).grade == ""
    with pytest.raises(InputFault, match="公示期到"):
        close_publication(actor, run, today=date(2023, 5, 11))
    close_publication(actor, run, today=date(2023, 5, 12))
    finalise(actor, run, decided_on=date(2023, 5, 20), number="东政纪要〔2023〕5号")
    assert run.state == RunState.FINAL
    assert repeats(run)


@pytest.fixture
def computing(monkeypatch):
    """Notes, each time a list is computed, how many transactions and services it happens in."""
    found: list[tuple[int, bool]] = []

    def noted(*told, evaluate=grading.evaluate):
        found.append((len(connection.savepoint_ids), in_service()))
        return evaluate(*told)

    monkeypatch.setattr(grading, "evaluate", noted)
    return found


def test_an_accepted_objection_is_scored_before_its_transaction_and_once(run, actor, computing):
    _published(run, actor)
    objection = file_objection(actor, _grade(run, 1), text="税收漏计一笔", today=date(2023, 5, 11))
    forward(actor, objection, opinion="属实")
    computing.clear()
    accept(actor, objection, decision="采纳", corrections={"tax": "300"})
    assert computing == [(0, False)]
    run.refresh_from_db()
    assert repeats(run)


def test_an_objection_accepted_while_another_was_being_scored_counts_in_both_lists(run, actor, monkeypatch):
    """The list that was computed beforehand no longer follows from what is kept: it is computed again."""
    _published(run, actor)
    first, second = (
        file_objection(actor, _grade(run, number), text="漏计", today=date(2023, 5, 11)) for number in (1, 2)
    )
    for objection in (first, second):
        forward(actor, objection, opinion="属实")
    prepared = OBJECTING.prepared(actor, first, "accept", {"tax": "300"})
    accept(actor, second, decision="采纳", corrections={"tax": "600"})
    OBJECTING.take(actor, first, "accept", opinion="采纳", tax="300", prepared=prepared)
    run.refresh_from_db()
    assert repeats(run)
    assert {_grade(run, 1).grade, _grade(run, 2).grade} == {"A"}


def test_a_list_is_computed_before_the_transaction_that_writes_it(run, actor, computing, monkeypatch):
    weighing = []
    weigh = grading.stability
    monkeypatch.setattr(
        grading, "stability", lambda *a, **k: (weighing.append(len(connection.savepoint_ids)), weigh(*a, **k))[1]
    )
    begin(actor, run, "score")
    run.refresh_from_db()
    begin(actor, run, "stability")
    open_confirmation(actor, run)
    publish(actor, run, opens=date(2023, 5, 4), days=7)
    close_publication(actor, run, today=date(2023, 5, 12))
    finalise(actor, run, decided_on=date(2023, 5, 20), number="东政纪要〔2023〕5号")
    outside = (0, False)  # of the test's own transaction alone
    assert (computing, weighing) == ([outside, outside], [0])
    assert repeats(run)


def test_a_list_computed_from_what_no_longer_stands_is_computed_anew_when_it_is_written(run, actor, computing):
    prepared = EVALUATING.prepared(actor, run, "score", {})
    Method.objects.filter(pk=run.method_id).update(scheme=SCHEME.replace("benchmark: 20", "benchmark: 1"))
    run = Run.objects.get(pk=run.pk)
    EVALUATING.take(actor, run, "score", prepared=prepared)
    assert len(computing) == 2
    assert repeats(run)


def test_what_somebody_else_moved_while_a_list_was_computed_is_not_written_over(run, actor):
    prepared = EVALUATING.prepared(actor, run, "score", {})
    abandon(actor, Run.objects.get(pk=run.pk), "另起一批")
    with pytest.raises(InputFault, match="刚被他人"):
        EVALUATING.take(actor, run, "score", prepared=prepared)
    assert not run.graded.exists()


def test_stability_weighed_of_another_list_is_not_kept(run, actor):
    score(actor, run)
    weighed = grading.weigh(run, draws=5)
    Run.objects.filter(pk=run.pk).update(result_digest="0" * 64)
    with pytest.raises(InputFault, match="已重新初评"):
        runs.assess_stability(actor, run, weighed)


def test_later_changes_of_the_register_do_not_reach_a_frozen_run(run, actor):
    score(actor, run)
    first = run.result_digest
    YearFacts.objects.update(tax=1)
    assert repeats(run)
    score(actor, run)
    assert run.result_digest == first


def test_a_tampered_snapshot_is_refused(run, actor):
    score(actor, run)
    with Path(run.snapshot.path).open("ab") as file:
        file.write(b"x")
    with pytest.raises(InputFault, match="摘要不符"):
        repeats(run)


def test_an_open_objection_holds_the_decision(run, actor):
    _published(run, actor)
    objection = file_objection(actor, _grade(run, 3), text="面积有误", today=date(2023, 5, 5))
    close_publication(actor, run, today=date(2023, 6, 1))
    with pytest.raises(InputFault, match="1 件异议"):
        finalise(actor, run, decided_on=date(2023, 6, 2), number="1号")
    forward(actor, objection, opinion="不属实")
    reject(actor, objection, decision="不采纳")
    finalise(actor, run, decided_on=date(2023, 6, 2), number="1号")
    assert Objection.objects.get().state == "rejected"


@pytest.mark.parametrize("state", list(RunState))
@pytest.mark.parametrize("verb", sorted(EVALUATING.verbs))
def test_every_step_from_every_state(run, actor, state, verb):
    """Each verb works from exactly the states its table names, and nothing moves otherwise."""
    score(actor, run)
    type(run).objects.filter(pk=run.pk).update(state=state, closes_on=date(2023, 1, 1))
    run.refresh_from_db()
    calls = {
        "score": lambda: score(actor, run),
        "open_confirmation": lambda: open_confirmation(actor, run),
        "publish": lambda: publish(actor, run, opens=date(2023, 5, 4), days=7),
        "close_publication": lambda: close_publication(actor, run, today=date(2023, 6, 1)),
        "finalise": lambda: finalise(actor, run, decided_on=date(2023, 6, 2), number="1号"),
        "abandon": lambda: abandon(actor, run, "数据有误"),
    }
    allowed = EVALUATING.find(verb, state)
    if allowed is None:
        with pytest.raises(InputFault):
            calls[verb]()
        run.refresh_from_db()
        assert run.state == state
    else:
        calls[verb]()
        assert run.state == allowed.target


@pytest.mark.parametrize("role", ["department", "town", "leader", "enterprise"])
def test_only_the_office_moves_a_run(run, world, role):
    user = world.home.accounts[role]
    with pytest.raises(InputFault, match="由本级专班办公室办理"):
        score(Actor(account=user.username, user=user), run)


def test_two_officers_at_once_take_a_step_once(run, actor):
    score(actor, run)
    other = type(run).objects.get(pk=run.pk)
    open_confirmation(actor, run)
    with pytest.raises(InputFault, match="刚被他人办理"):
        open_confirmation(actor, other)


def test_an_objection_after_its_deadline_counts_as_none(run, actor):
    score(actor, run)
    open_confirmation(actor, run, today=date(2023, 4, 17))
    assert run.confirm_by == date(2023, 4, 21)
    with pytest.raises(InputFault, match="逾期视为无异议"):
        file_objection(actor, _grade(run, 1), text="面积有误", today=date(2023, 4, 22))
    publish(actor, run, opens=date(2023, 5, 4), days=7)
    objection = file_objection(actor, _grade(run, 1), text="面积有误", today=date(2023, 5, 11))
    assert objection.forward_by == date(2023, 5, 15)
    forward(actor, objection, opinion="属实", today=date(2023, 5, 12))
    assert objection.decide_by == date(2023, 5, 18)


LOOKS_BACK = """
name: 与上年比较
year: 2022
tracks:
  - name: 规上
    population: {above_scale: true}
    criteria:
      - {key: up, of: tax, title: 税收增速, change: true, weight: 50, benchmark: 0.25}
      - {key: tax_per_mu, weight: 50, benchmark: {of: mean, year: last, times: 2}}
    cap: 1.5
    grades: [{grade: A, upto: 0.50}, {grade: B, upto: 1.00}]
    vetoes: {}
"""


@pytest.fixture
def two_years(run, actor, world):
    """Enterprises 1 and 2 as of 2021 too: 16 and 40 of tax on 10 mu each, so a mean of 56 ÷ 20 = 2.8, twice 5.6."""
    for number, tax in ((1, 16), (2, 40)):
        enterprise = Enterprise.objects.get(uscc=code(number))
        YearFacts.objects.create(enterprise=enterprise, year=2021, land_mu=10, tax=tax)
    YearFacts.objects.filter(enterprise__uscc__in=[code(number) for number in range(3, 21)]).delete()
    return freeze(actor, add_method(actor, world.home.region, 2022, LOOKS_BACK, "与上年比较的办法"))


def test_a_method_that_compares_with_the_year_before_grades_this_years_enterprises_by_it(two_years, actor):
    score(actor, two_years)
    # 1: (20 − 16) ÷ 16 = 0.25 → 50, and 2 a mu ÷ 5.6 × 50 = 17.8571
    # 2: (40 − 40) ÷ 40 = 0 → 0; 4 ÷ 5.6 × 50 = 35.7143
    lines = {line.enterprise.uscc: line for line in two_years.graded.select_related("enterprise")}
    assert {uscc: (line.score, line.rank, line.grade) for uscc, line in lines.items()} == {
        code(1): (Decimal("67.8571"), 1, "A"),
        code(2): (Decimal("35.7143"), 2, "B"),
    }
    assert repeats(two_years)
    explained = explanation(lines[code(1)])
    assert explained is not None
    assert explained.size == 2
    changed = with_changes(scheme_of(two_years), "规上", weights={"up": Decimal(40)})
    assert sum(what_if(facts_now(two_years), scheme_of(two_years), changed).flows.values()) == 2


def test_a_correction_changes_this_years_fact_and_not_the_one_before(two_years, actor):
    _published(two_years, actor)
    objection = file_objection(actor, _grade(two_years, 2), text="税收漏计", today=date(2023, 5, 11))
    forward(actor, objection, opinion="属实")
    accept(actor, objection, decision="采纳", corrections={"tax": "50"})
    # (50 − 40) ÷ 40 = 0.25 → 50; 5 ÷ 5.6 × 50 = 44.6429
    assert _grade(two_years, 2).score == Decimal("94.6429")
    objection.refresh_from_db()
    assert objection.corrections == {"tax": ["40.000000", "50.000000"]}


def test_a_method_that_looks_back_must_be_of_the_year_that_is_judged(actor, world):
    with pytest.raises(InputFault, match="与上年比较"):
        add_method(actor, world.home.region, 2023, LOOKS_BACK, "与上年比较的办法")


def test_corrected_parts_of_the_land_change_the_whole(run, actor):
    _published(run, actor)
    objection = file_objection(actor, _grade(run, 5), text="出租地块未扣", today=date(2023, 5, 5))
    forward(actor, objection, opinion="属实")
    accept(actor, objection, decision="采纳", corrections={"land_owned_mu": "10", "land_leased_out_mu": "5"})
    objection.refresh_from_db()
    assert objection.corrections["land_mu"] == ["10.000000", "5.000000"]
    assert _grade(run, 5).values["tax_per_mu"] == 20.0


def test_services_know_whose_enterprise_it_is(run, actor, world):
    _published(run, actor)
    line = _grade(run, 3)
    stranger = world.home.accounts["enterprise"]  # it has the credit code of the first
    assert stranger.enterprise_code == code(1)
    other_town = world.home.accounts["town2"]
    foreign = world.foreign.accounts["office"]
    objection = file_objection(actor, line, text="面积有误", today=date(2023, 5, 5))
    for call in (
        lambda: confirm_sheet(Actor(account="x", user=stranger), line),
        lambda: file_objection(Actor(account="x", user=stranger), _grade(run, 2), text="x", today=date(2023, 5, 5)),
        lambda: forward(Actor(account="x", user=other_town), objection, opinion="x"),
        lambda: close_publication(Actor(account="x", user=foreign), run, today=date(2023, 6, 1)),
        lambda: add_method(Actor(account="x", user=foreign), world.home.region, 2022, SCHEME, "x"),
    ):
        with pytest.raises(InputFault, match=r"角色|由.*办理"):
            call()


def test_one_final_list_a_year(run, actor):
    _published(run, actor)
    close_publication(actor, run, today=date(2023, 6, 1))
    finalise(actor, run, decided_on=date(2023, 6, 2), number="1号")
    second = freeze(actor, run.method)
    _published(second, actor)
    close_publication(actor, second, today=date(2023, 6, 1))
    with pytest.raises(InputFault, match="已有审定的名单"):
        finalise(actor, second, decided_on=date(2023, 6, 2), number="2号")


def test_a_veto_that_the_method_does_not_know_stops_before_freezing(run, actor):
    with pytest.raises(InputFault, match="没有规定这些否决事项：偷逃骗税"):
        freeze(actor, run.method, {code(1): {"veto": "tax_fraud"}})


def test_the_canonical_text_is_fixed():
    """Old digests must be found again by later versions: the text of a list never changes its shape."""
    table = pa.table({"uscc": ["甲"], "score": [100.2101], "rank": [1], "grade": [None]})
    assert canonical(table).decode() == '["uscc", "score", "rank", "grade"]\n["甲", 100.2101, 1, null]\n'


def tasks(thing):
    return [(task.kind, task.region, task.role, task.due) for task in Task.objects.about(thing).open()]


def test_whoever_must_act_on_an_objection_has_it_among_what_is_to_be_done(run, actor, world):
    _published(run, actor)
    home, town = world.home.region, world.home.town_regions[0]
    objection = file_objection(actor, _grade(run, 1), text="面积有误", today=date(2023, 5, 5))
    assert tasks(objection) == [("objections:filed", town, "town", date(2023, 5, 8))]
    assert "初核异议" in world.client("town").get("/inbox/").content.decode()
    forward(actor, objection, opinion="属实", today=date(2023, 5, 8))
    assert tasks(objection) == [("objections:forwarded", home, "office", date(2023, 5, 12))]
    OBJECTING.undo(actor, objection)
    assert tasks(objection) == [("objections:filed", town, "town", date(2023, 5, 8))]
    forward(actor, objection, opinion="属实", today=date(2023, 5, 8))
    reject(actor, objection, decision="不采纳")
    assert tasks(objection) == []


def test_the_office_is_told_what_a_run_waits_for_and_until_when(run, actor, world):
    office = (world.home.region, "office")
    assert tasks(run) == [("runs:frozen", *office, None)]
    score(actor, run)
    open_confirmation(actor, run, today=date(2023, 4, 17))
    assert tasks(run) == [("runs:confirming", *office, date(2023, 4, 21))]
    publish(actor, run, opens=date(2023, 5, 4), days=7)
    assert tasks(run) == [("runs:published", *office, date(2023, 5, 11))]
    with on(date(2023, 5, 11)):
        (offer,) = EVALUATING.offered(actor, run)
        assert offer.hindrance.startswith("公示期到 2023-05-11 才结束")


def test_objections_are_forwarded_many_at_once(run, actor):
    _published(run, actor)
    several = [file_objection(actor, _grade(run, n), text="面积有误", today=date(2023, 5, 5)) for n in (1, 2, 3)]
    forward(actor, several[0], opinion="属实")
    report = OBJECTING.take_many(actor, several, "forward", opinion="属实")
    assert [one.pk for one in report.went] == [one.pk for one in several[1:]]
    assert [one.pk for one, _why in report.refused] == [several[0].pk]


def test_a_run_given_up_by_mistake_is_taken_back(run, actor):
    score(actor, run)
    abandon(actor, run, "点错")
    EVALUATING.undo(actor, run)
    assert run.state == RunState.SCORED

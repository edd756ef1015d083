"""The pages do what their buttons say, count their queries, and export what they show."""

from __future__ import annotations

import io
from datetime import date, timedelta
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tenghuan.apps.enterprises import hooks
from tenghuan.apps.enterprises.models import Enterprise, Record, Source
from tenghuan.apps.evaluation import grading
from tenghuan.apps.evaluation.grading import repeat
from tenghuan.apps.evaluation.models import Decision, Graded, Method, Objection, Override, PolicyRule, Run
from tenghuan.apps.evaluation.parameters import default_policies
from tenghuan.apps.evaluation.registers import DECISIONS, RULES
from tenghuan.apps.evaluation.services import policies, procedure, runs
from tenghuan.apps.evaluation.snapshot import decided_of
from tenghuan.apps.evaluation.states import RunState
from tenghuan.apps.evaluation.views.methods import WITHIN, shipped, within
from tenghuan.apps.kit import records
from tenghuan.apps.kit.files import attached
from tenghuan.apps.kit.jobs import busy
from tenghuan.apps.kit.taking import Sheet, commit
from tenghuan.errors import InputFault
from tenghuan.scoring import parse_scheme, schemes
from tests.apps.evaluation import steps
from tests.apps.evaluation.samples import fill, two_years


def at(name, *keys):
    return reverse(f"evaluation:{name}", args=keys)


def sheet_rows(response, heading_row=3):
    content = b"".join(response.streaming_content) if response.streaming else response.content
    book = openpyxl.load_workbook(io.BytesIO(content))
    rows = [list(row) for row in book.active.iter_rows(values_only=True)]
    return rows[heading_row - 1], rows[heading_row:]


# page → at most so many queries, however many enterprises there are
QUERIES = {"run": 24, "lines": 16, "areas": 10, "publication": 12, "lists": 14, "stability": 11}


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_queries_do_not_grow_with_the_list(evaluated, world, name):
    client = world.client("office")
    with CaptureQueriesContext(
        connection,
    ) as counted:
        assert client.get(at(name, evaluated.published.pk)).status_code == 200
    assert len(counted) <= QUERIES[name]


def test_overview_shows_next_step_flows_and_towns(evaluated, world):
    page = world.client("leader").get(at("run", evaluated.published.pk))
    text = page.content.decode()
    waiting = Objection.objects.filter(graded__run=evaluated.published).count()
    assert waiting
    assert f"个工作日，未办结异议 {waiting} 件。期满后下一步：结束公示" in text
    assert "本地参数（待核实）" in text
    assert "示例数据" in text
    flows = page.context["sankey"]["series"][0]["links"]
    assert sum(flow["value"] for flow in flows) == evaluated.published.graded.exclude(track="").count()
    bars = sum(sum(series["data"]) for series in page.context["histogram"]["series"])
    assert bars == evaluated.published.graded.exclude(score=None).count()
    assert sum(tile["total"] for tile in page.context["towns"]) == evaluated.published.graded.exclude(track="").count()
    assert "结束公示，转入复核</button>" not in text  # a leader reads


def test_list_filters_and_exports_what_it_finds(evaluated, world):
    client = world.client("office")
    run = evaluated.published
    town = world.home.town_regions[1].name
    response = client.get(at("lines", run.pk), {"track": "规上", "town": town, "grade": "B", "export": "xlsx"})
    headings, rows = sheet_rows(response)
    wanted = run.graded.filter(track="规上", town_name=town, grade="B")
    assert {row[headings.index("统一社会信用代码")] for row in rows} == set(
        wanted.values_list("enterprise__uscc", flat=True)
    )
    found = client.get(at("lines", run.pk), {"q": evaluated.mine.enterprise.uscc}).context["table"].rows
    assert [row.enterprise.uscc for row in found] == [evaluated.mine.enterprise.uscc]
    first = client.get(at("lines", run.pk), {"sort": "-score"}).context["table"].rows
    scores = [row.score for row in first if row.score is not None]
    assert scores == sorted(scores, reverse=True)


def test_sheet_derives_the_grade(evaluated, world):
    page = world.client("enterprise").get(at("own"))
    rows = {row["title"]: row for row in page.context["table"].rows}
    points = sum(Decimal(str(row["points"])) for title, row in rows.items() if title != "总分")
    assert abs(points - evaluated.mine.score) < Decimal("0.001")
    assert page.context["derived"]["rank"] == evaluated.mine.rank
    assert [row.run.year for row in page.context["history"]] == [2022, 2021]
    assert page.context["shares"]  # known, but shown to officials only
    assert "稳定性" not in page.content.decode()
    assert "稳定性" in world.client("office").get(at("sheet", evaluated.mine.pk)).content.decode()


def test_enterprise_confirms_and_objects_and_the_office_decides(evaluated, world):
    mine, firm = evaluated.mine, world.client("enterprise")
    assert firm.post(at("confirm", mine.pk)).status_code == 302
    mine.refresh_from_db()
    assert mine.confirmed_at is not None
    fake = SimpleUploadedFile("证明.pdf", b"MZ not a pdf")
    assert firm.post(at("object", mine.pk), {"text": "税收漏计", "evidence": fake}).status_code == 422
    proof = SimpleUploadedFile("证明.pdf", b"%PDF-1.4 x")
    assert firm.post(at("object", mine.pk), {"text": "税收漏计", "evidence": proof}).status_code == 302
    objection = Objection.objects.get(graded=mine)
    (evidence,) = attached(objection)
    sent = firm.get(reverse("kit:file", args=(evidence.pk,)))
    assert b"".join(sent.streaming_content) == b"%PDF-1.4 x"
    assert world.client("town2").get(reverse("kit:file", args=(evidence.pk,))).status_code == 404
    step = "objections:take"
    said = {"opinion": "属实", "seen": objection.revision}
    assert world.client("town").post(reverse(step, args=(objection.pk, "forward")), said).status_code == 302
    office = world.client("office")
    tax = str(Decimal(str(mine.values["tax_per_mu"] or 0)) * 1000 + 50_000)
    assert office.post(at("rehearse", objection.pk), {"tax": "三百"}).status_code == 422
    tried = office.post(at("rehearse", objection.pk), {"tax": tax})
    assert tried.context["rehearsed"]["rank"] <= mine.rank
    objection.refresh_from_db()
    assert objection.state == "forwarded"
    said = {"opinion": "采纳", "tax": tax, "seen": objection.revision}
    assert office.post(reverse(step, args=(objection.pk, "accept")), {**said, "tax": ""}).status_code == 422
    assert office.post(reverse(step, args=(objection.pk, "accept")), said).status_code == 302
    objection.refresh_from_db()
    assert objection.after["rank"] == tried.context["rehearsed"]["rank"]
    page = office.get(reverse("objections:detail", args=(objection.pk,))).content.decode()
    assert "复核前" in page
    assert "复核后" in page


def _seen(run):
    return {"seen": Run.objects.get(pk=run.pk).revision}


def _end(run):
    """Close the publication and settle what is open."""
    Run.objects.filter(pk=run.pk).update(closes_on=timezone.localdate() - timedelta(days=1))
    Objection.objects.filter(graded__run=run).update(state="rejected")


def test_final_is_locked(evaluated, world, actor):
    office, run = world.client("office"), evaluated.published
    _end(run)
    assert office.post(at("step", run.pk, "close_publication")).status_code == 302
    said = {"decided_on": timezone.localdate().isoformat(), "decision_number": "东政纪要〔2023〕5 号"}
    assert office.post(at("step", run.pk, "finalise"), {**said, **_seen(run)}).status_code == 302
    run.refresh_from_db()
    assert run.state == RunState.FINAL
    assert repeat(run).same
    kept, locked = list(run.graded.order_by("pk").values()), Run.objects.values().get(pk=run.pk)
    line = run.graded.exclude(rank=None).exclude(overrides_of(run)).first()
    objection = Objection.objects.filter(graded__run=run).first()
    Objection.objects.filter(pk=objection.pk).update(state="forwarded")
    objection.refresh_from_db()
    fresh = Run.objects.get(pk=run.pk)
    attempts = [
        lambda: steps.score(actor, fresh),
        lambda: runs.assess_stability(actor, fresh, grading.weigh(fresh, draws=5)),
        lambda: steps.abandon(actor, fresh, "x"),
        lambda: procedure.override(actor, fresh, line.enterprise, grade="A", reason="x", document="x"),
        lambda: procedure.lift_override(actor, Override.objects.get(run=run), reason="x"),
        lambda: steps.open_confirmation(actor, fresh),
        lambda: procedure.confirm_sheet(actor, Graded.objects.get(pk=line.pk)),
        lambda: steps.publish(actor, fresh, opens=date(2023, 5, 4), days=7),
        lambda: steps.close_publication(actor, fresh, today=date(2030, 1, 1)),
        lambda: steps.finalise(actor, fresh, decided_on=date(2030, 1, 1), number="2"),
        lambda: steps.file_objection(actor, Graded.objects.get(pk=line.pk), text="x"),
        lambda: steps.accept(actor, objection, decision="x", corrections={"tax": "1"}),
        lambda: steps.reject(actor, objection, decision="x"),
    ]
    for attempt in attempts:
        with pytest.raises(InputFault):
            attempt()
    assert list(run.graded.order_by("pk").values()) == kept
    assert Run.objects.values().get(pk=run.pk) == locked
    assert repeat(Run.objects.get(pk=run.pk)).same


def overrides_of(run):
    return Q(enterprise__in=run.overrides.values("enterprise"))


def test_a_run_is_repeated_by_command_and_by_button(evaluated, world, capsys):
    call_command("repeat_evaluation", str(evaluated.final.pk))
    assert "逐字节一致" in capsys.readouterr().out
    assert "逐字节一致" in world.client("leader").post(at("again", evaluated.final.pk)).content.decode()
    line = evaluated.final.graded.exclude(score=None).first()
    Graded.objects.filter(pk=line.pk).update(grade="X")
    with pytest.raises(SystemExit):
        call_command("repeat_evaluation", str(evaluated.final.pk))
    assert line.enterprise.uscc in capsys.readouterr().err
    with pytest.raises(CommandError):
        call_command("repeat_evaluation", "999999")


def test_from_method_to_publication_by_the_pages(world):
    office, home = world.client("office"), world.home
    fill(home.region, home.town_regions, {2022: two_years(enterprises=40)[2022]})
    bad = shipped()["cixi"].replace("weight:", "wieght:", 1)
    page = office.post(at("add_method"), {"year": 2022, "source": "测试办法", "scheme": bad})
    assert page.status_code == 422
    assert any("wieght" in fault and "行" in fault for fault in page.context["faults"])
    good = {"year": 2022, "source": "测试办法", "scheme": shipped()["cixi"]}
    assert office.post(at("add_method"), good).status_code == 302
    enterprise = Enterprise.objects.filter(above_scale=True).first()
    one = {
        "year": 2022, "enterprise": enterprise.uscc, "kind": "bonus", "points": "3", "reason": "绿色工厂",
        "document": "1 号",
    }  # fmt: skip
    assert office.post(reverse("decisions:add"), one).status_code == 302
    assert office.post(reverse("decisions:add"), one).status_code == 422
    assert office.post(reverse("decisions:add"), {**one, "points": "", "document": "2 号"}).status_code == 422
    assert office.post(reverse("decisions:add"), {**one, "kind": "veto", "document": "3 号"}).status_code == 422
    assert Decision.objects.count() == 1
    assert office.post(at("freeze"), {"method": Method.objects.get().pk}).status_code == 302
    run = Run.objects.get()
    for verb in ("score", "stability"):
        assert office.post(at("step", run.pk, verb)).status_code == 302
    run.refresh_from_db()
    assert (run.state, busy(run), run.stability["draws"]) == ("scored", None, 10_000)
    assert run.graded.get(enterprise=enterprise).values["bonus"] == 3
    line = run.graded.filter(computed="B").first()
    told = {"grade": "", "reason": "建设期", "document": "2 号"}
    assert office.post(at("override", line.pk), told).status_code == 302
    assert office.post(at("override", line.pk), {"verb": "lift", "lift-reason": "有误"}).status_code == 302
    line.refresh_from_db()
    assert line.grade == "B"
    assert office.post(at("step", run.pk, "open_confirmation")).status_code == 302
    form = office.get(at("run", run.pk)).context["offers"]["publish"]["form"]
    assert form.get_initial_for_field(form.fields["days"], "days") == 7
    told = {"published_on": "2026-05-06", "days": 7, **_seen(run)}
    assert office.post(at("step", run.pk, "publish"), told).status_code == 302
    run.refresh_from_db()
    assert run.closes_on == date(2026, 5, 13)  # 9 May is worked in exchange


@pytest.mark.parametrize("key", sorted(shipped()))
@pytest.mark.parametrize("column", sorted(WITHIN))
def test_shipped_schemes_can_be_ranked_within_groups(key, column):
    scheme = parse_scheme(within(shipped()[key], column))
    assert {track.group_by for track in scheme.tracks} == {column}
    assert scheme == schemes()[f"{key}-{column}"]


def test_decisions_from_a_workbook_all_or_none(evaluated, world, actor):
    blank = world.client("office").get(reverse("decisions:template"))
    filled = openpyxl.load_workbook(io.BytesIO(blank.content)).active
    headings = {str(cell.value) for row in filled.iter_rows() for cell in row}
    for label in ("统一社会信用代码", "评价年度", "事项", "分值", "否决事项", "理由", "依据文件"):
        assert any(heading.startswith(label) for heading in headings), label
    uscc, sheet = evaluated.mine.enterprise.uscc, Sheet("1", "事项.xlsx", "事项", {})
    veto = {"enterprise": uscc, "year": 2022, "kind": "一票否决", "code": "统计造假或拒不提供数据"}
    bonus = {"enterprise": uscc, "year": 2022, "kind": "加分", "points": "三", "reason": "绿色工厂", "document": "4 号"}
    rows = [(4, {**veto, "reason": "查实", "document": "3 号"}), (5, bonus)]
    before = Decision.objects.count()
    with pytest.raises(InputFault, match="第 5 行：分值"):
        commit(actor, DECISIONS, world.home.region, sheet, rows)
    assert Decision.objects.count() == before
    commit(actor, DECISIONS, world.home.region, sheet, [rows[0], (5, {**bonus, "points": 3})])
    made = Decision.objects.filter(enterprise__uscc=uscc).order_by("-pk")[:2]
    assert {(row.kind, row.code, row.points) for row in made} == {
        ("veto", "statistics_fraud", None),
        ("bonus", "", Decimal("3.00")),
    }


def test_a_withdrawn_decision_counts_no_more_and_may_be_made_anew(evaluated, world, actor):
    firm = evaluated.mine.enterprise
    told = {"enterprise": firm, "year": 2022, "kind": "bonus", "points": "3", "reason": "绿色工厂", "document": "9 号"}
    before = decided_of(world.home.region, 2022).get(firm.uscc, {}).get("bonus", 0)
    made = records.add(actor, DECISIONS, world.home.region, told)
    assert decided_of(world.home.region, 2022)[firm.uscc]["bonus"] == before + 3
    records.retire(actor, DECISIONS, made, "录入有误")
    assert decided_of(world.home.region, 2022).get(firm.uscc, {}).get("bonus", 0) == before
    records.add(actor, DECISIONS, world.home.region, told)
    assert decided_of(world.home.region, 2022)[firm.uscc]["bonus"] == before + 3


def test_new_enterprises_are_proposed_for_exemption(evaluated, world):
    Decision.objects.filter(kind="exempt", year=2022).delete()
    enterprise = evaluated.mine.enterprise
    Enterprise.objects.filter(pk=enterprise.pk).update(registered_on=date(2021, 1, 1))
    office = world.client("office")
    proposal = office.get(at("exemptions"), {"year": 2022}).context["proposal"]
    assert enterprise in proposal.enterprises
    assert all(e.registered_on > date(2020, 12, 31) for e in proposal.enterprises)
    told = {"year": 2022, "enterprise": [enterprise.pk], "document": "5 号"}
    assert office.post(at("exemptions"), told).status_code == 302
    assert Decision.objects.get(kind="exempt", year=2022).reason == "注册未满 2 年"


def test_electricity_list_of_a_final_run(evaluated, world):
    office, run = world.client("office"), evaluated.final
    worst = run.graded.filter(grade="D")
    assert worst
    asked = {"on": "2022-08-01", "bureau": "供电公司", "policy": "差别电价"}
    response = office.get(at("lists", run.pk), {**asked, "export": "xlsx"})
    headings, rows = sheet_rows(response)
    assert len(rows) == worst.count()
    first = dict(zip(headings, rows[0], strict=True))
    assert (first["标准"], first["单位"], first["连续年数"]) == (0.1, "元/千瓦时", 1)
    assert first["执行期"] == "2022-07-01—2023-06-30"
    assert first["法律政策依据"]
    assert first["备注"] == "本地参数（待核实）"
    held = {row[headings.index("企业名称")] for row in rows if row[headings.index("执行状态")].startswith("暂缓")}
    open_ones = Objection.objects.filter(
        graded__enterprise__in=worst.values("enterprise"), state__in=("filed", "forwarded")
    )
    assert held == {objection.graded.name for objection in open_ones}
    assert "不得据以执行" in office.get(at("lists", evaluated.published.pk)).content.decode()


def test_policies_are_adopted_verified_and_ended(evaluated, world, actor):
    office = world.client("office")
    county = world.home.region
    PolicyRule.objects.all().delete()
    told = {"rule": ["power_d_1"], "since": "2023-07-01"}
    assert office.post(at("adopt_policies"), told).status_code == 302
    assert office.post(at("adopt_policies"), {"rule": ["land_tax_a"], "since": "2023-07-01"}).status_code == 422
    assert office.post(at("adopt_policies"), {"rule": ["gas_d"], "since": "2023-07-01"}).status_code == 422
    rule = PolicyRule.objects.get()
    assert not rule.verified
    records.change(actor, RULES, rule, {"basis": "东政办〔2023〕9 号", "verified": True})
    records.change(actor, RULES, rule, {"effective_until": date(2024, 6, 30)})
    assert (rule.verified, rule.effective_until) == (True, date(2024, 6, 30))
    with pytest.raises(InputFault, match="只能核实依据或填写失效日期"):
        records.change(actor, RULES, rule, {"value": "0.3"})
    assert policies.adopt_policies(actor, county, default_policies()[:1], since=date(2023, 8, 1)) != []
    columns = {
        "policy": "用能", "grade": "C", "operation": "multiply", "value": Decimal(10), "unit": "%", "bureau": "发改局",
        "basis": "x", "effective_from": date(2023, 7, 1),
    }  # fmt: skip
    with pytest.raises(InputFault, match="写法不对"):
        steps.add_policy(actor, county, **columns, industries="制造业")


def test_register_shows_grades_and_keeps_what_is_final(evaluated, world):
    enterprise = evaluated.mine.enterprise
    found = hooks.grades(enterprise, world.home.accounts["leader"])
    assert [(grade.year, grade.grade) for grade in found] == [
        (2021, evaluated.final.graded.get(enterprise=enterprise).grade)
    ]
    assert hooks.grades(enterprise, world.neighbour.accounts["office"]) == []
    titles = [section.title for section in hooks.sections(enterprise, world.home.accounts["leader"])]
    assert any("2021 年度审定结果" in title for title in titles)
    when = evaluated.final.frozen_at - timedelta(hours=1)
    source = Source.objects.create(
        county=world.home.region, workbook="税务.xlsx", digest="x", sheet="1", register="tax", at=when
    )
    Record.objects.create(source=source, enterprise=enterprise, register="tax", year=2021, line=2, values={})
    assert any("已审定" in guard(source) for guard in hooks.withdraw_guards)
    source.records.update(year=2022)
    assert not any(guard(source) for guard in hooks.withdraw_guards)

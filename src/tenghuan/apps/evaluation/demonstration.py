"""The evaluation in the demonstration: one final list and one that is being published, on facts in the register."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pyarrow as pa
from django.utils import timezone

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.evaluation import grading
from tenghuan.apps.evaluation.models import Decision, DecisionKind, Graded, Run
from tenghuan.apps.evaluation.parameters import default_policies
from tenghuan.apps.evaluation.registers import DECISIONS, EVALUATING, OBJECTING
from tenghuan.apps.evaluation.rules import days_from
from tenghuan.apps.evaluation.services import objections, procedure, runs
from tenghuan.apps.evaluation.services.methods import add_method
from tenghuan.apps.evaluation.services.policies import adopt_policies
from tenghuan.apps.evaluation.states import RunState
from tenghuan.apps.kit.parameters import parameter
from tenghuan.apps.kit.taking import Sheet, commit
from tenghuan.apps.organization.models import Region
from tenghuan.scoring import parse_scheme

DOCUMENT = "示例文件（{year}）1 号"
CONFIRMED = 12  # sheets that are confirmed in the list that is being published
OBJECTIONS = ("用地面积含已退还的出租地块，请按实际使用面积核减。", "年中并入的子公司税收未计入，请核实。")


def load(
    actor: Actor,
    county: Region,
    scheme: str,
    years: tuple[int, int],
    facts: Mapping[int, pa.Table] | None = None,
    draws: int = 10_000,
) -> list[Run]:
    """Make a final run of the earlier year and a published one of the later; nothing if the county has runs already.

    Args:
        actor: the platform.
        county: with the facts of both years in its register.
        scheme: YAML of the method (``views.methods.shipped()``).
        years: (earlier, later).
        facts: year → table with ``uscc``, ``bonus``, ``deduction``, ``veto``, ``exempt``, as ``sample_facts`` gives;
            they become decisions of the office. Codes of enterprises that the register lacks are passed over.
        draws: of the stability.
    """
    if Run.objects.filter(county=county).exists():
        return []
    made = [_scored(actor, county, scheme, year, (facts or {}).get(year)) for year in years]
    first, second = made
    _finalise(actor, first)
    today = timezone.localdate()
    since = date(first.year + 1, 7, 1)
    default = [
        rule for rule in default_policies() if rule.value is not None and not (rule.until and rule.until < since)
    ]
    adopt_policies(actor, county, default, since=since)
    _publish(actor, second, today, draws)
    return made


def _scored(actor: Actor, county: Region, scheme: str, year: int, table: pa.Table | None) -> Run:
    source = parse_scheme(scheme, county.name).source or "示例办法，本地参数（待核实）"
    method = add_method(actor, county, year, scheme, source[:200])
    if table is not None:
        _decide(actor, county, year, table)
    run = runs.freeze(actor, method)
    EVALUATING.take(actor, run, "score")
    return run


def _decide(actor: Actor, county: Region, year: int, table: pa.Table) -> None:
    known = set(Enterprise.objects.filter(county=county, years__year=year).values_list("uscc", flat=True))
    if Decision.objects.filter(county=county, year=year).exists():
        return
    document = DOCUMENT.format(year=year)
    found: list[dict[str, object]] = []
    for row in table.select(["uscc", "bonus", "deduction", "veto", "exempt"]).to_pylist():
        if row["uscc"] not in known:
            continue
        told = {"enterprise": row["uscc"], "year": year, "document": document}
        points = [(kind, str(row[kind])) for kind in (DecisionKind.BONUS, DecisionKind.DEDUCTION) if row[kind]]
        found += [{**told, "kind": kind, "points": text, "reason": "示例：按办法加减分"} for kind, text in points]
        codes = filter(None, (row["veto"] or "").split(";"))
        veto = {**told, "kind": DecisionKind.VETO, "reason": "示例：主管部门认定"}
        found += [{**veto, "code": code} for code in codes]
        if row["exempt"]:
            found.append({**told, "kind": DecisionKind.EXEMPT, "reason": row["exempt"]})
    sheet = Sheet(f"示例{county.code}-{year}", f"示例事项{year}.xlsx", "事项", {})
    if found:
        commit(actor, DECISIONS, county, sheet, list(enumerate(found, start=2)))


def _finalise(actor: Actor, run: Run) -> None:
    opens = date(run.year + 1, 5, 9)
    EVALUATING.take(actor, run, "open_confirmation")
    days = parameter(run.county, "publication_days", opens).days
    EVALUATING.take(actor, run, "publish", published_on=opens, days=days)
    # an earlier year's list: enterprises were asked two weeks before it was published
    asked = days_from(opens - timedelta(days=14), run.county, "confirmation_days")
    Run.objects.filter(pk=run.pk).update(confirm_by=asked)
    run.refresh_from_db()
    EVALUATING.take(actor, run, "close_publication")
    assert run.closes_on is not None
    decided_on = run.closes_on + timedelta(days=7)
    number = f"示例纪要〔{run.year + 1}〕6 号"
    EVALUATING.take(actor, run, "finalise", decided_on=decided_on, decision_number=number)


def _publish(actor: Actor, run: Run, today: date, draws: int) -> None:
    runs.assess_stability(actor, run, grading.weigh(run, draws=draws))
    ranked = Graded.objects.filter(run=run).exclude(rank=None).select_related("enterprise__county", "run__county")
    held = ranked.order_by("-track", "-rank").first()
    if held is not None:
        procedure.override(
            actor,
            run,
            held.enterprise,
            grade="",
            reason="示例：重大项目建设期",
            document=DOCUMENT.format(year=run.year),
        )
    EVALUATING.take(actor, run, "open_confirmation")
    for line in ranked.exclude(grade=_last(run)).order_by("track", "rank")[:CONFIRMED]:
        line.run = run
        procedure.confirm_sheet(actor, line)
    days = parameter(run.county, "publication_days", today).days
    EVALUATING.take(actor, run, "publish", published_on=today, days=days)
    worst = list(ranked.filter(grade=_last(run)).exclude(enterprise__town=None).order_by("track", "rank"))
    for text, line in zip(OBJECTIONS, worst, strict=False):
        line.run = run
        made = objections.file_objection(actor, line, text=f"（示例）{text}")
        if text is OBJECTIONS[-1]:
            OBJECTING.take(actor, made, "forward", opinion="（示例）情况属实，请办公室复核。")
    run.refresh_from_db()
    assert run.state == RunState.PUBLISHED


def _last(run: Run) -> str:
    track = parse_scheme(run.method.scheme, run.method.name).tracks[0]
    return track.grades[-1].grade

"""Sample projects in every stage for a county, with nodes, months, problems and an application; marked 示例数据."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import yaml
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from tenghuan.apps.audit.trail import Actor, record, service
from tenghuan.apps.kit import records
from tenghuan.apps.organization.models import Region, Unit
from tenghuan.apps.projects import elements, lamps, reporting, stages, standing
from tenghuan.apps.projects.following import PROBLEMS, SOLVING
from tenghuan.apps.projects.models import LampChange, Month, Node, Problem, Project
from tenghuan.apps.projects.registers import PROJECTS, RUNNING_LOOP

# bureaus and platforms that answer for projects, by a part of their names; those before come first
ANSWER = ("经信", "经商", "商务", "招商", "发改", "开发区", "园区", "科技城")
OWN = ("chain_role", "energy", "value_added", "foreign", "mayors", "rank", "nature", "programmes")
PROMISED = ("promised_tax", "promised_output")
PACE = Decimal("0.42")  # what of the usual duration passes between two sample stages
RAISED = ("总装基地", 180000)  # a project that was raised, and to what
WORDS = {"市": "市长", "区": "区长"}


@cache
def samples() -> dict[str, Any]:
    """Return the words and figures of the samples."""
    return dict(yaml.safe_load((stages.DATA / "samples.yaml").read_text(encoding="utf-8")))


def load(actor: Actor, county: Region) -> int:
    """Bring a county's sample projects in, once; return how many are new."""
    if Project.objects.filter(county=county).exists():
        return 0
    towns = list(Region.objects.filter(parent=county, level="town").order_by("code"))
    units = answering(county)
    if not towns or not units:
        return 0
    with transaction.atomic():
        return _load(replace(actor, region_path=county.path), county, towns, units)


def answering(county: Region) -> list[Unit]:
    """Return the units that answer for sample projects."""
    found = list(Unit.objects.filter(region=county, active=True).exclude(kind="collective").order_by("pk"))
    ranked = [unit for word in ANSWER for unit in found if word in unit.name]
    return list(dict.fromkeys(ranked))[:4] or found[:2]


@service("demonstration.projects", gettext_lazy("载入示例项目"))
def _load(actor: Actor, county: Region, towns: list[Region], units: list[Unit]) -> int:
    told, today = samples(), timezone.localdate()
    chains = told["chains"].get(county.code, told["otherwise"])
    made: list[tuple[Project, dict[str, Any]]] = []
    for at, row in enumerate(told["projects"]):
        chain = chains[at % len(chains)]
        values = _values(county, at, row, chain, today)
        values |= {"town": towns[at % len(towns)], "unit": units[at % len(units)], "contact_unit": units[0]}
        made.append((records.add(actor, PROJECTS, county, values), row))
    _raise(actor, county, made, towns, units)
    _plan(county, made, today)
    _work(county, made, today)
    for model in (Project, Node, Month):
        model._default_manager.filter(county=county).update(sample=True)
    projects = list(Project.objects.filter(county=county).select_related("county").order_by("pk"))
    standing.refresh(actor, projects)
    for project in projects:
        standing.due_tasks(project)
    _history(county, today)
    record(county, after={"projects": len(made)})
    return len(made) + 1 + _further(actor, county, made, units)


def _values(county: Region, at: int, row: dict[str, Any], chain: str, today: date) -> dict[str, Any]:
    head = WORDS.get(county.name[-1], "县长")
    values: dict[str, Any] = {
        "name": f"{chain}{row['word']}项目（示例）", "owner": f"示例{chain}有限公司{at + 1}号", "chain": chain,
        "industry": samples()["industries"].get(chain, "3421"), "total": row["total"],
        "fixed": Decimal(row["total"]) * Decimal("0.8"), "year_plan": Decimal(row["total"]) * Decimal("0.35"),
        "land": Decimal(row["total"]) / 500, "leader": f"分管工业副{head}" if row["total"] >= 30000 else "",
        "attracted": row.get("nature") != "renovation", "builds": row.get("nature") != "renovation",
        **{name: row[name] for name in (*OWN, *PROMISED) if name in row},
    }  # fmt: skip
    days = _days(row, today)
    values |= {one.date: days[one.key] for one in stages.stages() if one.key in days}
    if "filed" in days:
        day = days["filed"]
        values["code"] = f"{day:%y%m}-{county.code}-04-01-{100001 + at}"
    if "signed" in days:
        values["investment_agreement"] = f"投资协议{at + 1}号（示例）"
    if "landed" in days:
        values |= {"land_contract": f"出让合同{at + 1}号（示例）", "performance_agreement": f"履约{at + 1}号（示例）"}
    if row.get("transferred"):
        values["transferred_on"] = today - timedelta(days=500)
    return values


def _days(row: dict[str, Any], today: date) -> dict[str, date]:
    """Return the day of each stage that a sample has reached, the last one ``last`` days ago."""
    state = "signed" if row["state"] == stages.DROPPED else row["state"]
    found, day = {}, today - timedelta(days=row.get("last", 0))
    for one in reversed(stages.stages()[: stages.place(state) + 1]):
        found[one.key] = day
        day -= timedelta(days=int(one.days * PACE) + 5)
    return found


def _raise(
    actor: Actor, county: Region, made: list[tuple[Project, Any]], towns: list[Region], units: list[Unit]
) -> None:
    """A project that is raised: only what is new of it counts."""
    word, total = RAISED
    before = next(project for project, row in made if row["word"] == word)
    records.add(
        actor, PROJECTS, county,
        {
            "name": f"{before.chain}{word}增资项目（示例）", "owner": before.owner, "industry": before.industry,
            "chain": before.chain, "town": towns[0], "unit": units[0], "total": total, "relation": "raise",
            "before": before, "signed_on": timezone.localdate() - timedelta(days=20),
        },
    )  # fmt: skip


def _plan(county: Region, made: list[tuple[Project, Any]], today: date) -> None:
    """What was reached was planned a little before or after; the next node lies where the sample says."""
    rows = []
    for at, (project, row) in enumerate(made):
        days = {one.key: project.day_of(one) for one in stages.stages()}
        for place, (key, day) in enumerate((key, day) for key, day in days.items() if day):
            shift = (0, 6, -9, 12, 3)[(at + place) % 5]
            rows.append((project, key, day + timedelta(days=shift)))
        due = today + timedelta(days=row["next"])
        for one in stages.following(project.state)[:3]:
            rows.append((project, one.key, due))
            due += timedelta(days=one.days)
    Node.objects.bulk_create(
        Node(county=county, project=project, stage=key, planned=day, unit=project.unit, basis="投资协议（示例）")
        for project, key, day in rows
    )


def _work(county: Region, made: list[tuple[Project, Any]], today: date) -> None:
    """Months from the start on, so that what is done fits the stage; a silent project stops some months ago."""
    rows = []
    last = reporting.latest(today)
    for project, row in made:
        if project.started_on is None:
            continue
        periods, period = [], last
        end = project.produced_on or today
        while lamps.end_of(period) > project.started_on:
            if lamps.end_of(period) <= max(end, project.started_on + timedelta(days=60)):
                periods.append(period)
            period = lamps.before(period)
        periods = list(reversed(periods[row.get("silent", 0) :]))
        share = Decimal("0.95") if project.produced_on else Decimal("0.06") * len(periods)
        part = (project.total * min(share, Decimal("0.9")) / max(len(periods), 1)).quantize(Decimal("0.01"))
        rows += [_month(county, project, period, part, at, len(periods)) for at, period in enumerate(periods)]
    Month.objects.bulk_create(rows, batch_size=500)


def _month(county: Region, project: Project, period: lamps.Period, part: Decimal, at: int, of: int) -> Month:
    images = ("场地平整", "桩基施工", "基础完成", "主体施工", "主体封顶", "设备安装", "设备调试")
    return Month(
        county=county, project=project, year=period[0], month=period[1], ends_on=lamps.end_of(period),
        planned=(part * Decimal("1.05")).quantize(Decimal("0.01")), invested=part,
        funds=(part * Decimal("1.1")).quantize(Decimal("0.01")), funds_source="自筹和银行贷款（示例）",
        image=images[min(at * len(images) // max(of, 1), len(images) - 1)],
    )  # fmt: skip


def _history(county: Region, today: date) -> None:
    """Red lamps were yellow before."""
    red = LampChange.objects.filter(project__county=county, lamp="red", on=today)
    rows = [
        LampChange(project_id=pk, on=today - timedelta(days=31), lamp="yellow", why="已逾期（示例）")
        for pk in red.values_list("project", flat=True)
    ]
    LampChange.objects.bulk_create(rows)
    red.update(on=today - timedelta(days=1))


def _further(actor: Actor, county: Region, made: list[tuple[Project, Any]], units: list[Unit]) -> int:
    """Problems, one of them solved; a dropped project; the application for energy of the largest consumer."""
    building = [project for project, row in made if row["state"] in ("landed", "started")]
    for at, (matter, result) in enumerate(samples()["problems"]):
        problem: Problem = records.add(
            actor, PROBLEMS, county, {"project": building[at], "matter": matter, "unit": units[at % len(units)]}
        )
        if at == 1:
            SOLVING.take(actor, problem, "solve", result=result)
    Problem.objects.filter(county=county).update(sample=True)
    for project, row in made:
        if row["state"] == stages.DROPPED:
            project.refresh_from_db()  # its lamp was lit since: it goes out with the drop
            RUNNING_LOOP.take(actor, project, "drop", reason="业主调整投资计划（示例）")
        if row.get("energy", 0) >= 1000:
            elements.apply(actor, project, approvals="节能审查〔示例〕1号")
    return len(samples()["problems"])

"""Load the demonstration step by step; each step sees what is there already, so that a second start takes seconds."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.utils import timezone

from tenghuan.apps.assessment import demonstration as assessment
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.bulletins import demonstration as bulletins
from tenghuan.apps.chains import demonstration as chains
from tenghuan.apps.closing import demonstration as closing
from tenghuan.apps.cockpit import demonstration as cockpit
from tenghuan.apps.cultivation import demonstration as cultivation
from tenghuan.apps.decomposition import demonstration as decomposition
from tenghuan.apps.energy import demonstration as energy
from tenghuan.apps.evaluation import demonstration as evaluation
from tenghuan.apps.evaluation.views.methods import shipped
from tenghuan.apps.funds import demonstration as funds
from tenghuan.apps.land import demonstration as land
from tenghuan.apps.leads import demonstration as leads
from tenghuan.apps.ledgers import demonstration as ledgers
from tenghuan.apps.notices import demonstration as notices
from tenghuan.apps.organization.models import Region, UnitKind
from tenghuan.apps.organization.services.units import create_unit, load_regions
from tenghuan.apps.parks import demonstration as parks
from tenghuan.apps.plans.models import Plan
from tenghuan.apps.plans.services.publication import publish_pack
from tenghuan.apps.projects import demonstration as projects
from tenghuan.apps.remediation import demonstration as remediation
from tenghuan.apps.sandtable import demonstration as sandtable
from tenghuan.apps.screening import demonstration as screening
from tenghuan.apps.services import demonstration as services
from tenghuan.apps.supervision import demonstration as supervision
from tenghuan.plan import load_pack, packs
from tenghuan.reference import regions
from tenghuan.site.demonstration.accounts import PASSWORD, open_accounts
from tenghuan.site.demonstration.enterprises import TOUR, TOUR_YEARS, load_enterprises
from tenghuan.site.demonstration.reports import load_reports
from tenghuan.site.demonstration.shifting import shifted, years_to
from tenghuan.site.operations.statistics import refresh_statistics

Say = Callable[[str], None]
ACTOR = Actor.platform("demonstration")


def load(say: Say) -> None:
    """Bring the database to the demonstration's state, saying what each step did."""
    say(f"数据目录 {settings.DATA_DIR}")
    changed = load_regions(ACTOR, [(r.code, r.name, r.level, r.parent or "") for r in regions()])
    if changed:
        say(f"行政区划：载入 {changed} 条")
    counties = _counties()
    for county in counties.values():
        _town_units(county)
    _plans(counties, say)
    # one offset for all counties, that of the tour's plan: they are compared year by year
    moved = years_to(load_pack(packs()[TOUR]), timezone.localdate())
    for key, county in counties.items():
        if count := load_enterprises(ACTOR, key, county, moved):
            say(f"{county.name}：企业 {count} 家")
        _businesses(county, say)
    if boards := assessment.load_above(ACTOR, _province(counties), list(counties.values())):
        say(f"省对县赛马月榜 {boards} 期")
    years = (TOUR_YEARS[0] + moved, TOUR_YEARS[1] + moved)
    if runs := evaluation.load(ACTOR, counties[TOUR], shipped()[TOUR], years):
        say(f"{counties[TOUR].name}：亩均评价 {len(runs)} 个批次")
    new = open_accounts(ACTOR, counties)
    if new:
        say(f"演示账号：开立 {len(new)} 个")
    for county in counties.values():
        cockpit.give_token(county)
    if count := notices.load():
        say(f"消息 {count} 条")
    refresh_statistics()
    say("就绪")


def _businesses(county: Region, say: Say) -> None:
    for words, business in (
        ("整治案件 {} 件", remediation),
        ("台账、用能预算、供地和资金 {} 条", ledgers),
        ("政策申报 {} 件", funds),
        ("筛查，入清单企业 {} 家", screening),
        ("地块、楼层、履约、闲置和区块 {} 条", land),
        ("园区和报表 {} 条", parks),
        ("项目和问题 {} 个", projects),
        ("产业链、环节、企业和供需 {} 条", chains),
        ("招商线索、领办和外资 {} 条", leads),
        ("月度用能 {} 条", energy),
        ("称号和培育成果 {} 条", cultivation),
        ("企业诉求 {} 件", services),
        ("督办 {} 件", supervision),
        ("月度结账 {} 版", closing),
        ("考核办法、年度考核，赛马月榜 {} 期", assessment),
        ("通报公文 {} 份", bulletins),
        ("指标卡 {} 张", cockpit),
        ("目标分解 {} 项", decomposition),
        ("推演 {} 个", sandtable),
    ):
        if count := business.load(ACTOR, county):
            say(f"{county.name}：{words.format(count)}")


def _counties() -> dict[str, Region]:
    codes = {key: load_pack(path).plan.region.code for key, path in packs().items()}
    found = {region.code: region for region in Region.objects.filter(code__in=codes.values()).select_related("parent")}
    return {key: found[code] for key, code in codes.items()}


def _province(counties: dict[str, Region]) -> Region:
    code = next(iter(counties.values())).path.split("/")[0]
    return Region.objects.get(code=code)


def _plans(counties: dict[str, Region], say: Say) -> None:
    for key, path in packs().items():
        told = load_pack(path)
        years = years_to(told, timezone.localdate())
        pack = shifted(told, years)
        if not Plan.objects.filter(region=counties[key]).exists():
            version = publish_pack(ACTOR, counties[key], pack, note=_note(years))
            say(f"{counties[key].name}：方案发布，{version.plan.items.count()} 项，年份整体移动 {years} 年")
            refresh_statistics()
            figures = load_reports(ACTOR, version.plan, pack)
            say(f"{counties[key].name}：示例填报 {figures} 条")


def _note(years: int) -> str:
    moved = f"；为演示，各年份和日期整体移动 {years} 年" if years else ""
    return f"演示：随产品提供的方案包{moved}"


def _town_units(county: Region) -> None:
    missing = Region.objects.filter(parent=county, level="town").exclude(units__isnull=False)
    for town in missing:
        create_unit(ACTOR, town, f"{town.name}{'办事处' if town.name.endswith('街道') else '人民政府'}", UnitKind.TOWN)


def welcome(address: str) -> str:
    """Return what is printed at every start: the address and who may log in."""
    rows = [
        ("嵊州市专班办公室", "shengzhou-office"),
        ("嵊州市经信局（责任部门）", "shengzhou-jingxinju"),
        ("嵊州市领导（只读）", "shengzhou-leader"),
        ("嵊州市一家企业", "shengzhou-enterprise"),
        ("省专班（五县并排）/ 绍兴市专班", "province / shaoxing-city"),
        ("系统 / 安全 / 审计管理员", "sysadmin / secadmin / auditadmin"),
    ]
    lines = [f"  {who}：{name}" for who, name in rows]
    note = "兰溪 lanxi、云和 yunhe、慈溪 cixi、临安 linan 同理，如 linan-office；数据均为示例数据"
    return "\n".join(["", f"腾换已启动：{address}", f"演示账号（口令均为 {PASSWORD}）：", *lines, f"  {note}", ""])

"""A running board and a yearly run for each county, in different states; marked 示例数据."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from tenghuan.apps.assessment import shipped
from tenghuan.apps.assessment.models import Appeal, Figure, Kind, Race, Result, Scheme
from tenghuan.apps.assessment.registers import APPEALING, CONFIRMING, FIGURES, RACING, SHOWING
from tenghuan.apps.assessment.services.months import make_month
from tenghuan.apps.assessment.services.races import file_appeal, freeze
from tenghuan.apps.assessment.services.schemes import add_scheme
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit import records
from tenghuan.apps.organization.models import Level, Region, Unit, UnitKind
from tenghuan.apps.plans.models import Responsibility
from tenghuan.apps.remediation.pictures import photo

# how far the yearly run of each county has come, by the order of their codes
WAYS: tuple[tuple[str, ...], ...] = (
    ("confirm", "compute", "feed_back", "appeal"),
    ("fill",),
    ("confirm", "compute", "feed_back", "appeal", "decide", "later", "review", "approve", "publish"),
    ("confirm", "compute", "feed_back", "appeal", "later", "review"),
    ("confirm", "compute"),
)
COUNTED = "牵头指标达到序时"
MARKED = "互评"
MONTHS_BACK = {Kind.TOWNS: 2, Kind.DEPARTMENTS: 6}


def load(actor: Actor, county: Region) -> int:
    """Bring a county's boards and its yearly run in, once; return how many boards there are new."""
    if Scheme.objects.filter(county=county).exists():
        return 0
    with transaction.atomic():
        return _load(replace(actor, region_path=county.path), county)


def _load(actor: Actor, county: Region) -> int:
    today = timezone.localdate()
    last = today.replace(day=1) - timedelta(days=1)
    boards = 0
    for kind, back in MONTHS_BACK.items():
        scheme = _scheme(actor, county, last.year, kind, groups=_groups(county, kind))
        for month in range(max(1, last.month - back + 1), last.month + 1):
            board = make_month(actor, scheme, month, sample=True)
            if month < last.month or kind == Kind.TOWNS:
                SHOWING.take(actor, board, "show")
            boards += 1
    _Year(actor, county).go(last.year - 1)
    return boards


def _groups(county: Region, kind: str) -> str:
    """Departments that lead indicators are ranked apart from the others."""
    if kind != Kind.DEPARTMENTS:
        return ""
    leads = Responsibility.objects.filter(item__plan__region=county, item__kind="indicator", role="lead")
    known = set(leads.values_list("unit", flat=True))
    units = Unit.objects.filter(region=county, kind=UnitKind.DEPARTMENT, active=True).order_by("pk")
    told = {
        "牵头部门": [u.name for u in units if u.pk in known],
        "配合部门": [u.name for u in units if u.pk not in known],
    }
    return "\n".join(f"{group}：{'、'.join(names)}" for group, names in told.items() if names)


def _scheme(actor: Actor, region: Region, year: int, kind: str, text: str = "", **told: Any) -> Scheme:
    default = shipped.default(region, kind)
    told = {"source": default.source, "adding": default.adding, **told}
    return add_scheme(actor, region, year=year, kind=kind, text=text or default.text, sample=True, **told)


@dataclass
class _Year:
    """The run of the year before, taken as far as the county's way goes."""

    actor: Actor
    county: Region

    def go(self, year: int) -> None:
        kind = Kind.DEPARTMENTS
        told = shipped.default(self.county, kind)
        supplier = _supplier(self.county)
        text = (
            told.text.replace(f"item: {COUNTED},", f"item: {COUNTED}, supplier: {supplier.name},") if supplier else ""
        )
        scheme = _scheme(self.actor, self.county, year, kind, text, groups=_groups(self.county, kind))
        self.race = freeze(self.actor, scheme, date(year, 12, 31), sample=True)
        self.fill()
        for step in WAYS[_place(self.county)]:
            getattr(self, step, lambda step=step: self.move(step))()

    def move(self, verb: str) -> None:
        minutes = f"专题会议纪要〔{self.race.year + 1}〕2 号"
        told: dict[str, Any] = {"approve": {"opinion": "考核组审议通过"}, "publish": {"minutes": minutes}}
        RACING.take(self.actor, self.race, verb, **told.get(verb, {}))

    def fill(self) -> None:
        """Experts' and peers' marks, and bonus and deduction points, each with its basis."""
        for at, figure in enumerate(Figure.objects.filter(race=self.race, item=MARKED).order_by("pk")):
            if figure.further:
                continue
            told: dict[str, Any] = {
                "further": f"领导评分={80 + at * 7 % 19}；镇街评分={78 + at * 5 % 20}",
                "basis": "年度互评汇总表（示例）",
            }
            if at % 6 == 1:
                told |= {"bonus": Decimal("0.5"), "basis": "年度互评汇总表；省级通报表扬（示例）"}
            if at % 6 == 4:
                told |= {"deduction": Decimal("0.3"), "basis": "年度互评汇总表；市级督查通报（示例）"}
            records.change(self.actor, FIGURES, figure, told)

    def confirm(self) -> None:
        for one in self.race.confirmations.all():
            CONFIRMING.take(self.actor, one, "confirm")

    def appeal(self) -> None:
        lacking = [
            (line, part) for line in Result.objects.filter(race=self.race).order_by("group", "-rank", "pk")
            for part in line.points if part["item"] == COUNTED and part["full"] != part["points"]
        ]  # fmt: skip
        for at, (result, part) in enumerate(lacking[:2]):
            file_appeal(
                self.actor, result, item=COUNTED, text="年末已补报完成数，经信部门核实达到序时，请予更正",
                claimed=Decimal(part["actual"]) + 1, uploads=[photo("申诉依据", at)],
            )  # fmt: skip

    def decide(self) -> None:
        """The first appeal is upheld, the others are not."""
        for at, appeal in enumerate(_appeals(self.race)):
            if at == 0:
                told: dict[str, Any] = {"opinion": "经核实，予以采纳", "accepted": appeal.claimed}
                APPEALING.take(self.actor, appeal, "uphold", **told)
            else:
                APPEALING.take(self.actor, appeal, "deny", opinion="补报时间在截止日之后，维持原分")
        self.race.refresh_from_db()

    def later(self) -> None:
        """The days of appeal are over."""
        over = timezone.localdate() - timedelta(days=1)
        Race.objects.filter(pk=self.race.pk).update(appeal_by=over)
        self.race.refresh_from_db()


def _appeals(race: Race) -> list[Appeal]:
    return list(Appeal.objects.filter(result__race=race, state="filed").order_by("pk"))


def _supplier(county: Region) -> Unit | None:
    found = Unit.objects.filter(region=county, kind=UnitKind.DEPARTMENT, active=True)
    return next(iter(sorted(found, key=lambda unit: ("经信" not in unit.name, unit.pk))), None)


def _place(county: Region) -> int:
    """Return the place of a county among those that are demonstrated, by code."""
    codes = list(Race.objects.exclude(kind=Kind.COUNTIES).values_list("county__code", flat=True).distinct())
    return (len(codes) - 1) % len(WAYS)


def load_above(actor: Actor, province: Region, counties: list[Region]) -> int:
    """Bring in the province's own race of the counties that are demonstrated, once."""
    if Scheme.objects.filter(county=province).exists():
        return 0
    with transaction.atomic():
        today = timezone.localdate()
        actor = replace(actor, region_path=province.path)
        groups = f"示例县：{'、'.join(county.name for county in counties if county.level == Level.COUNTY)}"
        scheme = _scheme(actor, province, today.year, Kind.COUNTIES, groups=groups)
        last = today.replace(day=1) - timedelta(days=1)
        months = [month for month in range(max(1, last.month - 5), last.month + 1) if last.year == today.year]
        for month in months:
            SHOWING.take(actor, make_month(actor, scheme, month, sample=True), "show")
        return len(months)

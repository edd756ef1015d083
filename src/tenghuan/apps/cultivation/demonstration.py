"""Sample titles and outcomes of a county: as many as its sample reports say, month by month; all marked 示例数据."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy

from tenghuan.apps.audit.trail import Actor, record, service
from tenghuan.apps.cultivation import expiring, walking
from tenghuan.apps.cultivation.models import Contract, Outcome, Profile, Title
from tenghuan.apps.cultivation.registers import ALL
from tenghuan.apps.enterprises.models import Enterprise, YearFacts
from tenghuan.apps.kit.measure import Measure
from tenghuan.apps.monitoring.queries.standing import Known, end_of, known_about
from tenghuan.apps.organization.models import Region, Unit, UnitKind
from tenghuan.apps.plans.models import Indicator, Item, ItemKind, Plan
from tenghuan.apps.plans.queries import items_of
from tenghuan.laddering import Kind, in_force, kinds
from tenghuan.pace.comparing import this_period
from tenghuan.plan.calibers import Caliber
from tenghuan.plan.measures import converted, kinship

MOST = 300  # sample rows of one indicator
ALIKE = 0.9  # units that both count things
BACK = 3  # years of profiles
COUNTED = {"titles": Title, "outcomes": Outcome, "contracts": Contract}


@dataclass(frozen=True)
class Wave:
    """How many (or how much) came on which day, for one indicator and what counts it."""

    register: str
    measure: Measure
    amounts: list[tuple[date, Decimal]]
    together: bool

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds that it counts."""
        return tuple(self.measure.where.get("kind__in", ()))


@dataclass
class Making:
    """What is made for a county, and which enterprise comes next for which kind."""

    county: Region
    firms: list[Enterprise]
    unit: Unit | None
    rows: dict[str, list[Any]] = field(default_factory=lambda: {key: [] for key in COUNTED})
    next: dict[str, int] = field(default_factory=dict)

    def firm(self, kind: str, *, once: bool) -> Enterprise | None:
        """Return the next enterprise of a kind; None where each has had its turn and may have but one."""
        at = self.next.get(kind, 0)
        if once and at >= len(self.firms):
            return None
        self.next[kind] = at + 1
        start = sum(map(ord, kind))  # kinds begin with different enterprises
        return self.firms[(start + at) % len(self.firms)]


def load(actor: Actor, county: Region) -> int:
    """Bring a county's sample titles and outcomes in, once; return how many records are new."""
    plan = Plan.objects.filter(region=county, is_current=True).select_related("region", "current_version").first()
    firms = list(Enterprise.objects.filter(county=county).order_by("-above_scale", "pk"))
    if plan is None or not firms or Title.objects.filter(county=county).exists():
        return 0
    own = replace(actor, region_path=county.path)
    units = list(Unit.objects.filter(region=county, kind=UnitKind.DEPARTMENT, active=True).order_by("pk"))
    unit = next((one for one in units if "科技" in one.name), units[0] if units else None)
    count = _counted(own, Making(county, firms, unit), list(_waves(plan)))
    _profiles(own, county)
    walking.walk(own, county, firms, unit)
    expiring.scan(county)
    return count


def _waves(plan: Plan) -> Iterator[Wave]:
    """Return what the plan's sample reports say of every indicator that cultivation counts."""
    items = items_of([plan], ItemKind.INDICATOR)
    known = known_about(items)
    chosen = {item.pk: found for item in items if (found := _serving(item.indicator)) is not None}
    alone = [measure.where["kind__in"][0] for _key, measure in chosen.values() if _single(measure)]
    for item in items:
        if item.pk not in chosen:
            continue
        register, measure = chosen[item.pk]
        parts = set(measure.where.get("kind__in", ()))
        # what others count part by part is not made once more for the sum, nor for what is in service
        together = (len(parts) > 1 or bool(measure.ends)) and any(alone.count(one) > _single(measure) for one in parts)
        amounts = list(_amounts(item, known, measure))
        yield Wave(register, measure, amounts, together)


def _single(measure: Measure) -> bool:
    return len(measure.where.get("kind__in", ())) == 1


def _serving(item: Indicator) -> tuple[str, Measure] | None:
    stock = item.caliber == Caliber.STOCK.value
    told = (item.key, item.catalogue_key, item.title)
    found = [
        (nearness, register.key, measure)
        for register in ALL
        if register.key in COUNTED
        for measure in register.measures
        if (nearness := measure.nearness(*told, stock=stock)) is not None
    ]
    best = max(found, key=lambda one: one[0], default=None)
    return None if best is None else (best[1], best[2])


def _amounts(row: Item, known: Known, measure: Measure) -> Iterator[tuple[date, Decimal]]:
    """Return day and number: what was there before the reports, then what each month brought."""
    subject, readings, item = known.subject(row), known.of(row).values, row.indicator
    months = sorted(readings)
    first = date((months[0].year if months else subject.first_year) - 1, 11, 20)
    if item.baseline_value is not None and item.baseline_year is not None:
        first = min(first, date(item.baseline_year, 11, 20))
        yield first, item.baseline_value
        for told in item.past:
            if told["year"] < subject.first_year and told["caliber"] == Caliber.ANNUAL.value:
                yield date(told["year"], 6, 30), Decimal(str(told["value"]))
    elif item.caliber == Caliber.CUMULATIVE_WITH_BASE.value:
        goal = max((one.value for one in item.milestones.all() if one.value is not None), default=Decimal(0))
        yield first, _own_unit(goal * Decimal("0.6"), item, measure)
    before = Decimal(0)
    for at in months:
        brought = this_period(subject, readings, at)
        if brought is None:
            continue
        if item.caliber == Caliber.STOCK.value:
            brought, before = brought - before, brought
        yield end_of(at).replace(day=12), _own_unit(brought, item, measure)


def _own_unit(value: Decimal, item: Indicator, measure: Measure) -> Decimal:
    if item.unit == measure.unit or kinship(item.unit, measure.unit) >= ALIKE:
        return value
    return converted(value, item.unit, measure.unit)


@service("demonstration.cultivation", gettext_lazy("载入示例称号和培育成果"))
def _counted(actor: Actor, making: Making, waves: list[Wave]) -> int:
    for wave in sorted(waves, key=lambda one: one.together):
        amounts = wave.amounts
        if wave.together:
            amounts = _topped_up(making, wave)
        _make(making, wave, amounts)
    for key, model in COUNTED.items():
        model._default_manager.bulk_create(making.rows[key], batch_size=500)
    made = {key: len(rows) for key, rows in making.rows.items()}
    record(making.county, after=made)
    return sum(made.values())


def _topped_up(making: Making, wave: Wave) -> list[tuple[date, Decimal]]:
    """Return what a sum had more at its beginning than its parts, which were made before."""
    if not wave.amounts:
        return []
    day, first = wave.amounts[0]
    names = set(wave.kinds)
    mine = [row for row in making.rows[wave.register] if row.kind in names and _day(row) <= day]
    have = sum((row.amount or Decimal(0) for row in mine), Decimal(0)) if wave.measure.amount else Decimal(len(mine))
    return [(day, max(first - have, Decimal(0)))]


def _day(row: Any) -> date:
    found = row.recognised_on if isinstance(row, Title) else row.achieved_on
    assert found is not None  # sample rows have their day
    return date(found.year, found.month, found.day)


def _make(making: Making, wave: Wave, amounts: list[tuple[date, Decimal]]) -> None:
    left, owed, today = MOST, Decimal(0), timezone.localdate()
    for day, amount in amounts:
        if day > today:
            continue
        if wave.measure.amount:
            if amount > 0:
                _row(making, wave, day, amount)
            continue
        owed += amount
        whole = int(owed.quantize(Decimal(1), ROUND_HALF_UP))
        for _at in range(min(max(whole, 0), left)):
            _row(making, wave, day, None)
        left -= min(max(whole, 0), left)
        owed -= whole


def _row(making: Making, wave: Wave, day: date, amount: Decimal | None) -> None:
    names, rows = wave.kinds, making.rows[wave.register]
    common: dict[str, Any] = {"county": making.county, "sample": True, "unit": making.unit}
    if wave.register == "contracts":
        firm = making.firm("contracts", once=False)
        assert firm is not None
        assert amount is not None  # contracts are added up
        rows.append(_contract(making, firm, day, amount, common))
        return
    name = names[len(rows) % len(names)]
    told = kinds("titles" if wave.register == "titles" else "outcomes")[name]
    level = next(iter(wave.measure.where.get("level__in", ())), None)
    levels = wave.measure.where.get("level__in", (told.level,))
    common["level"] = told.level if told.level in levels else level
    found = making.firm(name, once=bool(wave.measure.distinct))
    if found is None:
        return
    rows.append(
        _title(found, told, day, common)
        if wave.register == "titles"
        else _outcome(making, found, told, day, amount, common)
    )


def _title(firm: Enterprise, told: Kind, day: date, common: dict[str, Any]) -> Title:
    until, rule, today = told.until(day), in_force(told.key, day), timezone.localdate()
    state = Title.State.EXPIRED if until is not None and until < today else Title.State.RECOGNISED
    return Title(
        **common, enterprise=firm, kind=told.key, number=f"{told.key.upper()[:2]}{day.year}{firm.pk:06d}",
        document=f"认定文件〔{day.year}〕（示例）", recognised_on=day, valid_until=until, stands_until=until,
        version=rule.version if rule else "", state=state,
    )  # fmt: skip


def _outcome(
    making: Making, firm: Enterprise, told: Kind, day: date, amount: Decimal | None, common: dict[str, Any]
) -> Outcome:
    at = len(making.rows["outcomes"]) + 1
    return Outcome(
        **common, enterprise=firm, kind=told.key, name=f"{told.name}示例{at}号", amount=amount,
        number=f"示例〔{day.year}〕{at}号", achieved_on=day, ended_on=told.until(day), state=Outcome.State.CONFIRMED,
    )  # fmt: skip


def _contract(making: Making, firm: Enterprise, day: date, amount: Decimal, common: dict[str, Any]) -> Contract:
    at = len(making.rows["contracts"]) + 1
    return Contract(
        **common, enterprise=firm, number=f"SL{making.county.code}{at:05d}", name=f"技术开发合同示例{at}号",
        buyer="某研究院（示例）", kind=Contract.Kind.DEVELOP, amount=amount.quantize(Decimal("0.01")),
        accepted_on=day.replace(day=1), registered_on=day,
    )  # fmt: skip


@service("demonstration.profiles", gettext_lazy("载入示例培育档案"))
def _profiles(actor: Actor, county: Region) -> int:
    """Bring profiles in for the enterprises of which facts are known: so even as samples are, some near a threshold."""
    last = timezone.localdate().year - 1
    facts = YearFacts.objects.filter(enterprise__county=county, revenue__isnull=False).order_by("-year")
    latest = {row.enterprise_id: row for row in reversed(facts.select_related("enterprise"))}
    rows = [
        Profile(county=county, sample=True, enterprise=row.enterprise, year=last - back, **_profile(at, row, back))
        for at, row in enumerate(latest.values())
        if at % 3 == 0
        for back in range(BACK)
    ]
    Profile.objects.bulk_create(rows, batch_size=500)
    record(county, after={"profiles": len(rows)})
    return len(rows)


def _profile(at: int, row: YearFacts, back: int) -> dict[str, Any]:
    revenue, staff = row.revenue or Decimal(0), int(row.employees or 50)
    two = Decimal("0.01")
    machines = 20 + at % 60
    return {
        "output": (revenue * Decimal("1.02") * (1 - Decimal(back) / 20)).quantize(two),
        "assets": (revenue * Decimal("0.8")).quantize(two),
        "profit": (revenue * Decimal(3 + at % 7) / 100 * (1 - Decimal(back) / 8)).quantize(two),
        "technical": staff * (6 + at % 12) // 100,
        "hightech_ratio": 45 + at % 40,
        "main_ratio": 62 + at % 36,
        "debt_ratio": 40 + at % 45,
        "niche_years": max(0, 3 + at % 14 - back),
        "market_share": at % 18,
        "products": 1 + at % 5,
        "national_rank": 1 + at % 9,
        "patents": at % 6,
        "score": 52 + at % 30,
        "innovation_score": 14 + at % 12,
        "growth_score": 12 + at % 8,
        "special_score": 12 + at % 8,
        "digital_level": Decimal(10 + at % 25) / 10,
        "machines": machines,
        "numeric_machines": machines * (55 + at % 40) // 100,
    }

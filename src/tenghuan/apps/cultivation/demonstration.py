"""Sample titles and outcomes of a county: as many as its sample reports say, month by month; all marked 示例数据."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
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
from tenghuan.errors import InputFault
from tenghuan.laddering import Kind, in_force, kinds
from tenghuan.pace import Mode
from tenghuan.plan.calibers import Caliber
from tenghuan.plan.measures import converted

KEPT_OF = 4  # every so-manieth title that ran out is not renewed
MOST = 300  # sample rows of one indicator
BACK = 3  # years of profiles
# what records are made of: a rate of growth follows from them
CALIBERS = (Caliber.ANNUAL.value, Caliber.CUMULATIVE.value, Caliber.CUMULATIVE_WITH_BASE.value, Caliber.STOCK.value)
COUNTED = {"titles": Title, "outcomes": Outcome, "contracts": Contract}


@dataclass(frozen=True)
class Wave:
    """How many (or how much) came on which day, for one indicator and what counts it."""

    register: str
    measure: Measure
    amounts: list[tuple[date, Decimal]]
    together: bool
    yearly: bool

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
    mine = [item for item in items if item.indicator.caliber in CALIBERS]
    chosen = {item.pk: found for item in mine if (found := _serving(item.indicator)) is not None}
    alone = [measure.where["kind__in"][0] for _key, measure in chosen.values() if _single(measure)]
    for item in items:
        if item.pk not in chosen:
            continue
        register, measure = chosen[item.pk]
        parts = set(measure.where.get("kind__in", ()))
        # what others count part by part is not made once more for the sum, nor for what is in service
        together = (len(parts) > 1 or bool(measure.ends)) and any(alone.count(one) > _single(measure) for one in parts)
        amounts = list(_amounts(item, known, measure))
        yearly = item.indicator.caliber == Caliber.ANNUAL.value and register == "outcomes"
        yield Wave(register, measure, amounts, together, yearly)


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
    begun = months[0].year if months else subject.first_year
    first = date(begun - 1, 11, 20)
    before = Decimal(0)
    if item.baseline_value is not None and item.baseline_year is not None:
        before = item.baseline_value
        yield min(first, date(item.baseline_year, 11, 20)), before
        for told in item.past:
            if item.baseline_year < told["year"] < begun and told["caliber"] == Caliber.ANNUAL.value:
                before += Decimal(str(told["value"]))
                yield date(told["year"], 6, 30), Decimal(str(told["value"]))
    whole = item.caliber in (Caliber.CUMULATIVE_WITH_BASE.value, Caliber.STOCK.value)
    if item.caliber == Caliber.CUMULATIVE.value:
        # what came before the plan's first year is not the plan's
        months = [at for at in months if at.year >= subject.first_year]
    for number, at in enumerate(months):
        if subject.mode is Mode.PERIODIC:
            yield end_of(at).replace(day=12), _own_unit(readings[at], item, measure)
            continue
        if item.caliber == Caliber.ANNUAL.value and number and months[number - 1].year < at.year:
            before = Decimal(0)
        # what was there before anybody reported came before the first report
        day = first if whole and not number and not before else end_of(at).replace(day=12)
        yield day, _own_unit(readings[at] - before, item, measure)
        before = readings[at]


def _own_unit(value: Decimal, item: Indicator, measure: Measure) -> Decimal:
    try:
        return converted(value, item.unit, measure.unit)
    except InputFault:  # both count things: 家, 个, 项
        return value


@service("demonstration.cultivation", gettext_lazy("载入示例称号和培育成果"))
def _counted(actor: Actor, making: Making, waves: list[Wave]) -> int:
    for wave in sorted(waves, key=lambda one: one.together):
        amounts = wave.amounts
        if wave.together:
            amounts = _topped_up(making, wave)
        _make(making, wave, amounts)
    for key, model in COUNTED.items():
        model._default_manager.bulk_create(making.rows[key], batch_size=500)
    making.rows["titles"] += _renewals(making.rows["titles"])
    made = {key: len(rows) for key, rows in making.rows.items()}
    record(making.county, after=made)
    return sum(made.values())


def _renewals(titles: list[Title]) -> list[Title]:
    """Renew three of four titles that ran out, from the day after the one term to the end of the next."""
    made = []
    for at, old in enumerate(titles):
        if old.state == Title.State.EXPIRED and old.stands_until is not None and at % KEPT_OF:
            day = old.stands_until + timedelta(days=1)
            common = {"county": old.county, "sample": True, "unit": old.unit, "level": old.level}
            made.append(_title(old.enterprise, kinds("titles")[old.kind], day, common))
            made[-1].renews = old
    return list(Title.objects.bulk_create(made, batch_size=500))


def _topped_up(making: Making, wave: Wave) -> list[tuple[date, Decimal]]:
    """Return what a sum has more than its parts, which were made before, as if it had been there from the beginning."""
    if not wave.amounts:
        return []
    names = set(wave.kinds)
    mine = [row for row in making.rows[wave.register] if row.kind in names]
    have = sum((row.amount or Decimal(0) for row in mine), Decimal(0)) if wave.measure.amount else Decimal(len(mine))
    whole = sum((amount for _day, amount in wave.amounts), Decimal(0))
    return [(wave.amounts[0][0], max(whole - have, Decimal(0)))]


def _leave(making: Making, wave: Wave, day: date, number: int) -> None:
    """Let so many of what stands leave the stock on a day."""
    names, before = set(wave.kinds), day - timedelta(days=1)
    here = [row for row in reversed(making.rows[wave.register]) if row.kind in names and _stands(row)]
    for row in here[:number]:
        if isinstance(row, Title):
            row.state, row.revoked_on, row.stands_until = Title.State.REVOKED, day, before
        else:
            row.state, row.ended_on = Outcome.State.ENDED, before


def _stands(row: Any) -> bool:
    return (row.stands_until if isinstance(row, Title) else row.ended_on) is None


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
        if owed < 0 and wave.measure.ends:
            _leave(making, wave, day, int(-owed))
            owed -= int(owed)
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
    turn = f"{name}{day.year}" if wave.yearly else name
    found = making.firm(turn, once=bool(wave.measure.distinct))
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
    if told.amount and amount is None:
        amount = Decimal(400 + at * 37 % 900)
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

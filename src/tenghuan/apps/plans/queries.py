"""What the pages of a plan read: the county chosen, its items with how they stand, parameters by date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone

from tenghuan.apps.access.outside import whole
from tenghuan.apps.kit.parameters import Found
from tenghuan.apps.organization.models import Region, Unit
from tenghuan.apps.organization.request import account_of
from tenghuan.apps.plans import kept, wording
from tenghuan.apps.plans.hooks import NOTHING, Standing, standings
from tenghuan.apps.plans.models import (
    Indicator,
    Item,
    ItemKind,
    Milestone,
    Parameter,
    Plan,
    PlanVersion,
    Responsibility,
)
from tenghuan.apps.plans.rows import PACE
from tenghuan.apps.web import scope
from tenghuan.plan import contradictions, default_pace
from tenghuan.plan.parameters import LOCAL_NOTE, Status
from tenghuan.plan.schema import PaceParameters, PlanPack


def current_plans(user: Any) -> list[Plan]:
    """The current plan of every county the account may see (one query)."""
    found = Plan.objects.visible_to(user).filter(is_current=True).select_related("region", "current_version")
    return list(found.defer("current_version__pack", "current_version__changes"))


def chosen(plans: Sequence[Plan], code: str) -> Plan | None:
    """The plan of the county with this code; the first one without a code; None for a county that is not there."""
    if not code:
        return plans[0] if plans else None
    return next((plan for plan in plans if plan.region.code == code), None)


def looked_at(request: HttpRequest) -> tuple[list[Plan], Plan | None]:
    """Return the current plans that an account may see, and the one that a page of one county shows.

    ``?region=`` of the address says which county, and is kept as what is looked at from then on (empty: all again);
    without it the region chosen in the top bar says it. A county that the account may not see is 404.
    """
    plans = current_plans(request.user)
    choice = scope.chosen(request)
    if "region" in request.GET:
        code = request.GET["region"]
        plan = chosen(plans, code)
        if code and plan is None:
            raise Http404
        told = {"path": plan.region.path, "name": plan.region.name} if code and plan is not None else {}
        if not account_of(request).region.county_path:
            scope.remember(request, scope.Chosen(**told, year=choice.year, month=choice.month))
        return plans, plan
    return plans, next(iter(within(plans, choice)), None)


def within(plans: Iterable[Plan], choice: scope.Chosen) -> list[Plan]:
    """Keep the plans of the region that is looked at; a town's is its county's."""
    path = "/".join(choice.codes[:3])
    return [plan for plan in plans if plan.region.path.startswith(path)]


def items_of(
    plans: Iterable[Plan], *kinds: str, only: int | None = None, within: int | None = None, shares: bool = False
) -> list[Item]:
    """The living items of plans with child row, milestones and units, in order (three queries however many).

    ``only`` asks for one item, living or retired; ``within`` for the towns' shares of one; ``shares`` for all items
    with all their shares.
    """
    by_pk = {plan.pk: plan for plan in plans}
    wanted = Q(retired=False, whole=within) if only is None else Q(pk=only)
    if shares:
        wanted = Q(retired=False)
    found = _whole(Item.objects.filter(wanted, plan__in=by_pk))
    items = list(found.filter(kind__in=kinds) if kinds else found)
    for item in items:
        item.plan = by_pk[item.plan_id]
    return items


def _whole(items: QuerySet[Item]) -> QuerySet[Item]:
    """Return items with child row, milestones and units, in the order of the board."""
    units = Responsibility.objects.select_related("unit").order_by("role", "order", "pk")
    found = items.select_related("indicator", "duty").prefetch_related(
        Prefetch("responsibilities", units), "indicator__milestones"
    )
    return found.order_by("plan", "campaign_order", "kind", "order", "pk")


def board_of(account: Any, choice: scope.Chosen) -> list[Row]:
    """Return the board of every current plan of the region that is looked at; the plans come with their items."""
    path = "/".join(choice.codes[:3])
    plans = Plan.objects.visible_to(account).filter(is_current=True, region__path__startswith=path)
    return _boards(list(plans.values_list("pk", flat=True)))


def _boards(plans: Sequence[int]) -> list[Row]:
    found = kept.boards.of(plans, _worked_out)
    return [row for plan in plans for row in found[plan]]


def _worked_out(plans: Sequence[int]) -> dict[int, list[Row]]:
    """Plan → its rows in the order of the board, with all that pages ask of them."""
    large = ("pack", "changes")
    found = list(
        _whole(Item.objects.filter(retired=False, whole=None, plan__in=plans))
        .select_related("indicator", "duty", "plan__region", "plan__current_version")
        .defer(*(f"plan__current_version__{name}" for name in large))
    )
    shared = {item.plan_id: item.plan for item in found}
    for item in found:
        item.plan = shared[item.plan_id]
    rows: dict[int, list[Row]] = {plan: [] for plan in plans}
    for row in _rows(list(shared.values()), found):
        rows[row.item.plan_id].append(row)
    return rows


@dataclass(frozen=True)
class Row:
    """An item and how it stands."""

    item: Item
    standing: Standing
    year: int

    @property
    def indicator(self) -> Indicator | None:
        """The indicator, None for a duty."""
        return self.item.indicator if self.item.kind == ItemKind.INDICATOR else None

    @cached_property
    def lead(self) -> list[Unit]:
        """The units that lead, in order."""
        return self._units("lead")

    @cached_property
    def support(self) -> list[Unit]:
        """The units that support, in order."""
        return self._units("support")

    def _units(self, role: str) -> list[Unit]:
        return [part.unit for part in self.item.responsibilities.all() if part.role == role]

    @cached_property
    def unit_ids(self) -> set[int]:
        """Every unit that has a part in it."""
        return {part.unit_id for part in self.item.responsibilities.all()}

    @cached_property
    def goal(self) -> Milestone | None:
        """The cell of the plan that actual, progress and pace of this row belong to."""
        if self.indicator is None:
            return None
        told = self.standing.target
        if told is None:
            return _cell(self.indicator, self.year)
        same = [c for c in self.indicator.milestones.all() if (c.year, c.caliber) == (told.year, told.caliber.value)]
        return next((cell for cell in same if cell.value == told.value), same[0] if same else None)

    @cached_property
    def final(self) -> Milestone | None:
        """What the plan demands in the end."""
        cells = wording.in_order(self.indicator.milestones.all()) if self.indicator else []
        dated = [cell for cell in cells if cell.year]
        found = dated or cells
        return found[-1] if found else None


def _cell(indicator: Indicator, year: int) -> Milestone | None:
    cells = [cell for cell in indicator.milestones.all() if cell.year in (year, None)]
    cells.sort(key=lambda cell: (cell.caliber != indicator.caliber, cell.year is None))
    return cells[0] if cells else None


def last_day(plan: Plan, today: date) -> date:
    """Today, but not after the plan's last year."""
    return min(today, date(plan.end_year, 12, 31)) if plan.end_year else today


def board(plans: Sequence[Plan], *kinds: str) -> list[Row]:
    """Every item with its standing, all of one year: that of the plan's latest open period, else the present one."""
    rows = _boards([plan.pk for plan in plans])
    return [row for row in rows if row.item.kind in kinds] if kinds else rows


def _rows(plans: Sequence[Plan], items: Sequence[Item]) -> list[Row]:
    found = standings(items)
    today = timezone.localdate()
    years = {plan.pk: last_day(plan, today).year for plan in plans}
    told = ((item, found.get(item.pk, NOTHING)) for item in items)
    return [Row(item, standing, standing.year or years[item.plan_id]) for item, standing in told]


def lamp_counts(rows: Iterable[Row]) -> list[tuple[str, int]]:
    """How many rows show each lamp, the worst first; lamps that nobody shows count nought."""
    counts = Counter(row.standing.lamp for row in rows)
    return [(colour, counts[colour]) for colour in wording.LAMPS]


def filtered(rows: Iterable[Row], wanted: Mapping[str, str]) -> list[Row]:
    """Rows of one campaign (``campaign``, "-" for none), lamp (``lamp``) and unit (``unit``: its number)."""
    campaign, lamp, unit = (wanted.get(key, "") for key in ("campaign", "lamp", "unit"))
    number = whole(unit, otherwise=None)
    return [
        row
        for row in rows
        if (not campaign or row.item.campaign_key == ("" if campaign == "-" else campaign))
        and (not lamp or row.standing.lamp == lamp)
        and (number is None or number in row.unit_ids)
    ]


def parameters(plan: Plan, on: date) -> list[Parameter]:
    """The plan's parameters that hold on a day."""
    after = Q(effective_from=None) | Q(effective_from__lte=on)
    return list(Parameter.objects.filter(after, Q(effective_until=None) | Q(effective_until__gte=on), plan=plan))


def pace_parameters(plan: Plan, on: date) -> PaceParameters:
    """How the plan turns progress into lamps on a day; the platform's default where the plan says nothing."""
    return pace_parameters_of([plan], on)[plan.pk]


def pace_parameters_of(plans: Iterable[Plan], on: date) -> dict[int, PaceParameters]:
    """The same for many plans in one query: plan number → parameters."""
    ids = [plan.pk for plan in plans]
    after = Q(effective_from=None) | Q(effective_from__lte=on)
    rows = Parameter.objects.filter(after, Q(effective_until=None) | Q(effective_until__gte=on), key=PACE)
    told = {row.plan_id: PaceParameters.model_validate(row.value) for row in rows.filter(plan_id__in=ids)}
    return {pk: told.get(pk, default_pace()) for pk in ids}


def number(value: Decimal | None, digits: int | None) -> Decimal | None:
    """A reported value at the indicator's own precision."""
    return value if value is None or digits is None else round(value, digits)


def board_row(subject: Item) -> Row:
    """One item as the board shows it, retired or not."""
    return _rows([subject.plan], items_of([subject.plan], only=subject.pk))[0]


def shares(subject: Item, account: Any = None) -> list[Row]:
    """The shares of an item that is broken down, as the board would show them; of a town's account its own."""
    items = items_of([subject.plan], within=subject.pk)
    if account is not None and items:
        seen = set(Item.objects.visible_to(account).filter(whole=subject.pk).values_list("pk", flat=True))
        items = [item for item in items if item.pk in seen]
    return _rows([subject.plan], items)


def town_rows(plans: Sequence[Plan]) -> list[Row]:
    """Every town's share of what plans break down, as the board would show them (in no more queries for more)."""
    by_pk = {plan.pk: plan for plan in plans}
    found = list(_whole(Item.objects.filter(retired=False, whole__isnull=False, plan__in=by_pk)))
    for item in found:
        item.plan = by_pk[item.plan_id]
    return _rows(plans, found)


def doubts(plan: Plan) -> int:
    """How many places of the plan contradict each other or were noted as doubtful (no query once it was asked)."""
    version = plan.current_version
    return _doubts(version.pk, version.digest) if version is not None else 0


@lru_cache(maxsize=256)
def _doubts(version: int, digest: str) -> int:
    """Of a version, which is never changed; a pack takes its time to read."""
    found = PlanVersion.objects.filter(pk=version, digest=digest).values_list("pack", flat=True).first()
    if not found:
        return 0
    pack = PlanPack.model_validate(found)
    return len(contradictions(pack)) + len(pack.remarks)


def own_parameter(county: Region, key: str, day: date) -> Found | None:
    """Return a parameter of the county's current plan that holds on a day, the latest to take effect; None if none."""
    found = Parameter.objects.filter(
        Q(effective_from=None) | Q(effective_from__lte=day),
        Q(effective_until=None) | Q(effective_until__gte=day),
        plan__region=county,
        plan__is_current=True,
        key=key,
    )
    row = found.select_related("plan").order_by("effective_from").last()
    if row is None:
        return None
    return Found(row.value, row.source or row.plan.title, LOCAL_NOTE if row.status == Status.LOCAL else "")

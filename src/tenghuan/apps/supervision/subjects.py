"""What an order may be about: any record of a register, an item of the plan, what somebody owes; and its words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.access.scope import scope_of
from tenghuan.apps.access.who import owner
from tenghuan.apps.kit.models import Kept, Task
from tenghuan.apps.kit.registry import REGISTERS, address_of, of_model
from tenghuan.apps.kit.registry import page_of as page_of_task
from tenghuan.apps.organization.models import Region, Unit, UnitKind
from tenghuan.apps.organization.queries import county_above
from tenghuan.apps.plans.models import Item, ItemKind
from tenghuan.apps.plans.queries import Row, board
from tenghuan.apps.supervision import dictionary
from tenghuan.apps.supervision.models import OVER, Order, Source
from tenghuan.plan.parameters import LAMP_WORDS

ITEM, TASK = "item", "task"
OWN_TASKS = "orders:"  # what is owed on an order is pressed by its own slips, not by an order on it
LIT = ("yellow", "red")


@dataclass(frozen=True)
class Matter:
    """The words of an order, filled in from what it is about."""

    source: str
    matter: str
    content: str
    lead: Unit | None = None
    supports: str = ""
    basis: str = ""

    def values(self, county: Region) -> dict[str, Any]:
        """Return them as the columns of an order of the county."""
        return {
            "source": self.source,
            "matter": self.matter[:120],
            "content": self.content,
            "lead": self.lead,
            "supports": self.supports,
            "basis": self.basis[:120],
            "mechanism": dictionary.mechanism_of(county, self.source),
        }


def kind_of(thing: models.Model) -> str:
    """Return the name of a thing's kind in addresses, "" for what no order may be about."""
    if isinstance(thing, Item):
        return ITEM
    if isinstance(thing, Task):
        return "" if thing.kind.startswith(OWN_TASKS) else TASK
    register = of_model(type(thing))
    return register.key if register is not None and not isinstance(thing, Order) else ""


def can_lag(thing: models.Model) -> bool:
    """Whether somebody owes something on a thing: an item, a task, a record that waits for its next move."""
    register = of_model(type(thing))
    if register is None or isinstance(thing, Item | Task):
        return bool(kind_of(thing))
    waits = register.loop is not None and getattr(thing, "state", "") in register.loop.todo
    return waits and bool(kind_of(thing))


def county_of(thing: models.Model) -> Region | None:
    """Return the county of a thing that an order may be about (no query where its owners are at hand)."""
    if isinstance(thing, Item):
        return thing.plan.region
    if isinstance(thing, Task):
        return county_above(thing.region)
    return thing.county if isinstance(thing, Kept) else None


def address(thing: models.Model) -> str:
    """Return the address at which an order about a thing is raised."""
    return f"{reverse('supervision:raise')}?{urlencode({'kind': kind_of(thing), 'pk': thing.pk})}"


def find(account: Any, kind: str, pk: int) -> models.Model | None:
    """Return the thing of a kind and number if the account may see it."""
    if kind == ITEM:
        found = Item.objects.visible_to(account).filter(pk=pk, retired=False)
        return found.select_related("plan__region").first()
    if kind == TASK:
        tasks = Task.objects.open().filter(region__path__startswith=account.region.path, pk=pk)
        return tasks.exclude(kind__startswith=OWN_TASKS).select_related("region__parent", "unit").first()
    register = REGISTERS.get(kind)
    if register is None or register.model is Order or account.role not in register.readers:
        return None
    return register.rows(account).filter(pk=pk).first()


def page_of(thing: models.Model) -> str:
    """Return the page of what an order is about."""
    if isinstance(thing, Item):
        return reverse("plans:indicator" if thing.kind == ItemKind.INDICATOR else "plans:duty", args=(thing.pk,))
    return page_of_task(thing) if isinstance(thing, Task) else address_of(thing)


def open_order(thing: models.Model) -> Order | None:
    """Return the order about a thing that is open; at most one is."""
    kind = ContentType.objects.get_for_model(thing, for_concrete_model=True)
    found = Order.objects.filter(subject_type=kind, subject_id=thing.pk, retired_on=None)
    return found.exclude(state__in=OVER).first()


def matter_of(thing: models.Model) -> Matter:
    """Return the words of an order about a thing."""
    if isinstance(thing, Item):
        return _of_item(thing)
    return _of_task(thing) if isinstance(thing, Task) else _of_record(thing)


# -- items of the plan ---------------------------------------------------------------------------------------------
def _of_item(thing: Item) -> Matter:
    row = next(row for row in board([thing.plan]) if row.item.pk == thing.pk) if thing.whole_id is None else None
    return of_row(row) if row is not None else Matter(Source.TASK, thing.title, thing.title)


def of_row(row: Row) -> Matter:
    """Return the words of an order about a row of the board: its lamp with the figures behind it."""
    item, standing = row.item, row.standing
    lit = standing.lamp in LIT
    word = LAMP_WORDS.get(standing.lamp, "")
    lines = [_("方案事项：%(t)s（%(c)s）") % {"t": item.title, "c": item.campaign or item.section or item.plan.title}]
    if standing.progress is not None and standing.pace is not None:
        figures = {"p": _share(standing.progress), "s": _share(standing.pace), "w": word}
        lines.append(_("完成进度 %(p)s，序时进度 %(s)s，%(w)s") % figures)
    elif lit:
        lines.append(_("当前%(w)s") % {"w": word})
    lines.append(_("请查明原因，提出措施和完成时间，按期反馈"))
    # 各乡镇 as a whole answers for nothing: the office names one unit
    able = [unit for unit in row.lead if unit.kind != UnitKind.COLLECTIVE]
    lead, rest = able[:1], [*able[1:], *row.support]
    named = [unit.name for unit in rest if unit not in lead and unit.region.path.startswith(item.plan.region.path)]
    return Matter(
        source=Source.LAMP if lit else Source.TASK,
        matter=_("“%(t)s”%(w)s") % {"t": item.title, "w": word} if lit else item.title,
        content="\n".join(lines),
        lead=lead[0] if lead else None,
        supports=_within("、".join(dict.fromkeys(named)), 300),
        basis=item.plan.document_number or item.plan.title,
    )


def _share(value: Any) -> str:
    return f"{float(value) * 100:.1f}%"


def _within(names: str, limit: int) -> str:
    """Return as many whole names as a column holds."""
    while len(names) > limit:
        names = names.rpartition("、")[0]
    return names


# -- what somebody owes --------------------------------------------------------------------------------------------
def _of_task(task: Task) -> Matter:
    days = (timezone.localdate() - task.due).days if task.due else 0
    late = _("期限 %(d)s，已逾期 %(n)d 天") % {"d": task.due, "n": days} if days > 0 else ""
    lines = [task.title, late, _("请说明原因并尽快办理，按期反馈")]
    word = _("逾期未办：%(t)s") if days > 0 else "%(t)s"
    return Matter(Source.TASK, word % {"t": task.title}, "\n".join(filter(None, lines)), holder_unit(task))


def holder_unit(task: Task) -> Unit | None:
    """Return the unit that owes a task: its own, the account's, else the town's."""
    if task.unit is not None:
        return task.unit
    if task.account is not None and task.account.unit is not None:
        found: Unit = task.account.unit
        return found
    return town_unit(task.region)


def town_unit(region: Region | None) -> Unit | None:
    """Return the unit of a town or park, None for other regions."""
    if region is None or region.level not in ("town", "park"):
        return None
    return Unit.objects.filter(region=region, active=True).order_by("pk").first()


# -- records of registers ------------------------------------------------------------------------------------------
def _of_record(thing: Any) -> Matter:
    register = of_model(type(thing))
    assert register is not None  # only such are found
    task = Task.objects.about(thing).open().select_related("unit", "account__unit", "region").order_by("due").first()
    word = f"（{register.loop.state_word(thing)}）" if register.loop is not None else ""
    lines = [f"{register.name}：{thing}{word}"]
    if task is not None:
        due = _("，期限 %(d)s") % {"d": task.due} if task.due else ""
        lines.append(_("待办：%(t)s%(d)s") % {"t": task.title, "d": due})
    lines.append(_("请查明原因，提出措施和完成时间，按期反馈"))
    return Matter(
        source=dictionary.source_of(register.key),
        matter=f"{register.name}“{thing}”{word}",
        content="\n".join(lines),
        lead=(holder_unit(task) if task is not None else None) or _responsible(thing),
    )


def _responsible(thing: models.Model) -> Unit | None:
    """Return the unit that answers for a record by its scope, else that of its town."""
    scope = scope_of(type(thing))
    for path in (*scope.unit, *scope.duty):
        if isinstance(found := owner(thing, path), Unit):
            return found
    return town_unit(owner(thing, scope.town)) if scope.town else None

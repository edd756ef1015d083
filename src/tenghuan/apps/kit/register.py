"""The register: records of one kind, declared once; list, pages, forms, workbooks and API follow from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import django_filters
from django.db import models
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise

from tenghuan.apps.access.roles import OFFICIALS
from tenghuan.apps.access.who import Who, roles_of
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit import columns as made
from tenghuan.apps.kit import exchange, finding, records, sinks, taking
from tenghuan.apps.kit.filters import filterset
from tenghuan.apps.kit.loop import Loop
from tenghuan.apps.kit.measure import Measure
from tenghuan.apps.kit.own import Writes
from tenghuan.apps.kit.panels import Fields, Files, History, Links, Origins, Panel, Timeline
from tenghuan.apps.kit.printing import Print
from tenghuan.apps.kit.registry import add_register
from tenghuan.apps.kit.tasks import held_of
from tenghuan.apps.web import menu
from tenghuan.publishing.tables import Column


@dataclass(frozen=True)
class Menu:
    """Where a register stands in the menu: a group of :data:`tenghuan.apps.web.menu.GROUPS`, an icon, a place.

    ``guide`` names the chapter of the guide about it (``12-clearing``); ``bar``: it stands in a telephone's bar.
    """

    group: str
    icon: str
    order: int = 50
    guide: str = ""
    bar: bool = False


@dataclass(frozen=True, eq=False)
class Register:
    """Records of one kind.

    Args:
        key: part of addresses, of service names and of the API ("parcels").
        model: a :class:`Kept` with a scope (with ``writes`` any model with a scope).
        natural: the columns by which people know a record within a county; unique there. Imports match by them.
        fields: the columns that people fill in, in the order of the form and of the template.
        columns: what the list shows: names of columns, or :class:`Column` made by hand.
        search: lookups that the search goes through.
        filters: columns that the list filters by, or a filter set of its own.
        panels: what the page of a record shows below its summary.
        panels_first: whether a page opens at these, because the fields only say what was asked for.
        summary: columns of the strip on top of a record's page.
        sums: columns that may be added up (areas and energy may, ratios may not).
        readers: the roles that may open list and page; whose rows they see is the scope's business.
        writers: who may add and change; () where other services make the records and only the loop changes them.
        loop: the loop that its records move along.
        prepare: fills in what the rows of a list need beyond their columns, for many at once.
        headings: column → further headings that workbooks may use for it.
        units_by: amount → the column whose word decides its unit, and the unit of each word.
        brings: columns of what happened before (state, days, money paid) that a workbook may say of a new record only:
            old ones come in as they ended; of a record that stands, moves say it.
        wide: (amount, what it is of): workbooks may have a column for each month (or choice) in place of one for both.
        importable: whether workbooks may bring records in.
        related: lookups that lists fetch along.
        menu: its entry, None for none.
        frozen: states in which what people filled in cannot be changed any more.
        complete: fills in what follows from what was typed (a number, a sum), before the record is held.
        hold: refuses a record that does not add up (an :class:`InputFault`), before it is written.
        follows: writes what follows elsewhere from a record that was added, changed, retired or taken back, within the
            same service, whichever way it came.
        note: printed under the list's title (source, scope limits).
        measures: the numbers counted or summed over it.
        papers: what may be printed of a record, as Word and as PDF.
        writes: how records are written that their own services guard; the model need not be a :class:`Kept` then.
        assigns: columns that may be set on many ticked records at once; they must stand in ``fields``.
        viewers: roles that see nothing but a record of their own (an enterprise itself): they open its page, not the
            list, and are not shown how officials deal with it.
        place: where its pages stand, in place of ``r/KEY/``.
        urls: the module of further addresses below ``place``; one of the name of a page of the kit stands for it.
        template: the page of a record, where it adds something of its own to ``web/detail.html``.
        beside: pages that its list leads to: what they are called, the name of their address.
        found_at: its place among what the search over everything finds.
        alike: columns by which rows of a workbook that would make new records look like one that stands, or like each
            other: a person confirms that they are two.
    """

    key: str
    model: type[models.Model]
    natural: tuple[str, ...]
    fields: tuple[str, ...]
    columns: tuple[str | Column, ...]
    search: tuple[str, ...] = ()
    filters: tuple[str, ...] | type[django_filters.FilterSet] = ()
    panels: tuple[Panel, ...] = ()
    panels_first: bool = False
    summary: tuple[str, ...] = ()
    sums: tuple[str, ...] = ()
    readers: frozenset[str] = OFFICIALS
    writers: tuple[Who, ...] = (Who.OFFICE,)
    loop: Loop | None = None
    prepare: Callable[[Sequence[Any]], Sequence[Any]] | None = None
    headings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    units_by: Mapping[str, tuple[str, dict[str, str]]] = field(default_factory=dict)
    brings: tuple[str, ...] = ()
    wide: tuple[str, str] | None = None
    importable: bool = True
    related: tuple[str, ...] = ()
    menu: Menu | None = None
    frozen: frozenset[str] = frozenset()
    complete: Callable[[Any], None] | None = None
    hold: Callable[[Any], None] | None = None
    follows: Callable[[Actor, Any], None] | None = None
    note: str | Promise = ""
    measures: tuple[Measure, ...] = ()
    papers: tuple[Print, ...] = ()
    writes: Writes | None = None
    assigns: tuple[str, ...] = ()
    viewers: frozenset[str] = frozenset()
    place: str = ""
    urls: str = ""
    template: str = "web/detail.html"
    beside: tuple[tuple[Any, str], ...] = ()
    found_at: int = 40
    alike: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        add_register(self)
        if self.writes is None and self.writers:
            records.declare(self)
        if self.importable and self.writes is None:
            exchange.declare(self)
            taking.declare(self)
            sinks.declare(self)
        if self.menu is not None:
            entry = self.menu
            menu.declare(
                menu.Entry(
                    *(entry.group, self.title, f"{self.key}:list", entry.icon, entry.order),
                    part=held_of(self.model) if self.loop else None,
                    guide=entry.guide,
                    bar=entry.bar,
                )
            )
        finding.declare_register(self)

    @property
    def title(self) -> Any:
        """What its records are called."""
        return self.model._meta.verbose_name_plural

    @property
    def name(self) -> Any:
        """What one record is called."""
        return self.model._meta.verbose_name

    @cached_property
    def name_lookup(self) -> str:
        """The lookup of what its records are called, by whose initials they are found; "" for none."""
        return next((one for one in self.search if one.split("__")[-1] in finding.NAMES), "")

    @property
    def admitted(self) -> frozenset[str]:
        """The roles that may open the page of a record."""
        return self.readers | self.viewers

    @cached_property
    def writer_roles(self) -> frozenset[str]:
        """The roles that its forms must let in."""
        return frozenset(roles_of(self.writers))

    @property
    def retirers(self) -> tuple[Who, ...]:
        """Who may take a record out of use."""
        return (self.writes.retirers if self.writes is not None else ()) or self.writers

    @cached_property
    def verbs(self) -> frozenset[str]:
        """What may be done with its records by hand: of add, change, retire."""
        if self.writes is None:
            # what nobody can name by hand comes into being by a move of another thing
            named = self.complete is not None or set(self.natural) <= set(self.fields)
            return frozenset({"change", "retire", *(["add"] if named else [])}) if self.writers else frozenset()
        return frozenset(verb for verb in ("add", "change", "retire") if getattr(self.writes, verb) is not None)

    @cached_property
    def hands(self) -> tuple[Who, ...]:
        """Whoever writes its records or moves them."""
        moving = (who for move in (self.loop.moves if self.loop else ()) for who in move.who)
        return tuple(dict.fromkeys((*self.writers, *moving)))

    @cached_property
    def list_columns(self) -> tuple[Column, ...]:
        """The columns of the list, the first one leading to the record."""
        found = [made.column(self.model, one) for one in self.columns]
        if self.loop is not None and "state" not in {one.key for one in found}:
            found.append(made.state_column(self.loop))
        return (made.linked(found[0], self.address), *found[1:])

    def panels_for(self, role: str) -> tuple[Panel, ...]:
        """The panels of a record's page: its fields first (or its own panels), its history last."""
        fields = (Fields(self.fields),)
        told = (*self.panels, *fields) if self.panels_first else (*fields, *self.panels)
        if role not in self.readers:
            return (*told, Links())
        if self.writes is not None:
            return (*told, History())
        return (*told, Links(), Files(), Timeline(), Origins(), History())

    @cached_property
    def filterset(self) -> type[django_filters.FilterSet]:
        """The filters of the list."""
        if isinstance(self.filters, tuple):
            state = ("state",) if self.loop is not None and "state" not in self.filters else ()
            return filterset(self.model, (*state, *self.filters))
        return self.filters

    def rows(self, account: Any, *, retired: bool = False) -> QuerySet[Any]:
        """Return the records that an account may see, those that are retired only if asked."""
        found = self.model.objects.visible_to(account)  # type: ignore[attr-defined]  # every such model has a scope
        if self.writes is not None:
            return found.select_related(*self.related) if self.related else found
        found = found.select_related("county", *self.related)
        return found if retired else found.filter(retired_on=None)

    def address(self, thing: Any) -> str:
        """Return the address of a record's page."""
        return reverse(f"{self.key}:detail", args=(thing.pk,))

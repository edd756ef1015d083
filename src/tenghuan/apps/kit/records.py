"""What may be done with the records of any register: add, change, retire — each a service of its own name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.access.who import Who, any_of
from tenghuan.apps.audit.trail import SERVICES, Actor, in_service, nothing_changed, record, savepoint, service, snapshot
from tenghuan.apps.kit import asking, own, timeline
from tenghuan.apps.kit.limits import hold_constraints
from tenghuan.apps.kit.models import EventKind, Kept
from tenghuan.apps.kit.once import keep, made_by
from tenghuan.apps.organization.models import Region
from tenghuan.errors import InputFault

if TYPE_CHECKING:
    from tenghuan.apps.kit.register import Register

Values = Mapping[str, Any]
KEPT = frozenset(field.name for field in Kept._meta.fields) | {"id", "state"}


def declare(register: Register) -> None:
    """Make the services of a register: ``KEY.add``, ``KEY.change``, ``KEY.retire``."""
    name = register.name
    words = {
        "add": gettext_lazy("新增%(n)s"),
        "change": gettext_lazy("修改%(n)s"),
        "retire": gettext_lazy("停用%(n)s"),
    }
    made: dict[str, Callable[..., Any]] = {"add": _add, "change": _change, "retire": _retire}
    for verb, function in made.items():
        service(f"{register.key}.{verb}", _Word(words[verb], name))(bound_to(function, register))


class _Word:
    """A name made of a verb and of what a register holds, in the language of whoever reads it."""

    def __init__(self, verb: Any, name: Any) -> None:
        self._verb, self._name = verb, name

    def __str__(self) -> str:
        return str(self._verb) % {"n": self._name}


def bound_to(function: Callable[..., Any], register: Register) -> Callable[..., Any]:
    """Return what a service of a register is: the function that is told which register it is for."""

    def bound(actor: Actor, *args: Any, **kwargs: Any) -> Any:
        return function(actor, register, *args, **kwargs)

    return bound


def add(actor: Actor, register: Register, county: Region | None, values: Values, *, once: str = "") -> Any:
    """Add a record to a county's register and return it.

    Args:
        county: whose; None where the register's own services write it.
        values: by column; texts as typed are fine.
        once: the token of the form; sent twice, the first record is returned and nothing is added.

    Raises:
        InputFault: not this actor's to add, a value is missing or none of its kind, the record exists already, or
            it does not add up (``register.hold``).
    """
    if (made := made_by(once, register.model)) is not None:
        return made
    try:
        if register.writes is not None:
            hold_writer(actor, register, _sketch(register, values))
            return own.add(actor, register, values, once)
        return _done(actor, register, "add", _add, county, values, once)
    except (InputFault, IntegrityError):
        # the same form, sent twice at the same moment: the other one was first
        if (made := made_by(once, register.model)) is not None:
            return made
        raise


def _sketch(register: Register, values: Values) -> Any:
    """Return the record that is to be made, as far as its scope goes: whose it would be."""
    columns = {field.name for field in register.model._meta.concrete_fields}
    return register.model(**{name: value for name, value in values.items() if name in columns})


def change(actor: Actor, register: Register, thing: Any, values: Values, *, seen: Any = None) -> None:
    """Change columns of a record, if it is still as it was seen (``seen``: its revision, or its mark)."""
    if register.writes is not None:
        hold_writer(actor, register, thing)
        own.change(actor, register, thing, values, seen)
        return
    try:
        _done(actor, register, "change", _change, thing, values, seen)
    except InputFault:
        thing.refresh_from_db()
        raise


def retire(actor: Actor, register: Register, thing: Any, reason: str, *, seen: int | None = None) -> str:
    """Take a record out of use, with the reason; it stays readable. Return what to tell."""
    if register.writes is not None:
        hold_writer(actor, register, thing, register.retirers)
        return own.retire(actor, register, thing, reason)
    try:
        _done(actor, register, "retire", _retire, thing, reason, seen)
    except InputFault:
        thing.refresh_from_db()  # what follows may refuse it after it was written
        raise
    return _("已停用")


def _done(actor: Actor, register: Register, verb: str, function: Callable[..., Any], *args: Any) -> Any:
    """Do it as a service of its own; called within another one it joins that one's row of the trail."""
    if in_service():
        with savepoint():
            return function(actor, register, *args)
    return SERVICES[f"{register.key}.{verb}"](actor, *args)


def _add(actor: Actor, register: Register, county: Region, values: Values, once: str = "") -> Any:
    thing = register.model(county=county, made_by=actor.user)
    _fill(register, thing, values, register.fields)
    hold_writer(actor, register, thing)
    _save(register, thing)
    keep(once, thing)
    timeline.write(actor, thing, EventKind.MADE, _("登记"))
    record(thing, after=snapshot(thing))
    if register.loop is not None:
        register.loop.turn(actor, thing)
    _follow(actor, register, thing)
    return thing


def _follow(actor: Actor, register: Register, thing: Any) -> None:
    if register.follows is not None:
        register.follows(actor, thing)


def _change(actor: Actor, register: Register, thing: Any, values: Values, seen: int | None = None) -> None:
    hold_writer(actor, register, thing)
    hold_open(register, thing)
    if thing.retired_on is not None:
        raise InputFault(_("已经停用，不能修改"), where=str(thing), remedy=_("请另行登记，或修改在册的那一条"))
    names = [name for name in register.fields if name in values]
    columns = [field.attname for field in thing._meta.concrete_fields if field.name not in KEPT]
    before, read = snapshot(thing, columns), thing.revision
    _fill(register, thing, values, names)
    hold_writer(actor, register, thing)
    _hold(register, thing)
    changed = [name for name in columns if snapshot(thing, (name,))[name] != before[name]]
    if not changed:
        nothing_changed()
        return
    told = {name: getattr(thing, name) for name in changed}
    _write(thing, read if seen is None else seen, told)
    before, after = {name: before[name] for name in changed}, snapshot(thing, changed)
    timeline.write(actor, thing, EventKind.CHANGE, _("修改"), note="、".join(_labels(thing, changed)))
    record(thing, before=before, after=after)
    if register.loop is not None:
        register.loop.rehold(actor, thing)
    _follow(actor, register, thing)


def _retire(actor: Actor, register: Register, thing: Any, reason: str, seen: int | None = None) -> None:
    hold_writer(actor, register, thing)
    hold_open(register, thing)
    if not reason.strip():
        raise InputFault(_("请写明停用理由"), where=str(thing))
    if thing.retired_on is not None:
        raise InputFault(_("已经停用"), where=str(thing))
    told = {"retired_on": timezone.localdate(), "retired_because": reason.strip()[:200]}
    _write(thing, thing.revision if seen is None else seen, told)
    timeline.write(actor, thing, EventKind.CHANGE, _("停用"), note=reason.strip())
    record(thing, before={"retired_on": None}, after=snapshot(thing, told))
    _follow(actor, register, thing)


def hold_writer(actor: Actor, register: Register, thing: Any, writers: tuple[Who, ...] | None = None) -> None:
    """Refuse an actor who may not write this record (``writers``: others than the register's)."""
    writers = register.writers if writers is None else writers
    if not any_of(writers, actor, thing):
        who = "、".join(str(one.label) for one in writers)
        raise InputFault(_("%(n)s由%(w)s登记和修改") % {"n": register.name, "w": who}, where=_place(thing))
    if register.writes is not None and register.writes.hold is not None:
        register.writes.hold(actor.user)


def _place(thing: Any) -> str:
    return str(thing) if thing.pk else ""


def hold_open(register: Register, thing: Any) -> None:
    """Refuse a change of what stands fast in the record's present state."""
    if register.loop is not None and thing.state in register.frozen:
        raise InputFault(
            _("“%(s)s”状态下不能修改") % {"s": register.loop.state_word(thing)},
            where=str(thing),
            remedy=_("需要更正的，请先退回或申请变更"),
        )


def _fill(register: Register, thing: Any, values: Values, names: Any) -> None:
    fields = [thing._meta.get_field(name) for name in names]
    optional = frozenset(field.name for field in fields if field.blank or field.null or field.has_default())
    for name, value in asking.cleaned(thing, names, values, optional=optional, where=str(register.name)).items():
        setattr(thing, name, value)


def _hold(register: Register, thing: Any) -> None:
    """Complete a record; refuse one that stands already or does not add up."""
    if register.complete is not None:
        register.complete(thing)
    _hold_links(thing)
    if register.hold is not None:
        register.hold(thing)
    same = {name: getattr(thing, name) for name in register.natural}
    others = type(thing)._default_manager.filter(county=thing.county, retired_on=None, **same).exclude(pk=thing.pk)
    if register.natural and others.exists():
        raise InputFault(
            _("%(n)s“%(k)s”已在册") % {"n": register.name, "k": _natural(register, thing)},
            remedy=_("请在列表中查找并修改原记录"),
        )
    hold_constraints(thing, register.fields)


def _hold_links(thing: Any) -> None:
    """Refuse a link to what belongs to another county, whatever page or call it came by."""
    for field in thing._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and field.name not in KEPT:
            asking.hold_link(thing, field, getattr(thing, field.name))


def _natural(register: Register, thing: Any) -> str:
    return " ".join(str(getattr(thing, name)) for name in register.natural)


def _save(register: Register, thing: Any) -> None:
    _hold(register, thing)
    try:
        with transaction.atomic():
            thing.save(force_insert=True)
    except IntegrityError as fault:
        raise InputFault(
            _("%(n)s“%(k)s”刚被他人登记") % {"n": register.name, "k": _natural(register, thing)},
            remedy=_("请刷新列表"),
        ) from fault


def _write(thing: Any, seen: int, told: Values) -> None:
    """Write columns if the row is still as it was seen: one conditional update."""
    here = type(thing)._default_manager.filter(pk=thing.pk, revision=seen)
    try:
        with transaction.atomic():
            done = here.update(**told, revision=F("revision") + 1, changed_at=timezone.now())
    except IntegrityError as fault:
        raise InputFault(_("与在册的另一条记录重复"), where=str(thing)) from fault
    if not done:
        raise InputFault(
            _("这条记录刚被他人修改，您的修改没有保存"), where=str(thing), remedy=_("请刷新后对照最新内容再改")
        )
    thing.refresh_from_db()


def _labels(thing: models.Model, columns: Any) -> list[str]:
    names = {field.attname: str(field.verbose_name) for field in thing._meta.concrete_fields}
    return [names[column] for column in columns]

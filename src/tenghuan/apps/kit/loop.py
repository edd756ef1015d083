"""The loop: a record that moves along states. One table of moves, and :meth:`Loop.take` the only way along it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.access.scope import scope_of
from tenghuan.apps.access.who import Who, any_of, is_platform, owner
from tenghuan.apps.audit.trail import SERVICES, Actor, in_service, lock_row, record, savepoint, service, snapshot
from tenghuan.apps.kit import asking, files, tasks, timeline
from tenghuan.apps.kit.models import Event, EventKind, Task
from tenghuan.apps.kit.parameters import parameter
from tenghuan.apps.kit.registry import add_loop
from tenghuan.apps.kit.workdays import deadline
from tenghuan.errors import InputFault

Told = dict[str, Any]
Check = Callable[[Actor, Any], str]
Effect = Callable[[Actor, Any, Told], None]
Fill = Callable[[Actor, Any, Told], dict[str, Any]]
Prepare = Callable[[Actor, Any, Told], Told]
Settle = Callable[[Actor, Sequence[Any]], None]
TEXTS = {"reason": gettext_lazy("理由"), "opinion": gettext_lazy("意见"), "document": gettext_lazy("文件文号")}


class Overtaken(InputFault):
    """Somebody was faster: the row no longer stands where it was seen."""


class Need(StrEnum):
    """What a move needs besides the right person."""

    REASON = "reason"
    OPINION = "opinion"
    DOCUMENT = "document"
    EVIDENCE = "evidence"
    OTHER_PERSON = "other_person"


WRITTEN = (Need.REASON, Need.OPINION, Need.DOCUMENT)


@dataclass(frozen=True)
class Move:
    """One permitted change of state.

    Args:
        verb: its name in code.
        label: its name on a button.
        sources: the states it leads from.
        target: the state it leads to.
        who: who may make it; any one of them.
        needs: what must be given with it.
        asks: columns of the record that the one who moves it fills in.
        optional: those of ``asks`` that may stay empty.
        proofs: kinds of evidence (the words of :class:`Attachment`), one file of each at least.
        due: within which time the *next* one must move it: key of the parameter that gives the working days.
        undo: whether the one who made it may take it back while nothing followed.
        danger: whether it is shown as a step back, and asks first.
    """

    verb: str
    label: Any
    sources: frozenset[str]
    target: str
    who: tuple[Who, ...]
    needs: frozenset[Need] = frozenset()
    asks: tuple[str, ...] = ()
    optional: frozenset[str] = frozenset()
    proofs: tuple[str, ...] = ()
    due: str = ""
    undo: bool = False
    danger: bool = False


def move(
    verb: str,
    label: Any,
    sources: Iterable[str],
    target: str,
    who: Who | tuple[Who, ...],
    *needs: Need,
    **rest: Any,
) -> Move:
    """Return a :class:`Move`, written shortly; ``optional`` may be any iterable."""
    whos = who if isinstance(who, tuple) else (who,)
    rest["optional"] = frozenset(rest.get("optional", ()))
    return Move(verb, label, frozenset(map(str, sources)), str(target), whos, frozenset(needs), **rest)


@dataclass(frozen=True)
class Offer:
    """A move that an account may make now; ``hindrance`` says why it must wait, "" if nothing hinders.

    ``label`` is the county's own word for it.
    """

    move: Move
    hindrance: str = ""
    label: str = ""


@dataclass(frozen=True)
class Report:
    """What became of a bulk move: what went, and each that did not with the reason."""

    went: list[models.Model]
    faults: list[tuple[Any, InputFault]]

    @property
    def refused(self) -> list[tuple[models.Model, str]]:
        """What did not go, each with the reason in words."""
        return [(thing, str(fault)) for thing, fault in self.faults]


@dataclass(frozen=True, eq=False)
class Loop:
    """A business's table of moves over a model with the columns ``state`` and ``revision``.

    Args:
        key: first part of the names of its services and tasks ("remediation").
        model: what moves.
        moves: the table.
        todo: state → what is to be done in it, the words of the task; a state without is nobody's turn.
        checks: verb → why the move must wait (a text), "" if it may be made.
        effects: verb → what follows from it, in the same transaction; an :class:`InputFault` there undoes all.
        words: county → state or verb → the county's own word for it (from its plan pack).
        waits: state → who must move next, where the table's first move from it does not say so.
        choices: column → what may be chosen for it, of this thing (the county's own list).
        proofs: verb → the kinds of evidence that this thing's move needs, beside those of the table.
        extra: verb → further fields of its form by name, for a thing (None: of any); the effect is told them.
        due: state → the column that holds the day by which it must be moved, where the business counts it itself.
        fills: verb → the columns that follow from who moves it and what was told (who filed, when), written in the
            same update as the state; an :class:`InputFault` there refuses the move.
        prepares: verb → what takes long to work out and writes nothing; done before the transaction begins and told
            to the effect, which holds it against what stands by then.
        still: verb → what must still hold of the row in the database when it is written.
        settle: in place of a task for each thing, opens and closes the tasks of many (a month's sheet); called once
            for a bulk move.
    """

    key: str
    model: type[models.Model]
    moves: tuple[Move, ...]
    todo: Mapping[str, Any] = field(default_factory=dict)
    checks: Mapping[str, Check] = field(default_factory=dict)
    effects: Mapping[str, Effect] = field(default_factory=dict)
    words: Callable[[Any], Mapping[str, str]] | None = None
    waits: Mapping[str, Who] = field(default_factory=dict)
    choices: Mapping[str, Callable[[Any], Sequence[str]]] = field(default_factory=dict)
    proofs: Mapping[str, Callable[[Any], Sequence[str]]] = field(default_factory=dict)
    extra: Mapping[str, Callable[[Any], Mapping[str, Any]]] = field(default_factory=dict)
    due: Mapping[str, str] = field(default_factory=dict)
    fills: Mapping[str, Fill] = field(default_factory=dict)
    prepares: Mapping[str, Prepare] = field(default_factory=dict)
    still: Mapping[str, Callable[[], Q]] = field(default_factory=dict)
    settle: Settle | None = None

    def __post_init__(self) -> None:
        add_loop(self)
        told = (*self.checks, *self.effects, *self.fills, *self.prepares, *self.still)
        strange = [verb for verb in told if verb not in self.verbs]
        if strange:
            raise ValueError(f"loop {self.key}: no such moves {strange}")
        for verb, label in self.verbs.items():
            service(f"{self.key}.{verb}", label)(_taking(self, verb))
        service(f"{self.key}.undo", gettext_lazy("撤销上一步"))(_undoing(self))

    @property
    def verbs(self) -> dict[str, Any]:
        """Verb → label."""
        return {one.verb: one.label for one in self.moves}

    def find(self, verb: str, state: str) -> Move | None:
        """Return the move that ``verb`` makes from ``state``, None if it makes none."""
        return next((one for one in self.moves if one.verb == verb and state in one.sources), None)

    def proofs_of(self, found: Move, thing: Any) -> tuple[str, ...]:
        """Return the kinds of evidence that a move of this thing needs, one file of each at least."""
        own = self.proofs.get(found.verb)
        return (*found.proofs, *(own(thing) if own else ()))

    def word(self, thing: models.Model, name: str, default: Any) -> str:
        """Return the county's own word for a state or verb, else ``default``."""
        if self.words is None:
            return str(default)
        return self.words(owner(thing, scope_of(self.model).region)).get(name, str(default))

    def state_word(self, thing: Any) -> str:
        """Return what the thing's state is called in its county."""
        return self.word(thing, thing.state, thing.get_state_display())

    def offered(self, actor: Actor, thing: Any) -> list[Offer]:
        """Return the moves that the actor may make of the thing now, in the table's order."""
        found = [one for one in self.moves if thing.state in one.sources and any_of(one.who, actor, thing)]
        return [Offer(one, self._hindrance(actor, thing, one), self.word(thing, one.verb, one.label)) for one in found]

    def _hindrance(self, actor: Actor, thing: Any, one: Move) -> str:
        if Need.OTHER_PERSON in one.needs and self._moved_last(actor, thing):
            return _("办理人不能自己核验：这一步须由另一人办理")
        check = self.checks.get(one.verb)
        return check(actor, thing) if check else ""

    def _moved_last(self, actor: Actor, thing: Any) -> bool:
        """Tell whether the actor made the move that brought the thing here, or reported it."""
        if is_platform(actor):
            return False
        last = Event.objects.about(thing).filter(kind__in=(EventKind.MOVE, EventKind.MADE), undone=False).last()
        return last is not None and last.account_id == actor.user.pk

    def take(
        self,
        actor: Actor,
        thing: Any,
        verb: str,
        *,
        seen: int | None = None,
        settling: bool = True,
        prepared: Told | None = None,
        **told: Any,
    ) -> None:
        """Move a thing: the one way in which a state changes.

        Args:
            actor: who moves it; held against the move's ``who`` here, whatever page it came from.
            thing: as the actor saw it; brought up to date.
            verb: which move.
            seen: the revision that the actor saw; None: the one that ``thing`` was read with.
            settling: whether tasks follow now; False: the caller sees to them for many at once.
            prepared: what :meth:`prepared` gave, where the caller has opened a transaction already.
            **told: ``reason``, ``opinion``, ``document``, the columns that the move asks for, ``files``
                (uploads by kind of evidence).

        Raises:
            InputFault: no such move from here, not this actor's, something is missing, a check or an effect
                refuses, or somebody was faster; then nothing at all is changed.
        """
        try:
            if in_service():
                with savepoint():
                    self._take(actor, thing, verb, seen, told, settling)
            else:
                told |= self.prepared(actor, thing, verb, told) if prepared is None else prepared
                SERVICES[f"{self.key}.{self._known(verb)}"](actor, thing, seen, told)
        except InputFault:
            thing.refresh_from_db()  # what was undone in the database is undone in the caller's hands too
            raise

    def prepared(self, actor: Actor, thing: Any, verb: str, told: Told) -> Told:
        """Return what the move works out beforehand, if this actor may make it."""
        prepare = self.prepares.get(verb)
        if prepare is None:
            return {}
        self.admitted(actor, thing, verb)
        return prepare(actor, thing, told)

    def _known(self, verb: str) -> str:
        if verb not in self.verbs:
            raise InputFault(_("没有“%(v)s”这一步") % {"v": verb[:40]}, remedy=_("请从页面上的按钮办理"))
        return verb

    def admitted(self, actor: Actor, thing: Any, verb: str) -> Move:
        """Return the move that ``verb`` makes now, if this actor may make it.

        Raises:
            InputFault: no such move from here, not this actor's, or it must wait.
        """
        found = self.find(self._known(verb), thing.state)
        if found is None:
            raise InputFault(
                _("“%(t)s”当前为“%(s)s”，不能办理“%(v)s”")
                % {"t": thing, "s": self.state_word(thing), "v": self.verbs[verb]},
                remedy=_("请刷新页面看最新状态"),
            )
        if not any_of(found.who, actor, thing):
            who = "、".join(str(one.label) for one in found.who)
            raise InputFault(_("“%(v)s”由%(w)s办理") % {"v": found.label, "w": who})
        if hindrance := self._hindrance(actor, thing, found):
            raise InputFault(hindrance, where=str(thing))
        return found

    def _take(self, actor: Actor, thing: Any, verb: str, seen: int | None, told: Told, settling: bool = True) -> None:
        if verb in self.checks:
            # whoever writes what a check reads holds this row too, so that the check's word stands until the end
            lock_row(thing)
        found = self.admitted(actor, thing, verb)
        columns, given = _given(found, thing, told)
        self._hold_choices(thing, columns)
        if fill := self.fills.get(verb):
            columns |= fill(actor, thing, told)
        for name in found.asks:
            if isinstance(columns[name], models.Model):
                asking.hold_link(thing, thing._meta.get_field(name), columns[name])
        before = snapshot(thing, ("state", *columns))
        self._switch(thing, found, thing.revision if seen is None else seen, columns)
        files.attach_all(actor, thing, told.get("files") or {})
        _hold_proofs(found, self.proofs_of(found, thing), thing)
        if effect := self.effects.get(verb):
            effect(actor, thing, told)
        after = snapshot(thing, ("state", *columns))
        note = "；".join(f"{TEXTS[key]}：{text}" for key, text in given.items() if key in TEXTS)
        timeline.write(
            *(actor, thing, EventKind.MOVE, self.word(thing, verb, found.label)),
            verb=verb, before=before["state"], after=found.target, note=note, told={**after, **given, "was": before},
        )  # fmt: skip
        if settling:
            self.turn(actor, thing, found)
        # a text that has the name of a column is not what the column became
        texts = {name: text for name, text in given.items() if name not in _columns_of(thing)}
        record(thing, before=before, after={**texts, **after})

    def _hold_choices(self, thing: Any, columns: Mapping[str, Any]) -> None:
        for name in self.choices.keys() & columns.keys():
            offered = self.choices[name](thing)
            if columns[name] and columns[name] not in offered:
                raise InputFault(
                    _("“%(v)s”不在可选范围") % {"v": columns[name]}, remedy=_("可选：%(o)s") % {"o": "、".join(offered)}
                )

    def _switch(
        self, thing: Any, found: Move, seen: int, columns: Mapping[str, Any], *, target: str | None = None
    ) -> None:
        """Write the new state if the row still stands where it was seen: one conditional update."""
        here = self.model._default_manager.filter(pk=thing.pk, state=thing.state, revision=seen)
        if still := self.still.get(found.verb):
            here = here.filter(still())
        try:
            with transaction.atomic():
                done = here.update(state=target or found.target, revision=F("revision") + 1, **columns)
        except IntegrityError as fault:
            raise InputFault(_("与另一条记录冲突"), where=str(thing), remedy=_("请刷新页面看最新状态")) from fault
        if not done:
            raise Overtaken(_("该事项刚被他人办理或修改"), where=str(thing), remedy=_("请刷新页面看最新状态"))
        # where many are moved at once, what hangs on each stays at hand and is not read again
        many = self.settle is not None and seen == thing.revision
        thing.refresh_from_db(fields=("state", "revision", *columns) if many else None)

    def turn(self, actor: Actor, thing: Any, found: Move | None = None) -> None:
        """Close what was to be done, and open what the new state asks of whoever must move next."""
        if self.settle is not None:
            self.settle(actor, [thing])
            return
        self.hand_on(actor, thing, found)

    def hand_on(self, actor: Actor, thing: Any, found: Move | None = None) -> None:
        """Close the task of a thing, and open that of its state for whoever must move it next."""
        tasks.close_tasks(actor, thing, f"{self.key}:")
        who, title = self.next_one(thing.state), self.todo.get(thing.state)
        if who is None or title is None:
            return
        due = getattr(thing, self.due[thing.state]) if thing.state in self.due else None
        if found is not None and found.due:
            today = timezone.localdate()
            due = deadline(today, parameter(owner(thing, scope_of(self.model).region), found.due, today).days)
        tasks.open_task(thing, f"{self.key}:{thing.state}", f"{title}：{thing}", who, due)

    def rehold(self, actor: Actor, thing: Any) -> None:
        """Give the open task of a thing to whoever must move it now: who that is may have changed with the thing."""
        if self.settle is not None:
            self.settle(actor, [thing])
            return
        who = self.next_one(thing.state)
        if who is not None:
            nobody = {"role": "", "unit": None, "account": None, "enterprise_code": ""}
            open_now = Task.objects.about(thing).open().filter(kind=f"{self.key}:{thing.state}")
            open_now.update(**{**nobody, **tasks.holder(who, thing)})

    def next_one(self, state: str) -> Who | None:
        """Return who must move a thing that is in ``state``."""
        leaving = (one.who[0] for one in self.moves if state in one.sources)
        return self.waits.get(state) or next(leaving, None)

    def take_many(self, actor: Actor, things: Iterable[Any], verb: str, **told: Any) -> Report:
        """Move many things, each on its own: one that is refused hinders no other.

        Within a service they are moved in its transaction: who wants all or none raises if any was refused.
        """
        went: list[models.Model] = []
        faults: list[tuple[Any, InputFault]] = []
        together = self.settle if in_service() else None
        for thing in things:
            try:
                self.take(actor, thing, verb, settling=together is None, **told)
                went.append(thing)
            except InputFault as fault:
                faults.append((thing, fault))
        if together is not None and went:
            together(actor, went)
        return Report(went, faults)

    def undoable(self, actor: Actor, thing: Any) -> Event | None:
        """Return the last move of a thing if this actor made it and may take it back."""
        last = Event.objects.about(thing).exclude(kind=EventKind.COMMENT).last()
        if last is None or last.kind != EventKind.MOVE or last.undone or last.after != thing.state:
            return None
        made = self.find(last.verb, last.before)
        mine = actor.user is not None and last.account_id == actor.user.pk
        return last if made is not None and made.undo and mine else None

    def undo(self, actor: Actor, thing: Any) -> None:
        """Take the last move back: the state and the columns it filled in are as before.

        Raises:
            InputFault: it cannot be undone, it is not this actor's, or something followed.
        """
        SERVICES[f"{self.key}.undo"](actor, thing)

    def _undo(self, actor: Actor, thing: Any) -> None:
        last = self.undoable(actor, thing)
        if last is None:
            raise InputFault(
                _("上一步不能撤销"), where=str(thing), remedy=_("只有办理人本人、且后面没有新的办理时可以撤销")
            )
        made, was = self.find(last.verb, last.before), dict(last.told["was"])
        assert made is not None  # what may be undone is a move of the table
        before = snapshot(thing, tuple(was))
        target = was.pop("state")
        self._switch(thing, made, thing.revision, was, target=target)
        Event.objects.filter(pk=last.pk).update(undone=True)
        timeline.write(
            actor, thing, EventKind.UNDO, _("撤销“%(l)s”") % {"l": last.label}, before=last.after, after=target
        )
        self.turn(actor, thing)
        record(thing, before=before, after=snapshot(thing, ("state", *was)))


def _given(found: Move, thing: Any, told: Told) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the columns to write and what the timeline keeps of what was told; refuse what is missing."""
    given: dict[str, Any] = {}
    for need in WRITTEN:
        text = str(told.get(need) or "").strip()
        if text:
            given[str(need)] = text
        elif need in found.needs:
            raise InputFault(_("请填写%(n)s") % {"n": TEXTS[need]}, where=f"{found.label}")
    columns = asking.cleaned(thing, found.asks, told, optional=found.optional, where=str(found.label))
    shown = {name: value.pk if isinstance(value, models.Model) else value for name, value in columns.items()}
    return columns, {**given, **snapshot_values(shown)}


def _columns_of(thing: models.Model) -> set[str]:
    return {column.name for column in thing._meta.concrete_fields}


def snapshot_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as JSON keeps them: numbers and days as texts."""
    plain = (str, int, bool, type(None), list, dict)
    return {name: value if isinstance(value, plain) else str(value) for name, value in values.items()}


def _hold_proofs(found: Move, proofs: Sequence[str], thing: models.Model) -> None:
    if Need.EVIDENCE not in found.needs and not proofs:
        return
    kept = files.kinds_of(thing)
    if Need.EVIDENCE in found.needs and not kept:
        raise InputFault(_("请上传佐证材料"), where=str(found.label))
    lacking = [kind for kind in proofs if kind not in kept]
    if lacking:
        raise InputFault(
            _("缺少佐证材料：%(k)s") % {"k": "、".join(lacking)}, where=str(found.label), remedy=_("请逐项上传后再办理")
        )


def _taking(loop: Loop, verb: str) -> Callable[[Actor, Any, int | None, Told], None]:
    def taken(actor: Actor, thing: Any, seen: int | None, told: Told) -> None:
        loop._take(actor, thing, verb, seen, told)

    return taken


def _undoing(loop: Loop) -> Callable[[Actor, Any], None]:
    def undone(actor: Actor, thing: Any) -> None:
        loop._undo(actor, thing)

    return undone

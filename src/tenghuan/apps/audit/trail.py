"""How services write the trail: ``@service`` opens the transaction, ``record`` notes each change in it.

Every function that changes state is a service. Its first argument is the :class:`Actor`; it runs in one
transaction; it must note at least one change (or say that nothing changed), else it fails as a whole.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from inspect import signature
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, models, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.access.outside import cleaned
from tenghuan.apps.audit.canonical import tidy
from tenghuan.apps.audit.chain import digest
from tenghuan.apps.audit.models import Entry, Head
from tenghuan.errors import InputFault

P = ParamSpec("P")
R = TypeVar("R")
SERVICES: dict[str, Callable[..., Any]] = {}
GROUP = "audit_group"  # the mark of a request that its services share
LABELS: dict[str, Any] = {}  # service → its Chinese name, where the service says it


class UnauditedChangeError(RuntimeError):
    """A service ended without a word about what it changed."""


@dataclass(frozen=True)
class Actor:
    """Who acts: the account (None for the platform itself), its unit and region, the address, the request."""

    account: str
    person: str = ""
    unit: str = ""
    region_path: str = ""
    address: str = ""
    request: str = field(default_factory=lambda: uuid.uuid4().hex)
    user: Any = None

    @classmethod
    def of(cls, request: HttpRequest, user: Any = None) -> Actor:
        """Return the actor of a request; one request has one group number, however many services it calls."""
        group = getattr(request, GROUP, None)
        if group is None:
            group = uuid.uuid4().hex
            setattr(request, GROUP, group)
        user = user or request.user
        if not user.is_authenticated:
            return cls(account="", address=client_address(request), request=group)
        return cls(
            account=user.username,
            person=user.name,
            unit=str(user.unit or ""),
            region_path=user.region.path,
            address=client_address(request),
            request=group,
            user=user,
        )

    @classmethod
    def platform(cls, task: str) -> Actor:
        """Return the actor for what the platform does by itself (opening a period, loading the demo)."""
        return cls(account=f"system:{task}")


def client_address(request: HttpRequest) -> str:
    """Return the caller's address; behind PROXY_COUNT trusted proxies, the one that the outermost of them saw."""
    hops = settings.PROXY_COUNT
    chain = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    if hops and len(chain) >= hops:
        return chain[-hops][:45]
    return str(request.META.get("REMOTE_ADDR", ""))[:45]


@dataclass
class _Trail:
    actor: Actor
    action: str
    notes: list[dict[str, Any]] = field(default_factory=list)
    nothing: bool = False
    inner: list[_Trail] = field(default_factory=list)  # services that ended inside this one


_current: ContextVar[_Trail | None] = ContextVar("audit_trail", default=None)


def service(
    action: str, label: Any = None, *, locks: tuple[str, ...] = ()
) -> Callable[[Callable[Concatenate[Actor, P], R]], Callable[Concatenate[Actor, P], R]]:
    """Make a function a service named ``action`` ("app.verb"): one transaction, at least one audit row.

    What another session entered first under the same unique key is an :class:`InputFault`, never a database error.

    Args:
        action: as the trail keeps it.
        label: its Chinese name on pages.
        locks: names of arguments whose rows are locked and read again first, in this order: what the service checks
            then holds until it ends, so that of two at once the second one sees what the first one did.
    """

    def decorate(function: Callable[Concatenate[Actor, P], R]) -> Callable[Concatenate[Actor, P], R]:
        @wraps(function)
        def run(actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
            trail, outer = _Trail(actor, action), _current.get()
            token = _current.set(trail)
            try:
                with _told_in_words(), transaction.atomic():
                    if locks:
                        given = signature(function).bind(actor, *args, **kwargs).arguments
                        hold_rows(*(given[name] for name in locks if name in given))
                    result = function(actor, *args, **kwargs)
                    if not trail.notes and not trail.nothing:
                        raise UnauditedChangeError(action)
                    # the head of the chain is the last row that a transaction takes: whoever waits for it holds
                    # up nobody who has it
                    ended = [*trail.inner, trail]
                    if outer is None:
                        _append(ended)
                    else:
                        outer.inner += ended
                return result
            finally:
                _current.reset(token)

        if action in SERVICES:
            raise ValueError(f"two services are named {action}")
        SERVICES[action] = run
        if label is not None:
            LABELS[action] = label
        return run

    return decorate


@contextmanager
def _told_in_words() -> Iterator[None]:
    try:
        yield
    except IntegrityError as fault:
        if not _is_double(fault):
            raise
        raise InputFault(_("同样的内容刚被他人办理或登记"), remedy=_("请刷新页面看最新状态")) from fault


def _is_double(fault: IntegrityError) -> bool:
    """Tell a key that is taken from other broken constraints, which are faults of the program."""
    code = getattr(fault.__cause__, "sqlstate", None)  # PostgreSQL: unique_violation
    return code == "23505" or "UNIQUE constraint failed" in str(fault)


def hold_rows(*things: Any) -> None:
    """Lock the rows of things inside a service, in this order, and read the things again; what is no row is left.

    Raises:
        InputFault: another session deleted one.
    """
    for thing in things:
        if not isinstance(thing, models.Model) or thing.pk is None:
            continue
        if not lock_row(thing):
            raise InputFault(_("这条记录刚被他人删除"), where=str(thing), remedy=_("请刷新页面看最新状态"))
        thing.refresh_from_db()


def lock_row(thing: models.Model) -> bool:
    """Lock the row of a thing inside a service; the thing stays as it was read. Tell whether the row is there."""
    rows = type(thing)._base_manager.select_for_update(no_key=True, of=("self",)).filter(pk=thing.pk)
    return bool(list(rows.values_list("pk")))


@contextmanager
def savepoint() -> Iterator[None]:
    """Do part of a service whole or not at all: what fails here is undone in the database and in the trail."""
    trail = _current.get()
    kept = (len(trail.notes), len(trail.inner)) if trail is not None else (0, 0)
    try:
        with transaction.atomic():
            yield
    except BaseException:
        if trail is not None:
            del trail.notes[kept[0] :], trail.inner[kept[1] :]
        raise


def record(
    thing: models.Model | str,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    label: str = "",
) -> None:
    """Note one change inside a service: the thing, what it was and what it is (JSON-ready by Django's encoder)."""
    trail = _current.get()
    if trail is None:
        raise UnauditedChangeError("record() was called outside a service")
    if isinstance(thing, models.Model):
        kind, key = thing._meta.label_lower, str(thing.pk)
        label = label or str(thing)
    else:
        kind, key = thing, ""
    told = {"label": label[:200], "before": plain(before), "after": plain(after)}
    trail.notes.append({"kind": kind, "key": key, **tidy(told)})


def in_service() -> bool:
    """Tell whether a service is running: what is recorded now goes to its row of the trail."""
    return _current.get() is not None


def nothing_changed() -> None:
    """Say inside a service that it found everything as it should be and wrote nothing."""
    trail = _current.get()
    if trail is None:
        raise UnauditedChangeError("nothing_changed() was called outside a service")
    trail.nothing = True


def snapshot(thing: models.Model, fields: Iterable[str] | None = None) -> dict[str, Any]:
    """Return a model's own columns (or the named ones) as JSON-ready values, without secrets."""
    names = list(fields) if fields else [f.attname for f in thing._meta.concrete_fields if f.name != "password"]
    return {name: plain(getattr(thing, name)) for name in names}


def plain(value: Any) -> Any:
    """Return a value as JSON-ready as the trail keeps it: days as text, decimals as text, a model as its number."""
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set):
        return [plain(v) for v in value]
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, models.Model):
        return value.pk
    try:
        return DjangoJSONEncoder().default(value)
    except TypeError:
        return str(value)


def _append(ended: Iterable[_Trail]) -> None:
    notes = [(trail, note) for trail in ended for note in trail.notes]
    if not notes:
        return
    head = Head.objects.select_for_update().get_or_create(pk=1)[0]
    now, rows = timezone.now(), []
    for trail, note in notes:
        actor = trail.actor
        entry = Entry(
            number=head.number + 1,
            request=actor.request,
            at=now,
            account=cleaned(actor.account)[:150],
            person=cleaned(actor.person)[:60],
            unit=cleaned(actor.unit)[:120],
            region_path=actor.region_path,
            address=cleaned(actor.address),
            action=trail.action,
            previous=head.digest,
            **note,
        )
        entry.digest = digest(entry.previous, entry.content())
        head.number, head.digest = entry.number, entry.digest
        rows.append(entry)
    Entry.objects.bulk_create(rows, batch_size=500)
    head.save()

"""Registers whose records their own services write: what the kit needs to know to bring the same pages and workbooks.

Such a record is no :class:`~tenghuan.apps.kit.models.Kept`; any model with a scope will do. One form says what is
asked, on the page and in a workbook alike: a row of a sheet is that form, filled in. The guards stay in the services;
the kit holds ``register.writers`` before them and the record's mark (it is still as it was seen).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from tenghuan.apps.audit.trail import Actor, plain
from tenghuan.apps.kit.once import LENGTH, keep, token
from tenghuan.apps.web.forms import BootstrapMixin
from tenghuan.errors import InputFault

if TYPE_CHECKING:
    from tenghuan.apps.kit.register import Register

Values = Mapping[str, Any]
NAMED_BY = ("username", "code", "name")  # columns by which a workbook may name what a link leads to
GUARDS = ("once", "seen")


class Named(forms.ModelChoiceField):
    """A link that is typed by name, code or log-in name, where there are too many to choose from."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> Any:
        """Return what the word means; one that nothing or more than one thing bears is a fault of the field."""
        word = str(value or "").strip()
        if not word:
            return None
        found = list(called(choices_of(self), word)[:2])
        if len(found) != 1:
            raise forms.ValidationError(unclear(word, bool(found)))
        return found[0]

    def prepare_value(self, value: Any) -> Any:
        """Show a link by the word it is typed by."""
        return word_of(value) if isinstance(value, models.Model) else value


def choices_of(field: forms.ModelChoiceField) -> models.QuerySet[Any]:
    """Return what a link's field offers; ValueError for one that was given nothing to offer."""
    if field.queryset is None:
        raise ValueError(f"{field.label} offers nothing")
    return field.queryset


def called(queryset: models.QuerySet[Any], word: str) -> models.QuerySet[Any]:
    """Keep what a word names."""
    found = models.Q()
    for column in _naming(queryset.model):
        found |= models.Q(**{column: word})
    return queryset.filter(found)


def word_of(thing: models.Model) -> str:
    """Return the word by which workbooks and typed links name a thing."""
    return str(getattr(thing, _naming(type(thing))[0]))


def unclear(word: str, several: bool) -> str:
    """Return what is said of a word that does not lead to one thing."""
    told = _("“%(v)s”有多个同名的，请写代码") if several else _("“%(v)s”没有登记或不在管辖范围内")
    return told % {"v": word}


def _naming(model: type[models.Model]) -> list[str]:
    columns = {one.name for one in model._meta.concrete_fields}
    return [name for name in NAMED_BY if name in columns]


class OwnForm(BootstrapMixin, forms.Form):
    """What a register's own services ask for: a new record's, or a record's that stands.

    Args:
        account: whose scope narrows what links offer.
        thing: the record that changes, None for a new one.
        data: what was sent.
    """

    labels: ClassVar[Mapping[str, tuple[str, ...]]] = {}  # field → further headings in workbooks

    def __init__(self, account: Any, thing: Any = None, data: Any = None, **rest: Any) -> None:
        super().__init__(data, **rest)
        self.account, self.thing = account, thing
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField) and hasattr(field.queryset, "visible_to"):
                field.queryset = choices_of(field).model.objects.visible_to(account)
        self.narrow()

    def narrow(self) -> None:
        """Fit fields to the account and the record; the business overrides it."""

    def named(self, name: str, field: forms.ModelChoiceField, word: str, given: Values) -> models.QuerySet[Any]:
        """Return what a workbook's word for a link may mean; ``given``: the fields before it."""
        return called(choices_of(field), word)


@dataclass(frozen=True)
class Writes:
    """How the records of a register are written that their own services guard.

    Args:
        form: what is asked.
        told: what a record says, by the names of the form.
        find: account, values of a row → the record that they are about, None if there is none yet.
        add: makes a record from the form's values; None where other services make them.
        change: changes a record to them; None where nothing of it changes by hand.
        retire: takes a record out of use with a reason, and returns what to tell.
        retirers: who may, where it is not the register's writers.
        hold: refuses an account beyond ``writers`` (an :class:`InputFault`).
        answer: what is sent once records were made (request, records, whether by a workbook); None: the usual.
        page: the template of the form.
        words: what changing a record is called.
    """

    form: type[OwnForm]
    told: Callable[[Any], dict[str, Any]]
    find: Callable[[Any, Values], Any]
    add: Callable[[Actor, Values], Any] | None = None
    change: Callable[[Actor, Any, Values], Any] | None = None
    retire: Callable[[Actor, Any, str], str] | None = None
    retirers: tuple[Any, ...] = ()
    hold: Callable[[Any], None] | None = None
    answer: Callable[[HttpRequest, Sequence[Any], bool], HttpResponse | None] | None = None
    page: str = "web/form.html"
    words: Any = ""


def form_of(register: Register, account: Any, thing: Any = None, data: Any = None) -> OwnForm:
    """Return the form of a register's record, with the token that makes it count once, or the mark that was seen."""
    writes = _writes(register)
    form = writes.form(account, thing, data, initial=writes.told(thing) if thing is not None else None)
    guard: dict[str, Any] = {"widget": forms.HiddenInput, "required": False}
    if thing is None:
        form.fields["once"] = forms.CharField(initial=token(), max_length=LENGTH, **guard)
    else:
        form.fields["seen"] = forms.CharField(initial=mark(register, thing), max_length=64, **guard)
    return form


def given(form: OwnForm) -> dict[str, Any]:
    """Return what was filled in, without the form's guards."""
    return {name: value for name, value in form.cleaned_data.items() if name not in GUARDS}


def mark(register: Register, thing: Any) -> str:
    """Return a digest of what a record says; another one means that somebody changed it."""
    told = json.dumps(plain(_writes(register).told(thing)), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


def add(actor: Actor, register: Register, values: Values, once: str = "") -> Any:
    """Make a record by the register's own service; InputFault as that service says."""
    writes = _writes(register)
    assert writes.add is not None
    with transaction.atomic():
        thing = writes.add(actor, values)
        keep(once, thing)
    return thing


def change(actor: Actor, register: Register, thing: Any, values: Values, seen: str | None = None) -> None:
    """Change a record by the register's own service, if it is still as it was seen."""
    writes = _writes(register)
    assert writes.change is not None
    with transaction.atomic():
        held = type(thing)._default_manager.select_for_update().get(pk=thing.pk)
        if seen and seen != mark(register, held):
            raise InputFault(
                _("这条记录刚被他人修改，您的修改没有保存"), where=str(thing), remedy=_("请刷新后对照最新内容再改")
            )
        writes.change(actor, held, values)


def retire(actor: Actor, register: Register, thing: Any, reason: str) -> str:
    """Take a record out of use by the register's own service; return what to tell."""
    writes = _writes(register)
    assert writes.retire is not None
    if not reason.strip():
        raise InputFault(_("请写明停用理由"), where=str(thing))
    return writes.retire(actor, thing, reason.strip()[:200])


def _writes(register: Register) -> Writes:
    assert register.writes is not None
    return register.writes

"""Forms of records and of moves, made from the declaration; what a link offers is limited to the account's scope."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db import models
from django.db.models import Q
from django.forms import modelform_factory
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.meta import field_of
from tenghuan.apps.kit import exchange, files, once, own
from tenghuan.apps.kit.fields import unit_of
from tenghuan.apps.kit.loop import TEXTS, WRITTEN, Loop, Move, Need
from tenghuan.apps.organization.models import Region, Unit
from tenghuan.apps.organization.queries import county_of
from tenghuan.apps.web.forms import BootstrapMixin, Offered, dress

if TYPE_CHECKING:
    from tenghuan.apps.kit.register import Register

OFFERED = 800  # names that a list below an input may hold; more are typed from memory or looked up
TEXT_AREA = forms.Textarea(attrs={"rows": 3, "maxlength": 2000})


class Several(forms.ClearableFileInput):
    """An input that takes several files."""

    allow_multiple_selected = True


class SeveralFiles(forms.FileField):
    """Files of one kind; their own rule is the store's."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Return the list of uploads."""
        given = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(SeveralFiles, self).clean(one, initial) for one in given] or (
            [super().clean(None, initial)] if self.required else []
        )


class NamedField(forms.CharField):
    """A link that is typed as workbooks name it (a credit code, a number), where there are too many to choose from."""

    def __init__(self, field: Any, county: Any, account: Any = None, **rest: Any) -> None:
        self._reference, self._county, self._field = exchange.reference(field), county, field
        label = self._reference.label or str(field.verbose_name)
        if account is not None:
            rest["widget"] = Offered(f"{field.name}-offered", lambda: self.offered(account))
        super().__init__(label=label, required=not field.null, max_length=200, **rest)

    def offered(self, account: Any) -> list[tuple[str, str]]:
        """Return the things that an account may name, as they are typed and as they are called; [] for too many."""
        target = self._field.related_model
        columns = {one.name for one in target._meta.concrete_fields}
        rows = target._default_manager.all()
        rows = rows.visible_to(account) if hasattr(rows, "visible_to") else rows.none()
        if "county" in columns:
            rows = rows.filter(county=self._county)
        if "retired_on" in columns:
            rows = rows.filter(retired_on=None)
        called = next((name for name in ("name", "title") if name in columns), "pk")
        found = list(rows.order_by(called, "pk")[: OFFERED + 1])
        if len(found) > OFFERED:
            return []
        show = self._reference.show
        return [(show(one), "" if called == "pk" else str(getattr(one, called))) for one in found]

    def prepare_value(self, value: Any) -> Any:
        """Show a link by its name."""
        if isinstance(value, int):
            value = self._field.related_model._default_manager.filter(pk=value).first()
        return self._reference.show(value) if isinstance(value, models.Model) else value

    def clean(self, value: Any) -> Any:
        """Return the thing; a name that nothing bears is a fault of the field."""
        text = super().clean(value).strip()
        if not text:
            return None
        found = self._reference.find(self._county, {text}).get(text)
        if found is None:
            raise forms.ValidationError(_("没有找到“%(t)s”，请核对"), params={"t": text})
        return found


def _named(field: Any) -> bool:
    """Tell whether a link is typed rather than chosen."""
    return isinstance(field, models.ForeignKey) and field.related_model not in (Region, Unit)


def _formfield(field: Any, **rest: Any) -> Any:
    unit = unit_of(field)
    if isinstance(field, models.DateField):
        rest["widget"] = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    if isinstance(field, models.TextField):
        rest["widget"] = forms.Textarea(attrs={"rows": 3})
    made = field.formfield(**rest)
    if made is not None and unit:
        made.label = f"{made.label}（{unit}）"
    return made


def _narrow(form: forms.BaseForm, account: Any) -> None:
    """Offer what an account may see: of units those in use, and the one that stands there already."""
    for name, one in form.fields.items():
        queryset = getattr(one, "queryset", None)
        if queryset is None or not isinstance(one, forms.ModelChoiceField):
            continue
        if hasattr(queryset, "visible_to"):
            one.queryset = queryset = queryset.visible_to(account)
        if queryset.model._meta.label == "organization.Region":
            one.queryset = queryset.filter(path__startswith=account.region.path, level__in=("town", "park"))
        if queryset.model is Unit:
            told = form.get_initial_for_field(one, name)
            one.queryset = queryset.filter(Q(active=True) | Q(pk=told.pk if isinstance(told, Unit) else told))


def record_form(register: Register, account: Any, thing: Any = None, data: Any = None) -> Any:
    """Return the form of a record; a new one carries a token, so that sending it twice makes one record."""
    if register.writes is not None:
        return own.form_of(register, account, thing, data)
    made: Any = modelform_factory(
        register.model,
        form=type("RecordForm", (BootstrapMixin, forms.ModelForm), {}),
        fields=register.fields,
        formfield_callback=_formfield,
    )
    form = made(data, instance=thing)
    county = thing.county if thing is not None else county_of(account)
    for name in register.fields:
        field = register.model._meta.get_field(name)
        if _named(field):
            form.fields[name] = NamedField(field, county, account)
    dress(form.fields)
    _narrow(form, account)
    if thing is None:
        form.fields["once"] = forms.CharField(
            widget=forms.HiddenInput, required=False, initial=once.token(), max_length=once.LENGTH
        )
    else:
        form.fields["seen"] = forms.IntegerField(widget=forms.HiddenInput, initial=thing.revision, min_value=1)
    return form


class MoveForm(BootstrapMixin, forms.Form):
    """What a move asks for: columns of the record, texts, files by kind of evidence."""

    def __init__(self, loop: Loop, move: Move, account: Any, thing: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in move.asks:
            field = field_of(loop.model, name)
            made: forms.Field
            offered = loop.choices.get(name)
            if offered is not None:
                words = [("", "—"), *((word, word) for word in offered(thing))]
                made = forms.ChoiceField(label=field.verbose_name, choices=words, required=name not in move.optional)
            elif _named(field):
                made = NamedField(field, thing.county, account) if thing is not None else NamedField(field, None)
            else:
                made = _formfield(field, required=name not in move.optional)
            self.fields[name] = made
            self.initial[name] = getattr(thing, name, None)
        self.fields.update(loop.extra[move.verb](thing) if move.verb in loop.extra else {})
        for need in WRITTEN:
            if need in move.needs:
                self.fields[need] = forms.CharField(label=TEXTS[need], widget=TEXT_AREA, max_length=2000)
        kinds = (loop.proofs_of(move, thing) if thing is not None else move.proofs) or (
            ("",) if Need.EVIDENCE in move.needs else ()
        )
        have = files.kinds_of(thing) if thing is not None else set()
        for at, kind in enumerate(kinds):
            needed = kind not in have and (bool(kind) or not have)
            self.fields[f"file{at}"] = SeveralFiles(
                label=kind or _("佐证材料"), required=needed, widget=Several(attrs={"accept": files.accepted()})
            )
        self._kinds = kinds
        if thing is not None:
            self.fields["seen"] = forms.IntegerField(widget=forms.HiddenInput, initial=thing.revision, min_value=1)
        _narrow(self, account)
        dress(self.fields)

    def told(self) -> dict[str, Any]:
        """Return what was filled in, as :meth:`Loop.take` takes it."""
        given = {key: value for key, value in self.cleaned_data.items() if not key.startswith("file") and key != "seen"}
        files_ = {kind: self.cleaned_data.get(f"file{at}") or [] for at, kind in enumerate(self._kinds)}
        return {**given, "files": {kind: handed for kind, handed in files_.items() if handed}}


def asks_nothing(loop: Loop, move: Move) -> bool:
    """Tell whether a move is one click."""
    own = move.verb in loop.proofs or move.verb in loop.extra
    return not own and not move.asks and not move.proofs and not move.needs - {Need.OTHER_PERSON}

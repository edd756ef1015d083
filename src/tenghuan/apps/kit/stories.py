"""How a column of a record came to its value: what the trail says of it, with the cells that workbooks gave it in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from tenghuan.apps.access.roles import Role
from tenghuan.apps.audit.fields import account_word, value_word
from tenghuan.apps.audit.models import Entry
from tenghuan.apps.audit.wording import word
from tenghuan.apps.kit.columns import column
from tenghuan.apps.kit.models import Kept, Origin
from tenghuan.apps.web.stories import Step, Story

if TYPE_CHECKING:
    from tenghuan.apps.kit.register import Register


def story_of(account: Any, register: Register, thing: Any, name: str) -> Story:
    """Tell how a column of a record came to its value.

    Args:
        account: who asks; an enterprise is told the unit, never the officer.
        name: the column.
    """
    told = column(register.model, name)
    value = told.of(thing)
    value = value_word("", "", value) if isinstance(value, bool) else value
    steps = _changes(account, thing, name) or _made(account, thing, value)
    return Story(str(thing), register.address(thing), told.label, value, told.unit, steps)


def told_of(register: Register) -> frozenset[str]:
    """Return the columns whose story can be told: what a record's page shows of its own."""
    return frozenset(name for name in (*register.fields, *register.summary) if "__" not in name)


def _changes(account: Any, thing: Any, name: str) -> list[Step]:
    """Return the rows of the trail that gave the column a value, oldest first."""
    kind, key = thing._meta.label_lower, getattr(thing._meta.get_field(name), "attname", name)
    origins = list(Origin.objects.about(thing).order_by("pk"))
    steps = []
    for row in Entry.objects.filter(kind=kind, key=str(thing.pk)).order_by("number"):
        before, after = row.before or {}, row.after or {}
        if key not in after or before.get(key) == after[key]:
            continue
        given = (word(row.action), value_word(kind, key, after[key]), "")
        was = _("此前 %(v)s") % {"v": value_word(kind, key, before[key])} if key in before else ""
        # a row of a workbook is known by what the record said before it
        origin = next((one for one in origins if one.before == row.before and name in one.columns), None)
        place = f"{origin.workbook} · {origin.sheet} · {origin.columns[name]}{origin.line}" if origin else ""
        steps.append(Step((given,), place, _by(account, row), row.at, was))
    return steps


def _by(account: Any, row: Entry) -> str:
    person = "" if account.role == Role.ENTERPRISE else row.person or account_word(row.account)
    return " ".join(filter(None, (row.unit, person)))


def _made(account: Any, thing: Any, value: Any) -> list[Step]:
    """Return who made the record, where the trail says nothing of the column."""
    if not isinstance(thing, Kept):
        return []
    maker = thing.made_by if account.role != Role.ENTERPRISE else None
    return [Step(((_("登记"), value, ""),), by=str(maker or ""), at=thing.made_at)]

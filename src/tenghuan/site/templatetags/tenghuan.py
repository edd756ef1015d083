"""What every template may use: lamps, numbers, tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from tenghuan.apps.audit.wording import word as audit_word
from tenghuan.apps.kit.further import further as offered
from tenghuan.plan.parameters import LAMP_WORDS
from tenghuan.publishing.tables import Column, Table
from tenghuan.site import lean

register = template.Library()
register.tag("url", lean.url)

# lamps differ in shape and word too, so that they can be told apart without colour
SHAPES = {"green": "●", "blue": "◆", "yellow": "▲", "red": "■", "not_due": "○", "no_data": "—", "done": "★"}


_WIDE = Context(prec=400)  # more digits than any number that a float or a column holds
EMPTY = mark_safe('<span class="text-secondary">—</span>')


@register.simple_tag
def lamp(colour: str | None, words: bool = True) -> str:
    """Show a lamp: colour, shape and word (``words=False``: the word only for screen readers)."""
    if not colour:
        return ""
    shape, word = SHAPES[str(colour)], _(LAMP_WORDS[str(colour)])
    return format_html(
        '<span class="lamp lamp-{}" title="{}"><span aria-hidden="true">{}</span> <span class="{}">{}</span></span>',
        colour,
        word,
        shape,
        "" if words else "visually-hidden",
        word,
    )


@register.filter
def figure(value: Any, digits: int | None = None) -> str:
    """Show a number with thousands separators, without idle zeros (or with exactly ``digits``); "—" for none."""
    if value is None or value == "":
        return "—"
    if not isinstance(value, int | float | Decimal):
        return str(value)
    number = Decimal(str(value))
    if not number.is_finite():
        return "—"
    if digits is not None:
        return _rounded(number, int(digits))
    text = _rounded(number, 4)
    return text.rstrip("0").rstrip(".")


def _rounded(number: Decimal, digits: int) -> str:
    """Return a number half up, as in the papers and workbooks; no minus before a nought."""
    return f"{number.quantize(_step(digits), ROUND_HALF_UP, _WIDE):z,f}"


@cache
def _step(digits: int) -> Decimal:
    return Decimal(1).scaleb(-digits)


@register.filter
def share(value: Any, digits: int = 1) -> str:
    """Show a fraction of one as per cent."""
    number = None if value is None else Decimal(str(value))
    return "—" if number is None or not number.is_finite() else f"{_rounded(number.scaleb(2), int(digits))}%"


@register.simple_tag
def cell(row: Any, column: Column) -> str:
    """Show one cell of a :class:`~tenghuan.publishing.tables.Table` as the workbook would."""
    return _shown(column.of(row), column)


def _shown(value: Any, column: Column) -> str:
    if column.kind == "lamp":
        return lamp(value)
    if value is None or value == "":
        return EMPTY
    if isinstance(value, bool):
        return "是" if value else "否"
    if column.kind == "number":
        return figure(value, column.digits if column.fixed or isinstance(value, float) else None)
    if column.kind == "percent":
        return share(value, column.digits)
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    if isinstance(value, datetime | date):
        return date_format(value, "Y-m-d H:i" if isinstance(value, datetime) else "Y-m-d")
    return format_html("{}", value)


@register.simple_tag
def linked_cell(row: Any, column: Column) -> str:
    """Show one cell, with the address behind it where the column has one."""
    return _linked(cell(row, column), row, column)


def _linked(shown: str, row: Any, column: Column) -> str:
    address = column.link(row) if column.link is not None else None
    return format_html('<a href="{}">{}</a>', address, shown) if address else shown


NUMBERS = ("number", "percent")


WORD, CODE = 6, 20  # characters of a word (市经信局, 审定未付) and of a number (DB2026-0003) that are not folded


def _opening(column: Column) -> tuple[str, str]:
    """Return how a cell of a column begins, without the closing bracket: any, and one of a short value."""
    look = "text-end num" if column.kind in NUMBERS else "date" if column.kind == "date" else ""
    look = look or ("wide" if column.width >= 20 else "short" if column.width <= 8 else "")
    label = f' data-label="{escape(column.heading)}"'
    return f'<td class="{look}"{label}', f'<td class="{look or "short"}"{label}'


def _short(value: Any) -> bool:
    """Tell whether a value is one word or number, which would be worse to read in two lines."""
    text = str(value)
    return len(text) <= WORD or (len(text) <= CODE and text.isascii())


@register.simple_tag
def table_body(table: Table, valued: bool = False, picked: bool = False) -> str:
    """Return the rows of a table, "" for none; each cell tells its heading, for a telephone shows a card a row.

    A list is fifty rows of a dozen cells: a template took most of its time.

    Args:
        table: what is shown.
        valued: each number tells its bare value, by which the page orders it.
        picked: each row begins with a box to tick it.
    """
    columns = [(column, _opening(column), valued and column.kind in NUMBERS) for column in table.columns]
    return mark_safe("\n".join(_row(table, row, columns, picked) for row in table.rows))  # noqa: S308 - parts are escaped


def _row(table: Table, row: Any, columns: Iterable[tuple[Column, tuple[str, str], bool]], picked: bool) -> str:
    parts = ["<tr>"]
    if picked:
        parts.append(
            '<td class="pick"><input class="form-check-input" type="checkbox" name="pk"'
            f' value="{escape(row.pk)}" aria-label="{escape(row)}" x-on:change="count"></td>'
        )
    for column, openings, valued in columns:
        value = column.of(row)
        parts.append(openings[_short(value)])
        if valued:
            parts.append(f' data-value="{"" if value is None else escape(value)}"')
        key = table.links.get(column.key)
        address = row.get(key) if key else None
        told = _shown(value, column)
        shown = format_html('<a href="{}">{}</a>', address, told) if address else _linked(told, row, column)
        parts.append(f">{conditional_escape(shown)}</td>")
    parts.append("</tr>")
    return "".join(parts)


@register.simple_tag(takes_context=True)
def sorting(context: Mapping[str, Any], column: Column, asked: Any) -> str:
    """Return the query string that orders a list by a column: upwards first, then downwards."""
    up = asked.sort_key == column.key and not asked.descending
    return query(context, sort=f"-{column.key}" if up else column.key, page=None)


@register.filter
def get(mapping: Mapping[Any, Any], key: Any) -> Any:
    """Look a key up in a mapping."""
    return mapping.get(key)


@register.simple_tag(takes_context=True)
def query(context: Mapping[str, Any], **changes: Any) -> str:
    """Return the present query string with some values changed (None takes one out)."""
    params = context["request"].GET.copy()
    for key, value in changes.items():
        if value is None:
            params.pop(key, None)
        else:
            params[key] = str(value)
    return f"?{params.urlencode()}" if params else "?"


@register.filter
def action_word(action: str) -> str:
    """Return the Chinese name of an action of the audit trail."""
    return audit_word(action)


@register.filter
def undo_address(tags: str) -> str:
    """Return the address that undoes what a message tells of, from its tag ``undo:ADDRESS``; "" for none."""
    return next((tag.removeprefix("undo:") for tag in (tags or "").split() if tag.startswith("undo:")), "")


@register.simple_tag(takes_context=True)
def hidden_asked(context: Mapping[str, Any], *only: str) -> str:
    """Return hidden fields that keep what the address asks for: the words named, or all but columns and page."""
    asked = context["request"].GET
    keys = only or [key for key in asked if key not in ("columns", "page", "export")]
    pairs = [(key, value) for key in keys for value in asked.getlist(key) if value]
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', pairs)


@register.simple_tag(takes_context=True)
def without(context: Mapping[str, Any], name: str) -> str:
    """Return the present query string without one filter, whatever fields it consists of (a range has two)."""
    params = context["request"].GET.copy()
    for key in (name, f"{name}_min", f"{name}_max", f"{name}_after", f"{name}_before", "page"):
        params.pop(key, None)
    return f"?{params.urlencode()}"


@register.filter
def panel_count(told: Mapping[str, Any]) -> int:
    """Return how many files, events, origins, … a panel of a record shows; 0 where there is nothing to count."""
    for key in ("attachments", "events", "origins", "entries"):
        if key in told:
            return len(told[key])
    return len(list(told["table"].rows)) if "table" in told else 0


@register.inclusion_tag("includes/stepper.html")
def stepper(title: str, here: int, *steps: Any) -> dict[str, Any]:
    """Where a business stands among its steps: the same picture for each of them.

    Args:
        title: what the steps are of, for whoever hears the page.
        here: the number of the present step, from 1; 0 for none of them.
        *steps: the words of each, or one sequence of them.
    """
    words = steps[0] if len(steps) == 1 else steps
    states = ("done" if at < here else "here" if at == here else "" for at, _word in enumerate(words, 1))
    return {"title": title, "steps": list(zip(words, states, strict=True))}


@register.inclusion_tag("kit/_further.html", takes_context=True)
def further(context: Mapping[str, Any], thing: Any, quiet: bool = False) -> dict[str, Any]:
    """Show what else may be done about a thing, by apps that its page knows nothing of; ``quiet``: within a row."""
    return {"found": offered(context["request"].user, thing), "quiet": quiet}

"""From values to verdicts, as Ibis expressions: what each check says of a row, what doubles leave open, the lists."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from typing import Any

import ibis
from ibis import ir

from tenghuan.scoring.arithmetic import real
from tenghuan.scoring.members import ROW
from tenghuan.screening import looking
from tenghuan.screening.exact import ABOVE_ALL as ENDLESS
from tenghuan.screening.exact import NOTHING, UNKNOWN, as_written
from tenghuan.screening.formula import SIGNS, Check, Formula, FromTable, Joined, MeanTimes, checks
from tenghuan.screening.formula import number as fixed
from tenghuan.screening.keys import is_measured, kind_of
from tenghuan.screening.looking import LISTED
from tenghuan.screening.rules import ListRule, Rules

IN, UNDECIDED, EXEMPT = "入", "不可判", "豁免"
COLUMNS = ("uscc", "name", "town", "list", "verdict", "conditions", "reason")
JOINT = "; "
# A quotient of two doubles and its limit are each within some 10^-15 of what was written; nearer than this the doubles
# do not tell which is larger, and fractions do (``settling``).
NEAR = 1e-12
HALF = 2e-15  # the same for the fifth decimal, of which the four shown are made
LARGEST_SHOWN = 1e11  # ten-thousandths of it are still whole numbers to a double


def states(rules: Rules, looked: ir.Table) -> ir.Table:
    """Every row of ``looked`` with what each check says of it.

    Returns:
        the columns of ``looked``; ``says_NO`` of each check (true, false, null for unknown); ``shown_NO`` and
        ``at_KEY`` of limits that are not in the rules; ``unsure``, what doubles leave open.
    """
    table = _with_limits(looked, rules)
    says = {f"says_{number}": _says(table, check, number) for number, check in enumerate(rules.checks)}
    near = [_is_near(table, check, number) for number, check in enumerate(rules.checks) if is_measured(check.key)]
    halves = [_is_half(table[f"value_{key}"]) & table.now for key in looking.measured_keys(rules)]
    unsure = reduce(lambda one, other: one | other, [*near, *halves], ibis.literal(False))
    return table.mutate(**says, unsure=unsure)


def unsure(rules: Rules, states: ir.Table) -> ir.Table:
    """The rows that doubles do not decide, with what decides them: the numbers and what limits go by."""
    table = states.filter(states.unsure)
    places = {f"at_{key}": table[f"at_{key}"] for key in looking.table_keys(rules)}
    groups = {
        f"group_{number}": looking.group_text(table, group) for number, group in enumerate(looking.groups_of(rules))
    }
    found: ir.Table = table.select(ROW, *looking.parts_of(rules), **places, **groups)
    return found


def _with_limits(table: ir.Table, rules: Rules) -> ir.Table:
    if looking.table_keys(rules):
        columns: dict[str, str] = {"of_industry": "string", "of_town": "string"}
        for key in looking.table_keys(rules):
            columns |= {f"at_{key}": "int64", f"limit_{key}": "float64", f"shown_{key}": "string"}
        given = ibis.table(columns, name="limits")
        on = [table.industry.fill_null("") == given.of_industry, table.town.fill_null("") == given.of_town]
        table = table.join(given, on).drop("of_industry", "of_town")
    for number, group in enumerate(looking.groups_of(rules)):
        columns = {"of_group": "string"}
        for at, check in enumerate(rules.checks):
            if isinstance(check.limit, MeanTimes) and check.limit.group == group:
                columns |= {f"limit_{at}": "float64", f"shown_{at}": "string"}
        given = ibis.table(columns, name=f"means_{number}")
        table = table.join(given, [looking.group_text(table, group) == given.of_group]).drop("of_group")
    return table


def _limit(table: ir.Table, check: Check, number: int) -> Any:
    if isinstance(check.limit, FromTable):
        return table[f"limit_{check.key}"]
    if isinstance(check.limit, MeanTimes):
        return table[f"limit_{number}"]
    return real(fixed(check.limit))


def _says(table: ir.Table, check: Check, number: int) -> Any:
    if not is_measured(check.key):
        return looking.plainly(table, check)
    value = table[f"value_{check.key}"]
    if isinstance(check.limit, tuple):
        return value.isin([real(fixed(limit)) for limit in check.limit])
    return looking.compared(check, value, _limit(table, check, number))


def _is_near(table: ir.Table, check: Check, number: int) -> Any:
    value = table[f"value_{check.key}"]
    if isinstance(check.limit, tuple):
        limits = [real(fixed(limit)) for limit in check.limit]
    else:
        limits = [_limit(table, check, number)]
    tests = [(value - limit).abs() <= ibis.greatest(value.abs(), limit.abs()) * real(NEAR) for limit in limits]
    return reduce(lambda one, other: one | other, tests).fill_null(False)


def _is_half(value: Any) -> Any:
    """Whether a double does not tell the four decimals."""
    size = value.abs() * real(10_000)
    rest = size - size.floor().cast("float64")
    tie = (rest - real(0.5)).abs() <= size * real(HALF)
    return (value.abs() < real(looking.ABOVE_ALL)).fill_null(False) & (
        tie | (value.abs() >= real(LARGEST_SHOWN))
    ).fill_null(False)


def _text(value: Any) -> Any:
    """Four decimals, rounded half up by magnitude; what is too large is left to ``settling``."""
    size = (ibis.least(value.abs(), real(LARGEST_SHOWN)) * real(10_000) + real(0.5)).floor().cast("float64")
    rounded = ibis.ifelse(value < real(0), -size, size) / real(10_000)
    signed = rounded.cast("decimal(18, 4)").cast("string")
    return ibis.cases((value.isnull(), UNKNOWN), (value >= real(looking.ABOVE_ALL), ENDLESS), else_=signed)


def settled_columns(rules: Rules) -> dict[str, str]:
    """What ``settling`` gives a row: ``of_row``, ``said_NO`` of each check of a number, ``told_KEY`` of each number."""
    said = {f"said_{number}": "boolean" for number, check in enumerate(rules.checks) if is_measured(check.key)}
    return {"of_row": "int64"} | said | {f"told_{key}": "string" for key in looking.measured_keys(rules)}


def settled(rules: Rules, states: ir.Table) -> ir.Table:
    """``states`` with what fractions decided in place of what doubles did not, and ``told_KEY`` where they spoke."""
    table = states.drop("unsure")
    given = ibis.table(settled_columns(rules), name="exactly")
    joined = table.left_join(given, [table[ROW] == given.of_row])
    exact = joined.of_row.notnull()
    columns: dict[str, Any] = {}
    said = [name for name in given.columns if name.startswith("said_")]
    for name in said:
        own = name.replace("said_", "says_", 1)
        columns[own] = ibis.ifelse(exact, joined[name], joined[own])
    return joined.mutate(**columns).drop("of_row", *said)


def past(rules: Rules, settled: ir.Table) -> ir.Table | None:
    """Per enterprise and check with ``for_years`` what its earlier years say; None if no rule asks."""
    asked = [(number, check) for number, check in enumerate(rules.checks) if check.years > 1]
    if not asked:
        return None
    table = settled.filter(settled.back > 0)
    found: dict[str, Any] = {}
    for number, check in asked:
        within, says = table.back < check.years, table[f"says_{number}"]
        held = ibis.ifelse(within & says, 1, 0)
        failed = ibis.ifelse(within & ~says, 1, 0)
        found |= {f"held_{number}": held.sum(), f"failed_{number}": failed.sum()}
        found[f"there_{number}"] = ibis.ifelse(within, 1, 0).sum()
    return table.group_by(of_uscc=table.uscc).aggregate(**found)


def judged(rules: Rules, settled: ir.Table, past: ir.Table | None) -> ir.Table:
    """The judged rows of ``settled``, in which ``says_NO`` counts the years before."""
    table = settled.filter(settled.now)
    if past is None:
        return table
    joined = table.left_join(past, [table.uscc == past.of_uscc])
    columns: dict[str, Any] = {}
    for number, check in enumerate(rules.checks):
        if check.years > 1:
            before = check.years - 1
            missing = joined[f"there_{number}"].fill_null(0) < before
            failed = missing | (joined[f"failed_{number}"].fill_null(0) > 0)
            held = joined[f"held_{number}"].fill_null(0) == before
            years = ibis.cases((failed, ibis.literal(False)), (held, ibis.literal(True)), else_=ibis.null("boolean"))
            columns[f"says_{number}"] = joined[f"says_{number}"] & years
    return joined.mutate(**columns).drop(*past.columns)


def found(rules: Rules, judged: ir.Table) -> ir.Table:
    """Who stands on a list or cannot be judged: ``LISTED``, and of each list its verdict, conditions and reason.

    The verdict of a list that the enterprise is not on is null. ``text_KEY``: a number as it is shown.
    """

    def says(check: Check) -> Any:
        return judged[f"says_{rules.checks.index(check)}"]

    verdicts: dict[str, Any] = {}
    for at, rule in enumerate(rules.lists):
        holds = looking.truth(rule.formula, says)
        reason = _exemption(rules, rule, says)
        caught = holds.fill_null(False)
        verdicts[f"verdict_{at}"] = ibis.cases(
            (holds.isnull(), UNDECIDED), (caught & reason.notnull(), EXEMPT), (caught, IN), else_=ibis.null("string")
        )
        verdicts[f"reason_{at}"] = ibis.ifelse(holds.isnull(), _unknown(rule.formula, says), reason)
    table = judged.mutate(**verdicts)
    is_on = {at: table[f"verdict_{at}"].notnull() for at in range(len(rules.lists))}
    # words cost more than all the rest, so only for those that are listed
    table = table.filter(reduce(lambda one, other: one | other, is_on.values()))
    keys = looking.measured_keys(rules)
    texts = {f"text_{key}": table[f"told_{key}"].fill_null(_text(table[f"value_{key}"])) for key in keys}
    table = table.mutate(**texts)
    for at, rule in enumerate(rules.lists):
        conditions = _conditions(table, rules, rule.formula)
        shown = ibis.ifelse(table[f"verdict_{at}"].notnull(), conditions, ibis.null("string"))
        table = table.mutate(**{f"conditions_{at}": shown})
    lists = [f"{part}_{at}" for at in range(len(rules.lists)) for part in ("verdict", "conditions", "reason")]
    return table.select(*LISTED, *texts, *lists)


def _exemption(rules: Rules, rule: ListRule, says: Any) -> Any:
    """The reason of the first exemption that holds for certain, null if none does."""
    cases = [
        (looking.truth(exemption.when.formula, says).fill_null(False), ibis.literal(exemption.reason))
        for exemption in rules.exempt
        if exemption.lists is None or rule.name in exemption.lists
    ]
    return ibis.cases(*cases, else_=ibis.null("string")) if cases else ibis.null("string")


def _unknown(formula: Formula, says: Any) -> Any:
    """The keys that keep a formula from being decided, joined: each once, where it first does so."""
    seen: dict[str, Any] = {}
    texts = []
    for key, blocks in _blocking(formula, says, ibis.literal(True)):
        first = blocks & ~seen[key] if key in seen else blocks
        seen[key] = seen[key] | blocks if key in seen else blocks
        texts.append(ibis.ifelse(first, ibis.literal(JOINT + key), ibis.literal("")))
    return reduce(lambda one, other: one + other, texts).substr(len(JOINT))


def _blocking(formula: Formula, says: Any, above: Any) -> Iterator[tuple[str, Any]]:
    """Each condition's key in the order of the rule, and whether it is open where all that holds it is open too."""
    undecided = above & looking.truth(formula, says).isnull()
    if isinstance(formula, Joined):
        for part in formula.parts:
            yield from _blocking(part, says, undecided)
    else:
        yield formula.key, undecided


def _conditions(table: ir.Table, rules: Rules, formula: Formula) -> Any:
    texts = [_condition(table, check, rules.checks.index(check)) for check in dict.fromkeys(checks(formula))]
    return reduce(lambda one, other: one + JOINT + other, texts)


def _condition(table: ir.Table, check: Check, number: int) -> Any:
    """``tax_per_mu 3.3333 < 5``: the key, its value, the sign, the limit."""
    years = f" ({check.years} 年)" if check.years > 1 else ""
    text = ibis.literal(f"{check.key} ") + shown_value(table, check.key) + f" {SIGNS[check.op]} "
    return text + _shown_limit(table, check, number) + years


def shown_value(table: ir.Table, key: str) -> Any:
    """The value of a key as text."""
    if is_measured(key):
        return table[f"text_{key}"]
    column = table[key]
    if kind_of(key) == "codes":
        return ibis.ifelse(column == "", NOTHING, column).fill_null(UNKNOWN)
    if kind_of(key) == "boolean":
        return ibis.cases((column, "是"), (~column, "否"), else_=UNKNOWN)
    return column.cast("string").fill_null(UNKNOWN)


def _shown_limit(table: ir.Table, check: Check, number: int) -> Any:
    if isinstance(check.limit, FromTable):
        return table[f"shown_{check.key}"]
    if isinstance(check.limit, MeanTimes):
        return table[f"shown_{number}"]
    return ibis.literal(limit_words(check))


def limit_words(check: Check) -> str:
    """A limit that stands in the rules as text."""
    if isinstance(check.limit, tuple):
        return f"[{', '.join(_words(value) for value in check.limit)}]"
    return _words(check.limit)


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return as_written(value) if hasattr(value, "as_tuple") else str(value)


def listing(rules: Rules, found: ir.Table) -> ir.Table:
    """OUT: a row an enterprise of ``found`` and list that it is on, with ``row`` and ``place`` to order it by."""
    parts = []
    for at, rule in enumerate(rules.lists):
        own = found.filter(found[f"verdict_{at}"].notnull())
        parts.append(
            own.select(
                ROW,
                "uscc",
                "name",
                "town",
                place=ibis.literal(at, "int64"),
                list=ibis.literal(rule.name),
                verdict=own[f"verdict_{at}"],
                conditions=own[f"conditions_{at}"],
                reason=own[f"reason_{at}"],
            )
        )
    return reduce(lambda one, other: one.union(other), parts)

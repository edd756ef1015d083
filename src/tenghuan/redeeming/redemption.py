"""Claims become amounts, each with its formula and its basis."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from tenghuan.declaring.lists import to_csv, write_list
from tenghuan.declaring.numbers import half_up
from tenghuan.declaring.tables import Row, Table, read_table
from tenghuan.redeeming.operators import Amount, Clause
from tenghuan.redeeming.policy import Policy
from tenghuan.scoring.cells import code_fault
from tenghuan.scoring.columns import Column, fold

BELOW, OUTSIDE, AGAIN, HIGHER = "未达门槛", "不在有效期", "重复申报", "就高"
OUT = ("uscc", "name", "clause", "amount", "formula", "basis")
COLUMNS = (
    Column("uscc", "text", ("统一社会信用代码", "信用代码", "统一信用代码")),
    Column("name", "text", ("企业名称", "单位名称")),
    Column("clause", "text", ("条款", "政策条款", "兑付条款")),
    Column("date", "date", ("日期", "申报日期", "认定日期")),
    Column("base", "number", ("基数", "补助基数", "核定基数"), "万元", negative=True),
    Column("tier", "text", ("等级", "认定等级")),
    Column("former", "text", ("原等级",)),
    Column("former_best", "number", ("历史最高", "原最高"), "万元", negative=True),
    Column("stage", "text", ("阶段", "兑付阶段")),
    Column("uplifted", "boolean", ("上浮", "是否上浮")),
    Column("object", "text", ("标的", "申报对象", "发票号或设备号")),
)


@dataclass(frozen=True)
class Redemption:
    """The rows of OUT, a row a claim, in order; ``amount`` is ``Decimal`` in 10⁴ CNY to four decimals."""

    rows: tuple[Mapping[str, Any], ...]
    notes: tuple[str, ...]
    columns: tuple[str, ...] = OUT

    def text(self) -> str:
        """OUT as the text of a CSV file."""
        return to_csv(self.columns, self.rows)

    def write(self, path: str | Path) -> None:
        """Write OUT by the ending of ``path``: ``.xlsx`` or ``.csv``. Raises InputFault."""
        write_list(path, self.columns, self.rows, "兑付结果")


@dataclass(frozen=True)
class _Claim:
    """A claim under its clause (of several versions the one in force on its day, else the first)."""

    row: Row
    uscc: str
    clause: Clause
    amount: Amount
    basis: str

    @property
    def paid(self) -> bool:
        return self.basis == ""

    @property
    def line(self) -> dict[str, Any]:
        value = self.amount.value if self.paid else Fraction(0)
        formula = self.amount.formula if self.paid or self.basis == BELOW else f"{self.amount.formula}→0"
        return {
            "uscc": self.row.text("uscc"),
            "name": self.row.text("name"),
            "clause": self.clause.clause,
            "amount": half_up(value),
            "formula": formula,
            "basis": self.basis or self.clause.document,
        }


def redeem(claims: str | Path, policy: Policy) -> Redemption:
    """Work out what each claim is paid (contracts.md, "Policy money").

    Args:
        claims: ``.xlsx`` or ``.csv``, one row a claim.
        policy: from ``load_policy`` or ``policies()``.

    Raises:
        InputFault: not a table, or rows at fault, among them an unknown clause, tier or stage; every cell listed.
    """
    table = read_table(claims, COLUMNS, ("uscc", "clause"))
    versions = [_version(table, row, policy) for row in table.rows]
    table.settle()
    pairs = [(row, clause) for row, clause in zip(table.rows, versions, strict=True) if clause is not None]
    return Redemption(settled(pairs), tuple(_notes(table)))


def settled(claims: Iterable[tuple[Row, Clause]]) -> tuple[Mapping[str, Any], ...]:
    """Work out what claims without faults are paid, each under its clause: a row of ``OUT`` a claim, in order.

    What stands earlier counts as claimed first (重复申报).
    """
    found = _highest(list(_once([_counted(row, clause) for row, clause in claims])))
    return tuple(claim.line for claim in found)


def _version(table: Table, row: Row, policy: Policy) -> Clause | None:
    """The clause of a row; everything the row lacks is noted."""
    if not row.text("uscc"):
        table.note(row, "uscc", "缺统一社会信用代码", "补填；合计、备注行请删去")
    elif len(row.text("uscc")) > 15 and row.text("uscc").isdigit() and code_fault(row.text("uscc")):
        table.note(row, "uscc", f"统一社会信用代码疑似被存成数字“{row.text('uscc')}”", "把该列设为文本格式后重新填写")
    name = row.text("clause")
    versions = policy.versions(name)
    if not versions:
        what = f"没有条款“{name}”" if name else "缺条款"
        listed = "、".join(dict.fromkeys(clause.clause for clause in policy.clauses))
        table.note(row, "clause", what, f"政策里的条款：{listed}")
        return None
    day = row.date("date")
    clause = next((clause for clause in versions if clause.covers(day)), versions[0])
    needed = clause.exclusive or any(not version.covers(None) for version in versions)
    if day is None and needed:
        table.note(row, "date", f"条款“{name}”要用到日期，这里是空的", "补填，如 2022-03-01")
    for key, what, remedy in clause.faults(row):
        table.note(row, key, what, remedy)
    return clause


def _counted(row: Row, clause: Clause) -> _Claim:
    amount = clause.amount(row)
    basis = "" if amount.value else BELOW
    return _Claim(row, fold(row.text("uscc")), clause, amount, basis if clause.covers(row.date("date")) else OUTSIDE)


def _once(claims: list[_Claim]) -> Iterator[_Claim]:
    """Mark what is claimed again: same enterprise, clause, object and stage. What is outside its period is no first."""
    seen: set[tuple[str, ...]] = set()
    for claim in claims:
        key = (claim.uscc, claim.clause.clause, claim.row.text("object"), claim.row.text("stage"))
        if claim.basis == OUTSIDE or not claim.row.text("object"):
            yield claim
        elif key in seen:
            yield replace(claim, basis=AGAIN)
        else:
            seen.add(key)
            yield claim


def _highest(claims: list[_Claim]) -> list[_Claim]:
    """Of an enterprise's claims of a calendar year under one exclusive name, all but the highest are marked."""
    rivals: dict[tuple[str, str, int], list[int]] = defaultdict(list)
    days = [claim.row.date("date") or date.min for claim in claims]
    for at, claim in enumerate(claims):
        if claim.paid and claim.clause.exclusive:
            rivals[claim.uscc, claim.clause.exclusive, days[at].year].append(at)
    lost = set()
    for places in rivals.values():
        # of equal amounts the earlier day, of one day the earlier row
        best = min(places, key=lambda at: (-claims[at].amount.value, days[at], at))
        lost |= {at for at in places if at != best}
    return [replace(claim, basis=HIGHER) if at in lost else claim for at, claim in enumerate(claims)]


def _notes(table: Table) -> Iterator[str]:
    wrong = [row.place for row in table.rows if code_fault(row.text("uscc").upper())]
    if wrong:
        shown_places = "、".join(map(str, wrong[:10])) + ("等" if len(wrong) > 10 else "")
        yield f"{len(wrong)} 行的统一社会信用代码位数或校验位不符，兑付前请核对：第 {shown_places} 行"
    if table.unknown:
        yield f"没有认出的列，已搁置：{'、'.join(table.unknown)}"

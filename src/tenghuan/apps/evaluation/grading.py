"""A run's list is a pure function of what is kept: its snapshot, scheme, accepted corrections and overrides."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.utils.translation import gettext as _

from tenghuan.apps.enterprises.merging import FACTS
from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.evaluation.models import Graded, Objection, Run
from tenghuan.apps.evaluation.snapshot import corrected, digest, of_year, thawed
from tenghuan.apps.evaluation.states import ObjectionState, RunState
from tenghuan.errors import InputFault
from tenghuan.reading.numbers import NumberFault
from tenghuan.reading.numbers import number as read_number
from tenghuan.scoring import Facts, Scheme, evaluate, facts_from_table, parse_scheme, stability
from tenghuan.scoring.columns import LAND_PARTS

BATCH = 500
KEPT = ("uscc", "name", "track", "group", "score", "rank", "grade", "basis")
WRITTEN = (
    *("name", "town_name", "park", "industry"),
    *("track", "group", "score", "rank", "computed", "grade", "basis", "values"),
)


def content_of(run: Run) -> bytes:
    """The bytes of the frozen facts.

    Raises:
        InputFault: the file is gone, or is not the one that was frozen.
    """
    name = run.snapshot.name or ""
    try:
        with run.snapshot.open("rb") as file:
            content = file.read()
    except (FileNotFoundError, ValueError) as error:  # ValueError: none is named
        raise InputFault(_("冻结数据文件不在了"), where=name, remedy=_("请从备份恢复该文件")) from error
    if digest(content) != run.snapshot_digest:
        raise InputFault(_("冻结数据文件与登记的摘要不符"), where=name, remedy=_("请从备份恢复该文件"))
    return content


def corrections_of(run: Run, accepting: Objection | None = None) -> dict[str, dict[str, Any]]:
    """Credit code → fact → right value, as accepted objections say, the later above the earlier.

    ``accepting``: one that is about to be accepted, with its corrections; counted with them.
    """
    accepted = Objection.objects.filter(graded__run=run, state=ObjectionState.ACCEPTED)
    found = [*accepted.select_related("graded__enterprise"), *([accepting] if accepting is not None else [])]
    changes: dict[str, dict[str, Any]] = {}
    for objection in sorted(found, key=lambda one: one.pk):
        values = {fact: Decimal(pair[1]) for fact, pair in objection.corrections.items()}
        changes.setdefault(objection.graded.enterprise.uscc, {}).update(values)
    return changes


def facts_of(run: Run, accepting: Objection | None = None) -> pa.Table:
    """The frozen facts with the corrections of accepted objections, as a table."""
    return corrected(thawed(content_of(run)), corrections_of(run, accepting).items(), run.year)


def frozen_row(run: Run, uscc: str, facts: pa.Table | None = None) -> dict[str, Any]:
    """Return an enterprise's facts of the run's year, corrected; empty if it is not among them."""
    rows = (facts_of(run) if facts is None else facts).filter(pc.equal(pc.field("uscc"), uscc)).to_pylist()
    return next((row for row in rows if row["year"] == run.year), {})


def facts_now(run: Run) -> Facts:
    """The frozen facts, corrected, checked as the scoring room takes them."""
    return facts_from_table(facts_of(run), f"{run.county.name} {run.year}")


def number(fact: str, value: Any) -> Decimal:
    """Return a corrected value of a fact as the register keeps it.

    Raises:
        InputFault: no such fact, no number, or a number outside what the column holds.
    """
    if fact not in FACTS:
        raise InputFault(_("没有可更正的指标“%(f)s”") % {"f": fact})
    try:
        found = read_number(value).quantize(Decimal("0.000001"))
    except (NumberFault, InvalidOperation) as error:
        raise InputFault(_("更正值“%(v)s”不是数字") % {"v": value}, where=fact) from error
    if not found.is_finite() or abs(found) >= 10**14 or (found < 0 and fact not in ("tax", "value_added")):
        raise InputFault(_("更正值“%(v)s”超出范围") % {"v": value}, where=fact)
    return found


def numbers(present: dict[str, Any], corrections: dict[str, Any]) -> dict[str, Decimal]:
    """Return corrected values; where parts of the land are corrected and the total is not, the total follows them.

    Args:
        present: the enterprise's row of facts as frozen.
        corrections: fact → value as typed in.
    """
    found = {fact: number(fact, value) for fact, value in corrections.items()}
    if "land_mu" not in found and any(part in found for part, _sign in LAND_PARTS):
        row = {**present, **found}
        found["land_mu"] = sum((sign * (row.get(part) or Decimal(0)) for part, sign in LAND_PARTS), Decimal(0))
    return found


def rehearsed(run: Run, uscc: str, corrections: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """Return a line if its facts were corrected so, and how many others' grades would move; nothing is kept."""
    facts = facts_of(run)
    table = corrected(facts, [(uscc, numbers(frozen_row(run, uscc, facts), corrections))], run.year)
    found = of_year(evaluate(table, scheme_of(run)).table, table, run.year)
    lines = found.select(["uscc", "score", "rank", "grade"]).to_pylist()
    before = dict(run.graded.values_list("enterprise__uscc", "computed"))
    moved = sum((line["grade"] or "") != before.get(line["uscc"]) for line in lines if line["uscc"] != uscc)
    return next(line for line in lines if line["uscc"] == uscc), moved


def scheme_of(run: Run) -> Scheme:
    """The scheme of the run's method."""
    return parse_scheme(run.method.scheme, run.method.name)


@dataclass(frozen=True)
class Computed:
    """A graded list that was computed from what is kept.

    Args:
        table: the OUT columns.
        digest: SM3 of its canonical text.
        remarks: on scheme and groups.
        places: credit code → town, park and industry as frozen.
        basis: what it was computed from; while :func:`basis_of` says the same, computing again gives the same.
    """

    table: pa.Table
    digest: str
    remarks: list[str]
    places: dict[str, dict[str, Any]]
    basis: str


def basis_of(run: Run, accepting: Objection | None = None) -> str:
    """Return in short what a run's list follows from: the digest of its snapshot, its scheme, accepted corrections."""
    told = (run.snapshot_digest, run.method.name, run.method.scheme, corrections_of(run, accepting))
    return digest(json.dumps(told, sort_keys=True, default=str).encode())


def computed(run: Run, accepting: Objection | None = None) -> Computed:
    """Compute the graded list from what is kept. It takes its time and writes nothing: call it before a transaction.

    ``accepting``: an objection, with its corrections, as if it were accepted already.
    """
    basis = basis_of(run, accepting)
    facts = facts_of(run, accepting)
    found = evaluate(facts_from_table(facts, f"{run.county.name} {run.year}"), scheme_of(run))
    table, now = of_year(found.table, facts, run.year), of_year(facts, facts, run.year)
    places = {row["uscc"]: row for row in now.select(["uscc", "town", "park", "industry"]).to_pylist()}
    remarks = [str(remark) for remark in found.remarks]
    return Computed(table, digest(canonical(table)), remarks, places, basis)


@dataclass(frozen=True)
class Weighed:
    """How firm the grades of a list are.

    Args:
        of: digest of the list.
        shares: credit code → grade → share of the draws.
        firm: for each enterprise the share of draws in which its grade stands.
        told: draws, seed and spread, as they are kept.
    """

    of: str
    shares: dict[str, dict[str, float]]
    firm: list[float]
    told: dict[str, Any]


def weigh(run: Run, draws: int = 10_000, spread: float = 0.1) -> Weighed:
    """Draw weights and benchmarks at random. It takes its time and writes nothing: call it outside a transaction.

    Args:
        run: scored.
        draws: how many.
        spread: how far a weight or benchmark may be off, as a share of itself.
    """
    of, scheme, facts = run.result_digest, scheme_of(run), facts_now(run)
    found = stability(facts, scheme, draws=draws, seed=run.year, weight_spread=spread, benchmark_spread=spread)
    told = {"draws": draws, "seed": run.year, "spread": spread}
    return Weighed(of, {row.uscc: row.shares for row in found.rows}, [row.firm for row in found.rows], told)


def still(run: Run, prepared: Computed | None) -> Computed:
    """Return a list computed beforehand if it still follows from what is kept, else compute it now."""
    return prepared if prepared is not None and prepared.basis == basis_of(run) else computed(run)


def canonical(table: pa.Table) -> bytes:
    """Return a graded list as text that no version of a library writes differently: one JSON array a row."""
    stream = io.StringIO()
    stream.write(json.dumps(table.column_names, ensure_ascii=False) + "\n")
    for row in zip(*(column.to_pylist() for column in table.columns), strict=True):
        stream.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")
    return stream.getvalue().encode()


def final_digest(run: Run, computed: str) -> str:
    """The digest of the final list: of the computed one and of the overrides with their documents."""
    overrides = run.overrides.order_by("enterprise__uscc").values_list(
        "enterprise__uscc", "grade", "reason", "document"
    )
    lines = [json.dumps(row, ensure_ascii=False) for row in overrides]
    return digest("\n".join([computed, *lines]).encode())


def write_grades(run: Run, found: Computed) -> None:
    """Bring the run's rows to the computed list, then apply the overrides. Confirmations already given stay."""
    ids = dict(Enterprise.objects.filter(county=run.county).values_list("uscc", "pk"))
    overrides = dict(run.overrides.values_list("enterprise_id", "grade"))
    rows = [
        _graded(run, line, ids[line["uscc"]], found.places[line["uscc"]], overrides) for line in found.table.to_pylist()
    ]
    Graded.objects.bulk_create(
        rows, batch_size=BATCH, update_conflicts=True, unique_fields=("run", "enterprise"), update_fields=WRITTEN
    )


def _graded(
    run: Run, line: dict[str, Any], enterprise: int, place: dict[str, Any], overrides: dict[int, str]
) -> Graded:
    computed = line["grade"] or ""
    values = {key: value for key, value in line.items() if key not in KEPT}
    return Graded(
        run=run,
        enterprise_id=enterprise,
        name=line["name"] or "",
        town_name=place["town"] or "",
        park=place["park"] or "",
        industry=place["industry"] or "",
        track=line["track"] or "",
        group=line["group"] or "",
        score=line["score"],
        rank=line["rank"],
        computed=computed,
        grade=overrides.get(enterprise, computed),
        basis=line["basis"] or "",
        values=json.loads(json.dumps(values, default=str)),
    )


@dataclass(frozen=True)
class Repetition:
    """What a second computation gave: its digest, the one registered, and the lines that differ from the kept list."""

    digest: str
    registered: str
    rows: int
    differing: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether the list is the same to the byte, and the kept lines say the same."""
        return self.digest == self.registered and not self.differing


def repeat(run: Run) -> Repetition:
    """Compute a run again from its snapshot, scheme, corrections and overrides, and compare with what is registered.

    Raises:
        InputFault: the run was never scored, or its snapshot is not the frozen one.
    """
    if run.state == RunState.FROZEN or not run.result_digest:
        raise InputFault(_("该批次尚未初评"), where=str(run))
    again = computed(run)
    overrides = dict(run.overrides.values_list("enterprise__uscc", "grade"))
    rows = run.graded.values_list("enterprise__uscc", "track", "rank", "score", "grade")
    kept = {uscc: (track, rank, score, grade) for uscc, track, rank, score, grade in rows}
    differing = []
    for line in again.table.select(["uscc", "track", "rank", "score", "grade"]).to_pylist():
        score = None if line["score"] is None else Decimal(repr(line["score"])).quantize(Decimal("0.0001"))
        grade = overrides.get(line["uscc"], line["grade"] or "")
        if kept.pop(line["uscc"], None) != (line["track"] or "", line["rank"], score, grade):
            differing.append(line["uscc"])
    found = final_digest(run, again.digest) if run.state == RunState.FINAL else again.digest
    return Repetition(found, run.result_digest, again.table.num_rows, (*differing, *kept))


def repeats(run: Run) -> bool:
    """Tell whether computing the run again from what is kept gives the same list to the byte."""
    return repeat(run).same

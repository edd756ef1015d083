"""A run's list is a pure function of what is kept: its snapshot, scheme, accepted corrections and overrides."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.utils.translation import gettext as _

from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.evaluation.models import Graded, Objection, Run
from tenghuan.apps.evaluation.snapshot import corrected, digest, thawed
from tenghuan.apps.evaluation.states import ObjectionState, RunState
from tenghuan.errors import InputFault
from tenghuan.scoring import Scheme, evaluate, parse_scheme

BATCH = 1000


def facts_of(run: Run) -> pa.Table:
    """The frozen facts with the corrections of accepted objections.

    Raises:
        InputFault: the snapshot file is not the one that was frozen.
    """
    with run.snapshot.open("rb") as file:
        content = file.read()
    if digest(content) != run.snapshot_digest:
        raise InputFault(_("冻结数据文件与登记的摘要不符"), where=run.snapshot.name, remedy=_("请从备份恢复该文件"))
    accepted = Objection.objects.filter(graded__run=run, state=ObjectionState.ACCEPTED).select_related(
        "graded__enterprise"
    )
    changes: dict[str, dict[str, Any]] = {}
    for objection in accepted.order_by("pk"):
        values = {fact: Decimal(pair[1]) for fact, pair in objection.corrections.items()}
        changes.setdefault(objection.graded.enterprise.uscc, {}).update(values)
    return corrected(thawed(content), changes.items())


def scheme_of(run: Run) -> Scheme:
    """The scheme of the run's method."""
    return parse_scheme(run.method.scheme, run.method.name)


def results(run: Run) -> tuple[pa.Table, str]:
    """Compute the graded list from what is kept: (table of the OUT columns, SM3 digest of its Parquet bytes)."""
    table = evaluate(facts_of(run), scheme_of(run)).table
    stream = io.BytesIO()
    pq.write_table(table, stream, compression="none", store_schema=False)
    return table, digest(stream.getvalue())


def write_grades(run: Run, table: pa.Table) -> None:
    """Bring the run's rows to the computed list, then apply the overrides. Confirmations already given stay."""
    ids = dict(Enterprise.objects.filter(county=run.county).values_list("uscc", "pk"))
    overrides = dict(run.overrides.values_list("enterprise_id", "grade"))
    kept = ("uscc", "name", "track", "group", "score", "rank", "grade", "basis")
    rows = []
    for line in table.to_pylist():
        enterprise = ids[line["uscc"]]
        computed = line["grade"] or ""
        values = {key: value for key, value in line.items() if key not in kept}
        rows.append(
            Graded(
                run=run,
                enterprise_id=enterprise,
                track=line["track"] or "",
                group=line["group"] or "",
                score=line["score"],
                rank=line["rank"],
                computed=computed,
                grade=overrides.get(enterprise, computed),
                basis=line["basis"] or "",
                values=json.loads(json.dumps(values, default=str)),
            )
        )
    columns = ("track", "group", "score", "rank", "computed", "grade", "basis", "values")
    Graded.objects.bulk_create(
        rows, batch_size=BATCH, update_conflicts=True, unique_fields=("run", "enterprise"), update_fields=columns
    )


def repeats(run: Run) -> bool:
    """Tell whether computing the run again from what is kept gives the same list to the byte."""
    if run.state == RunState.FROZEN:
        raise InputFault(_("该批次尚未初评"), where=str(run))
    return results(run)[1] == run.result_digest

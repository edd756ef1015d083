"""Data of the first schema, brought to this version: nothing is lost, and what was under way is done."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

STATES = """
import json
from tenghuan.apps.evaluation.grading import repeat
from tenghuan.apps.evaluation.models import Run
from tenghuan.apps.intake.models import Batch
from tenghuan.apps.kit.models import Job
from tenghuan.apps.plans.models import Draft
final = Run.objects.get(state="final")
print(json.dumps({
    "jobs": sorted(Job.objects.values_list("kind", "state", "error")),
    "batches": sorted(Batch.objects.values_list("state", flat=True)),
    "draft": Draft.objects.get().state,
    "runs": sorted(Run.objects.values_list("state", flat=True)),
    "kept": final.result_digest,
    "again": repeat(final).digest,
}))
"""


def _counts(folder) -> dict[str, int]:
    with closing(sqlite3.connect(folder / "tenghuan.sqlite3")) as database:
        names = [n for (n,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}


# tables that a start of the platform itself writes to
# tables that became attachments and events; tests/apps/monitoring holds that their rows move, here there are none
MOVED = frozenset({"monitoring_evidence", "monitoring_revision", "monitoring_comment"})
OWN = ("django_", "sqlite_", "audit_", "auth_", "axes_", "kit_")


def test_every_row_is_there_after_the_upgrade_and_the_doctor_finds_nothing_grave(first_release):
    before = _counts(first_release.folder)
    first_release.run("setup")
    after = _counts(first_release.folder)
    assert not any(before[name] for name in MOVED)
    business = {name: count for name, count in before.items() if not name.startswith(OWN) and name not in MOVED}
    assert sum(business.values()) > 500
    # accounts: the administrators were there, so none is opened
    assert {name: after.get(name) for name in business} == business
    assert "严重 0 项" in first_release.run("doctor", "--deep")


def test_work_that_was_under_way_is_taken_up_and_a_final_run_repeats_to_the_byte(upgraded):
    queued = json.loads(upgraded.python_says(STATES))
    kinds = ["evaluation.score", "intake.check", "plans.read"]
    assert queued["jobs"] == [[kind, "queued", ""] for kind in kinds]
    upgraded.run("work", "--until-empty")
    done = json.loads(upgraded.python_says(STATES))
    assert done["jobs"] == [[kind, "done", ""] for kind in kinds]
    assert (done["draft"], done["runs"]) == ("review", ["final", "published", "scored"])
    assert "committed" in done["batches"]
    assert "checking" not in done["batches"]
    assert done["again"] == done["kept"]

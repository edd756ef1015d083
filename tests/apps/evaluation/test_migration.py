"""What stood before the kit is on it afterwards: evidence, what was said, tasks, and what a race had entered twice."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime

import pytest
from django.core.files.base import ContentFile

from tests.migrating import former_steps

BEFORE = [
    ("evaluation", "0005_run_remarks"),
    ("kit", "0003_jobs"),
    ("enterprises", "0003_years_of_an_enterprise"),
]
AFTER = [("evaluation", "0008_what_gave_way")]
PROOF = b"%PDF-1.4 proof"


@pytest.fixture
def former(transactional_db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    executor = former_steps()
    executor.migrate(BEFORE)
    yield former_steps().loader.project_state(BEFORE).apps
    executor = former_steps()
    executor.migrate(executor.loader.graph.leaf_nodes())


def make(apps, model, /, **columns):
    return apps.get_model(*model.split(".")).objects.create(**columns)


def test_nothing_that_stood_before_the_kit_is_lost(former):
    city = make(former, "organization.Region", name="市", code="980100", level="city", path="/98/")
    county = make(former, "organization.Region", name="县", code="980101", level="county", path="/98/1/", parent=city)
    town = make(former, "organization.Region", name="镇", code="980102", level="town", path="/98/1/1/", parent=county)
    firm = make(former, "enterprises.Enterprise", county=county, town=town, uscc="91330600MA00000019", name="厂")
    method = make(former, "evaluation.Method", county=county, name="办法", year=2022, version=1)
    told = {"county": county, "year": 2022, "frozen_at": datetime(2023, 1, 1, tzinfo=UTC)}
    run = make(former, "evaluation.Run", **told, method=method, state="published", closes_on=date(2023, 5, 11))
    line = make(former, "evaluation.Graded", run=run, enterprise=firm, name="厂")
    decided = {"graded": line, "text": "甲", "state": "rejected", "town_opinion": "属实", "decision": "不采纳"}
    done = make(former, "evaluation.Objection", **decided, evidence_name="证明.pdf")
    done.evidence.save("1.pdf", ContentFile(PROOF))
    lost = make(
        former, "evaluation.Objection", graded=line, text="乙", forward_by=date(2023, 5, 9), evidence_name="b.pdf"
    )
    lost.evidence.save("2.pdf", ContentFile(b"%PDF-1.5"))
    lost.evidence.storage.delete(lost.evidence.name)
    raced = make(former, "evaluation.Objection", graded=line, text="乙", forward_by=date(2023, 5, 9))
    bonus = {
        "county": county,
        "enterprise": firm,
        "year": 2022,
        "kind": "bonus",
        "reason": "绿色工厂",
        "document": "1 号",
    }
    points = [make(former, "evaluation.Decision", **bonus, points=n, by="张三").pk for n in (5, 5, 5, 3)]
    former_steps().migrate(AFTER)

    from tenghuan.apps.evaluation.models import Decision, Objection, Run
    from tenghuan.apps.kit.files import attached
    from tenghuan.apps.kit.models import Event, Task

    done, lost, raced = (Objection.objects.get(pk=one.pk) for one in (done, lost, raced))
    (proof,) = attached(done)
    assert (proof.name, proof.file.digest) == ("证明.pdf", hashlib.new("sm3", PROOF).hexdigest())
    with proof.file.content.open("rb") as file:
        assert file.read() == PROOF
    said = [(event.label, event.note) for event in Event.objects.about(done)]
    assert said == [("提出异议", ""), ("转办公室复核", "意见：属实"), ("不采纳", "意见：不采纳")]
    assert "b.pdf" in Event.objects.about(lost).last().note
    assert {one.county_id for one in (done, lost, raced)} == {county.pk}
    assert (lost.retired_on, raced.retired_because) == (None, "重复登记，合并停用")
    tasks = {(task.kind, task.region_id, task.due) for task in Task.objects.open()}
    assert tasks == {
        ("objections:filed", town.pk, date(2023, 5, 9)),
        ("runs:published", county.pk, date(2023, 5, 11)),
    }
    assert list(Decision.objects.filter(retired_on=None).order_by("pk").values_list("pk", flat=True)) == [
        points[0],
        points[3],
    ]
    assert Event.objects.about(Decision.objects.get(pk=points[0])).get().by == "张三"
    assert Run.objects.get(pk=run.pk).revision == 1

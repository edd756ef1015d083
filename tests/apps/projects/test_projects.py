"""A project from lead to judged performance, and what no project may say."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tenghuan.apps.kit import records
from tenghuan.apps.projects.models import Project
from tenghuan.apps.projects.registers import PROJECTS, RUNNING_LOOP
from tenghuan.apps.projects.stages import stages
from tenghuan.errors import InputFault
from tests.apps.kit.sheds import PNG, by
from tests.apps.projects.made import project

CODE = "2503-990101-04-01-123456"
LIFE = (
    ("sign", {"signed_on": "2025-01-10", "investment_agreement": "投资1号"}),
    ("file", {"filed_on": "2025-02-10", "code": CODE}),
    ("land", {"landed_on": "2025-04-01", "land_contract": "合同1号", "performance_agreement": "履约1号"}),
    ("start", {"started_on": "2025-05-20"}),
    ("top", {"topped_on": "2025-12-01"}),
    ("complete", {"completed_on": "2026-03-01"}),
    ("produce", {"produced_on": "2026-05-01"}),
    ("scale", {"scaled_on": "2026-08-01"}),
    ("reach", {"reached_on": "2026-11-01"}),
)


def proofs(verb: str) -> dict[str, list[SimpleUploadedFile]]:
    kinds = next(move.proofs for move in RUNNING_LOOP.moves if move.verb == verb)
    return {kind: [SimpleUploadedFile(f"{at}.png", PNG + kind.encode())] for at, kind in enumerate(kinds)}


def walk(thing: Project, actor, until: str = "reach", **more):
    for verb, told in LIFE:
        RUNNING_LOOP.take(actor, thing, verb, **{**told, **more.get(verb, {})}, files=proofs(verb))
        if verb == until:
            return thing
    return thing


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_a_project_goes_from_lead_to_capacity_each_stage_with_its_day_and_evidence(world):
    thing = walk(project(world.home), by(world.home, "department"))
    assert thing.state == "reached"
    assert thing.code == CODE
    assert [str(thing.day_of(one)) for one in stages()[:9]] == [next(iter(told.values())) for _verb, told in LIFE]
    RUNNING_LOOP.take(by(world.home, "office"), thing, "judge", opinion="兑现承诺")
    assert thing.state == "judged"


def test_a_day_before_the_stage_before_or_after_today_is_refused(world):
    thing = walk(project(world.home), by(world.home, "department"), "land")
    for wrong, word in (("2025-03-31", "早于"), ("2027-01-01", "今天之后")):
        with pytest.raises(InputFault, match=word):
            RUNNING_LOOP.take(by(world.home, "department"), thing, "start", started_on=wrong, files=proofs("start"))
    assert thing.state == "landed"


def test_a_project_that_was_attracted_is_signed_before_it_is_filed_another_need_not(world):
    told = {"filed_on": "2025-02-10", "code": CODE}
    with pytest.raises(InputFault, match="先登记签约"):
        RUNNING_LOOP.take(by(world.home, "town"), project(world.home), "file", **told, files=proofs("file"))
    other = project(world.home, 2, attracted=False, nature="renovation")
    RUNNING_LOOP.take(by(world.home, "town"), other, "file", **told, files=proofs("file"))
    assert other.state == "filed"


@pytest.mark.parametrize(
    "code", ["", "2513-990101-04-01-123456", "2503-990101-04-01-12345", "XM990101-2026-0001", "二五"]
)
def test_filing_needs_the_national_code(world, code):
    thing = walk(project(world.home), by(world.home, "department"), "sign")
    with pytest.raises(InputFault, match="国家统一项目代码"):
        RUNNING_LOOP.take(
            by(world.home, "department"), thing, "file", filed_on="2025-02-10", code=code, files=proofs("file")
        )


def test_a_code_without_hyphens_is_the_same_code(world):
    assert project(world.home, code="25039901010401123456").code == CODE
    with pytest.raises(InputFault, match="已在册"):
        project(world.home, 2, code=CODE)


def test_granted_land_needs_all_three_agreements_a_rented_workshop_its_lease(world):
    actor = by(world.home, "department")
    told = {"landed_on": "2025-04-01", "land_contract": "合同1号"}
    granted = walk(project(world.home), actor, "file")
    with pytest.raises(InputFault, match="履约监管协议"):
        RUNNING_LOOP.take(actor, granted, "land", **told, files=proofs("land"))
    leased = walk(project(world.home, 2, site="leased"), actor, "file", file={"code": "2503-990101-04-01-123457"})
    with pytest.raises(InputFault, match="合同编号"):
        RUNNING_LOOP.take(actor, leased, "land", landed_on="2025-04-01", files=proofs("land"))
    RUNNING_LOOP.take(actor, leased, "land", **told, files=proofs("land"))
    assert leased.state == "landed"


def test_a_new_building_is_topped_out_before_it_is_completed(world):
    actor = by(world.home, "department")
    thing = walk(project(world.home), actor, "start")
    with pytest.raises(InputFault, match="主体封顶"):
        RUNNING_LOOP.take(actor, thing, "complete", completed_on="2026-03-01", files=proofs("complete"))


def test_capacity_is_reached_by_who_kept_every_promise(world):
    actor = by(world.home, "department")
    thing = walk(project(world.home, promised_tax="30", promised_output="10000"), actor, "scale")
    told = {"reached_on": "2026-11-01", "actual_tax": "31.5"}
    with pytest.raises(InputFault, match="实际年产值"):
        RUNNING_LOOP.take(actor, thing, "reach", **told, files=proofs("reach"))
    with pytest.raises(InputFault, match="88"):
        RUNNING_LOOP.take(actor, thing, "reach", **told, actual_output="8800", files=proofs("reach"))
    RUNNING_LOOP.take(actor, thing, "reach", **told, actual_output="10000", files=proofs("reach"))
    assert (thing.state, thing.ratio) == ("reached", Decimal("100.00"))


def test_what_did_not_keep_its_promises_is_judged_with_the_worst_of_them(world):
    thing = walk(project(world.home, promised_tax="30", promised_output="10000"), by(world.home, "department"), "scale")
    told = {"actual_tax": "31.5", "actual_output": "5500", "opinion": "按协议追究"}
    RUNNING_LOOP.take(by(world.home, "office"), thing, "judge", **told)
    assert (thing.state, thing.ratio, thing.reached_on) == ("judged", Decimal("55.00"), None)


def test_a_project_that_is_registered_late_stands_where_its_days_say(world):
    thing = project(world.home, code=CODE, signed_on="2024-03-01", landed_on="2024-06-01", started_on="2024-09-01")
    assert thing.state == "started"


def test_days_of_a_project_that_is_registered_are_written_by_moves_alone(world):
    thing = project(world.home)
    with pytest.raises(InputFault, match="由办理登记"):
        records.change(by(world.home, "office"), PROJECTS, thing, {"signed_on": "2025-01-10"})


def test_only_the_increment_of_a_raise_counts_and_another_owner_counts_nothing(world):
    first = project(world.home, total="20000")
    assert (first.was, first.increment) == (0, 20000)
    raised = project(world.home, 2, total="35000", relation="raise", before=first)
    assert (raised.was, raised.increment) == (20000, 15000)
    with pytest.raises(InputFault, match="只计一次"):
        project(world.home, 3, total="40000", relation="raise", before=first)
    other = project(world.home, 4, total="35000", relation="owner", before=raised)
    assert (other.was, other.increment) == (35000, 0)


def test_a_joint_project_is_counted_by_one_county(world):
    told = {"code": CODE, "joint_with": "西县"}
    project(world.home, **told)
    with pytest.raises(InputFault, match="只计一次"):
        project(world.neighbour, **told)
    assert project(world.neighbour, **told, counts=False).code == CODE


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"fixed": "20001"}, "大于总投资"),
        ({"industry": "9999"}, "行业代码"),
        ({"programmes": "登月"}, "登月"),
        ({"relation": "raise"}, "原项目"),
        ({"counts": False}, "联合招引单位"),
        ({"code": "2503"}, "国家统一项目代码"),
        ({"signed_on": "2027-01-01"}, "今天之后"),
        ({"signed_on": "2025-03-01", "started_on": "2025-02-01"}, "早于"),
        ({"total": "-1"}, "总投资"),
    ],
)
def test_a_project_that_contradicts_itself_is_refused(world, wrong, word):
    with pytest.raises(InputFault, match=word):
        project(world.home, **wrong)


@pytest.mark.parametrize(("industry", "made"), [("3854", True), ("C3854", True), ("6511", False), ("4610", False)])
def test_manufacturing_is_section_c(world, industry, made):
    assert project(world.home, industry=industry).manufacturing is made

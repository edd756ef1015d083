"""One call of every service of the plans app."""

import tempfile

from django.conf import settings

from tenghuan.apps.plans.models import Draft
from tenghuan.apps.plans.services import decisions, drafts, publication
from tenghuan.reading import read_plan
from tests.apps.plans.documents import PLAN
from tests.apps.plans.packs import pack


def _uploaded(world, actor) -> Draft:
    settings.MEDIA_ROOT = tempfile.mkdtemp(prefix="tenghuan-files-")
    return drafts.upload_document(actor, world.home.region, "东县方案.txt", PLAN.encode())


def _read(world, actor) -> Draft:
    draft = _uploaded(world, actor)
    drafts.record_reading(actor, draft, read_plan(PLAN.encode(), "东县方案.txt"))
    return draft


def _fail(world, actor):
    draft = _uploaded(world, actor)
    drafts.fail_reading(actor, draft, "读不出来")
    return draft


def _decide(world, actor):
    decisions.decide_item(actor, _read(world, actor).items.first(), 0, "accepted")


def _correct(world, actor):
    row = _read(world, actor).items.filter(kind="target").first()
    decisions.correct_item(actor, row, 0, {**row.data, "value": 99})


def _add(world, actor):
    decisions.add_item(actor, _read(world, actor), "task", {"number": 1, "title": "补录的任务", "lead": ["县经信局"]})


def _map(world, actor):
    row = _read(world, actor).units.first()
    decisions.map_unit(actor, row, 0, unit=world.home.departments[0])


SCENARIOS = {
    "plans.publish_pack": lambda world, actor: publication.publish_pack(actor, world.home.region, pack()),
    "plans.upload_document": _uploaded,
    "plans.record_reading": _read,
    "plans.fail_reading": _fail,
    "plans.restart_reading": lambda world, actor: drafts.restart_reading(actor, _fail(world, actor)),
    "plans.discard_draft": lambda world, actor: drafts.discard_draft(actor, _read(world, actor)),
    "plans.publish_draft": lambda world, actor: drafts.publish_draft(actor, _read(world, actor), accept_open=True),
    "plans.decide_item": _decide,
    "plans.correct_item": _correct,
    "plans.add_item": _add,
    "plans.accept_sure": lambda world, actor: decisions.accept_sure(actor, _read(world, actor)),
    "plans.map_unit": _map,
    "plans.accept_units": lambda world, actor: decisions.accept_units(actor, _read(world, actor)),
}

# what the same call by several at once means, where it is not "once": tests/apps/test_races.py
DOUBLES = {
    "plans.accept_sure": "same",
    "plans.accept_units": "same",
    "plans.add_item": "same",
    "plans.publish_pack": "same",
    "plans.upload_document": "same",
}

# loop → how a thing that moves along it is made: tests/kit/test_races.py
MOVING = {"drafts": _read}

"""One call of every service of the intake."""

from django.core.files.uploadedfile import SimpleUploadedFile

from tenghuan.apps.intake import checking, tasks
from tenghuan.apps.intake.models import Batch, NameMatch
from tenghuan.apps.intake.receiving import propose, receive, reopen
from tenghuan.apps.intake.services import batches, checks, commits
from tenghuan.reading.workbooks import Configuration
from tests.apps.enterprises.scenarios import A, base
from tests.apps.intake.workbooks import BASE, BASE_HEAD, TAX, base_book, book, tax_book


def hand_in(world, actor, content=None):
    handed = receive(SimpleUploadedFile("表.xlsx", content or base_book()))
    return batches.hand_in(actor, world.home.region, world.home.departments[0], handed)[0]


def checked(world, actor, content=None):
    batch = hand_in(world, actor, content)
    tasks.begin_check(actor, batch)
    batch.refresh_from_db()
    return batch


def committed(world, actor):
    batch = checked(world, actor)
    tasks.begin_commit(actor, batch)
    batch.refresh_from_db()
    return batch


def _configure(world, actor):
    batch = hand_in(world, actor)
    batches.configure(actor, batch, Configuration(**batch.configuration))


def _other_sheet(world, actor):
    batch = hand_in(world, actor, book([BASE_HEAD, *BASE], "名录", 补充=[BASE_HEAD, BASE[0]]))
    batches.open_sheet(actor, batch, *propose(reopen(batch.workbook), sheet="补充"))
    assert Batch.objects.count() == 2


def _redetect(world, actor):
    batch = hand_in(world, actor)
    batches.redetect(actor, batch, *propose(reopen(batch.workbook)))


def _mend(world, actor):
    batch = hand_in(world, actor)
    mended = receive(SimpleUploadedFile("改好.xlsx", base_book(BASE[:2])), batch.configuration)
    assert batches.mend(actor, batch, mended)


def _note_check(world, actor):
    batch = hand_in(world, actor)
    checks.start_check(actor, batch)
    checks.note_check(actor, batch, checking.run(actor, batch, lambda progress, step: None))
    assert batch.state == "ready"


def _jump(world, actor):
    base(actor, world.home.region)
    first = checked(world, actor, tax_book(year=2021))
    tasks.begin_commit(actor, first)
    return checked(world, actor, tax_book([[A, "甲公司", 123456789000]]))


def _waive(world, actor):
    batch = _jump(world, actor)
    assert checks.waive(actor, batch, batch.faults.all(), "已核实") == 1
    return batch


def _unwaive(world, actor):
    batch = _waive(world, actor)
    assert checks.unwaive(actor, batch, batch.faults.all()) == 1


def _match(world, actor):
    base(actor, world.home.region)
    checked(world, actor, tax_book([["", "甲公司", 1], *TAX[1:]]))
    checks.confirm_match(actor, NameMatch.objects.get(), None, "不是本县企业")


def _fail(world, actor):
    batch = hand_in(world, actor)
    checks.start_check(actor, batch)
    commits.note_failure(actor, batch, "读取超时")


SCENARIOS = {
    "intake.hand_in": hand_in,
    "intake.open_sheet": _other_sheet,
    "intake.redetect": _redetect,
    "intake.configure": _configure,
    "intake.mend": _mend,
    "intake.discard": lambda world, actor: batches.discard(actor, hand_in(world, actor)),
    "intake.start_check": lambda world, actor: checks.start_check(actor, hand_in(world, actor)),
    "intake.note_check": _note_check,
    "intake.waive": _waive,
    "intake.unwaive": _unwaive,
    "intake.confirm_match": _match,
    "intake.start_commit": lambda world, actor: commits.start_commit(actor, checked(world, actor)),
    "intake.commit": committed,
    "intake.note_failure": _fail,
    "intake.withdraw": lambda world, actor: commits.withdraw(actor, committed(world, actor), "报错了"),
}

# what the same call by several at once means, where it is not "once": tests/apps/test_races.py
DOUBLES = {
    "intake.confirm_match": "same",
    "intake.hand_in": "same",
    "intake.open_sheet": "same",
    "intake.configure": "same",
    "intake.redetect": "same",
    "intake.unwaive": "same",
    "intake.waive": "same",
}

# loop → how a thing that moves along it is made: tests/kit/test_races.py
MOVING = {"batches": checked}

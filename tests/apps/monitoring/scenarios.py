"""One call of every service of monthly reporting."""

import tempfile
from datetime import date, timedelta
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.utils import timezone

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit.models import Attachment
from tenghuan.apps.monitoring import workbook
from tenghuan.apps.monitoring.changes import fresh
from tenghuan.apps.monitoring.models import Period
from tenghuan.apps.monitoring.queries import sheets
from tenghuan.apps.monitoring.services import history, periods, reports, review, uploads
from tenghuan.apps.plans.models import Responsibility
from tests.apps.monitoring.campaigns import Campaign, make_campaign

PLATFORM = Actor.platform("test")


def _campaign(world) -> Campaign:
    made = make_campaign(world.home)
    periods.open_due_periods(PLATFORM, plans=[made.plan])
    made.period = Period.objects.get(plan=made.plan)
    return made


def _submitted(world):
    made = _campaign(world)
    author = made.actor("department")
    reports.save_draft(author, made.report("annual"), value=Decimal(5))
    reports.submit(author, [made.report("annual")])
    return made, author


def _approved(world, actor):
    made, _author = _submitted(world)
    review.approve(actor, [made.report("annual")])
    return made


def _open(world, actor):
    periods.open_due_periods(actor, plans=[make_campaign(world.home).plan])


def _open_by_hand(world, actor):
    periods.open_period(actor, _campaign(world).plan, 2023, 6, timezone.localdate() + timedelta(days=5))


def _late(world, actor):
    made = _campaign(world)
    unit = world.home.departments[0]
    periods.grant_late(actor, made.period, unit, until=timezone.localdate() + timedelta(days=30), reason="停电")


def _require(world, actor):
    made = make_campaign(world.home)
    periods.open_due_periods(PLATFORM, date(2022, 6, 28), [made.plan])
    made.period = Period.objects.get(plan=made.plan)
    periods.require(actor, made.report("level"))


def _zero(world, actor):
    made = _campaign(world)
    reports.report_zero(made.actor("department"), made.report("annual"))


def _attach(world, actor) -> tuple[Campaign, Attachment]:
    made = _campaign(world)
    file = SimpleUploadedFile("a.pdf", b"%PDF-1.4")
    with override_settings(MEDIA_ROOT=tempfile.mkdtemp()):
        return made, reports.attach(made.actor("department"), made.report("annual"), file)


def _detach(world, actor):
    made, evidence = _attach(world, actor)
    reports.detach(made.actor("department"), evidence)


def _withdraw(world, actor):
    made, author = _submitted(world)
    reports.withdraw(author, made.report("annual"))


def _reopen(world, actor):
    made = _approved(world, actor)
    review.lock(actor, [made.report("annual")])
    review.reopen(actor, made.report("annual"), "更正")


def _comment(world, actor):
    reports.comment(actor, _campaign(world).report("annual"), "请核对", once="form-1")


def _countersign(world, actor):
    made, _author = _submitted(world)
    Responsibility.objects.create(item=made.items["annual"], unit=world.home.departments[1], role="lead", order=1)
    reports.countersign(made.actor("department2"), made.report("annual"), agrees=True)


def _upload(world, actor):
    made = _campaign(world)
    author, unit = made.actor("department"), world.home.departments[0]
    found = sheets.for_unit(author.user, made.period, unit.pk)
    rows = sheets.rows(found, author.user, made.period, timezone.localdate())
    lines = [line if line.key != "annual" else _filled(line) for line in sheets.lines(rows)]
    content = workbook.write(made.period.pk, unit.pk, "表", lines)
    return author, uploads.read_upload(author, made.period, unit, "表.xlsx", content)


def _filled(line):
    return type(line)(**{**line.__dict__, "value": Decimal(7)})


def _commit(world, actor):
    author, upload = _upload(world, actor)
    assert uploads.commit_upload(author, upload) == 1


def _history(world, actor):
    made = make_campaign(world.home)
    figure = history.Figure(made.items["annual"].pk, 2022, 5, Decimal(3))
    assert history.load_history(actor, made.plan, [figure], note="示例数据") == 1


SCENARIOS = {
    "monitoring.open_due_periods": _open,
    "monitoring.open_period": _open_by_hand,
    "monitoring.grant_late": _late,
    "monitoring.lock_period": lambda world, actor: periods.lock_period(actor, _campaign(world).period),
    "monitoring.require": _require,
    "monitoring.assign": lambda world, actor: periods.assign(
        actor, _campaign(world).report("orphan"), world.home.departments[1]
    ),
    "monitoring.save_draft": lambda world, actor: _submitted(world),
    "monitoring.submit": lambda world, actor: _submitted(world),
    "monitoring.report_zero": _zero,
    "monitoring.withdraw": _withdraw,
    "monitoring.comment": _comment,
    "monitoring.countersign": _countersign,
    "monitoring.attach": _attach,
    "monitoring.detach": _detach,
    "monitoring.set_mode": lambda world, actor: reports.set_mode(actor, _campaign(world).items["annual"], "periodic"),
    "monitoring.read_upload": _upload,
    "monitoring.commit_upload": _commit,
    "monitoring.approve": _approved,
    "monitoring.return": lambda world, actor: review.send_back(
        actor, fresh([_submitted(world)[0].report("annual").pk]), "有误"
    ),
    "monitoring.lock": lambda world, actor: review.lock(actor, [_approved(world, actor).report("annual")]),
    "monitoring.reopen": _reopen,
    "monitoring.load_history": _history,
}

# what the same call by several at once means, where it is not "once": tests/apps/test_races.py
DOUBLES = {
    "monitoring.comment": "same",
    "monitoring.attach": "same",
    "monitoring.countersign": "same",
    "monitoring.read_upload": "same",
    "monitoring.detach": "same",
    "monitoring.set_mode": "same",
}

# loop → how a thing that moves along it is made; move → what it is told beyond its table: tests/kit/test_races.py
MOVING = {"reports": lambda world, actor: _submitted(world)[0].report("annual")}
TYPED = {"value": Decimal(5), "whole": None, "note": "", "phase": ""}
TOLD = {"reports.draft": TYPED, "reports.clear": TYPED}

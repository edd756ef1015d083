"""Each service of the kit once, with something to change (tests/apps/test_services.py runs them)."""

from __future__ import annotations

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from tenghuan.apps.kit import files, holidays, saving, timeline
from tenghuan.apps.kit.api import tokens
from tenghuan.apps.kit.models import Token
from tests.apps.kit.sheds import PNG, by, shed


def _comment(world, actor):
    timeline.comment(actor, shed(world.home), "请抓紧", once="form-1")


def _attach(world, actor):
    return files.attach(by(world.home, "office"), shed(world.home), SimpleUploadedFile("图.png", PNG))


def _withdraw(world, actor):
    files.withdraw(by(world.home, "office"), _attach(world, actor))


def _save(world, actor):
    return saving.save(actor, page="sheds:list", name="仓储", query="use=store")


def _drop(world, actor):
    saving.drop(actor, _save(world, actor))


def _make_token(world, actor):
    tokens.make(actor, name="交换", until=date.today())
    return Token.objects.get()


def _end_token(world, actor):
    tokens.end(actor, _make_token(world, actor))


SCENARIOS = {
    "kit.make_token": _make_token,
    "kit.end_token": _end_token,
    "kit.comment": _comment,
    "kit.attach": _attach,
    "kit.withdraw_file": _withdraw,
    "kit.set_holiday": lambda world, actor: holidays.set_day(actor, date(2031, 2, 3), worked=False, source="通知"),
    "kit.drop_holiday": lambda world, actor: holidays.drop_day(
        actor, holidays.set_day(actor, date(2031, 2, 3), worked=False, source="通知"), "登记有误"
    ),
    "kit.save_view": _save,
    "kit.drop_view": _drop,
}

# what the same call by several at once means, where it is not "once": tests/apps/test_races.py
DOUBLES = {
    "kit.comment": "same",
    "kit.make_token": "each",
    "kit.attach": "same",
    "kit.save_view": "same",
    "kit.set_holiday": "same",
    "kit.drop_holiday": "same",
}

"""Each service of the kit once, with something to change (tests/apps/test_services.py runs them)."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from tenghuan.apps.kit import files, saving, timeline
from tests.apps.kit.sheds import PNG, by, shed


def _comment(world, actor):
    timeline.comment(actor, shed(world.home), "请抓紧")


def _attach(world, actor):
    return files.attach(by(world.home, "office"), shed(world.home), SimpleUploadedFile("图.png", PNG))


def _withdraw(world, actor):
    files.withdraw(by(world.home, "office"), _attach(world, actor))


def _save(world, actor):
    return saving.save(actor, page="sheds:list", name="仓储", query="use=store")


def _drop(world, actor):
    saving.drop(actor, _save(world, actor))


SCENARIOS = {
    "kit.comment": _comment,
    "kit.attach": _attach,
    "kit.withdraw_file": _withdraw,
    "kit.save_view": _save,
    "kit.drop_view": _drop,
}

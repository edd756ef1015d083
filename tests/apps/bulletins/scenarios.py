"""One call of every service of bulletins that no declaration brings."""

from django.utils import timezone

from tenghuan.apps.bulletins import services
from tests.apps.bulletins.drafts import drafted, issued, this_month, uploaded
from tests.apps.kit.sheds import by


def _draft(world, actor):
    services.draft(by(world.home, "office"), world.home.region, "orders", this_month(), once="form-1")


def _edit(world, actor):
    bulletin = drafted(world.home)
    part = bulletin.content.written[0]
    services.edit(by(world.home, "office"), bulletin, part.key, "改为：在办{在办督办}件。", seen=part.text)


def _refresh(world, actor):
    services.refresh(by(world.home, "office"), drafted(world.home))


def _reissue(world, actor):
    services.reissue(by(world.home, "office"), issued(world.home), once="form-2")


def _upload(world, actor):
    uploaded(world.home, once="form-3")


SCENARIOS = {
    "bulletins.draft": _draft,
    "bulletins.edit": _edit,
    "bulletins.refresh": _refresh,
    "bulletins.reissue": _reissue,
    "bulletins.upload_template": _upload,
}

# what the same call by several at once means, where it is not "once": tests/apps/test_races.py
DOUBLES = {
    "bulletins.draft": "same",
    "bulletins.edit": "same",
    "bulletins.refresh": "each",
    "bulletins.reissue": "same",
    "bulletins.upload_template": "same",
}

# what a move is told beyond its table: tests/kit/test_races.py
TOLD = {"bulletins.issue": lambda: {"number": "东制高办〔2026〕3号", "issued_on": timezone.localdate()}}

"""One call of every service of leads that no declaration brings."""

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.leads import alike, silence
from tests.apps.kit.sheds import by
from tests.apps.leads.made import make_lead
from tests.apps.leads.ways import quiet


def _different(world, actor):
    first, second = (make_lead(world.home, number, investor="同一投资集团") for number in (1, 2))
    alike.different(by(world.home, "office"), first, second, "两个不同项目")


def _sweep(world, actor):
    quiet(make_lead(world.home), 5)
    silence.sweep(Actor.platform("leads"), world.home.region)


SCENARIOS = {"leads.different": _different, "leads.sweep": _sweep}

# what the same call by several at once means, where it is not "once": tests/apps/test_races.py
DOUBLES = {"leads.different": "same", "leads.sweep": "same"}

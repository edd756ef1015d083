"""One call of every service of the sand table that no declaration brings."""

from tenghuan.apps.sandtable.playing import keep_answer, play
from tests.apps.kit.sheds import by
from tests.apps.sandtable.scenes import firms, scenario


def _keep(world, actor):
    firms(world.home)
    made = scenario(world.home)
    keep_answer(by(world.home, "office"), made, play(made), made.revision)


SCENARIOS = {"sandtable.keep_answer": _keep}

# what the same call by several at once means, where it is not "once": tests/apps/test_races.py
DOUBLES = {"sandtable.keep_answer": "each"}

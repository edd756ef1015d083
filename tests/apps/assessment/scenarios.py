"""One call of every service of the assessment that no declaration brings."""

from datetime import date

from tenghuan.apps.assessment.services.months import make_month
from tenghuan.apps.assessment.services.races import file_appeal, freeze
from tenghuan.apps.assessment.services.schemes import add_scheme
from tests.apps.assessment import races
from tests.apps.kit.sheds import by


def _add_scheme(world, actor):
    told = {"year": 2025, "kind": "departments", "text": races.text_of(), "source": "本地参数（待核实）"}
    add_scheme(by(world.home, "office"), world.home.region, **told)


def _freeze(world, actor):
    freeze(by(world.home, "office"), races.scheme(world.home), date(2025, 12, 31))


def _appeal(world, actor):
    told = {"item": "亩均税收", "text": "口径应除钢压延外", "uploads": races.proof(), "once": "form-1"}
    file_appeal(by(world.home, "department"), races.result(world.home), **told)


def _month(world, actor):
    make_month(by(world.home, "office"), races.scheme(world.home), 3)


SCENARIOS = {
    "assessment.add_scheme": _add_scheme,
    "assessment.freeze": _freeze,
    "assessment.appeal": _appeal,
    "assessment.month": _month,
}

# what the same call by several at once means, where it is not "once": tests/apps/test_races.py
DOUBLES = dict.fromkeys(("assessment.month", "assessment.add_scheme", "assessment.appeal"), "same")

"""The year's run: frozen, confirmed, computed, laid before the objects, appealed, reviewed, approved, locked."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tenghuan.apps.assessment.registers import FIGURES, RACING
from tenghuan.apps.kit import records
from tenghuan.errors import InputFault
from tests.apps.assessment import races
from tests.apps.kit.sheds import by

TODAY = date.today()


@pytest.fixture(autouse=True)
def _kept_apart(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_points_come_from_the_frozen_figures_and_each_has_its_formula(world):
    race = races.computed(world.home)
    first, second = race.results.order_by("rank")
    # 10×18/20 + 10 + 10 and 10×16/20 + 10 + 10: nothing was due, so that nothing lacks
    assert (first.object, first.score, first.rank) == ("东县经信局", Decimal("29.0000"), 1)
    assert (second.object, second.score, second.rank) == ("东县科技局", Decimal("28.0000"), 2)
    assert [part["formula"] for part in first.points] == ["10×18/20=9", "10-1×max(0,0-0)=10", "10×1=10"]
    assert first.points[0]["basis"] == "统计局 2026〔1〕号"


def test_a_run_goes_from_freeze_to_lock(world):
    race = races.published(world.home)
    assert (race.state, race.minutes, race.published_on) == ("published", "专题会议纪要〔2026〕3 号", TODAY)
    for verb in RACING.verbs:
        with pytest.raises(InputFault):
            RACING.take(by(world.home, "office"), race, verb, reason="改", opinion="改", minutes="改")
    figure = race.figures.first()
    with pytest.raises(InputFault, match="不能再改"):
        records.change(by(world.home, "office"), FIGURES, figure, {"actual": "99", "basis": "改"})

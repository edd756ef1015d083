"""One county with sample data of two years: a final run, a published one, objections, rules."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.evaluation import demonstration
from tenghuan.apps.evaluation.models import Graded, Run
from tenghuan.apps.evaluation.views.methods import shipped
from tests.apps.evaluation.samples import fill, two_years


@dataclass
class Evaluated:
    """The runs of the county ``home``; ``mine`` is the sheet of its enterprise account, in its first town."""

    final: Run
    published: Run
    mine: Graded


@pytest.fixture
def evaluated(world) -> Evaluated:
    home = world.home
    tables = two_years(enterprises=60)
    fill(home.region, home.town_regions, tables)
    final, published = demonstration.load(
        Actor.platform("test"), home.region, shipped()["shengzhou"], (2021, 2022), tables, draws=50
    )
    mine = published.graded.filter(
        enterprise__town=home.town_regions[0],
        confirmed_at=None,
        objections=None,
        track="规上",
        enterprise__grades__run=final,
    ).first()
    account = home.accounts["enterprise"]
    account.enterprise_code = mine.enterprise.uscc
    account.save()
    return Evaluated(final, published, mine)

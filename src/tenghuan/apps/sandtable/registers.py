"""What the sand table is: scenarios, each a question with limits and assumptions, and its answer."""

from __future__ import annotations

from tenghuan.apps.access.roles import Role
from tenghuan.apps.access.who import Who
from tenghuan.apps.kit.register import Menu, Register
from tenghuan.apps.sandtable.models import Scenario
from tenghuan.apps.sandtable.panels import Answered, Outlook
from tenghuan.apps.sandtable.papers import PAPERS
from tenghuan.apps.sandtable.playing import verdict
from tenghuan.apps.sandtable.rules import hold
from tenghuan.publishing.tables import Column

GUIDE = "18-sandtable"
READERS = frozenset({Role.OFFICE, Role.LEADER})

SCENARIOS = Register(
    key="scenarios",
    model=Scenario,
    natural=("name",),
    fields=(
        *("name", "kind", "goal", "value", "pool", "closing", "uplifting", "projects", "chosen", "keep"),
        *("cases", "town_cases", "jobs", "tax", "land", "uplift", "project_tax", "growth"),
    ),
    columns=(
        *("name", "kind", "goal", "value"),
        Column("verdict", "推演结论", value=verdict, width=40),
        "computed_at",
    ),
    search=("name",),
    filters=("kind",),
    readers=READERS,
    writers=(Who.OFFICE,),
    panels=(Answered(), Outlook()),
    panels_first=True,
    hold=hold,
    importable=False,
    menu=Menu("campaign", "chess", 50, GUIDE),
    note="推演结果不是实际数，不进入任何统计",
    papers=PAPERS,
)

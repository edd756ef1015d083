"""Runs for tests: a scheme is registered, figures are frozen and moved along as officers do it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tenghuan.apps.assessment.models import Figure, Month, Race, Result, Scheme
from tenghuan.apps.assessment.registers import FIGURES, RACING
from tenghuan.apps.assessment.services.months import make_month
from tenghuan.apps.assessment.services.races import file_appeal, freeze
from tenghuan.apps.assessment.services.schemes import add_scheme
from tenghuan.apps.kit import records
from tests.apps.kit.sheds import PNG, by
from tests.world import County

TEXT = """\
name: {kind}考核
note: 本地参数（待核实）
items:
  - {{item: 亩均税收, shape: ratio, weight: 10, min: 0, max: 12, target: 20{supplier}}}
  - {{item: 月报按时报送, shape: quota, weight: 10, each: 1, min: 0, draw: reports.in_time}}
  - {{item: 督办单扣减, shape: deduct, weight: 10, shares: {{橙单: 10%, 红单: 20%}}, draw: orders.slips}}
"""
WORDS = {"departments": "部门", "towns": "镇街", "parks": "园区", "counties": "县"}


def text_of(kind: str = "departments", supplier: str = "") -> str:
    return TEXT.format(kind=WORDS[kind], supplier=f", supplier: {supplier}" if supplier else "")


def scheme(county: County, year: int = 2025, kind: str = "departments", text: str = "", **told: Any) -> Scheme:
    told = {"source": "本地参数（待核实）", **told}
    return add_scheme(by(county, "office"), county.region, year=year, kind=kind, text=text or text_of(kind), **told)


def frozen(county: County, year: int = 2025, kind: str = "departments", text: str = "", **told: Any) -> Race:
    made = scheme(county, year, kind, text, **told)
    return freeze(by(county, "office"), made, date(year, 12, 31))


def fill(county: County, race: Race, item: str, actual: dict[str, str], **told: Any) -> None:
    """Enter the actual figure of an item for objects by name."""
    for name, number in actual.items():
        figure = Figure.objects.get(race=race, object=name, item=item)
        values = {"actual": number, "basis": "统计局 2026〔1〕号", **told}
        records.change(by(county, "office"), FIGURES, figure, values)


def computed(county: County, year: int = 2025, kind: str = "departments", **told: Any) -> Race:
    race = frozen(county, year, kind, **told)
    names = list(race.figures.order_by("pk").values_list("object", flat=True).distinct())
    fill(county, race, "亩均税收", {name: str(18 - 2 * at) for at, name in enumerate(dict.fromkeys(names))})
    RACING.take(by(county, "office"), race, "compute")
    return race


def fed_back(county: County, year: int = 2025, kind: str = "departments", **told: Any) -> Race:
    race = computed(county, year, kind, **told)
    RACING.take(by(county, "office"), race, "feed_back")
    return race


def result(county: County, year: int = 2025, unit: int = 0) -> Result:
    race = fed_back(county, year)
    return Result.objects.get(race=race, unit=county.departments[unit])


def proof(shade: int = 0) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile("依据.png", PNG + bytes([shade]))]


def appeal(county: County, year: int = 2025, unit: int = 0, **told: Any) -> Any:
    role = "department" if unit == 0 else "department2"
    values: dict[str, Any] = {
        "item": "亩均税收",
        "text": "口径应除钢压延外",
        "claimed": Decimal(19),
        "uploads": proof(),
    }
    return file_appeal(by(county, role), result(county, year, unit), **{**values, **told})


def month(county: County, year: int = 2025, number: int = 3, kind: str = "departments") -> Month:
    return make_month(by(county, "office"), scheme(county, year, kind), number)


def passed(race: Race) -> Race:
    """Let the days of appeal be over."""
    Race.objects.filter(pk=race.pk).update(appeal_by=date(2026, 1, 5))
    race.refresh_from_db()
    return race


def published(county: County, year: int = 2025, kind: str = "departments") -> Race:
    race = passed(fed_back(county, year, kind))
    office = by(county, "office")
    RACING.take(office, race, "review")
    RACING.take(office, race, "approve", opinion="同意")
    RACING.take(office, race, "publish", minutes="专题会议纪要〔2026〕3 号")
    return race

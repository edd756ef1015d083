"""What the platform exports of a register can be handed in again and gives the same rows: for every register."""

import pytest
from django.urls import reverse

from tenghuan.apps.enterprises.models import Conflict, Enterprise, Record, YearFacts
from tenghuan.apps.organization.models import Region
from tenghuan.reading.registers import registers
from tenghuan.reading.workbooks import open_workbook, preview
from tenghuan.reference import towns
from tenghuan.sampling import write_sample
from tests.apps.intake.workbooks import committed, handed_in


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample")
    return folder, write_sample("shengzhou", 25, 7, folder, clean=True)


@pytest.fixture
def office(world, sample):
    """The office of a county whose towns are those of the sample."""
    for town in towns(sample[1].code):
        Region.objects.create(code=f"{town.code}9", name=town.name, level="town", parent=world.home.region)
    return world.client("office")


def _rows(register):
    rows = Record.objects.filter(register=register).order_by("-source_id")
    newest = rows.first().source_id
    keep = list(registers()[register].by_key)
    found = [{k: v for k, v in row.values.items() if k in keep} for row in rows.filter(source_id=newest)]
    return sorted(found, key=lambda row: [str(row.get(key)) for key in registers()[register].key])


def _register():
    facts = [f.name for f in YearFacts._meta.concrete_fields if f.name not in ("id", "sources")]
    who = [f.name for f in Enterprise._meta.concrete_fields]
    return (
        list(YearFacts.objects.order_by("enterprise_id", "year").values(*facts)),
        list(Enterprise.objects.order_by("pk").values(*who)),
    )


@pytest.mark.parametrize("register", list(registers()))
def test_an_export_is_handed_in_again_unchanged(world, office, sample, register):
    folder, manifest = sample
    committed(office, (folder / manifest.file("base")).read_bytes(), "名录.xlsx")
    year = 2022
    if register != "base":
        committed(office, (folder / manifest.file(register, year)).read_bytes(), f"{register}.xlsx")
    before, facts = _rows(register), _register()
    address = reverse("enterprises:facts_export", args=(register,))
    exported = office.get(address, {"year": year}).content
    again = committed(office, exported, "再次.xlsx")
    assert again.register == register
    assert _rows(register) == before
    assert _register() == facts
    assert not Conflict.objects.exists()
    assert office.get(address, {"year": year}).content == exported


@pytest.mark.parametrize("register", list(registers()))
def test_templates_offer_towns_parks_and_industries(world, office, register):
    content = office.get(reverse("enterprises:facts_template", args=(register,))).content
    book = open_workbook(content, "模板.xlsx", isolate=False)
    assert preview(book, register).missing == () or registers()[register].period != "none"
    if register == "base":
        lists = [cell for row in book.sheet("选项").rows for cell in row]
        assert "dong1镇" in lists
        assert any(str(cell).startswith("1751 ") for cell in lists)


def test_a_sample_with_faults_names_them(world, office, sample, tmp_path):
    manifest = write_sample("shengzhou", 60, 3, tmp_path)
    name = manifest.file("base")
    batch = handed_in(office, (tmp_path / name).read_bytes(), name)
    planted = {fault.cell for fault in manifest.faults if fault.file == name and fault.kind != "blank"}
    found = set(batch.faults.values_list("cell", flat=True))
    assert planted
    assert planted & found
    assert batch.state == "faulty"

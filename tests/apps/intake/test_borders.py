"""The intake at its borders: units of offices, files of other makes, what is kept between two steps, filters."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tenghuan.apps.enterprises.models import YearFacts
from tenghuan.apps.intake import cells, queries
from tenghuan.apps.intake.checking import rows_of
from tenghuan.apps.intake.configuring import as_written, missing, named_rows
from tenghuan.apps.intake.models import Batch
from tenghuan.errors import InputFault
from tenghuan.reading.workbooks import Configuration
from tests.apps.enterprises.scenarios import A, B
from tests.apps.intake.workbooks import (
    BASE,
    base_book,
    book,
    committed,
    configuration_form,
    handed_in,
    tax_book,
    upload,
)

LAND = ["统一社会信用代码", "企业名称"]


@pytest.fixture
def office(world):
    return world.client("office")


def land_book(heading, value, *more):
    return book([["2022年度企业用地情况表"], [*LAND, heading], [A, "甲公司", value], *more], "用地")


# what offices write


@pytest.mark.parametrize(
    ("heading", "value"), [("用地面积（万平方米）", 2), ("用地面积(㎡)", "20,000"), ("用地面积（公顷）", 2)]
)
def test_the_same_land_in_other_units_is_the_same_in_the_register(world, office, heading, value):
    committed(office, base_book(), "名录.xlsx")
    batch = handed_in(office, land_book(heading, value), "用地.xlsx")
    assert not batch.faults.filter(severity="error").exists()
    assert list(rows_of(batch)[1]["land_mu"]) == [30.0]


def test_a_multiple_that_no_list_has_is_asked_for_and_the_answer_is_read(world, office):
    upload(office, land_book("用地面积（千亩）", 3), "用地.xlsx")
    batch = Batch.objects.get()
    form = {key: told for key, told in configuration_form(batch).items() if not key.startswith("unit-")}
    refused = office.post(reverse("intake:configure", args=(batch.pk,)), form)
    assert refused.status_code == 422
    assert "千亩" in refused.content.decode()
    assert office.post(reverse("intake:configure", args=(batch.pk,)), form | {"unit-2": "亩"}).status_code == 302


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_a_text_table_of_any_make_goes_into_the_register(world, office, encoding):
    lines = ["信用代码,纳税人名称,年度,实缴税金（元）", f'{A},甲公司,2022,"1,234,567.89"', f"{B},乙公司,2022,500000"]
    committed(office, base_book(), "名录.xlsx")
    batch = handed_in(office, "\r\n".join(lines).encode(encoding), "税务.csv")
    assert not batch.faults.filter(severity="error").exists()
    assert (batch.rows, batch.register) == (2, "tax")


def test_words_of_offices_for_yes_are_read(world, office):
    rows = [[*BASE[0][:4], "规模以上"], [*BASE[1][:4], "规模以下"], [*BASE[2][:4], "✓"]]
    batch = handed_in(office, base_book(rows), "名录.xlsx")
    assert not batch.faults.filter(field="above_scale").exists()
    assert list(cells.load(batch, "rows")["columns"]["above_scale"]) == [True, False, True]


def test_zero_and_a_loss_are_figures_and_a_blank_is_none(world, office):
    committed(office, base_book(), "名录.xlsx")
    committed(office, tax_book([[A, "甲公司", 0], [B, "乙公司", -1000]]), "税务.xlsx")
    taxes = {one.enterprise.uscc: one.tax for one in YearFacts.objects.filter(year=2022).select_related("enterprise")}
    assert taxes == {A: Decimal(0), B: Decimal("-0.1")}


# what is kept between two steps


@pytest.fixture
def batch(tmp_path):
    """Something that cells are kept beside; no row of the database."""
    kept = SimpleNamespace(storage=FileSystemStorage(tmp_path), path=str(tmp_path / "original"))
    return SimpleNamespace(pk=7, workbook=SimpleNamespace(content=kept, digest="d"), sheet="表1")


def test_what_one_step_kept_the_next_one_reads(batch):
    assert cells.load(batch, "rows") is None
    content = {"numbers": [4, 5], "columns": {"tax": b"\x00" * 16, "name": ["甲", None]}}
    cells.save(batch, "rows", content)
    assert cells.load(batch, "rows") == content
    assert cells.load(batch, "cells") is None
    cells.drop(batch)
    assert cells.load(batch, "rows") is None
    cells.drop(batch)  # what is gone may be dropped again


@pytest.mark.parametrize("cut", [0, 1, 7, -1])
def test_what_was_cut_short_on_the_disk_is_as_if_it_were_not(batch, cut):
    cells.save(batch, "rows", {"numbers": list(range(50))})
    storage, name = cells._place(batch, "rows")
    with storage.open(name) as stream:
        whole = stream.read()
    storage.delete(name)
    storage.save(name, ContentFile(whole[:cut]))
    assert cells.load(batch, "rows") is None


def test_what_another_version_kept_is_read_anew(batch, monkeypatch):
    monkeypatch.setattr(cells, "FORM", "0 other")
    cells.save(batch, "rows", [1])
    monkeypatch.undo()
    assert cells.load(batch, "rows") is None


# what the page of settings asks and shows


@pytest.mark.parametrize(
    ("post", "seen", "named"),
    [
        ({}, (3, 4), None),
        ({"first": "", "last": ""}, (3, 4), None),
        ({"first": "3", "last": "4"}, (3, 4), None),
        ({"first": "2", "last": "4"}, (3, 4), (2, 4)),
        ({"first": "5"}, (3, 4), (5, 5)),
        ({"last": "２"}, None, (2, 2)),
    ],
)
def test_heading_rows_that_a_person_names(post, seen, named):
    assert named_rows(post, seen) == named


@pytest.mark.parametrize(
    ("post", "says"),
    [
        ({"first": "4", "last": "3"}, "起行不能在止行之后"),
        ({"first": "0", "last": "3"}, "不是 1—1048576 的整数"),
        ({"first": "甲", "last": "3"}, "不是 1—1048576 的整数"),
        ({"first": "1", "last": "9999999"}, "不是 1—1048576 的整数"),
    ],
)
def test_heading_rows_that_cannot_be_are_refused_with_what_to_type(post, says):
    with pytest.raises(InputFault, match=says) as caught:
        named_rows(post, None)
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        ("", ""),
        (True, "是"),
        (False, "否"),
        (1.0, "1"),
        (0.1 + 0.2, "0.3"),
        (1e15, "1000000000000000"),
        (123456789012345678.0, "123456789012345680"),
        (-2.5, "-2.5"),
        ("００１", "００１"),
    ],
)
def test_a_cell_as_a_person_would_write_it(value, shown):
    assert as_written(value) == shown


@given(st.floats(-1e14, 1e14, allow_nan=False))
def test_a_number_is_shown_without_losing_what_a_workbook_keeps(value):
    assert float(as_written(value)) == float(f"{value:.15g}")
    assert not as_written(value).endswith(".0")


def test_what_is_missing_is_named_by_its_label():
    bare = Configuration(register_id="tax", sheet="表1", header_rows=(1, 1), columns=(), constants={})
    batch = Batch(register="tax", look={})
    assert "统一社会信用代码" in missing(batch, bare)
    given_ = bare.model_copy(update={"constants": {"uscc": A, "name": "甲", "year": 2022}})
    assert not {"统一社会信用代码", "企业名称", "年度"} & set(missing(batch, given_))


# faults and batches by filter


@pytest.fixture
def faulty(world, office):
    rows = [[A[:16], "甲公司", "dong1镇", "1751", "是"], [B, "乙公司", "无此镇", "9999", "可能"], BASE[2]]
    return handed_in(office, base_book(rows), "名录.xlsx")


def test_faults_are_told_by_rule_with_errors_first_and_found_by_every_filter(world, faulty):
    told = queries.by_rule(faulty)
    assert sum(one["count"] for one in told) == faulty.faults.count() > 3
    levels = [one["severity"] for one in told]
    assert levels == sorted(levels)  # error stands before warning
    assert all(one["title"] != one["rule"] for one in told)
    for one in told:
        found = queries.faults_of(faulty, {"rule": one["rule"]})
        assert found.count() == one["count"]
        assert {fault.severity for fault in found} == {one["severity"]}
    every = faulty.faults.count()
    assert queries.faults_of(faulty, {}).count() == every
    assert queries.faults_of(faulty, {"severity": "nonsense", "status": "nonsense", "text": " "}).count() == every
    by_level = [queries.faults_of(faulty, {"severity": one}).count() for one in ("error", "warning")]
    assert sum(by_level) == every
    assert queries.faults_of(faulty, {"status": "waived"}).count() == 0
    assert queries.faults_of(faulty, {"status": "waiting"}).count() == every
    assert {one.cell for one in queries.faults_of(faulty, {"text": "a2"})} == {"A2"}
    assert queries.faults_of(faulty, {"text": "%"}).count() == 0  # no wild cards


def test_kept_faults_are_those_of_the_reading_room(world, faulty):
    back = queries.as_faults(faulty, faulty.faults.all())
    assert {(one.cell, one.rule, one.severity) for one in back} == set(
        faulty.faults.values_list("cell", "rule", "severity")
    )
    assert {one.file for one in back} == {"名录.xlsx"}


def test_batches_are_found_by_state_and_register_within_the_scope(world, office, faulty):
    account = world.home.accounts["office"]
    assert [one.pk for one in queries.batches(account)] == [faulty.pk]
    assert queries.batches(account, "faulty", "base").count() == 1
    assert queries.batches(account, "ready").count() == queries.batches(account, "", "tax").count() == 0
    assert queries.batches(world.foreign.accounts["office"]).count() == 0
    assert queries.own(account, faulty)
    assert not queries.own(world.neighbour.accounts["office"], faulty)

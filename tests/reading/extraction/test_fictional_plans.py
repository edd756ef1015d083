"""Documents of our own writing, of fictional counties, as txt, docx, pdf and html, against their annotations."""

import json
from pathlib import Path

import pytest

from tenghuan.reading import read_plan
from tests.reading.extraction.comparing import fact_f1, target_rates, unit_f1

FIXTURES = Path(__file__).parents[1] / "fixtures"
DOCUMENTS = sorted(
    path
    for path in FIXTURES.glob("*/*")
    if path.suffix in {".txt", ".docx", ".pdf", ".html"} and path.with_suffix(".json").exists()
)


def gold_of(path):
    return json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))


def test_there_are_documents_of_every_kind():
    assert {path.suffix for path in DOCUMENTS} == {".txt", ".docx", ".pdf", ".html"}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_targets_are_found_and_nothing_else(path):
    precision, recall, exact = target_rates(gold_of(path), read_plan(path).to_json())
    assert min(precision, recall) >= 0.90
    assert exact >= 0.85


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_units_tables_and_seats_are_found(path):
    gold, read = gold_of(path), read_plan(path).to_json()
    assert unit_f1(gold, read) >= 0.95
    assert fact_f1(gold, read, "series") >= 0.90
    assert fact_f1(gold, read, "groups") >= 0.90


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_item_has_a_place_that_exists(path):
    reading = read_plan(path)
    texts = reading.document.texts()
    found = reading.to_json()
    for part in ("targets", "series", "actions", "tasks", "groups"):
        for item in found[part]:
            anchor = item["anchor"]
            assert 0 <= anchor["start"] < anchor["end"] <= len(texts[anchor["block"]]), item
            assert 0 < item["confidence"] <= 1
            assert item["confidence"] > 0.9 or item["reasons"]
    for item in found["targets"]:
        assert len(item["evidence"]) <= 40
        assert item["evidence"] in texts[item["anchor"]["block"]]

"""The reference for pack writers and the glossary say what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tenghuan.plan import check_data
from tenghuan.plan.loading import parse
from tenghuan.plan.schema import (
    CALIBER_NAMES,
    Comparison,
    Direction,
    Frequency,
    Indicator,
    Lamp,
    PaceMethod,
    PlanStatus,
    Status,
    UnitKind,
)

DOCS = Path(__file__).parents[2] / "docs"
GLOSSARY = (DOCS / "glossary.md").read_text(encoding="utf-8")
REFERENCE = (DOCS / "plan-pack.md").read_text(encoding="utf-8")


def test_the_sample_pack_of_the_reference_has_no_fault() -> None:
    sample = re.search(r"```yaml\n(.*?)```", REFERENCE, re.DOTALL)
    assert sample
    document = parse(sample.group(1), name="sample")
    assert check_data(document.data, document) == []


@pytest.mark.parametrize("kind", [Comparison, Direction, Frequency, Lamp, PaceMethod, PlanStatus, Status, UnitKind])
def test_every_choice_of_the_schema_is_in_the_glossary(kind: type) -> None:
    assert [member for member in kind if f"`{member.value}`" not in GLOSSARY] == []


def test_calibers_have_the_same_chinese_name_everywhere() -> None:
    for caliber, name in CALIBER_NAMES.items():
        for text in (GLOSSARY, REFERENCE):
            assert re.search(rf"{re.escape(name)}.*`{caliber}`|`{caliber}`.*{re.escape(name)}", text), name


def test_one_chinese_word_stands_for_one_thing() -> None:
    terms = re.findall(r"^\| ([^|]+?) \|", GLOSSARY, re.MULTILINE)
    words = [term for term in terms if term not in {"中文", "---"}]
    assert len(words) == len(set(words))


def test_every_field_of_an_indicator_is_explained() -> None:
    assert [
        name for name in Indicator.model_fields if f"`{name}`" not in REFERENCE and f"{name}:" not in REFERENCE
    ] == []

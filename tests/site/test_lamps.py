"""A lamp has one word: on screens, in workbooks, in explanations, in the glossary."""

from pathlib import Path

import pytest

from tenghuan.apps.plans.wording import LAMPS
from tenghuan.pace import LampState
from tenghuan.plan.parameters import LAMP_WORDS
from tenghuan.site.templatetags.tenghuan import SHAPES, lamp

ROOT = Path(__file__).resolve().parents[2]
FORMER = ("滞后", "预警灯", "提示灯")


def test_every_lamp_has_a_word_and_a_shape():
    states = {state.value for state in LampState}
    assert set(LAMP_WORDS) == set(SHAPES) == set(LAMPS) == states
    assert len(set(LAMP_WORDS.values())) == len(states)


@pytest.mark.parametrize("colour", sorted(LAMP_WORDS))
def test_screens_and_filters_say_that_word(colour):
    assert f">{LAMP_WORDS[colour]}</span>" in lamp(colour)
    assert str(LAMPS[colour]) == LAMP_WORDS[colour]


def test_no_page_has_a_second_word():
    sources = [*ROOT.glob("src/tenghuan/apps/**/*.html"), *ROOT.glob("src/tenghuan/pace/**/*.py")]
    sources += ROOT.glob("docs/guide/*.md")
    assert len(sources) > 50
    found = [(path.name, word) for path in sources for word in FORMER if word in path.read_text(encoding="utf-8")]
    assert found == []
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    assert all(LAMP_WORDS[colour] in glossary for colour in LAMP_WORDS)

"""The stepper: which step is done, which is the present one, for the eye and for whoever hears the page."""

from __future__ import annotations

import re

import pytest
from django.template import Context, Template


def drawn(here: int, *words: str) -> list[tuple[str, str]]:
    """What a stepper shows: the words of each step and its state."""
    text = Template("{% stepper '步骤' here words %}").render(Context({"here": here, "words": words}))
    found = re.findall(r'<li(?: class="(\w+)")?( aria-current="step")?>([^<]+)', text)
    assert [bool(current) for _state, current, _word in found] == [state == "here" for state, _c, _w in found]
    return [(word, state) for state, _current, word in found]


@pytest.mark.parametrize(
    ("here", "states"),
    [(0, ["", "", ""]), (1, ["here", "", ""]), (2, ["done", "here", ""]), (3, ["done", "done", "here"])],
)
def test_what_lies_before_the_present_step_is_done(here, states):
    words = ["上传", "校验<改错>", "入库"]
    escaped = ["上传", "校验&lt;改错&gt;", "入库"]
    assert drawn(here, *words) == list(zip(escaped, states, strict=True))

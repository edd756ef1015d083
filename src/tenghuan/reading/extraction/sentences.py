"""The sentences of a passage, in which targets are looked for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tenghuan.reading.extraction.outline import Passage
from tenghuan.reading.extraction.responsible import groups_in

_LONGEST = 1200  # characters; the longest sentence of the five plans has 420
_NO_NUMBER = re.compile(r"\d{16}")  # a run of digits that no figure has


def sentences_of(passage: Passage) -> Iterator[tuple[int, str]]:
    """Sentences of a passage with their place; unit lines blanked out."""
    pieces, at = [], 0
    for group in groups_in(passage.text):
        pieces += [passage.text[at : group.start], "。" * (group.end - group.start)]
        at = group.end
    text = "".join([*pieces, passage.text[at:]])
    start = passage.body_start
    for found in re.finditer(r"[。！？\n]|$", text):
        if found.start() > start:
            yield from _chunks(start, text[start : found.start()])
        start = found.end()


def _chunks(start: int, sentence: str) -> Iterator[tuple[int, str]]:
    """A sentence beyond reason is read in pieces cut at a comma, so that the time stays in proportion."""
    while len(sentence) > _LONGEST:
        cut = max(sentence.rfind(c, 0, _LONGEST) for c in "，；、") + 1 or _LONGEST
        yield start, sentence[:cut]
        start, sentence = start + cut, sentence[cut:]
    if not _NO_NUMBER.search(sentence):
        yield start, sentence

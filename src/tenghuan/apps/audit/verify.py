"""Walk the chain and say which row was changed, removed, added or put elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tenghuan.apps.audit.chain import START, digest
from tenghuan.apps.audit.models import Entry, Head


@dataclass(frozen=True)
class Break:
    """One place where the chain does not hold: the row's number and what is wrong, in Chinese."""

    number: int
    message: str


def verify() -> Iterator[Break]:
    """Yield every break, in order of the rows' numbers; nothing when the trail is whole. Reads rows in batches."""
    expected, previous = 1, START
    for entry in Entry.objects.order_by("number").iterator(chunk_size=2000):
        if entry.number > expected:
            missing = f"第 {expected} 行" if entry.number == expected + 1 else f"第 {expected}—{entry.number - 1} 行"
            yield Break(expected, f"{missing}缺失（被删除）")
        elif entry.previous != previous:
            yield Break(entry.number, f"第 {entry.number} 行与前一行不衔接（前一行被改动，或次序被调换）")
        if digest(entry.previous, entry.content()) != entry.digest:
            yield Break(entry.number, f"第 {entry.number} 行内容与摘要不符（被改动）")
        expected, previous = entry.number + 1, entry.digest
    head = Head.objects.filter(pk=1).first() or Head()
    if head.number >= expected:
        yield Break(expected, f"末尾缺失：链头记到第 {head.number} 行，实有到第 {expected - 1} 行")
    elif head.number != expected - 1 or head.digest != previous:
        yield Break(expected - 1, "链头与最后一行不符（末行被添加或替换）")

"""The reader's work grows in proportion to the text: four times the text, never sixteen times the work.

The calls that two sizes of the same text take are counted: the same on every machine. What is hidden in one call (a
pattern that goes back and forth, a list that is copied) is seen by processor time alone: there the text grows by
sixteen, and the bound lies between sixteen (in proportion) and two hundred and fifty-six (by the square), a factor of
four from either, so that no busy machine decides; only work that can be measured is compared.
"""

import gc
import time
from contextlib import suppress
from functools import partial

import pytest

from tenghuan.errors import InputFault
from tenghuan.reading import read_plan
from tests.reading.counting import calls_of

HEAD = "安宁县攻坚行动方案（2024—2026年）\n为做强县域工业，制定本方案。\n一、工作目标\n"
TAIL = "\n二、组织实施\n（一）抓好落实。（责任单位：县经信局）\n"
SMALL, TIMES, MOST = 2500, 4, 9.0  # counted
SHORT, FURTHER, FAR = 1500, 16, 64.0  # by the clock
LEAST = 0.02  # seconds; below that the clock says nothing


def fill(piece, size):
    return (piece * (size // len(piece) + 1))[:size]


TEXTS = {
    "open brackets": lambda n: "（" * n,
    "open quotes": lambda n: "“" * n,
    "nested brackets": lambda n: fill("（甲（乙）丙）", n),
    "brackets that lead": lambda n: fill("（由县经信局牵头，（", n),
    "brackets over lines": lambda n: fill("（甲乙丙丁戊己庚辛\n", n),
    "lines that end with a comma": lambda n: fill("推动企业提升发展水平加快转型，\n", n),
    "full lines": lambda n: fill("推动企业提升发展水平加快转型升级步伐不断推动企业提升发展水平\n", n),
    "one long line": lambda n: fill("推动企业提升发展水平加快转型升级步伐", n),
    "figures": lambda n: fill("培育企业5家、", n),
    "figures sorted out": lambda n: "对" + fill("企业5家的", n),
    "figures of a base year": lambda n: fill("比2020年的2.4万吨、0.2万吨、", n),
    "years": lambda n: fill("2024年、2025年、", n),
    "digits": lambda n: "1" * n + "家",
    "ratios": lambda n: fill("1:2:", n),
    "unit lines": lambda n: fill("（责任单位：县经信局）", n),
    "a list of units": lambda n: "（责任单位：" + fill("县经信局、", n) + "）",
    "short lines": lambda n: fill("县经信局\n", n),
    "words that head columns": lambda n: fill("任务\n", n),
    "two columns": lambda n: fill("甲\t乙\n", n),
    "three columns": lambda n: fill("甲\t乙\t3\n", n),
    "blanks": lambda n: "甲" + " " * n + "乙",
    "numbered parts on one line": lambda n: fill("（一）事项。1.做好。（责任单位：县经信局）", n),
    "seats in prose": lambda n: "成立攻坚工作专班，由" + fill("县经信局局长、", n) + "任组长",
    "names of units that could be cut anywhere": lambda n: (
        "序号\t任务\t责任单位\n1\t做好\t" + fill("局局县", n) + "\n2\t做好\t县经信局\n"
    ),
    "traditional characters": lambda n: fill("到2025年，新增規上企業5家。\n", n),
}
PAGES = {
    "paragraphs": lambda n: fill("<p>推动企业发展，</p>", n),
    "line breaks": lambda n: fill("推动企业，<br>", n),
    "cells": lambda n: (
        "<table><tr>" + "<td>甲</td>" * (n // 10) + "</tr><tr>" + "<td>1</td>" * (n // 10) + "</tr></table>"
    ),
    "row spans": lambda n: "<table>" + "<tr><td rowspan=8>甲</td><td>乙</td></tr>" * (n // 80) + "</table>",
    "tables in tables": lambda n: "<table><tr><td>" * (n // 15) + "甲" + "</td></tr></table>" * (n // 15),
    "nested divisions": lambda n: "<div>" * (n // 5) + "甲" + "</div>" * (n // 5),
}


def reads(text, name):
    with suppress(InputFault):  # a refusal takes its time too
        read_plan(text.encode(), name)


def seconds(text, name):
    """The processor time of a reading, the best of two, without what else the process holds.

    The collector is stopped: it walks everything that thousands of tests before this one left behind, which says
    nothing about the reader.
    """
    gc.collect()
    gc.disable()
    try:
        return min(_seconds(text, name) for _ in range(2))
    finally:
        gc.enable()


def _seconds(text, name):
    begun = time.process_time()
    reads(text, name)
    return time.process_time() - begun


def hold(make, name):
    read_plan((HEAD + TAIL).encode(), "plan.txt")  # word lists and patterns are made once
    few, many = (calls_of(partial(reads, make(size), name)) for size in (SMALL, SMALL * TIMES))
    assert many / few < MOST
    assert seconds(make(SHORT * FURTHER), name) / max(seconds(make(SHORT), name), LEAST) < FAR


def test_a_reader_by_the_square_is_found_by_its_calls():
    def square(n):
        return sum(len(str(a)) for a in range(n) for _b in range(n))

    assert calls_of(lambda: square(100)) / calls_of(lambda: square(25)) > MOST


@pytest.mark.parametrize("kind", TEXTS)
def test_a_text_takes_work_in_proportion(kind):
    hold(lambda n: HEAD + TEXTS[kind](n) + TAIL, "plan.txt")


@pytest.mark.parametrize("kind", PAGES)
def test_a_page_takes_work_in_proportion(kind):
    page = "<html><body><p>{}</p>{}<p>{}</p></body></html>"
    lines = [part.replace("\n", "</p><p>") for part in (HEAD, TAIL)]
    hold(lambda n: page.format(lines[0], PAGES[kind](n), lines[1]), "plan.html")

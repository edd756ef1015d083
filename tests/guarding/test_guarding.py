"""What reads in a process with limits gives its value, or is ended without harm to the process that asked."""

from __future__ import annotations

import pytest

from tenghuan.guarding import Bounds, BrokenError, OutOfMemoryError, OutOfTimeError, RefusedError, call
from tenghuan.guarding.runner import TooMuchError

READER = """
import os, signal, sys, time

class Refusal(Exception):
    message, where, remedy = "坏文件", "第 3 页", "请另存"

def double(request, say):
    say("读", 1, 2)
    print("a library that prints")
    say("读", 2, 2)
    return {"value": request * 2}

def refuse(request, say):
    raise Refusal

def swell(request, say):
    return len(bytearray(2 << 30))

def hang(request, say):
    while True:
        time.sleep(1)

def fall(request, say):
    os.kill(os.getpid(), signal.SIGSEGV)

def flood(request, say):
    while True:
        say("x" * 1000)

def trip(request, say):
    raise ZeroDivisionError

def write(request, say):
    try:
        with open(request, "w") as file:
            file.write("x" * 10)
    except OSError:
        return "refused"
    return "written"
"""
BOUNDS = Bounds(memory=400 << 20, seconds=60, reply=1 << 20)


@pytest.fixture
def reader(tmp_path):
    (tmp_path / "reader.py").write_text(READER, encoding="utf-8")
    return tmp_path


def _call(reader, name, request=None, bounds=BOUNDS, **more):
    return call(f"reader:{name}", request, bounds, folder=reader, **more)


def test_the_value_and_the_progress_come_back_and_what_a_library_prints_does_not(reader):
    told = []
    assert _call(reader, "double", "值", say=lambda *step: told.append(step)) == {"value": "值值"}
    assert told == [("读", 1, 2), ("读", 2, 2)]


def test_a_refusal_comes_back_in_its_words(reader):
    with pytest.raises(RefusedError) as caught:
        _call(reader, "refuse")
    assert (caught.value.message, caught.value.where, caught.value.remedy) == ("坏文件", "第 3 页", "请另存")


@pytest.mark.parametrize(
    ("name", "error"),
    [("swell", OutOfMemoryError), ("fall", OutOfMemoryError), ("flood", TooMuchError), ("trip", BrokenError)],
)
def test_a_reader_that_swells_falls_floods_or_trips_is_a_fault_here(reader, name, error):
    with pytest.raises(error):
        _call(reader, name)


def test_a_reader_that_never_ends_is_ended(reader):
    with pytest.raises(OutOfTimeError):
        _call(reader, "hang", bounds=Bounds(400 << 20, 1, 1 << 20))


def test_a_reader_writes_no_file(reader, tmp_path):
    assert _call(reader, "write", str(tmp_path / "out")) == "refused"


def test_when_the_listener_has_had_enough_the_reader_is_ended(reader):
    def enough(*step: object) -> None:
        raise KeyError(step)

    with pytest.raises(KeyError):
        _call(reader, "flood", say=enough)

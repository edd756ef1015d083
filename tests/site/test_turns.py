"""Pages are made one after the other; a long one lets the others by."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tenghuan.site.gate import Turns

LONG = 60.0


def run(made: Coroutine[Any, Any, Any]) -> Any:
    """Run it in a thread of its own: a browser test leaves a loop running in the present one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, made).result()


def test_short_pages_are_made_one_after_the_other_as_they_came():
    async def made():
        turns, told = Turns(LONG), []

        async def page(name):
            async with turns.mine():
                told.append(f"{name} begins")
                await asyncio.sleep(0)
                told.append(f"{name} ends")

        await asyncio.gather(*(page(name) for name in "abc"))
        return told

    assert run(made()) == [f"{name} {step}" for name in "abc" for step in ("begins", "ends")]


def test_a_long_page_lets_the_next_one_begin_and_that_one_alone():
    async def made():
        turns, told, end = Turns(0.01), [], asyncio.Event()

        async def long():
            async with turns.mine():
                told.append("long begins")
                await end.wait()
            told.append("long ends")

        async def short(name):
            async with turns.mine():
                told.append(f"{name} begins")
                await asyncio.sleep(0)
                told.append(f"{name} ends")

        waiting = asyncio.create_task(long())
        await asyncio.sleep(0)
        await asyncio.gather(short("a"), short("b"))
        end.set()
        await waiting
        # its turn was given on once: a page after it has one turn, not two
        await asyncio.gather(short("c"), short("d"))
        return told

    short = [f"{name} {step}" for name in "ab" for step in ("begins", "ends")]
    after = [f"{name} {step}" for name in "cd" for step in ("begins", "ends")]
    assert run(made()) == ["long begins", *short, "long ends", *after]


def test_a_page_that_fails_gives_its_turn_on():
    async def made():
        turns = Turns(LONG)
        with pytest.raises(ValueError, match="broken"):
            async with turns.mine():
                raise ValueError("broken")
        async with turns.mine():
            return True

    assert run(made())


def test_who_leaves_while_waiting_takes_no_turn_with_him():
    async def made():
        turns = Turns(LONG)
        async with turns.mine():
            waiting = asyncio.create_task(turns.mine().__aenter__())
            await asyncio.sleep(0)
            waiting.cancel()
        async with turns.mine():
            return True

    assert run(made())

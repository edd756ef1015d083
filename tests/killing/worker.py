"""A process whose children close cases and take workbooks in, and are killed; what each said it had done is kept.

``python -m tests.killing.worker VERB``: ``prepare`` makes the county; ``work NUMBER`` closes all open cases in bulk and
commits the round's workbook, saying ``closed PK`` and ``sheet ROUND`` as each is done; ``kill KILLS SEED`` lets
that many rounds be killed and prints what they said as JSON; ``look`` prints what stands as JSON.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from decimal import Decimal

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db.models import Count  # noqa: E402

from tenghuan.apps.audit.models import Entry  # noqa: E402
from tenghuan.apps.audit.trail import Actor  # noqa: E402
from tenghuan.apps.audit.verify import verify  # noqa: E402
from tenghuan.apps.enterprises.models import Enterprise, Record, Source  # noqa: E402
from tenghuan.apps.enterprises.services import sources  # noqa: E402
from tenghuan.apps.enterprises.services.sources import Line, Sheet  # noqa: E402
from tenghuan.apps.kit.ledger import drift  # noqa: E402
from tenghuan.apps.kit.models import Event, Posting  # noqa: E402
from tenghuan.apps.organization.models import Region, Unit  # noqa: E402
from tenghuan.apps.remediation.models import Case, State  # noqa: E402
from tenghuan.apps.remediation.registers import CLEARING  # noqa: E402

CASES_A_ROUND, ROWS = 12, 8
ACTOR = Actor.platform("test")


def prepare() -> None:
    """Make a county with a town and a unit."""
    call_command("migrate", verbosity=0)
    county = Region.objects.create(code="990101", name="东县", level="county")
    Region.objects.create(code="99010101", name="东一镇", level="town", parent=county)
    Unit.objects.create(region=county, name="东县经信局")


def fill(number: int) -> None:
    """Give a round its cases, waiting to be closed."""
    county, town = Region.objects.get(level="county"), Region.objects.get(level="town")
    if Case.objects.filter(number__startswith=f"K{number}-").exists():
        return
    firms = [
        Enterprise(county=county, town=town, uscc=f"91330600MK{number:04d}{at:04d}", name=f"第{number}轮第{at}厂")
        for at in range(CASES_A_ROUND + ROWS)
    ]
    Enterprise.objects.bulk_create(firms)
    Case.objects.bulk_create(
        Case(
            county=county, town=town, enterprise=firm, number=f"K{number}-{at}", lists="高耗低效", year=2026,
            state=State.PUBLISHED, area=Decimal(10), energy=Decimal(300), actual_land=Decimal(2),
            after_energy=Decimal(100), lead=Unit.objects.get(),
        )
        for at, firm in enumerate(firms[:CASES_A_ROUND])
    )  # fmt: skip


def work(number: int) -> None:
    """Close what is open, one by one as a bulk move does, and take the round's workbook in."""
    fill(number)
    say("ready")
    for step in (close, take_in) if number % 2 else (take_in, close):
        step(number)


def close(number: int) -> None:
    """Close whatever waits."""
    for case in Case.objects.filter(state=State.PUBLISHED).order_by("pk"):
        report = CLEARING.take_many(ACTOR, [case], "close", document="销号〔2026〕1号")
        assert not report.refused, report.refused
        say(f"closed {case.pk}")


def take_in(number: int) -> None:
    """Commit the round's workbook."""
    columns = {"uscc": "A", "name": "B", "town": "C", "industry": "D", "above_scale": "E"}
    sheet = Sheet("名录.xlsx", f"round-{number}", "表1", "base", "经信局", columns)
    told = {"town": "东一镇", "industry": "1751", "above_scale": True}
    lines = [
        Line(at, {"uscc": f"91330600MR{number:04d}{at:04d}", "name": f"名录{number}-{at}", **told})
        for at in range(ROWS)
    ]
    sources.commit_source(ACTOR, Region.objects.get(level="county"), sheet, lines)
    say(f"sheet {number}")


def say(text: str) -> None:
    """Acknowledge: from here on it must not be lost."""
    print(text, flush=True)


def kill(kills: int, seed: int) -> None:
    """Let rounds of work be killed, each a random moment after it began that a whole round would take."""
    chance, lines, in_work, span = random.Random(seed), [], 0, _span()
    for number in range(1, kills + 1):
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            os.dup2(writing, 1)
            work(number)
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading) as told:
            assert told.readline() == "ready\n"
            time.sleep(chance.uniform(0, span))
            os.kill(child, signal.SIGKILL)
            said = told.read()
        in_work += os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
        lines += [line.strip() for line in said.splitlines(keepends=True) if line.endswith("\n")]
    print(json.dumps({"kills": kills, "in_work": in_work, "said": lines}))


def _span() -> float:
    """Return the seconds that a round takes which nobody disturbs (in a child: the parent opens no connection)."""
    reading, writing = os.pipe()
    if not (child := os.fork()):
        os.dup2(writing, 1)
        work(0)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as told:
        told.readline()
        began = time.monotonic()
        told.read()
    assert os.waitpid(child, 0)[1] == 0
    return time.monotonic() - began


def look() -> None:
    """Print what stands: what is closed, what is half done, what does not add up."""
    closed = Case.objects.filter(state=State.CLOSED)
    posted = dict(Posting.objects.filter(kind="close").values_list("object_id").annotate(n=Count("pk")).order_by())
    moved = set(Event.objects.filter(verb="close").values_list("object_id", flat=True))
    told = {
        int(key)
        for key in Entry.objects.filter(action="cases.close", kind="remediation.case").values_list("key", flat=True)
    }
    closed_keys = set(closed.values_list("pk", flat=True))
    half = [pk for pk in closed_keys if posted.get(pk) != 3 or pk not in moved or pk not in told]
    half += [pk for pk in {*posted, *moved, *told} if pk not in closed_keys]
    sheets = {source.digest.removeprefix("round-"): source.records.count() for source in Source.objects.all()}
    half += [name for name, rows in sheets.items() if rows != ROWS]
    if not Record.objects.count() == Enterprise.objects.filter(name__startswith="名录").count() == ROWS * len(sheets):
        half.append("records, enterprises and sheets differ")
    print(
        json.dumps(
            {
                "closed": sorted(closed_keys),
                "sheets": sorted(sheets),
                "half": half,
                "drift": [str(one) for one in drift()],
                "breaks": [broken.message for broken in verify()],
            }
        )
    )


if __name__ == "__main__":
    verb, *rest = sys.argv[1:]
    {"prepare": prepare, "work": work, "look": look, "kill": kill}[verb](*map(int, rest))

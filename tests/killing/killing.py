"""Kill the worker's children at random moments and hold what they said against what stands."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Killed:
    """What became of a series of kills; the lists are to be empty."""

    kills: int
    in_work: int  # kills that came before the round had ended
    closed: int
    sheets: int
    lost: list[str]
    half: list[str]
    broken: list[str]


class Site:
    """A site of its own: a data folder, and a database by URL if it is not SQLite."""

    def __init__(self, folder: Path, url: str = "") -> None:
        known = {key: value for key, value in os.environ.items() if not key.startswith("TENGHUAN_")}
        own = {
            "DJANGO_SETTINGS_MODULE": "tenghuan.site.settings",
            "TENGHUAN_DEMO": "1",
            "TENGHUAN_DATA_DIR": str(folder),
            **({"TENGHUAN_DATABASE_URL": url} if url else {}),
        }
        self.environment = {**known, **own}

    def run(self, *verb: str) -> str:
        """Run the worker to its end and return what it printed."""
        command = [sys.executable, "-m", "tests.killing.worker", *verb]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, text=True)
        if done.returncode:
            raise RuntimeError(f"worker {verb} ended with {done.returncode}")
        return done.stdout


def kill_many(site: Site, kills: int, seed: int) -> Killed:
    """Let that many rounds of work be killed on a site that was prepared."""
    told, stands = json.loads(site.run("kill", str(kills), str(seed))), json.loads(site.run("look"))
    there = {f"closed {key}" for key in stands["closed"]} | {f"sheet {name}" for name in stands["sheets"]}
    return Killed(
        kills=told["kills"],
        in_work=told["in_work"],
        closed=len(stands["closed"]),
        sheets=len(stands["sheets"]),
        lost=[line for line in told["said"] if line not in there],
        half=[str(one) for one in stands["half"]],
        broken=[*stands["drift"], *stands["breaks"]],
    )

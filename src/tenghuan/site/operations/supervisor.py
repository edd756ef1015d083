"""Keep the web server and the background workers running: whoever dies is started again, all end together."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

SOON, LONGEST = 0.5, 30.0  # seconds before a start again: doubled each time it dies young, up to the longest
YOUNG = 60.0  # seconds; who lived longer is started again at once
GRACE = 30.0  # seconds to finish what is at hand before being killed
LOOK = 0.2


@dataclass
class Child:
    """A process that is to run all the time."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    wait: float = 0.0
    due: float = 0.0

    def start(self) -> None:
        """Start the process; a group of its own keeps a Ctrl-C at the terminal from it, so that it ends in order."""
        self.process = subprocess.Popen(self.command, start_new_session=True)  # noqa: S603 - our own commands
        self.started = time.monotonic()

    def look(self, say: Callable[[str], None]) -> None:
        """Start the process anew if it is dead and its time has come."""
        now = time.monotonic()
        if self.process is not None and self.process.poll() is not None:
            young = now - self.started < YOUNG
            self.wait = min(LONGEST, max(SOON, self.wait * 2)) if young else 0.0
            self.due, code = now + self.wait, self.process.returncode
            self.process = None
            say(f"{self.name} 已退出（{code}），{self.wait:g} 秒后重新启动")
        if self.process is None and now >= self.due:
            self.start()


@dataclass
class Supervisor:
    """Runs its children until told to stop.

    ``children``: in the order in which they are told to stop (the web server first, so that nothing new is asked).
    """

    children: list[Child]
    say: Callable[[str], None] = field(default=lambda text: print(text, file=sys.stderr, flush=True))
    stop: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Start all, keep them running, and on SIGTERM or SIGINT end them in order."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_told: self.stop.set())
        try:
            while not self.stop.is_set():
                for child in self.children:
                    child.look(self.say)
                self.stop.wait(LOOK)
        finally:
            self.end()

    def end(self) -> None:
        """Ask every child to stop, wait for what it has at hand, kill what does not end in time."""
        living = [child.process for child in self.children if child.process is not None]
        for process in living:
            process.terminate()
        until = time.monotonic() + GRACE
        for process in living:
            try:
                process.wait(timeout=max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

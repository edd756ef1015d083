"""``tenghuan work``: one background worker; ``tenghuan serve`` starts and restarts as many as are set."""

from __future__ import annotations

import argparse
import os
import signal
import threading

from tenghuan.cli import django_setup


def configure(parser: argparse.ArgumentParser) -> None:
    """``--until-empty`` ends with the queue; ``--parent`` ends with the process that started it."""
    parser.add_argument("--until-empty", action="store_true", help="stop as soon as nothing waits")
    parser.add_argument("--parent", type=int, default=0, metavar="PID", help="stop when this process is gone")
    parser.epilog = "SIGTERM and Ctrl-C: the job at hand is finished first; a second one stops at once"


def run(args: argparse.Namespace) -> int:
    """Do jobs until told to stop."""
    django_setup.start()
    from tenghuan.apps.kit import jobs, keeping

    stop = threading.Event()

    def told(number: int, _frame: object) -> None:
        if stop.is_set():
            os._exit(128 + number)
        stop.set()

    signal.signal(signal.SIGTERM, told)
    signal.signal(signal.SIGINT, told)
    if args.parent:
        threading.Thread(target=_follow, args=(args.parent, stop), daemon=True).start()
    if not args.until_empty:
        threading.Thread(target=keeping.keep, args=(stop,), daemon=True).start()
    jobs.work(stop, until_empty=args.until_empty)
    return 0


def _follow(parent: int, stop: threading.Event) -> None:
    while os.getppid() == parent and not stop.wait(1):
        pass
    stop.set()

# SPDX-License-Identifier: MIT
"""Measure a job of many calls with its terminal read, and with nobody reading it.

    python benchmarks/unread.py [--steps 500] [--latency-ms 80] [--runs 3]

Prints calls a second as the sandbox counted them. The ratio holds on a busy machine, if it is evenly so.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.support.server import Server
from tests.support.terminal import Terminal, flotui


def main() -> None:
    """Run both in turn, and print the medians."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--steps", type=int, default=500)
    parser.add_argument("--latency-ms", default="80")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    rates: dict[bool, list[float]] = {True: [], False: []}
    for _ in range(options.runs):
        for reads in rates:
            rates[reads].append(rate(options.steps, options.latency_ms, reads=reads))
    read, unread = (statistics.median(found) for found in (rates[True], rates[False]))
    print(f"read {read:.2f} calls/s, unread {unread:.2f} calls/s, ratio {unread / read:.3f}")


def rate(steps: int, latency: str, *, reads: bool) -> float:
    """Calls a second of one job.

    Args:
        steps: how many people it is about.
        latency: milliseconds that an answer takes.
        reads: whether the terminal is read.
    """
    arguments = ("--subscribers", str(steps), "--latency-ms", latency, "--quota", str(steps * 3))
    home = tempfile.mkdtemp()
    with Server(*arguments) as server, Terminal(flotui(), env=server.environ(home)) as terminal:
        terminal.see("Ana Souza")
        while f"{steps} marked" not in terminal.text:
            terminal.press("G", "*")
            terminal.rest()
        terminal.press("t")
        terminal.see("Tags of")
        terminal.press("wholesale", "enter")
        terminal.see("+ wholesale")
        terminal.press("ctrl+s")
        terminal.see("calls of")
        terminal.press("y")
        terminal.see("Trial with")
        terminal.press("y")
        begun, first = 0.0, 0
        while True:
            done = sum(server.accepted().values())
            if done and not begun:
                begun, first = time.monotonic(), done
            if done >= steps * 0.9:
                return (done - first) / (time.monotonic() - begun)
            until = time.monotonic() + 0.2
            while time.monotonic() < until:
                if reads:
                    terminal.read(0.05)
                else:
                    time.sleep(0.05)


if __name__ == "__main__":
    main()

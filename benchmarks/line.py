# SPDX-License-Identifier: MIT
"""Measure what a person waits for behind a bad line: a real sshd, and relay.py between it and ssh.

    python benchmarks/line.py --tools FOLDER [--bits 64000] [--rtt 150] [--runs 5]

Times are from the key to the last byte that it caused. They need a quiet machine.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import tools

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.support.server import Server
from tests.support.ssh import Sshd, free_port
from tests.support.terminal import Terminal, flotui

HERE = Path(__file__).resolve().parent


def main() -> None:
    """Run it, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    tools.offer(parser)
    parser.add_argument("--bits", default="64000")
    parser.add_argument("--rtt", default="150")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    throttle = tools.folder(parser, options.tools, "extra/relay.py") / "extra" / "relay.py"
    folder = Path(tempfile.mkdtemp())
    (folder / "ssh").mkdir(0o700)
    with Server("--subscribers", "1300") as server, Sshd(folder / "ssh") as sshd:
        port = free_port()
        command = [sys.executable, str(throttle), str(port), str(sshd.port), options.bits, options.rtt]
        relay = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True)
        try:
            assert relay.stdout is not None
            relay.stdout.readline()
            with sshd.connect(flotui(), env=server.environ(folder / "home"), port=port) as terminal:
                measure(terminal, options.runs)
        finally:
            relay.kill()
            relay.wait()


def measure(terminal: Terminal, runs: int) -> None:
    """Press the keys, and print how long each took.

    Args:
        terminal: behind the line.
        runs: how often each.
    """
    terminal.see("Ana Souza")
    quiet(terminal)
    print("| | median s | worst s |\n| --- | --- | --- |")
    took: dict[str, list[float]] = {}
    for _ in range(runs):
        for name, keys, every in (
            ("tag dialog open", ["t"], 0.0),
            ("tag dialog close", ["escape"], 0.0),
            ("10 × page down at 5/s: behind after the last", ["pagedown"] * 10, 0.2),
            ("to the top", ["g"], 0.0),
            ("60 × down at 30/s: behind after the last", ["down"] * 60, 1 / 30),
            ("to the top again", ["g"], 0.0),
        ):
            took.setdefault(name, []).append(timed(terminal, keys, every))
    for name, times in took.items():
        print(f"| {name} | {statistics.median(times):.2f} | {max(times):.2f} |")


def timed(terminal: Terminal, keys: list[str], every: float) -> float:
    """Seconds from the last of some keys to the last byte.

    Args:
        terminal: where they are pressed.
        keys: which.
        every: seconds between two.
    """
    for key in keys:
        terminal.press(key)
        pressed = time.monotonic()
        while time.monotonic() < pressed + every:
            terminal.read(0.01)
    return quiet(terminal) - pressed


def quiet(terminal: Terminal) -> float:
    """When the last byte came before a second of silence."""
    last = time.monotonic()
    while time.monotonic() < last + 1.0:
        if terminal.read(0.05):
            last = time.monotonic()
    return last


if __name__ == "__main__":
    main()

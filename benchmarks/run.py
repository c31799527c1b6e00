# SPDX-License-Identifier: MIT
"""Measure the table against Textual's floors with tuibench, and print its tables.

    python benchmarks/run.py --tools FOLDER [--runs 2] [--idle 3] [-- options for tuibench]

tuibench is not in this repository: FOLDER has its tuibench.py, and the floors in `floor/`. How long it takes is said
first, and how long it has taken every half minute. `--runs 5 --idle 10` gives the figures of docs/performance.md.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

import tools

HERE = Path(__file__).resolve().parent
_BUSY = 8.0
"""Seconds that a run takes besides those in which nothing is done, on a quiet machine."""


def main() -> int:
    """Run it.

    Returns:
        What tuibench exited with.
    """
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    tools.offer(parser)
    parser.add_argument("--runs", type=int, default=2, help="runs of each, after one that doesn't count")
    parser.add_argument("--idle", type=float, default=3.0, help="seconds of each in which nothing is done")
    parser.add_argument("rest", nargs="*", help="more options for tuibench, after --")
    options = parser.parse_args()
    named = tools.folder(parser, options.tools, "tuibench.py", "floor/static.py", "floor/lines.py")
    floor = named / "floor"
    table = f"{sys.executable} {HERE / 'table_app.py'}"
    commands = {
        "static": f"{sys.executable} {floor / 'static.py'}",
        "lines": f"{sys.executable} {floor / 'lines.py'}",
        "table-100": f"{table} --rows 100",
        "table-1300": f"{table} --rows 1300",
        "table-100000": f"{table} --rows 100000",
        "table-16-colors": f"{table} --rows 1300 --theme terminal-16",
    }
    apps = [part for name, command in commands.items() for part in ("--cmd", f"{name}={command}")]
    environment = dict(os.environ)
    environment["PYTHONPATH"] = os.pathsep.join(
        filter(None, [str(HERE.parent), environment.get("PYTHONPATH", "")])
    )
    each = _BUSY + options.idle
    left = len(commands) * (options.runs + 1) * each
    print(
        f"{len(commands)} programs, {options.runs + 1} runs each: about {left / 60:.0f} minutes", flush=True
    )
    measuring = subprocess.Popen(
        [
            *(
                sys.executable,
                str(named / "tuibench.py"),
                "--no-gate",
                "--ready",
                "Ana Souza|floor ready|00000",
            ),
            *("--keys", "down*60", "--quit", "ctrl+q", "--phases", "start,keys,held,idle,quit"),
            *("--warm", "1", "--runs", str(options.runs), "--idle", str(options.idle)),
            *("--ratios", *apps, *options.rest),
        ],
        env=environment,
    )
    return waited(measuring)


def waited(measuring: subprocess.Popen[bytes]) -> int:
    """Wait for a program, and tell every half minute that it goes on.

    Args:
        measuring: the program.

    Returns:
        What it exited with.
    """
    begun = time.monotonic()
    while True:
        try:
            return measuring.wait(30)
        except subprocess.TimeoutExpired:
            print(f"{time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())

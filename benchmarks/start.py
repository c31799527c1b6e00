# SPDX-License-Identifier: MIT
"""Measure the start of `flotui` alone, Today from a warm cache, against a bare Textual app.

    python benchmarks/start.py --tools FOLDER [--runs 12] [--subscribers 100]

Runs of both alternate. It prints the ratios of their processor time, which hold on a busy machine if it is evenly so.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import tools

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.support.server import Server
from tests.support.terminal import Terminal, flotui

HERE = Path(__file__).resolve().parent
Runs = dict[str, list[dict[str, Any]]]
_READY = "Waiting|floor ready"
"""What stands on the first screen of either."""


def main() -> None:
    """Run it, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    tools.offer(parser)
    parser.add_argument("--runs", type=int, default=12)
    parser.add_argument("--subscribers", default="100")
    options = parser.parse_args()
    named = tools.folder(parser, options.tools, "tuibench.py", "floor/static.py")
    home = Path(tempfile.mkdtemp())
    with Server("--subscribers", options.subscribers) as server:
        environ = server.environ(home)
        with Terminal(flotui(), env=environ) as terminal:
            warm(terminal)
        runs = measure(named, options.runs, environ, home / "runs.json")
    table(runs)


def warm(terminal: Terminal) -> None:
    """Fill the cache, and leave Today open.

    Args:
        terminal: with the program in it.
    """
    terminal.see("Ana Souza")
    terminal.press("1")
    terminal.see("Waiting")
    terminal.rest()
    terminal.press("q")
    terminal.ended()


def measure(named: Path, runs: int, environ: dict[str, str], out: Path) -> Runs:
    """Start both in turn.

    Args:
        named: tuibench's folder.
        runs: how often each.
        environ: what flotui's environment has besides.
        out: where tuibench's figures go.

    Returns:
        By program its runs, each with its figures.
    """
    apps = {
        "static": f"{sys.executable} {named / 'floor' / 'static.py'}",
        "flotui": f"{sys.executable} -m flotui",
    }
    command = [sys.executable, str(named / "tuibench.py"), "--no-gate", "--ready", _READY, "--quit", "q"]
    command += ["--phases", "start", "--warm", "1", "--runs", str(runs), "--out", str(out)]
    for name, run in apps.items():
        command += ["--cmd", f"{name}={run}"]
    path = os.pathsep.join(filter(None, [str(HERE.parent), os.environ.get("PYTHONPATH", "")]))
    environ = os.environ | environ | {"PYTHONPATH": path}
    subprocess.run(command, env=environ, check=True, stdout=subprocess.DEVNULL)
    return dict(json.loads(out.read_text())["runs"])


def table(runs: Runs) -> None:
    """Print the ratios, and how much memory flotui took.

    Args:
        runs: see `measure`.
    """
    print("| | least of each | median of each | ms, floor and flotui (least) |\n| --- | --- | --- | --- |")
    for name, figure in (
        ("until it is on screen", "ready_cpu_ms"),
        ("until nothing more happens", "quiet_cpu_ms"),
    ):
        floor, ours = ([run["start"][figure] for run in runs[app]] for app in ("static", "flotui"))
        least, median = min(ours) / min(floor), statistics.median(ours) / statistics.median(floor)
        print(f"| {name} | {least:.2f} | {median:.2f} | {min(floor):.0f}, {min(ours):.0f} |")
    print(f"\nAt most {max(run['quit']['peak_rss_mib'] for run in runs['flotui']):.0f} MiB.")


if __name__ == "__main__":
    main()

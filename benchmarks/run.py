# SPDX-License-Identifier: MIT
"""Measure the table against Textual's floors with tuibench, and print its tables.

    python benchmarks/run.py --tools FOLDER [--runs 5] [-- options for tuibench]

tuibench is not in this repository: FOLDER has its tuibench.py, and the floors in `floor/`.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

import tools

HERE = Path(__file__).resolve().parent


def main() -> int:
    """Run it.

    Returns:
        What tuibench exited with.
    """
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    tools.offer(parser)
    parser.add_argument("--runs", default="5")
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
    return subprocess.run(
        [
            *(
                sys.executable,
                str(named / "tuibench.py"),
                "--no-gate",
                "--ready",
                "Ana Souza|floor ready|00000",
            ),
            *("--keys", "down*60", "--quit", "ctrl+q", "--phases", "start,keys,held,idle,quit"),
            *("--warm", "1", "--runs", options.runs, "--ratios", *apps, *options.rest),
        ],
        env=environment,
        check=False,
    ).returncode


if __name__ == "__main__":
    sys.exit(main())

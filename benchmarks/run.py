"""Measure the table against Textual's floors with tuibench, and print its tables.

    python benchmarks/run.py --tuibench PATH [--runs 5] [-- options for tuibench]

tuibench is a tool of its own, not in this repository: PATH is its tuibench.py, with the floors in `floor/` beside it.
`TUIBENCH` in the environment may name it instead.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> int:
    """Run it.

    Returns:
        What tuibench exited with.
    """
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--tuibench", type=Path, default=os.environ.get("TUIBENCH") or None, help="the path of tuibench.py"
    )
    parser.add_argument("--runs", default="5")
    parser.add_argument("rest", nargs="*", help="more options for tuibench, after --")
    options = parser.parse_args()
    if options.tuibench is None:
        parser.error("name tuibench.py by --tuibench PATH or TUIBENCH: it isn't in this repository.")
    floor = options.tuibench.parent / "floor"
    for needed in (options.tuibench, floor / "static.py", floor / "lines.py"):
        if not needed.is_file():
            parser.error(f"{needed} isn't there.")
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
            *(sys.executable, str(options.tuibench), "--no-gate", "--ready", "Ana Souza|floor ready|00000"),
            *("--keys", "down*60", "--quit", "ctrl+q", "--phases", "start,keys,held,idle,quit"),
            *("--warm", "1", "--runs", options.runs, "--ratios", *apps, *options.rest),
        ],
        env=environment,
        check=False,
    ).returncode


if __name__ == "__main__":
    sys.exit(main())

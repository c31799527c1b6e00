"""Measure the table against Textual's floors with tuibench, and print its tables.

    python benchmarks/run.py [--tuibench ../shared/bench/tuibench.py] [--runs 5] [-- options for tuibench]

`TUIBENCH` in the environment may name tuibench.py too; the floors are in `floor/` beside it.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
TUIBENCH = HERE.parent.parent / "shared" / "bench" / "tuibench.py"


def main() -> int:
    """Run it.

    Returns:
        What tuibench exited with.
    """
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tuibench", type=Path, default=Path(os.environ.get("TUIBENCH", TUIBENCH)))
    parser.add_argument("--runs", default="5")
    parser.add_argument("rest", nargs="*", help="more options for tuibench, after --")
    options = parser.parse_args()
    floor = options.tuibench.parent / "floor"
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

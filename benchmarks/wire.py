# SPDX-License-Identifier: MIT
"""Measure the bytes of every interaction against the least that a cell diff needs, at two sizes, as Markdown.

    python benchmarks/wire.py --tools FOLDER [--out FOLDER] [--from FOLDER]

Bytes are exact on a busy machine too. `--from` makes the tables of what `--out` has kept.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import tools

HERE = Path(__file__).resolve().parent
SIZES = ("120x40", "80x24")
Rows = list[dict[str, Any]]


def main() -> int:
    """Run it.

    Returns:
        The exit code.
    """
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    tools.offer(parser)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--from", dest="kept", type=Path)
    options = parser.parse_args()
    folder = options.kept or options.out or Path(tempfile.mkdtemp())
    folder.mkdir(parents=True, exist_ok=True)
    if options.kept is None:
        extra = tools.folder(parser, options.tools, "extra/celldiff.py", "extra/flotui.steps") / "extra"
        for size in SIZES:
            measure(extra, size, folder / f"{size}.json")
    tables(*(json.loads((folder / f"{size}.json").read_text())[1:] for size in SIZES))
    return 0


def measure(extra: Path, size: str, out: Path) -> None:
    """Run celldiff once.

    Args:
        extra: the folder with celldiff.py and the script of interactions.
        size: `120x40`.
        out: where its figures go.
    """
    flotui = f"{sys.executable} -m flotui demo --open subscribers"
    command = [sys.executable, str(extra / "celldiff.py"), "--cmd", flotui]
    command += ["--env", f"PYTHONPATH={HERE.parent}", "--script", str(extra / "flotui.steps"), "--size", size]
    command += ["--ready", "Ana Souza", "--out", str(out)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=1200)


def tables(*sizes: Rows) -> None:
    """Print the sums, and every interaction."""
    reported = [[row for row in rows if row["report"]] for rows in sizes]
    print("| size | interactions | bytes | least | ratio |\n| --- | --- | --- | --- | --- |")
    for size, rows in zip(SIZES, reported, strict=True):
        sent, least = (sum(row[name] for row in rows) for name in ("bytes", "least"))
        print(f"| {size} | {len(rows)} | {sent:,} | {least:,} | {sent / least:.3f} |")
    print("\n| interaction | keys | " + " | ".join(f"{size} | least" for size in SIZES) + " |")
    print("| --- |" + " --- |" * (1 + 2 * len(SIZES)))
    for rows in zip(*reported, strict=True):
        figures = " | ".join(f"{row['bytes']:,} | {row['least']:,}" for row in rows)
        print(f"| {rows[0]['name']} | {rows[0]['keys']} | {figures} |")


if __name__ == "__main__":
    sys.exit(main())

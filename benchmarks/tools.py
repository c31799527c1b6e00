# SPDX-License-Identifier: MIT
"""Measuring tools that are not in this repository: their folder is asked for."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

VARIABLE = "TUIBENCH"
"""The environment variable that may name the folder."""


def offer(parser: argparse.ArgumentParser) -> None:
    """Give a parser the option that names the tools' folder.

    Args:
        parser: the parser of a benchmark's command line.
    """
    parser.add_argument(
        "--tools", type=Path, metavar="FOLDER", help=f"tuibench's folder; {VARIABLE} by default"
    )


def folder(parser: argparse.ArgumentParser, given: Path | None, *needed: str) -> Path:
    """The tools' folder; where it isn't named, or lacks a tool, the program ends with a sentence.

    Args:
        parser: the parser, which ends the program.
        given: what the option named, if anything.
        needed: paths in the folder that the benchmark runs.

    Returns:
        The folder.
    """
    named = given or (Path(os.environ[VARIABLE]) if os.environ.get(VARIABLE) else None)
    if named is None:
        parser.error(f"name tuibench's folder by --tools FOLDER or {VARIABLE}: it isn't in this repository.")
    for each in needed:
        if not (named / each).is_file():
            parser.error(f"{named / each} isn't there.")
    return named.resolve()

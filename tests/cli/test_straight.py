# SPDX-License-Identifier: MIT
"""`flotui` without a word: the same as with options that say nothing new, though nothing reads a command line."""

from __future__ import annotations

import subprocess
import sys

import pytest

from flotui.cli.group import flotui
from flotui.cli.straight import _GIVEN
from flotui.config.exits import Exit
from flotui.config.paths import Paths


def ended(*words: str) -> tuple[int, str, str]:
    """How a process ends that has no terminal."""
    done = subprocess.run(
        [sys.executable, "-m", "flotui", *words],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("config", "says"), [("", "flotui needs a terminal"), ("page_size = [", "config.toml")]
)
def test_it_ends_as_with_options(paths: Paths, config: str, says: str) -> None:
    if config:
        paths.make().preferences_file.write_text(config)
    code, out, err = ended()
    assert (code, out) == (Exit.USAGE, "") and says in err
    assert ended("--no-mouse") == (code, out, err)


def test_every_option_of_the_app_has_what_it_is_where_nobody_gives_it(paths: Paths) -> None:
    given = flotui.make_context("flotui", []).params
    assert {name: value for name, value in given.items() if name not in ("profile", "fresh")} == _GIVEN

# SPDX-License-Identifier: MIT
"""The program, the terminal, and what lies between."""

from __future__ import annotations

import importlib.metadata
import locale
import os
import sys
from collections.abc import Iterator, Mapping

import flotui
from flotui.config.terminal import few_colors, locale_of
from flotui.doctor.finding import Finding
from flotui.ui.terminal import tmux

LEAST = (80, 24)
"""The smallest terminal that shows everything."""


def program() -> Iterator[Finding]:
    """The program and what it is made of."""
    yield Finding("ok", "flotui", flotui.__version__)
    yield Finding("ok", "Python", ".".join(map(str, sys.version_info[:3])))
    for package in ("textual", "httpx"):
        try:
            yield Finding("ok", package, importlib.metadata.version(package))
        except importlib.metadata.PackageNotFoundError:
            yield Finding("fail", package, "isn't installed. Install flotui with pip, which installs it too.")


def terminal(environ: Mapping[str, str]) -> Iterator[Finding]:
    """The terminal, its colours and its encoding."""
    term = environ.get("TERM", "")
    if not term or term == "dumb":
        yield Finding(
            "fail", "TERM", f"is {term or 'not set'}: flotui needs a terminal that can move the cursor."
        )
    else:
        yield Finding("ok", "TERM", term)
    yield _colours(environ)
    # The terminal is asked: what COLUMNS and LINES say may be of another.
    columns, lines = os.get_terminal_size(sys.stdout.fileno()) if sys.stdout.isatty() else LEAST
    if not sys.stdout.isatty():
        yield Finding("ok", "size", "not checked: output is redirected.")
    elif columns < LEAST[0] or lines < LEAST[1]:
        yield Finding(
            "warn",
            "size",
            f"{columns}×{lines}: smaller than {LEAST[0]}×{LEAST[1]}, so some columns and hints are hidden.",
        )
    else:
        yield Finding("ok", "size", f"{columns}×{lines}")
    encoding = (sys.stdout.encoding or locale.getpreferredencoding()).lower().replace("-", "")
    named, variable = locale_of(environ)
    if encoding == "utf8" and "utf" in named.lower():
        yield Finding("ok", "UTF-8", named)
    else:
        yield Finding(
            "warn",
            "UTF-8",
            f"the locale is {named or 'not set'}: set {variable or 'LANG'} to one with UTF-8, such as C.UTF-8.",
        )
    if "SSH_CONNECTION" in environ or "SSH_TTY" in environ:
        yield Finding("ok", "ssh", "yes: animation is off unless config.toml has animation = true.")
    yield copying(environ)


def _colours(environ: Mapping[str, str]) -> Finding:
    if environ.get("NO_COLOR"):
        return Finding("ok", "colours", "greys only: NO_COLOR is set.")
    if few_colors(environ):
        colours = "16 (from TERM): the theme for 16 colours is used unless you choose another."
        return Finding("ok", "colours", colours)
    if environ.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return Finding("ok", "colours", "true colour (COLORTERM is set).")
    return Finding(
        "ok", "colours", "256. ssh doesn't forward COLORTERM: set it to truecolor if your terminal has more."
    )


def copying(environ: Mapping[str, str]) -> Finding:
    """How far a text gets that is copied here.

    Args:
        environ: the environment.
    """
    if not tmux.is_around(environ):
        return Finding(
            "ok", "copying", "goes to the terminal's clipboard (OSC 52), and to a file if it ignores that."
        )
    reach = tmux.reach()
    if reach is tmux.Reach.TERMINAL:
        return Finding("ok", "copying", "goes to tmux's buffer and to the terminal's clipboard.")
    if reach is tmux.Reach.TMUX:
        return Finding(
            "warn",
            "copying",
            "goes to tmux's buffer only, as tmux knows of no clipboard in your terminal. If it has one, put "
            "`set -as terminal-features '*:clipboard'` into tmux.conf.",
        )
    return Finding(
        "warn",
        "copying",
        "ends at a file: tmux doesn't answer, or is older than 3.2, which sends no clipboard on.",
    )

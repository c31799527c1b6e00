"""The program, the terminal, and what lies between."""

from __future__ import annotations

import importlib.metadata
import locale
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping

import flotui
from flotui.doctor.finding import Finding

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
            yield Finding("fail", package, "is not installed: install flotui with pip, which brings it.")


def terminal(environ: Mapping[str, str]) -> Iterator[Finding]:
    """The terminal, its colours and its encoding."""
    term = environ.get("TERM", "")
    if not term or term == "dumb":
        yield Finding("fail", "TERM", f"is {term or 'not set'}: a terminal that can be drawn on is needed.")
    else:
        yield Finding("ok", "TERM", term)
    yield _colours(term, environ)
    # The terminal is asked: what COLUMNS and LINES say may be of another.
    columns, lines = os.get_terminal_size(sys.stdout.fileno()) if sys.stdout.isatty() else LEAST
    if not sys.stdout.isatty():
        yield Finding("ok", "size", "not looked at: the output goes to a file or a pipe.")
    elif columns < LEAST[0] or lines < LEAST[1]:
        yield Finding(
            "warn", "size", f"{columns}×{lines}: below {LEAST[0]}×{LEAST[1]} some things are left out."
        )
    else:
        yield Finding("ok", "size", f"{columns}×{lines}")
    encoding = (sys.stdout.encoding or locale.getpreferredencoding()).lower().replace("-", "")
    named = next((environ[key] for key in ("LC_ALL", "LC_CTYPE", "LANG") if environ.get(key)), "")
    if encoding == "utf8" and "utf" in named.lower():
        yield Finding("ok", "UTF-8", named)
    else:
        yield Finding(
            "warn",
            "UTF-8",
            f"the locale is {named or 'not set'}: set LANG to one with UTF-8, such as C.UTF-8.",
        )
    if "SSH_CONNECTION" in environ or "SSH_TTY" in environ:
        yield Finding(
            "ok", "ssh", "yes; nothing moves by itself, unless the preferences say animation = true."
        )
    if environ.get("TMUX"):
        yield _tmux()


def _colours(term: str, environ: Mapping[str, str]) -> Finding:
    if environ.get("NO_COLOR"):
        return Finding("ok", "colours", "none: NO_COLOR is set.")
    if environ.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return Finding("ok", "colours", "all of them (COLORTERM is set).")
    if "256" in term or "direct" in term:
        return Finding(
            "ok", "colours", "256. ssh does not pass COLORTERM on; set it to truecolor if yours has more."
        )
    return Finding("ok", "colours", "16, by the look of TERM; the theme for 16 colours fits.")


def _tmux() -> Finding:
    """Whether tmux lets a copied text through to the terminal."""
    try:
        shown = subprocess.run(
            ["tmux", "show-options", "-gsv", "set-clipboard"],
            capture_output=True,
            text=True,
            timeout=2,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return Finding("warn", "tmux", "does not answer; whether copying reaches the terminal is not known.")
    setting = shown.stdout.strip()
    if setting in ("on", "external"):
        return Finding("ok", "tmux", f"set-clipboard is {setting}: what you copy reaches the terminal.")
    return Finding(
        "warn",
        "tmux",
        f"set-clipboard is {setting or 'not known'}: for copying, put `set -s set-clipboard on` "
        "into tmux.conf.",
    )

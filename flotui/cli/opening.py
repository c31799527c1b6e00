# SPDX-License-Identifier: MIT
"""Opening the app, as the command line asks.

The app and the lists are imported once it is clear that there is a terminal for them.
"""

from __future__ import annotations

import gc
import logging
import os
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from msgspec.structs import replace

from flotui.cli.ends import Failure
from flotui.cli.given import Given
from flotui.config import terminal
from flotui.config.exits import Exit
from flotui.config.log import defer_log
from flotui.config.options import RunOptions
from flotui.config.preferences import Preferences
from flotui.ui.named import check_named

if TYPE_CHECKING:
    from flotui.config.paths import Paths
    from flotui.config.profile import Profile


def run_options(
    paths: Paths, profile: Profile | None, token: Callable[[], str | None], given: Given
) -> RunOptions:
    """What the app is told: the command line before the preferences."""
    preferences = Preferences.load(paths)
    check_named(paths, preferences)
    if doubt := terminal.doubtful(os.environ):
        preferences = replace(preferences, notes=(*preferences.notes, doubt))
    return RunOptions(
        profile=profile,
        token=token,
        paths=paths,
        preferences=preferences,
        read_only=bool(given["read_only"]),
        dry_run=bool(given["dry_run"]),
        fresh=bool(given.get("fresh")),
        no_cache=bool(given["no_cache"]),
        mouse=preferences.mouse and not given["no_mouse"] and not terminal.holds_escape(os.environ),
        theme=given["theme"],
        start=_list_called(given["start"] or ""),
        few_colors=terminal.few_colors(os.environ),
    )


def _list_called(name: str) -> str:
    """The name of a list that the command line asks for.

    Raises:
        Failure: when there is no such list.
    """
    if name:
        from flotui.resources.chosen import wrong_list

        if wrong := wrong_list(name):
            raise Failure(f"--open: {wrong}", Exit.USAGE)
    return name


def open_app(options: RunOptions) -> int:
    """Run the app.

    Returns:
        Its exit code.

    Raises:
        Failure: when there is no terminal, or none that can be drawn on.
    """
    if not _has_terminal():
        raise Failure(
            "flotui needs a terminal: standard input or output is redirected.",
            Exit.USAGE,
        )
    if why := terminal.unfit(os.environ):
        raise Failure(why, Exit.USAGE)
    # Start-up makes thousands of objects that all stay; collecting among them only costs. The app
    # turns it on again after the first paint.
    gc.disable()
    defer_log(options.paths, logging.INFO)
    for name in unheeded(os.environ):
        del os.environ[name]
    os.environ.update(textual_environment(os.environ, options.preferences.animation))
    from flotui.ui.terminal.leaving_out import load_textual

    load_textual()
    from flotui.app import run

    return run(options)


def _has_terminal() -> bool:
    """Whether there is a terminal for the app: Textual reads keys from stdin and draws on stderr."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def unheeded(environ: Mapping[str, str]) -> list[str]:
    """Textual's own variables that flotui doesn't go by, and Textual would.

    They are for those who write programs with it: a file that gets every key pressed, an API key's too, keys that
    nobody presses, pictures after which the program ends. A wrong value of some ends it before it has begun.

    Args:
        environ: the environment.
    """
    kept = {"TEXTUAL_ANIMATIONS", "TEXTUAL_DISABLE_KITTY_KEY"}
    return [name for name in environ if name.startswith("TEXTUAL_") and name not in kept]


def textual_environment(environ: Mapping[str, str], animation: bool | None) -> dict[str, str]:
    """What to tell Textual through the environment before it is imported; it reads it only then.

    Args:
        environ: the environment; what it already says stays.
        animation: the preference: yes, no, or None for what suits the connection.
    """
    if "TEXTUAL_ANIMATIONS" in environ:
        return {}
    remote = "SSH_CONNECTION" in environ or "SSH_TTY" in environ
    moves = not remote if animation is None else animation
    return {} if moves else {"TEXTUAL_ANIMATIONS": "none"}

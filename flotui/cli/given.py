# SPDX-License-Identifier: MIT
"""What the command line that runs was given, and the commands that are told to somebody because of it."""

from __future__ import annotations

from typing import Any

import click


def given() -> dict[str, Any]:
    """The options of the command line: the command's own, and those before it."""
    found: dict[str, Any] = {}
    context: click.Context | None = click.get_current_context(silent=True)
    while context is not None:
        found = {**context.params, **{name: value for name, value in found.items() if value}}
        context = context.parent
    return found


def command(words: str) -> str:
    """A command of flotui's, for the profile that this command line names, if any.

    Args:
        words: the command and what it is given.
    """
    profile = given().get("profile")
    return f"flotui {words}{f' --profile {profile}' if profile else ''}"

# SPDX-License-Identifier: MIT
"""Asking the person at the terminal, where there is one."""

from __future__ import annotations

import sys

import click

from flotui.cli.ends import Failure
from flotui.config.exits import Exit


def can_ask() -> bool:
    """Whether somebody can be asked."""
    return sys.stdin.isatty()


def confirm(question: str, yes: bool) -> None:
    """Go on only when the person says so.

    Raises:
        Failure: when they don't, or can't be asked.
    """
    if yes:
        return
    if not can_ask():
        raise Failure(f"{question} No terminal to answer at: add --yes.", Exit.NEEDS_CONFIRMATION)
    if not click.confirm(question, default=False, err=True):
        raise Failure("Nothing was changed.")

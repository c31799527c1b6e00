# SPDX-License-Identifier: MIT
"""Asking the person at the terminal, where there is one."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TypeVar

import click

from flotui.cli.ends import Failure
from flotui.cli.interrupting import heard_at_once
from flotui.config.exits import Exit

T = TypeVar("T")


def can_ask() -> bool:
    """Whether somebody can be asked."""
    return sys.stdin.isatty()


def agrees(question: str, *, default: bool = False) -> bool:
    """Whether the person says yes, typed on the terminal.

    Args:
        question: what is asked.
        default: what enter alone says.

    Raises:
        click.Abort: when they press ctrl+c, or close the terminal.
    """
    with heard_at_once():
        return click.confirm(question, default=default, err=True)


def typed(question: str, read: Callable[[str], T]) -> T:
    """What the person types on the terminal.

    Args:
        question: what is asked.
        read: makes a value of it; where it raises `click.BadParameter`, they are asked again.

    Raises:
        click.Abort: when they press ctrl+c, or close the terminal.
    """
    with heard_at_once():
        found: T = click.prompt(question, value_proc=read, err=True)
        return found


def confirm(question: str, yes: bool) -> None:
    """Go on only when the person says so.

    Raises:
        Failure: when they don't, or can't be asked.
    """
    if yes:
        return
    if not can_ask():
        raise Failure(f"{question} No terminal to answer at: add --yes.", Exit.NEEDS_CONFIRMATION)
    if not agrees(question):
        raise Failure("Nothing was changed.")

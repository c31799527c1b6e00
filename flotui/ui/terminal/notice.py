# SPDX-License-Identifier: MIT
"""Telling somebody who looks elsewhere that something came: a bell, or a note that the terminal shows on the desktop.

A bell works everywhere, and tmux marks the window by it. The other sequences are for the terminal around tmux, which
only passes them on where it is told to; so they are wrapped for it, and a bell goes with them.
"""

from __future__ import annotations

from typing import Final

from textual.app import App

from flotui.ui.terminal import inner, tmux

BELL: Final = "\a"
KINDS: Final = ("bell", "osc9", "osc777", "osc99", "off")
"""The ways to notify somebody through the terminal, as the setting names them."""
_MOST: Final = 120
"""The most characters of a notification."""


def sequence(kind: str, text: str, *, in_tmux: bool) -> str:
    """What is written to the terminal.

    Args:
        kind: one of `KINDS`.
        text: what a note says.
        in_tmux: whether tmux is in between.
    """
    if kind == "off":
        return ""
    printable = "".join(each if each.isprintable() and each not in ";\\" else " " for each in text)[:_MOST]
    note = {
        "osc9": f"\x1b]9;{printable}\x1b\\",
        "osc777": f"\x1b]777;notify;flotui;{printable}\x1b\\",
        "osc99": f"\x1b]99;;{printable}\x1b\\",
    }.get(kind, "")
    if not note:
        return BELL
    if not in_tmux:
        return note
    return f"\x1bPtmux;{note.replace(chr(27), chr(27) * 2)}\x1b\\{BELL}"


def give(app: App[int], kind: str, text: str) -> None:
    """Tell it.

    Args:
        app: whose terminal it is.
        kind: one of `KINDS`.
        text: what a note says; never what somebody wrote.
    """
    if told := sequence(kind, text, in_tmux=tmux.is_around()):
        inner.write(app, told)


def ask_for_focus(app: App[int], on: bool) -> None:
    """Have the terminal say whether it is looked at, or no longer.

    Args:
        app: whose terminal it is.
        on: whether it is to.
    """
    if (driver := inner.driver_of(app)) is not None:
        driver.report_focus(on)

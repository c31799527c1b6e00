# SPDX-License-Identifier: MIT
"""tmux, where the program runs in one: it takes texts for pasting, and hands them on to the terminal around it.

A program's own OSC 52 ends at tmux's defaults (`set-clipboard external`): only tmux may set the terminal's clipboard.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Final

from flotui.text.patterns import later

_PATIENCE: Final = 1.0
"""Seconds that tmux may take. It answers in some milliseconds; while it doesn't, nothing that is painted is seen."""
_HIDDEN: Final = "flotui"
"""The buffer of a text that is not to stay in tmux."""
_VERSION: Final = later(r"([0-9]+)\.([0-9]+)")
_SENDS: Final = (3, 2)
"""The first version that sends a buffer to the terminal."""


class Reach(Enum):
    """How far a text gets that tmux is given."""

    TERMINAL = "the terminal's clipboard"
    TMUX = "tmux's buffer, as it knows of no clipboard around it"
    NOWHERE = "nowhere: tmux is older than 3.2, or doesn't answer"


def is_around(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether the program runs in tmux.

    Args:
        environ: the environment.
    """
    return bool(environ.get("TMUX"))


def load(text: str, *, keep: bool) -> bool:
    """Have tmux take a text, and send it to the clipboard of the terminal around it.

    Args:
        text: what.
        keep: whether it stays in a buffer of tmux, to be pasted by its own key.

    Returns:
        Whether tmux has taken it.
    """
    words = ["load-buffer", "-w", "-"]
    if not keep:
        words = ["load-buffer", "-w", "-b", _HIDDEN, "-", ";", "delete-buffer", "-b", _HIDDEN]
    return _run(words, text) is not None


def reach() -> Reach:
    """How far a text gets that tmux is given now."""
    told = _run(["show-messages", "-T"])
    version = _VERSION.search(_run(["-V"]) or "")
    if told is None or (version is not None and (int(version[1]), int(version[2])) < _SENDS):
        return Reach.NOWHERE
    return Reach.TERMINAL if " Ms: (string)" in told else Reach.TMUX


def _run(words: Sequence[str], given: str = "") -> str | None:
    """What tmux answers; None where it refuses or doesn't."""
    try:
        done = subprocess.run(
            ["tmux", *words],
            input=given.encode("utf-8", "surrogatepass"),
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return None if done.returncode else done.stdout.decode("utf-8", "replace")

# SPDX-License-Identifier: MIT
"""Completion in the shells: click's own scripts, with no blank behind what a value follows (`limit=`)."""

from __future__ import annotations

from click.shell_completion import BashComplete, ZshComplete, add_completion_class

_BASH_ADDS = "            COMPREPLY+=($value)\n"
_ZSH_ADDS = "        compadd -U -V unsorted -a completions\n"


class _Bash(BashComplete):
    source_template = BashComplete.source_template.replace(
        _BASH_ADDS, f"{_BASH_ADDS}            [[ $value == *= ]] && compopt -o nospace\n"
    )


class _Zsh(ZshComplete):
    source_template = ZshComplete.source_template.replace(
        _ZSH_ADDS,
        "        compadd -U -V unsorted -S '' -- ${(M)completions:#*=}\n"
        "        compadd -U -V unsorted -- ${completions:#*=}\n",
    )


def register() -> None:
    """Have click write these scripts. fish needs nothing of it."""
    add_completion_class(_Bash)
    add_completion_class(_Zsh)

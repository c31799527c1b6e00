# SPDX-License-Identifier: MIT
"""Completion in the shells: click's own scripts, with no blank behind what a value follows (`limit=`)."""

from __future__ import annotations

from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
    add_completion_class,
    get_completion_class,
)

from flotui.cli.ends import Failure
from flotui.config.exits import Exit

VARIABLE = "_FLOTUI_COMPLETE"
"""What the shells' scripts set where they ask."""

_BASH_ADDS = "            COMPREPLY+=($value)\n"
_ZSH_ADDS = "        compadd -U -V unsorted -a completions\n"


class _ShellAsks(ShellComplete):
    """What a shell asks for on the line that is typed."""

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the one that is completed, and that.

        Raises:
            Failure: when no shell has told them.
        """
        try:
            return super().get_completion_args()
        except (KeyError, ValueError):
            raise Failure(
                f"{VARIABLE}={self.name}_complete is what the shell's script sets, with COMP_WORDS and COMP_CWORD. "
                f"{VARIABLE}={self.name}_source writes that script.",
                Exit.USAGE,
            ) from None

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        """What may follow; nothing where the line couldn't be carried out, of which nothing is said at a prompt."""
        try:
            return super().get_completions(args, incomplete)
        except Failure:
            return []


class _Bash(_ShellAsks, BashComplete):
    source_template = BashComplete.source_template.replace(
        _BASH_ADDS, f"{_BASH_ADDS}            [[ $value == *= ]] && compopt -o nospace\n"
    )


class _Zsh(_ShellAsks, ZshComplete):
    source_template = ZshComplete.source_template.replace(
        _ZSH_ADDS,
        "        compadd -U -V unsorted -S '' -- ${(M)completions:#*=}\n"
        "        compadd -U -V unsorted -- ${completions:#*=}\n",
    )


class _Fish(_ShellAsks, FishComplete):
    pass


_SHELLS = (_Bash, _Zsh, _Fish)


def register() -> None:
    """Have click write these scripts."""
    for each in _SHELLS:
        add_completion_class(each)


def expect_known(instruction: str) -> None:
    """See that what is asked for can be had.

    Args:
        instruction: the variable's value; empty where nothing is asked for.

    Raises:
        Failure: when no such shell is known, or it is something else than its script and what that asks.
    """
    shell, _, what = instruction.partition("_")
    if instruction and (what not in ("source", "complete") or get_completion_class(shell) is None):
        known = ", ".join(f"{each.name}_source" for each in _SHELLS)
        raise Failure(f"Invalid {VARIABLE}: {instruction}. Use {known}.", Exit.USAGE)

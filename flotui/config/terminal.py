# SPDX-License-Identifier: MIT
"""Whether a terminal can be drawn on, as far as the environment tells before anything is drawn."""

from __future__ import annotations

import codecs
from collections.abc import Mapping

_LOCALE = ("LC_ALL", "LC_CTYPE", "LANG")
"""What names the locale; the first that is set counts."""
_PLAIN = ("", "C", "POSIX")
"""Locales that say nothing of letters: most terminals take UTF-8 all the same."""


def locale_of(environ: Mapping[str, str]) -> tuple[str, str]:
    """The locale, and the variable that names it; both empty where none does.

    Args:
        environ: the environment.
    """
    return next(((environ[name], name) for name in _LOCALE if environ.get(name)), ("", ""))


def charset_of(environ: Mapping[str, str]) -> str:
    """The character set that the locale names: `utf-8`, `iso8859-1`; empty where it names none.

    Args:
        environ: the environment.
    """
    _, _, charset = locale_of(environ)[0].partition("@")[0].partition(".")
    try:
        return codecs.lookup(charset).name if charset else ""
    except LookupError:
        return charset.lower()


def unfit(environ: Mapping[str, str]) -> str:
    """Why nothing can be drawn, and what to do, in whole sentences; empty where something can.

    Args:
        environ: the environment.
    """
    term = environ.get("TERM", "")
    if term in ("", "dumb", "unknown"):
        found = f"TERM is {term}" if term else "TERM isn't set"
        return (
            f"flotui needs a terminal that can move the cursor, and {found}. Set TERM to your terminal's type, such as "
            "xterm-256color. flotui api works without."
        )
    if (charset := charset_of(environ)) not in ("", "utf-8"):
        named, variable = locale_of(environ)
        return (
            f"flotui writes UTF-8, and the locale says {charset} ({variable}={named}). Set the terminal to UTF-8 and "
            f"{variable} to a locale with it, such as C.UTF-8."
        )
    return ""


def doubtful(environ: Mapping[str, str]) -> str:
    """What may look wrong, and what to do, in whole sentences; empty where nothing should.

    Args:
        environ: the environment.
    """
    named, variable = locale_of(environ)
    if named not in _PLAIN:
        return ""
    found = f"is {named} ({variable})" if named else "isn't set"
    return f"The locale {found}. If accents look wrong, set {variable or 'LANG'} to one with UTF-8, such as C.UTF-8."


def holds_escape(environ: Mapping[str, str]) -> bool:
    """Whether the escape key is held back from a program that listens to the mouse: in GNU screen, until the next key.

    Args:
        environ: the environment.
    """
    return bool(environ.get("STY"))


def few_colors(environ: Mapping[str, str]) -> bool:
    """Whether no more than 16 colours are sent: what `TERM` and `COLORTERM` tell of more is all there is to go by.

    Args:
        environ: the environment.
    """
    if environ.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit"):
        return False
    return environ.get("TERM", "").strip().lower().rpartition("-")[2] not in ("256color", "kitty")

# SPDX-License-Identifier: MIT
"""Paths of files as people type and paste them: quoted, escaped for a shell, as a `file://` address, with `~user`."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from flotui.text.signs import DIRECTION, NOTHING

_QUOTES = {'"': '"', "'": "'", "\u201c": "\u201d", "\u2018": "\u2019", "\u00ab": "\u00bb"}
_ESCAPED = re.compile(r"\\([^A-Za-z0-9])")
"""What a shell writes before a blank or a sign; it never does before a letter."""
_HIDDEN = re.compile(f"[{DIRECTION}{NOTHING}\r\n]")
"""What comes along when a path is copied; a no-break blank may belong to its name."""
_MOST = 2000
"""How many names of a folder are looked through for a completion."""


def path_of(text: str) -> Path:
    """The path that a text names.

    Args:
        text: as it was typed, or dragged into the terminal.

    Raises:
        ValueError: when it names another machine's file, or a user that doesn't exist; `str()` is the sentence.
    """
    found = _HIDDEN.sub("", text).strip()
    if found.lower().startswith("file:"):
        address = urlsplit(found)
        if address.netloc not in ("", "localhost"):
            raise ValueError(f"That file is on {address.netloc}, not on this machine.")
        return Path(unquote(address.path))
    quoted = len(found) > 1 and _QUOTES.get(found[0]) == found[-1]
    found = found[1:-1] if quoted else _ESCAPED.sub(r"\1", found)
    try:
        return Path(found).expanduser()
    except RuntimeError:
        raise ValueError(f"There is no user {found.split('/')[0].lstrip('~')} on this machine.") from None


def is_there(path: str | Path) -> bool:
    """Whether something is called so; not where a name is longer than the system can have one.

    Args:
        path: a path as a person gave it, of which `Path.exists` may raise.
    """
    return os.path.exists(path)  # noqa: PTH110


def is_folder(path: str | Path) -> bool:
    """Whether a folder is called so; not where a name is longer than the system can have one.

    Args:
        path: a path as a person gave it, of which `Path.is_dir` may raise.
    """
    return os.path.isdir(path)  # noqa: PTH112


class PathCompletion(NamedTuple):
    """What a path may go on as."""

    text: str
    """The path as far as it is the only one."""
    names: tuple[str, ...]
    """The names that it may go on as, where there are several."""


def complete(text: str) -> PathCompletion:
    """Go on with a path that is being typed, as far as there is only one way. Reads the folder that it is in.

    Args:
        text: what is typed so far.
    """
    plain = bool(text) and text[0] not in _QUOTES and not text.lower().startswith("file:")
    try:
        typed = path_of(text)
    except ValueError:
        return PathCompletion(text, ())
    whole = str(typed) + ("/" if text.endswith("/") and str(typed) != "/" else "")
    folder, _, begun = whole.rpartition("/")
    if whole in (".", "") and not text.strip():
        folder, begun = "", ""
    found = _names(Path(folder or ("/" if whole.startswith("/") else ".")), begun)
    if not found:
        return PathCompletion(text, ())
    head = text[: len(text) - len(begun)] if plain and "\\" not in text and text.endswith(begun) else ""
    head = head or (f"{folder}/" if "/" in whole else "")
    return PathCompletion(head + _common(found), () if len(found) == 1 else tuple(found))


def _common(names: list[str]) -> str:
    """How sorted names all begin."""
    first, last = names[0], names[-1]
    same = next((at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), None)
    return min(first, last, key=len) if same is None else first[:same]


def _names(folder: Path, begun: str) -> list[str]:
    """The names in a folder that begin so, folders with a slash; hidden ones only where the point is typed."""
    try:
        with os.scandir(folder) as entries:
            every = [
                f"{entry.name}/" if entry.is_dir() else entry.name
                for entry, _ in zip(entries, range(_MOST), strict=False)
            ]
    except OSError:
        return []
    return _beginning(every, begun) or _beginning(every, begun, fold=True)


def _beginning(names: Iterable[str], begun: str, *, fold: bool = False) -> list[str]:
    wanted = begun.lower() if fold else begun
    return sorted(
        name
        for name in names
        if (name.lower() if fold else name).startswith(wanted) and (begun or not name.startswith("."))
    )

# SPDX-License-Identifier: MIT
"""What was typed into a form and isn't sent when the program ends: it is in the same form again at the next start.

A draft belongs to a bot, to what was done to which rows, and to the form's title. So it never comes up for somebody
else, be they called the same. Credentials are left out.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from pathlib import Path

import msgspec

from flotui.config.paths import replacing
from flotui.resources.base import Action, Context
from flotui.text.clean import cleaned

_ABOUT: ContextVar[str] = ContextVar("about", default="")


@contextlib.contextmanager
def about(action: Action[object], context: Context[object] | None) -> Iterator[None]:
    """What is asked within is for an action on some rows.

    Args:
        action: which.
        context: the rows, and what they belong to; None for the program's own actions.
    """
    ids = (
        []
        if context is None
        else [str(getattr(each, "row_id", "")) for each in (context.owner, *context.rows)]
    )
    token = _ABOUT.set("\n".join((action.id, *ids)))
    try:
        yield
    finally:
        _ABOUT.reset(token)


class Kept(msgspec.Struct, frozen=True):
    """A draft as its file has it."""

    title: str
    """What the form is called."""
    values: dict[str, str]
    """What was typed, by field."""


class Draft:
    """The draft of one form."""

    def __init__(self, file: Path, title: str) -> None:
        """
        Args:
            file: where it is, if there is one.
            title: what the form is called.
        """
        self._file, self._title = file, title

    @property
    def values(self) -> Mapping[str, str]:
        """What an earlier run has kept, by field; empty for nothing."""
        found = _read(self._file)
        return {} if found is None else found.values

    def keep(self, values: Mapping[str, str]) -> None:
        """Keep what is typed, readable by its owner only; where that can't be done it is lost, as before."""
        data = msgspec.json.encode(Kept(self._title, dict(values)))
        with contextlib.suppress(OSError, UnicodeEncodeError):
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with replacing(self._file) as descriptor:
                os.write(descriptor, data)

    def drop(self) -> None:
        """Forget it: it was sent, or the person let it be."""
        with contextlib.suppress(OSError):
            self._file.unlink(missing_ok=True)


class Drafts:
    """The drafts of a bot's forms."""

    def __init__(self, folder: Path, bot: str) -> None:
        """
        Args:
            folder: where drafts are.
            bot: its `cache_id`.
        """
        self._folder, self._bot = folder, bot

    def of(self, title: str) -> Draft:
        """The draft of a form that is about to be asked; see `about`.

        Args:
            title: what the form is called.
        """
        own = hashlib.sha256("\n".join((self._bot, title, _ABOUT.get())).encode("utf-8", "replace"))
        return Draft(self._folder / f"{self._begin}{own.hexdigest()[:24]}.json", title)

    @property
    def _begin(self) -> str:
        return f"form-{hashlib.sha256(self._bot.encode()).hexdigest()[:12]}-"

    def left(self) -> str:
        """What an earlier run has kept, as a sentence; empty where there is nothing."""
        found = [
            kept.title for file in sorted(self._folder.glob(f"{self._begin}*.json")) if (kept := _read(file))
        ]
        if not found:
            return ""
        more = f" and {len(found) - 1} more" if len(found) > 1 else ""
        return f"What you typed into “{cleaned(found[0])}”{more} was kept when flotui ended. Open it again to go on."


def _read(file: Path) -> Kept | None:
    try:
        return msgspec.json.decode(file.read_bytes(), type=Kept)
    except (OSError, msgspec.MsgspecError):
        return None

"""A text edited in the person's own editor."""

from __future__ import annotations

import asyncio
import os
import shlex
import shutil
import tempfile
from pathlib import Path
from typing import Any

from textual.app import App, SuspendNotSupported


class NoEditor(Exception):
    """The editor didn't do its part; `str()` says why, as a sentence."""


def command() -> list[str]:
    """The person's editor: `$VISUAL`, `$EDITOR`, or what is installed.

    Raises:
        NoEditor: when there is none.
    """
    for name in ("VISUAL", "EDITOR"):
        if wanted := os.environ.get(name, "").strip():
            try:
                return shlex.split(wanted)
            except ValueError:
                raise NoEditor(f"${name} can't be read as a command: {wanted}") from None
    for known in ("nano", "vim", "vi"):
        if shutil.which(known):
            return [known]
    raise NoEditor("There is no editor: set $EDITOR.")


async def edit(app: App[Any], text: str, suffix: str = ".txt") -> str:
    """Hand the terminal to the editor, and take the text back.

    The app's loop goes on meanwhile, without painting: a request under way gets its answer.

    Args:
        app: whose terminal it is.
        text: what is edited.
        suffix: what the file's name ends in, for the editor's colours.

    Raises:
        NoEditor: when it couldn't be started or failed; the text is then as it was.
    """
    words = command()
    # A directory of our own (0700), so that swap and backup files stay private and go away too.
    folder = Path(tempfile.mkdtemp(prefix="flotui-"))
    try:
        file = folder / f"draft{suffix}"
        file.touch(0o600, exist_ok=False)
        file.write_bytes(text.encode("utf-8", "surrogatepass"))
        try:
            # Batched, so that nothing is painted over the editor; on coming back all is painted anew.
            with app.suspend(), app.batch_update():
                process = await asyncio.create_subprocess_exec(*words, str(file))
                status = await process.wait()
        except SuspendNotSupported:
            raise NoEditor("This terminal can't be handed to an editor.") from None
        except OSError as error:
            raise NoEditor(f"{words[0]} could not be started: {error.strerror}.") from None
        if status:
            raise NoEditor(f"{words[0]} ended with status {status}; the text is as it was.")
        try:
            edited = file.read_bytes().decode("utf-8", "surrogatepass")
        except (OSError, UnicodeDecodeError):
            raise NoEditor(f"What {words[0]} left can't be read as UTF-8; the text is as it was.") from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    # Editors end a file with a line end; the value had none, so it isn't part of the edit.
    if edited.endswith("\n") and not text.endswith("\n"):
        edited = edited[:-2] if edited.endswith("\r\n") else edited[:-1]
    return edited

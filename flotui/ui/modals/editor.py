"""A text edited in the person's own editor."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import tempfile
from pathlib import Path
from typing import Any

from textual.app import App

from flotui.ui.terminal import lending


class NoEditor(Exception):
    """The editor didn't do its part; `str()` says why, as a sentence. The text is as it was."""


def command() -> list[str]:
    """The person's editor: `$VISUAL`, `$EDITOR`, or what is installed.

    Raises:
        NoEditor: when there is none, or it can't be started.
    """
    for name in ("VISUAL", "EDITOR"):
        if wanted := os.environ.get(name, "").strip():
            return _read(name, wanted)
    for known in ("nano", "vim", "vi"):
        if shutil.which(known):
            return [known]
    raise NoEditor("No editor found. Set $EDITOR to the one you use.")


def _read(name: str, wanted: str) -> list[str]:
    """A variable as a command: the program, where it is, and its arguments."""
    try:
        program, *arguments = shlex.split(wanted)
    except ValueError:
        raise NoEditor(f"${name} can't be read as a command; the text is unchanged. It is {wanted}") from None
    program = str(Path(program).expanduser())
    if shutil.which(program) is None:
        why = "isn't executable" if Path(program).exists() else "wasn't found"
        raise NoEditor(f"The editor {why}; the text is unchanged. ${name} is {program}.")
    return [program, *arguments]


async def edit(app: App[Any], text: str, suffix: str = ".txt") -> str:
    """Hand the terminal to the editor, and take the text back.

    Args:
        app: whose terminal it is.
        text: what is edited.
        suffix: what the file's name ends in, for the editor's colours.

    Raises:
        NoEditor: when it couldn't be started or failed.
    """
    words = command()
    folder = _folder()
    try:
        file = _given(folder / f"draft{suffix}", text)
        name = Path(words[0]).name
        await _run(app, [*words, str(file)], name)
        edited = _taken(file, name)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    # Editors end a file with a line end; the value had none, so it isn't part of the edit.
    if edited.endswith("\n") and not text.endswith("\n"):
        edited = edited[:-2] if edited.endswith("\r\n") else edited[:-1]
    return edited


def _folder() -> Path:
    """A directory of our own (0700), so that swap and backup files stay private and go away too."""
    try:
        return Path(tempfile.mkdtemp(prefix="flotui-"))
    except OSError as error:
        raise NoEditor(
            f"No file could be made for the editor: {error.strerror}. The text is unchanged."
        ) from None


def _given(file: Path, text: str) -> Path:
    try:
        file.touch(0o600, exist_ok=False)
        file.write_bytes(text.encode("utf-8", "surrogatepass"))
    except OSError as error:
        raise NoEditor(
            f"No file could be made for the editor: {error.strerror}. The text is unchanged."
        ) from None
    return file


async def _run(app: App[Any], words: list[str], name: str) -> None:
    try:
        status = await lending.run(app, words)
    except lending.NotLendable:
        raise NoEditor("This terminal can't be handed to an editor.") from None
    except OSError as error:
        raise NoEditor(f"{name} couldn't be started: {error.strerror}. The text is unchanged.") from None
    if status < 0:
        raise NoEditor(f"{name} was ended by {_signal(-status)}. The text is unchanged.")
    if status:
        raise NoEditor(f"{name} failed with status {status}. The text is unchanged.")


def _taken(file: Path, name: str) -> str:
    try:
        return file.read_bytes().decode("utf-8", "surrogatepass")
    except OSError as error:
        raise NoEditor(f"{name} left no file: {error.strerror}. The text is unchanged.") from None
    except UnicodeDecodeError:
        raise NoEditor(f"What {name} saved isn't UTF-8. The text is unchanged.") from None


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"

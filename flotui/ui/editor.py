# SPDX-License-Identifier: MIT
"""A text edited in the person's own editor."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shlex
import shutil
import signal
import tempfile
from pathlib import Path

from textual.app import App

from flotui.ui.terminal import lending
from flotui.ui.terminal.hangup import is_gone
from flotui.ui.terminal.pasting import LIMIT


class NoEditor(Exception):
    """The editor didn't do its part; `str()` says why, as a sentence. The text is as it was."""


class HungUp(NoEditor):
    """The line dropped while it was open."""


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
    with contextlib.suppress(RuntimeError):  # a user that doesn't exist: then nothing is found there
        program = str(Path(program).expanduser())
    if shutil.which(program) is None:
        why = "isn't executable" if Path(program).exists() else "wasn't found"
        raise NoEditor(f"The editor {why}; the text is unchanged. ${name} is {program}.")
    return [program, *arguments]


async def edit(app: App[int], text: str, suffix: str = ".txt", *, drafts: Path) -> str:
    """Hand the terminal to the editor, and take the text back.

    Args:
        app: whose terminal it is.
        text: what is edited.
        suffix: what the file's name ends in, for the editor's colours.
        drafts: the folder where the files stay that the editor wrote, when the text can't be taken back: the line
            has dropped, or the editor was killed.

    Raises:
        NoEditor: when it couldn't be started or failed.
    """
    words = command()
    folder = _folder()
    try:
        file = _given(folder / f"draft{suffix}", text)
        name = Path(words[0]).name
        await _run(app, [*words, str(file)], name)
        edited = _taken(file, name, most=max(LIMIT, len(text.encode("utf-8", "surrogatepass"))))
    except NoEditor as error:
        kept = _keep(folder, text, drafts, ends=isinstance(error, HungUp))
        raise NoEditor(f"{error} What it wrote is in {kept}." if kept else str(error)) from None
    except asyncio.CancelledError:
        _keep(folder, text, drafts, ends=True)
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    # Editors end a file with a line end; the value had none, so it isn't part of the edit.
    if edited.endswith("\n") and not text.endswith("\n"):
        edited = edited[:-2] if edited.endswith("\r\n") else edited[:-1]
    return edited


def left(drafts: Path) -> str:
    """What an earlier run has kept of texts, as a sentence; empty where there is nothing.

    Args:
        drafts: the folder of such files.
    """
    kept = sorted(drafts.glob("flotui-*"))
    if not kept:
        return ""
    several = f" (the newest of {len(kept)})" if len(kept) > 1 else ""
    newest = max(kept, key=lambda each: each.stat().st_mtime)
    return f"A text was in your editor when flotui ended. It is in {newest}{several}; delete it once you have it."


def _keep(folder: Path, text: str, drafts: Path, *, ends: bool = False) -> Path | None:
    """Put an editor's files where they stay; None where there is nothing to keep, or it can't be kept.

    Args:
        folder: where they are.
        text: what was to be edited.
        drafts: where to.
        ends: whether the program ends, and what was to be edited with it.
    """
    given = text.encode("utf-8", "surrogatepass")
    try:
        files = list(folder.iterdir())
        if not files or not (ends or any(each.read_bytes() != given for each in files)):
            return None
        drafts.mkdir(mode=0o700, parents=True, exist_ok=True)
        return Path(shutil.move(folder, drafts / folder.name))
    except OSError:
        return None


def _folder() -> Path:
    """A directory of our own (0700), so that swap and backup files stay private and go away too."""
    try:
        return Path(tempfile.mkdtemp(prefix="flotui-"))
    except OSError as error:
        raise NoEditor(
            f"The editor's file couldn't be created: {error.strerror}. The text is unchanged."
        ) from None


def _given(file: Path, text: str) -> Path:
    try:
        file.touch(0o600, exist_ok=False)
        file.write_bytes(text.encode("utf-8", "surrogatepass"))
    except OSError as error:
        raise NoEditor(
            f"The editor's file couldn't be created: {error.strerror}. The text is unchanged."
        ) from None
    return file


async def _run(app: App[int], words: list[str], name: str) -> None:
    try:
        status = await lending.run(app, words)
    except lending.NotLendable:
        raise NoEditor("This terminal can't be handed to an editor.") from None
    except OSError as error:
        raise NoEditor(f"{name} couldn't be started: {error.strerror}. The text is unchanged.") from None
    if status == -signal.SIGHUP or is_gone():  # one that reads to the end of its input ends well
        raise HungUp(f"The line dropped while {name} was open.")
    if status < 0:
        raise NoEditor(f"{name} was ended by {_signal(-status)}. The text is unchanged.")
    if status:
        raise NoEditor(f"{name} failed with status {status}. The text is unchanged.")


def _taken(file: Path, name: str, most: int) -> str:
    """What an editor saved, where it is no longer than so many bytes: the program would lay it out for long."""
    try:
        if file.stat().st_size > most:
            raise NoEditor(f"What {name} saved is longer than 1 MB. The text is unchanged.")
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

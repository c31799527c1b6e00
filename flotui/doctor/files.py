# SPDX-License-Identifier: MIT
"""Folders and files: theirs whom they should be, and written as they must be."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from flotui.config.credentials import Credentials
from flotui.config.errors import because
from flotui.config.paths import HOME_VARIABLE, Paths, try_folder
from flotui.config.preferences import Preferences
from flotui.doctor.finding import Finding, careful
from flotui.ui.commands import COMMANDS
from flotui.ui.keymap import Keymap
from flotui.ui.named import check_named

_MIB = 1_048_576
_LITTLE = 50 * _MIB
"""Free space below which it is said that there is little left, in bytes."""
_NONE = 1 * _MIB
"""Free space below which nothing can be relied on, in bytes."""


def folders(paths: Paths) -> Iterator[Finding]:
    """The folders: whether they can be written, closed to others, and have space."""
    named = (("config", paths.config), ("cache", paths.cache), ("state", paths.state), ("logs", paths.logs))
    for what, folder in named:
        yield _folder(what, folder)
    devices: dict[int, Path] = {}
    for folder in (paths.state, paths.cache):
        found = _existing(folder)
        devices.setdefault(found.stat().st_dev, found)
    for found in devices.values():
        yield _space(found)


def _folder(what: str, folder: Path) -> Finding:
    try:
        mode = stat.S_IMODE(folder.stat().st_mode)
    except FileNotFoundError:
        above = _existing(folder)
        try:
            try_folder(above)
        except OSError as error:
            return Finding(
                "fail", what, f"{folder} can't be created: {because(error)} at {above}. {_remedy(error)}"
            )
        return Finding("ok", what, f"{folder} (created at first start)")
    except OSError as error:
        return Finding("fail", what, f"{folder} can't be read: {because(error)}. {_remedy(error)}")
    try:
        if not os.access(folder, os.R_OK | os.X_OK):
            raise PermissionError(errno.EACCES, "")
        try_folder(folder)
    except OSError as error:
        return Finding("fail", what, f"{folder} can't be written: {because(error)}. {_remedy(error)}")
    if mode & 0o077:
        return Finding("warn", what, f"{folder} is open to others ({mode:04o}): chmod 700 closes it.")
    return Finding("ok", what, str(folder))


def _existing(folder: Path) -> Path:
    """A folder, or the nearest one above it that exists."""
    return next((each for each in (folder, *folder.parents) if os.path.exists(each)), folder)  # noqa: PTH110


def _remedy(error: OSError) -> str:
    """What to do where a folder can't be used."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "Free some space."
    if error.errno in (errno.EACCES, errno.EPERM):
        return "Make it yours (chown, chmod 700)."
    if error.errno == errno.EIO:
        return "Check the disk."
    return f"Put flotui's files elsewhere: set {HOME_VARIABLE} to a folder that you can write."


def _space(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    space = f"{free / _MIB:,.0f} MiB are free at {folder}"
    if free < _NONE:
        return Finding("fail", "space", f"{space}: nothing can be written. Free some.")
    if free < _LITTLE:
        return Finding("warn", "space", f"{space}: little is left. Free some.")
    return Finding("ok", "space", f"{space}.")


def files(paths: Paths) -> Iterator[Finding]:
    """The files that nobody else may read; of databases, what is in them is looked at elsewhere."""
    settings = (paths.credentials_file, paths.profiles_file, paths.state_file, paths.log_file)
    for file in (*settings, paths.cache_file, paths.journal_file):
        if not os.path.exists(file):  # noqa: PTH110 - a folder that may not be looked into is no crash
            continue
        if not file.is_file():
            if file in settings:
                yield Finding("fail", file.name, f"{file} isn't a file: rename it.")
        elif file == paths.credentials_file:
            yield _credentials(paths)
        elif (mode := stat.S_IMODE(file.stat().st_mode)) & 0o077:
            yield Finding("warn", file.name, f"{file} is open to others ({mode:04o}): chmod 600 closes it.")


def _credentials(paths: Paths) -> Finding:
    path = paths.credentials_file
    if not Credentials(paths).tighten():
        return Finding("ok", "credentials", f"{path} (0600)")
    now = stat.S_IMODE(path.stat().st_mode)
    what = "closed now (0600)" if now & 0o077 == 0 else "still open: chmod 600 closes it"
    return Finding(
        "warn", "credentials", f"{path} could be read by others; {what}. Create new API keys if they did."
    )


def preferences(paths: Paths) -> Iterator[Finding]:
    """The person's settings: what isn't allowed in them, and what means nothing."""
    found = careful("preferences", lambda: _checked(paths))
    if isinstance(found, Finding):
        for line in found.message.splitlines():
            yield Finding("fail", "preferences", line)
        return

    notes = [*found.notes, *Keymap(found.keys).problems(COMMANDS)]
    for note in notes:
        yield Finding("warn", "preferences", note)
    if not notes:
        file = paths.preferences_file
        yield Finding("ok", "preferences", str(file) if file.exists() else "none; the defaults are used.")


def _checked(paths: Paths) -> Preferences:
    """The preferences, when they are all allowed, also in what they name.

    Raises:
        ConfigError: when they aren't.
    """
    found = Preferences.load(paths)
    check_named(paths, found)
    return found

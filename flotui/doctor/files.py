"""Folders and files: theirs whom they should be, and written as they must be."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from flotui.config.credentials import Credentials
from flotui.config.errors import because
from flotui.config.paths import FILE_MODE, Paths
from flotui.config.preferences import Preferences
from flotui.doctor.finding import Finding, careful

_TRIED = 65_536
"""Bytes that are written to see whether a folder takes any."""
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
        here = _existing(folder)
        devices.setdefault(here.stat().st_dev, here)
    for here in devices.values():
        yield _space(here)


def _folder(what: str, folder: Path) -> Finding:
    try:
        mode = stat.S_IMODE(folder.stat().st_mode)
    except FileNotFoundError:
        above = _existing(folder)
        if above.is_dir() and os.access(above, os.W_OK | os.X_OK):
            return Finding("ok", what, f"{folder} (created at first start)")
        return Finding("fail", what, f"{folder} can't be created: {above} can't be written.")
    except OSError as error:
        return Finding("fail", what, f"{folder} can't be looked at: {because(error)}.")
    try:
        if not os.access(folder, os.R_OK | os.X_OK):
            raise PermissionError(13, "")
        _write(folder)
    except OSError as error:
        why = because(error)
        return Finding("fail", what, f"{folder} can't be written ({why}): make it yours (chown, chmod 700).")
    if mode & 0o077:
        return Finding("warn", what, f"{folder} is open to others ({mode:04o}): chmod 700 closes it.")
    return Finding("ok", what, str(folder))


def _existing(folder: Path) -> Path:
    """A folder, or the nearest one above it that exists."""
    return next((each for each in (folder, *folder.parents) if os.path.exists(each)), folder)  # noqa: PTH110


def _write(folder: Path) -> None:
    """See that a file can be written into a folder; it is gone afterwards.

    Raises:
        OSError: when it can't.
    """
    tried = folder / f".doctor-{os.getpid()}"
    descriptor = os.open(tried, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
    try:
        os.write(descriptor, bytes(_TRIED))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
        tried.unlink()


def _space(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    said = f"{free / _MIB:,.0f} MiB are free at {folder}"
    if free < _NONE:
        return Finding("fail", "space", f"{said}: nothing can be written down. Free some.")
    if free < _LITTLE:
        return Finding("warn", "space", f"{said}: little is left. Free some.")
    return Finding("ok", "space", f"{said}.")


def files(paths: Paths) -> Iterator[Finding]:
    """The files that nobody else may read."""
    path = paths.credentials_file
    if os.path.exists(path):  # noqa: PTH110 - a folder that may not be looked into is no crash
        if Credentials(paths).tighten():
            now = stat.S_IMODE(path.stat().st_mode)
            what = "closed now (0600)" if now & 0o077 == 0 else "still open: chmod 600 closes it"
            yield Finding(
                "warn", "credentials", f"{path} could be read by others; {what}. Make new keys if they did."
            )
        else:
            yield Finding("ok", "credentials", f"{path} (0600)")
    for file in (paths.profiles_file, paths.state_file, paths.cache_file, paths.journal_file, paths.log_file):
        if os.path.exists(file) and (mode := stat.S_IMODE(file.stat().st_mode)) & 0o077:  # noqa: PTH110
            yield Finding("warn", file.name, f"{file} is open to others ({mode:04o}): chmod 600 closes it.")


def preferences(paths: Paths) -> Iterator[Finding]:
    """The person's settings: what isn't allowed in them, and what means nothing."""
    found = careful("preferences", lambda: _checked(paths))
    if isinstance(found, Finding):
        for line in found.says.splitlines():
            yield Finding("fail", "preferences", line)
        return
    from flotui.ui import commands
    from flotui.ui.keymap import Keymap

    nobody = cast(Any, None)  # their names are what is asked for
    notes = [*found.notes, *Keymap(found.keys).problems(commands.of(nobody, nobody))]
    for note in notes:
        yield Finding("warn", "preferences", note)
    if not notes:
        file = paths.preferences_file
        yield Finding("ok", "preferences", str(file) if file.exists() else "none; the defaults are used.")


def _checked(paths: Paths) -> Preferences:
    """The preferences, when they are all allowed, the lists and columns that they name too.

    Raises:
        ConfigError: when they aren't.
    """
    found = Preferences.load(paths)
    if found.columns:
        from flotui.resources.chosen import check_columns

        check_columns(paths, found)
    return found

# SPDX-License-Identifier: MIT
"""Where flotui keeps its files, and how it writes them: folders 0700, files 0600, replaced as a whole.

platformdirs is imported when neither FLOTUI_HOME nor a home on Linux says where files are.
"""

from __future__ import annotations

import contextlib
import fcntl
import itertools
import os
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TextIO

import msgspec
from msgspec.structs import replace

from flotui.config.errors import ConfigError, because

HOME_VARIABLE = "FLOTUI_HOME"
"""The environment variable that puts everything under one folder."""

FOLDER_MODE = 0o700
"""The mode of every folder of ours."""
FILE_MODE = 0o600
"""The mode of every file of ours."""
_TRIED = 65_536
"""Bytes that are written to see whether a folder takes any: more than SQLite needs to begin."""


class Paths(msgspec.Struct, frozen=True):
    """The four folders, and the files in them that this room owns."""

    config: Path
    """What a person may edit, and the profiles."""
    cache: Path
    """What may be deleted at any time."""
    state: Path
    """What must outlive a restart: the journal, drafts, habits."""
    logs: Path
    """The log."""
    home: Path | None = None
    """The folder that `FLOTUI_HOME` names, where it is set."""

    @classmethod
    def find(cls, environ: Mapping[str, str] | None = None) -> Paths:
        """The folders of this person on this machine. Nothing is made yet.

        Args:
            environ: the environment to look at; the process's own by default.

        Raises:
            ConfigError: when the system knows no home folder, or not where this process is.
        """
        try:
            return cls._found(environ)
        except (RuntimeError, OSError) as error:
            raise ConfigError(
                f"There is no folder for flotui's files: {_lacking(error)}. Set {HOME_VARIABLE} to a folder, "
                "with its full path."
            ) from error

    @classmethod
    def _found(cls, environ: Mapping[str, str] | None) -> Paths:
        given = (os.environ if environ is None else environ).get(HOME_VARIABLE, "").strip()
        if given:
            home = Path(given).expanduser().absolute()
            return cls(home / "config", home / "cache", home / "state", home / "logs", home)
        if sys.platform == "linux" and os.environ.get("HOME", "").startswith("/"):
            config = _linux_folder("XDG_CONFIG_HOME", ".config")
            state = _linux_folder("XDG_STATE_HOME", ".local/state")
            return cls(config, _linux_folder("XDG_CACHE_HOME", ".cache"), state, state / "log")
        # Only now, because most of its cost is in importing it.
        from platformdirs import PlatformDirs

        dirs = PlatformDirs("flotui", appauthor=False)
        return cls(dirs.user_config_path, dirs.user_cache_path, dirs.user_state_path, dirs.user_log_path)

    def make(self) -> Paths:
        """Make the folders that are missing, and close those that others can look into.

        Raises:
            ConfigError: when one can't be made.
        """
        for folder in (self.config, self.cache, self.state, self.logs):
            private_folder(folder)
        return self

    def try_make(self) -> Paths:
        """Make the folders as far as that can be done: to look at a bot, none is needed."""
        with contextlib.suppress(ConfigError):
            self.make()
        return self

    def barred(self) -> Path | None:
        """The file that stands where a folder has to be for anything to be read or kept; None where none does."""
        above = (self.config, *self.config.parents)
        there = next((each for each in above if os.path.lexists(each)), None)
        return None if there is None or there.is_dir() else there

    def apart(self, name: str) -> Paths:
        """The same, with cache and state in sub-folders of their own, for data that must not mix."""
        return replace(self, cache=self.cache / name, state=self.state / name)

    @property
    def preferences_file(self) -> Path:
        """The person's own settings, which flotui never writes."""
        return self.config / "config.toml"

    @property
    def profiles_file(self) -> Path:
        """The bots this person has logged in to."""
        return self.config / "profiles.toml"

    @property
    def credentials_file(self) -> Path:
        """Their tokens, where there is no system keyring."""
        return self.config / "credentials.toml"

    @property
    def state_file(self) -> Path:
        """What flotui remembers of a person's habits."""
        return self.state / "state.toml"

    @property
    def cache_file(self) -> Path:
        """What hosts said, of every bot."""
        return self.cache / "cache.db"

    @property
    def journal_file(self) -> Path:
        """What was written to hosts, of every bot."""
        return self.state / "journal.db"

    @property
    def log_file(self) -> Path:
        """The log; older ones lie beside it as `.1`, `.2` and so on."""
        return self.logs / "flotui.log"

    def job_log(self, job: int) -> Path:
        """What a job says that runs on in the background; gone when it has ended well."""
        return self.state / f"job-{job}.log"


def _linux_folder(variable: str, usual: str) -> Path:
    """A person's folder of flotui on Linux, as platformdirs finds it.

    Args:
        variable: the environment variable that may name the folder above it.
        usual: the folder above it in the person's home, where the variable names none.
    """
    given = os.environ.get(variable, "")
    return Path(given if given.startswith("/") else f"{os.environ['HOME']}/{usual}") / "flotui"


def private_folder(path: Path) -> None:
    """Make a folder that only its owner can look into, and so what is missing above it; one that exists is closed.

    Raises:
        ConfigError: when it can't be made.
    """
    try:
        # One by one: `parents=True` would leave those above open to others.
        for missing in reversed([each for each in path.parents if not each.exists()]):
            missing.mkdir(mode=FOLDER_MODE, exist_ok=True)
        path.mkdir(mode=FOLDER_MODE, exist_ok=True)
        if path.stat().st_mode & 0o077:
            # Someone else's folder that we may use all the same: `flotui doctor` says so.
            with contextlib.suppress(PermissionError):
                path.chmod(FOLDER_MODE)
    except OSError as error:
        raise ConfigError(f"The folder {path} can't be created: {because(error)}.") from error


def write_private(path: Path, text: str) -> None:
    """Replace a file as a whole: a crash leaves the old text or the new one, never a part.

    A symbolic link stays one: what it points to is replaced.

    Args:
        path: the file; its folder is made when it is missing.
        text: all of its new text.

    Raises:
        ConfigError: when it can't be written; the old file is then untouched.
    """
    target = path.resolve()
    try:
        if not target.parent.is_dir():
            private_folder(target.parent)
        with replacing(target) as descriptor, open(descriptor, "w", encoding="utf-8", closefd=False) as file:
            file.write(text)
        _sync_folder(target.parent)
    except OSError as error:
        raise ConfigError(f"{path} can't be written: {because(error)}.") from error


def add_private(path: Path) -> int:
    """The descriptor of a file that only its owner may read, to be written on; a new one where there is none.

    Args:
        path: the file; its folder is there.

    Raises:
        OSError: when it can't be opened.
    """
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, FILE_MODE)


def new_private(path: str | Path) -> TextIO:
    """A new file that only its owner may read, to be written.

    Args:
        path: where; nothing may be there.

    Raises:
        OSError: when it can't be made, or something is there.
    """
    return os.fdopen(
        os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE), "w", encoding="utf-8", newline=""
    )


def unused(name: str) -> str:
    """A name for a new file where flotui was started: the one wished for, else that with a number, as in `chat-2.txt`.

    Args:
        name: the name wished for.
    """
    path = Path(name)
    numbered = (f"{path.stem}-{number}{path.suffix}" for number in itertools.count(2))
    return next(each for each in itertools.chain((name,), numbered) if not os.path.lexists(each))


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[int]:
    """A new file that only its owner may read, and that takes a file's place as a whole when the block ends.

    Args:
        path: the file; its folder is there.

    Yields:
        The descriptor of the new file, open for writing. It is closed at the end; a duplicate of it may stay.

    Raises:
        OSError: when it can't be made or take the place; the old file is then untouched.
    """
    if is_device(path):  # root may put a file in a device's place
        raise OSError("it is a device or a pipe, not a file")
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")
    with contextlib.suppress(FileNotFoundError):
        draft.unlink()
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
        try:
            yield descriptor
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        draft.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise


def _sync_folder(folder: Path) -> None:
    """Make a rename in it last through a power cut, where the file system can do that."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def try_folder(folder: Path) -> None:
    """See that a file of some size can be written into a folder; it is gone afterwards.

    Raises:
        OSError: when it can't; what the system says is more than SQLite knows of the same failure.
    """
    tried = folder / f".tried-{os.getpid()}-{threading.get_ident()}"
    descriptor = os.open(tried, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
    try:
        written = os.write(descriptor, bytes(_TRIED))
        if written < _TRIED:  # the rest says why
            os.write(descriptor, bytes(_TRIED - written))
        os.fsync(descriptor)
    finally:
        with contextlib.suppress(OSError):
            os.close(descriptor)
        with contextlib.suppress(OSError):
            tried.unlink()


def is_device(path: Path) -> bool:
    """Whether a path is a device or a pipe, whose end may never come, rather than a file, a folder or nothing."""
    return path.exists() and not (path.is_file() or path.is_dir())


def read_text(path: Path) -> str | None:
    """A file's text; None when there is no such file.

    Raises:
        ConfigError: when it can't be read, isn't a file, or is not UTF-8.
    """
    try:
        if is_device(path) and path.resolve() != Path(os.devnull):
            raise ConfigError(f"{path} can't be read: it is a device or a pipe, not a file.")
        return path.read_text(encoding="utf-8-sig")  # Windows' editors put a byte order mark before it
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise ConfigError(f"{path} can't be read: {because(error)}.") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} can't be read: it isn't UTF-8 text (byte {error.start}).") from error


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep other flotui processes from rewriting a file between our reading and our writing of it.

    Args:
        path: the file that is about to be read and replaced; the lock is a file beside it.

    Raises:
        ConfigError: when the lock can't be made.
    """
    lock = path.with_name(f".{path.name}.lock")
    try:
        if not lock.parent.is_dir():
            private_folder(lock.parent)
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, FILE_MODE)
    except OSError as error:
        raise ConfigError(f"{path} can't be written: {because(error)}.") from error
    try:
        # Network homes without locks: go on, as if alone.
        with contextlib.suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _lacking(error: RuntimeError | OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "the current folder is gone"
    return because(error) if isinstance(error, OSError) else "the home folder isn't known"


def holds_some(folder: Path) -> bool:
    """Whether there is anything in a folder; not where it isn't there or can't be read.

    Args:
        folder: the folder.
    """
    try:
        return any(folder.iterdir())
    except OSError:
        return False

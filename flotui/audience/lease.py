# SPDX-License-Identifier: MIT
"""The right to read everyone of a bot: one flotui has it at a time, and one that has ended has lost it."""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from pathlib import Path

from flotui.config.paths import FILE_MODE, private_folder


class Held(Exception):
    """Another flotui has the lease; `str()` says which."""


class Lease:
    """A lock on a file beside the copy, which the system takes back when its process ends, however it ends."""

    def __init__(self, path: Path | None) -> None:
        """
        Args:
            path: the copy's file; None where it is in memory, which nobody else has.
        """
        self._path = path.with_name(f".{path.name}.reading") if path is not None else None
        self._descriptor: int | None = None

    def take(self) -> None:
        """Take it.

        Raises:
            Held: when another flotui has it.
            ConfigError: when its file can't be made.
        """
        if self._path is None or self._descriptor is not None:
            return
        private_folder(self._path.parent)
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, FILE_MODE)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            with os.fdopen(descriptor) as file:
                raise Held(file.read(200).strip()) from None
        except OSError:  # a network home without locks: go on, as if alone
            pass
        with suppress(OSError):
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"process {os.getpid()} on {os.uname().nodename}".encode(), 0)
        self._descriptor = descriptor

    def give_back(self) -> None:
        """Let another have it."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)

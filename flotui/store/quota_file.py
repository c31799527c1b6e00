# SPDX-License-Identifier: MIT
"""What any flotui of a bot was told last of the hour's calls: all windows and commands of one home spend the same ones.

It is one record in a file beside the cache, read and written within microseconds. It is a help and no promise: where
the file can't be used, each process knows what the host told it itself.
"""

from __future__ import annotations

import fcntl
import math
import os
import struct
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from flotui.api.headers import Quota
from flotui.api.hour import HourTold
from flotui.config.errors import ConfigError
from flotui.config.paths import FILE_MODE, private_folder

_RECORD = struct.Struct("<qqddqdQ")
"""How many an hour has, how many are left, when that was told, and what else `HourTold` says, in its order."""
_SUM = struct.Struct("<I")
_UNKNOWN = -1
_TRIES, _PAUSE = 50, 0.0001
"""How often the lock is tried, and the seconds between two tries: 5 ms in all, less than a key is waited for."""


class QuotaFile:
    """The record of one bot. Its file is opened at the first need."""

    def __init__(self, path: Path) -> None:
        """
        Args:
            path: the file.
        """
        self._path = path
        self._descriptor: int | None = None
        self._failed = False

    def read(self) -> HourTold | None:
        """What was told last; None where nothing was, or the file can't be read."""
        if (descriptor := self._opened()) is None:
            return None
        with suppress(OSError):
            found = os.pread(descriptor, _RECORD.size + _SUM.size, 0)
            body, checked = found[: _RECORD.size], found[_RECORD.size :]
            if len(checked) == _SUM.size and _SUM.unpack(checked)[0] == zlib.crc32(body):
                return _told(*_RECORD.unpack(body))
        return None

    def write(self, told: HourTold) -> None:
        """Keep what was told, in the place of what was before. A file that can't be written is left alone.

        Args:
            told: what was told.
        """
        if (descriptor := self._opened()) is None:
            return
        quota = told.quota
        body = _RECORD.pack(
            _UNKNOWN if quota.limit is None else min(quota.limit, 2**62),
            _UNKNOWN if quota.remaining is None else min(quota.remaining, 2**62),
            quota.at,
            *told[1:],
        )
        with suppress(OSError):
            os.pwrite(descriptor, body + _SUM.pack(zlib.crc32(body)), 0)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """No other process is alone with the file while the block runs, unless it can't be locked."""
        descriptor = self._opened()
        locked = descriptor is not None and _locked(descriptor)
        try:
            yield
        finally:
            if locked and descriptor is not None:
                fcntl.flock(descriptor, fcntl.LOCK_UN)

    def close(self) -> None:
        """Close the file. It is opened no more."""
        descriptor, self._descriptor, self._failed = self._descriptor, None, True
        if descriptor is not None:
            os.close(descriptor)

    def _opened(self) -> int | None:
        if self._descriptor is None and not self._failed:
            try:
                private_folder(self._path.parent)
                self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, FILE_MODE)
            except (OSError, ConfigError):
                self._failed = True
        return self._descriptor


def _locked(descriptor: int) -> bool:
    """Whether a file was locked. It is held for microseconds: a process that was stopped in them isn't waited for."""
    for _ in range(_TRIES):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(_PAUSE)
        except OSError:  # a network home without locks
            return False
        else:
            return True
    return False


def _told(
    limit: int, remaining: int, at: float, since: float, under_way: int, told_at: float, by: int
) -> HourTold | None:
    """A record's values, where they mean something."""
    if not (math.isfinite(at) and math.isfinite(since) and math.isfinite(told_at)):
        return None
    quota = Quota(None if limit < 0 else limit, None if remaining < 0 else remaining, at)
    return HourTold(quota, since, under_way, told_at, by)

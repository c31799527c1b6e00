# SPDX-License-Identifier: MIT
"""`flotui doctor`: is everything here as it should be? Each finding says what was seen and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flotui.config.paths import Paths
from flotui.doctor import bot, files, machine, network, storage
from flotui.doctor.finding import Finding

__all__ = ["Finding", "examine"]


def examine(
    paths: Paths, environ: Mapping[str, str], name: str | None, *, offline: bool
) -> Iterator[Finding]:
    """Look at everything, one finding after the other. It makes no folder and asks the host once.

    Args:
        paths: where things are.
        environ: the environment.
        name: the profile to check; the one that would be opened by default.
        offline: whether the host is left alone.
    """
    yield from machine.program()
    yield from machine.terminal(environ)
    yield from files.folders(paths)
    yield from files.files(paths)
    yield from files.preferences(paths)
    yield from storage.databases(paths)
    yield from network.network(paths, environ, name)
    yield bot.keyring()
    yield from bot.profile(paths, environ, name, offline)

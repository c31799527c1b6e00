# SPDX-License-Identifier: MIT
"""Where a file is, as one types it in any folder; apart from `filepath`, as the first screen reads no path."""

from __future__ import annotations

from pathlib import Path


def whole_path(path: Path) -> str:
    """A path as one types it in any folder: from the home folder on, or from the root.

    Args:
        path: the path, perhaps as seen from the folder that the program was started in.
    """
    try:
        found = path.absolute()
    except FileNotFoundError:  # the folder that the program was started in is gone
        return str(path)
    try:
        return f"~/{found.relative_to(Path.home())}"
    except (ValueError, RuntimeError):
        return str(found)

# SPDX-License-Identifier: MIT
"""TOML files in and out, with sentences for what is wrong in them. The libraries load at first use.

Reader and writer are imported when there is a file to read or to write.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from flotui.config.errors import ConfigError
from flotui.config.paths import read_text, write_private


def read_toml(path: Path) -> dict[str, object]:
    """What a TOML file holds; nothing where there is no such file.

    Raises:
        ConfigError: when it can't be read or is not TOML.
    """
    text = read_text(path)
    if text is None:
        return {}
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} isn't valid TOML: {error}.") from error
    except RecursionError as error:
        raise ConfigError(f"{path} isn't valid TOML: its lists are nested too deeply.") from error


def write_toml(path: Path, document: Mapping[str, object], *, heading: str = "") -> None:
    """Replace a TOML file that only flotui writes.

    Args:
        path: the file.
        document: all that it shall hold.
        heading: a comment for its first line.

    Raises:
        ConfigError: when it can't be written.
    """
    import tomli_w

    text = tomli_w.dumps(document)
    write_private(path, f"# {heading}\n{text}" if heading else text)

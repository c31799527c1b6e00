# SPDX-License-Identifier: MIT
"""Tokens: in the system's keyring where there is one, else in a file that only its owner can read.

keyring is imported when a key is read or kept, and may not be installed.
"""

from __future__ import annotations

import contextlib
import logging
from types import ModuleType
from typing import Any, Literal

from flotui.config.errors import ConfigError, KeyringSilent
from flotui.config.log import never_log
from flotui.config.paths import FILE_MODE, Paths, locked
from flotui.config.secret import Secret
from flotui.config.toml import read_toml, write_toml

Where = Literal["keyring", "file"]
"""Where a token is kept."""

SERVICE = "flotui"
"""The name under which a keyring lists flotui's tokens."""

_log = logging.getLogger(__name__)


class Credentials:
    """The tokens of this person's profiles.

    A token is looked for in the file first: that costs nothing, while a keyring's backend takes
    0.1 s to import. Nothing here is read before it is asked for.
    """

    def __init__(self, paths: Paths) -> None:
        """
        Args:
            paths: where the file is; with `FLOTUI_HOME`, also which entries of the keyring are meant.
        """
        self._paths = paths
        self._service = SERVICE if paths.home is None else f"{SERVICE}:{paths.home}"

    def get(self, profile_name: str) -> Secret | None:
        """The token of a profile, or None where there is none.

        Raises:
            KeyringSilent: when the keyring, where it may be, doesn't answer.
            ConfigError: when the file can't be read.
        """
        token = self._file().get(profile_name) or self._from_keyring(profile_name)
        if not token:
            return None
        never_log(token)
        return Secret(token)

    def set(self, profile_name: str, token: str) -> Where:
        """Keep a profile's token, in place of the one it had.

        Args:
            profile_name: the profile's name.
            token: the token.

        Returns:
            Where it is now.

        Raises:
            ConfigError: when it can be kept nowhere.
        """
        never_log(token)
        if ring := _keyring():
            try:
                ring.set_password(self._service, profile_name, token)
                if ring.get_password(self._service, profile_name) != token:
                    raise LookupError("it isn't in the keyring")
            except Exception as error:  # a backend may raise what it likes: locked, cancelled, no D-Bus
                _log.warning("the keyring did not take the token: %s", type(error).__name__)
            else:
                self._write(profile_name, None)
                return "keyring"
        self._write(profile_name, token)
        return "file"

    def delete(self, profile_name: str) -> None:
        """Forget a profile's token wherever it is.

        Raises:
            KeyringSilent: when the keyring doesn't answer, so that it may keep the token.
            ConfigError: when the file can't be read or written.
        """
        self._write(profile_name, None)
        if ring := _keyring():
            with contextlib.suppress(Exception):  # most backends raise where there is none
                ring.delete_password(self._service, profile_name)
                return
            if self._from_keyring(profile_name):
                raise KeyringSilent(f"The keyring didn't delete the API key of {profile_name}.")

    def names(self) -> frozenset[str]:
        """The names under which the file keeps tokens. A keyring doesn't list its own.

        Raises:
            ConfigError: when the file can't be read.
        """
        return frozenset(self._file())

    def tighten(self) -> bool:
        """Close the file to others.

        Returns:
            Whether others could read it until now.
        """
        path = self._paths.credentials_file
        try:
            if not path.stat().st_mode & 0o077 or not path.is_file():
                return False
            path.chmod(FILE_MODE)
        except FileNotFoundError:
            return False
        except OSError:
            return True
        _log.warning("%s could be read by others; its mode is now 0600", path)
        return True

    def _file(self) -> dict[str, str]:
        path = self._paths.credentials_file
        self.tighten()
        tokens = read_toml(path).get("tokens", {})
        if not isinstance(tokens, dict) or not all(isinstance(each, str) for each in tokens.values()):
            raise ConfigError(f"{path}: tokens must be a table of profile names and tokens in quotes.")
        return tokens

    def _write(self, profile_name: str, token: str | None) -> None:
        path = self._paths.credentials_file
        if token is None and not path.exists():
            return
        with locked(path):
            tokens = self._file()
            if token is None:
                if tokens.pop(profile_name, None) is None:
                    return
            else:
                tokens[profile_name] = token
            write_toml(path, {"tokens": tokens}, heading="Written by flotui. Keep it to yourself.")

    def _from_keyring(self, profile_name: str) -> str | None:
        if ring := _keyring():
            try:
                found: str | None = ring.get_password(self._service, profile_name)
            except Exception as error:
                _log.warning("the keyring did not answer: %s", type(error).__name__)
                raise KeyringSilent(
                    f"The keyring didn't answer whether it has the API key of {profile_name}: it may be locked."
                ) from None
            else:
                return found
        return None


def keyring_name() -> str | None:
    """What the system's keyring calls itself; None where there is none that can be used."""
    ring = _keyring()
    return None if ring is None else str(getattr(ring, "name", None) or type(ring).__name__)


def keyring_trouble() -> str:
    """Why keys aren't kept in a keyring though the optional extra is installed, as a sentence; empty for no trouble."""
    if _library() is None or _keyring() is not None:
        return ""
    return "The keyring package is installed, but no keyring answers here (over SSH it is often locked or absent)."


def _library() -> ModuleType | None:
    """The keyring package, where the optional extra is installed."""
    try:
        import keyring
        import keyring.errors
    except ImportError:
        return None
    library: ModuleType = keyring
    return library


def _keyring() -> Any | None:
    """The system's keyring, where the optional extra is installed and finds one worth its name.

    Backends below priority 1 keep passwords as plain text or not at all; our own file is better.
    """
    library = _library()
    if library is None:
        return None
    try:
        ring = library.get_keyring()
        return ring if float(ring.priority) >= 1 else None
    except Exception as error:
        _log.warning("no keyring: %s", type(error).__name__)
        return None

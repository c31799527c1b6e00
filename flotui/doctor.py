"""`flotui doctor`: is everything here as it should be? Each finding says what was seen and what to do."""

from __future__ import annotations

import asyncio
import importlib.metadata
import locale
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

import flotui
from flotui.config.credentials import Credentials, keyring_name
from flotui.config.errors import ConfigError, because
from flotui.config.paths import Paths
from flotui.config.preferences import Preferences
from flotui.config.profiles import Profiles, Resolved, resolve

_T = TypeVar("_T")

LEAST = (80, 24)
"""The smallest terminal that shows everything."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report."""

    status: Literal["ok", "warn", "fail"]
    """How bad it is."""
    what: str
    """What was looked at, in a word or two."""
    says: str
    """What was seen and, where it isn't well, what to do."""


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
    yield from _program()
    yield from _terminal(environ)
    yield from _folders(paths)
    yield from _files(paths)
    yield from _databases(paths)
    yield _keyring()
    yield from _profile(paths, environ, name, offline)


def _program() -> Iterator[Finding]:
    yield Finding("ok", "flotui", flotui.__version__)
    yield Finding("ok", "Python", ".".join(map(str, sys.version_info[:3])))
    for package in ("textual", "httpx"):
        try:
            yield Finding("ok", package, importlib.metadata.version(package))
        except importlib.metadata.PackageNotFoundError:
            yield Finding("fail", package, "is not installed: install flotui with pip, which brings it.")


def _terminal(environ: Mapping[str, str]) -> Iterator[Finding]:
    term = environ.get("TERM", "")
    if not term or term == "dumb":
        yield Finding("fail", "TERM", f"is {term or 'not set'}: a terminal that can be drawn on is needed.")
    else:
        yield Finding("ok", "TERM", term)
    yield _colours(term, environ)
    columns, lines = shutil.get_terminal_size()
    if not sys.stdout.isatty():
        yield Finding("ok", "size", "not looked at: the output goes to a file or a pipe.")
    elif columns < LEAST[0] or lines < LEAST[1]:
        yield Finding(
            "warn", "size", f"{columns}×{lines}: below {LEAST[0]}×{LEAST[1]} some things are left out."
        )
    else:
        yield Finding("ok", "size", f"{columns}×{lines}")
    encoding = (sys.stdout.encoding or locale.getpreferredencoding()).lower().replace("-", "")
    named = next((environ[key] for key in ("LC_ALL", "LC_CTYPE", "LANG") if environ.get(key)), "")
    if encoding == "utf8" and "utf" in named.lower():
        yield Finding("ok", "UTF-8", named)
    else:
        yield Finding(
            "warn",
            "UTF-8",
            f"the locale is {named or 'not set'}: set LANG to one with UTF-8, such as C.UTF-8.",
        )
    if "SSH_CONNECTION" in environ or "SSH_TTY" in environ:
        yield Finding(
            "ok", "ssh", "yes; nothing moves by itself, unless the preferences say animation = true."
        )
    if environ.get("TMUX"):
        yield _tmux()


def _colours(term: str, environ: Mapping[str, str]) -> Finding:
    if environ.get("NO_COLOR"):
        return Finding("ok", "colours", "none: NO_COLOR is set.")
    if environ.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return Finding("ok", "colours", "all of them (COLORTERM is set).")
    if "256" in term or "direct" in term:
        return Finding(
            "ok", "colours", "256. ssh does not pass COLORTERM on; set it to truecolor if yours has more."
        )
    return Finding("ok", "colours", "16, by the look of TERM; the theme for 16 colours fits.")


def _tmux() -> Finding:
    """Whether tmux lets a copied text through to the terminal."""
    try:
        shown = subprocess.run(
            ["tmux", "show-options", "-gsv", "set-clipboard"],
            capture_output=True,
            text=True,
            timeout=2,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return Finding("warn", "tmux", "does not answer; whether copying reaches the terminal is not known.")
    setting = shown.stdout.strip()
    if setting in ("on", "external"):
        return Finding("ok", "tmux", f"set-clipboard is {setting}: what you copy reaches the terminal.")
    return Finding(
        "warn",
        "tmux",
        f"set-clipboard is {setting or 'not known'}: for copying, put `set -s set-clipboard on` "
        "into tmux.conf.",
    )


def _folders(paths: Paths) -> Iterator[Finding]:
    for what, folder in (
        ("config", paths.config),
        ("cache", paths.cache),
        ("state", paths.state),
        ("logs", paths.logs),
    ):
        try:
            mode = stat.S_IMODE(folder.stat().st_mode)
        except FileNotFoundError:
            yield Finding("ok", what, f"{folder} is made at the first start.")
        except OSError as error:
            yield Finding("fail", what, f"{folder} can't be looked at: {because(error)}.")
        else:
            if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
                yield Finding("fail", what, f"{folder} can't be written: make it yours (chown, chmod 700).")
            elif mode & 0o077:
                yield Finding("warn", what, f"{folder} is open to others ({mode:04o}): chmod 700 closes it.")
            else:
                yield Finding("ok", what, str(folder))


def _files(paths: Paths) -> Iterator[Finding]:
    path = paths.credentials_file
    if path.exists():
        if Credentials(paths).tighten():
            now = stat.S_IMODE(path.stat().st_mode)
            what = "closed now (0600)" if now & 0o077 == 0 else "still open: chmod 600 closes it"
            yield Finding(
                "warn", "credentials", f"{path} could be read by others; {what}. Make new keys if they did."
            )
        else:
            yield Finding("ok", "credentials", f"{path} (0600)")
    for file in (paths.profiles_file, paths.state_file, paths.cache_file, paths.journal_file, paths.log_file):
        if file.exists() and (mode := stat.S_IMODE(file.stat().st_mode)) & 0o077:
            yield Finding("warn", file.name, f"{file} is open to others ({mode:04o}): chmod 600 closes it.")
    try:
        notes = Preferences.load(paths).notes
    except ConfigError as error:
        for line in str(error).splitlines():
            yield Finding("fail", "preferences", line)
    else:
        for note in notes:
            yield Finding("warn", "preferences", note)
        if not notes:
            told = (
                paths.preferences_file if paths.preferences_file.exists() else "none; the defaults are used."
            )
            yield Finding("ok", "preferences", str(told))


def _databases(paths: Paths) -> Iterator[Finding]:
    """Each database's version, read without changing anything."""
    for folder in (paths.cache, paths.state):
        for path in sorted(folder.glob("*.db")) if folder.is_dir() else ():
            yield _database(path)


def _database(path: Path) -> Finding:
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=2)) as connection:
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error as error:
        return Finding("warn", path.name, f"{path} can't be read ({error}); the next start sets it aside.")
    return Finding("ok", path.name, f"version {version}, {path.stat().st_size / 1_048_576:.1f} MiB, {path}")


def _keyring() -> Finding:
    if name := keyring_name():
        return Finding("ok", "keyring", f"{name}: new tokens go there.")
    return Finding("ok", "keyring", "none: tokens are kept in a file that only you can read.")


def _profile(paths: Paths, environ: Mapping[str, str], name: str | None, offline: bool) -> Iterator[Finding]:
    found = _careful("profile", lambda: resolve(paths, environ, name))
    if isinstance(found, Finding):
        yield found
        return
    if found is None:
        saved = _careful("profile", lambda: Profiles.load(paths).items)
        yield (
            saved
            if isinstance(saved, Finding)
            else Finding("warn", "profile", "none yet: flotui login makes one.")
        )
        return
    profile = found.profile
    yield Finding("ok", "profile", f"{profile.name} ({found.source}), {profile.base_url}")
    token = _careful("token", found.token)
    if isinstance(token, Finding):
        yield token
    elif not token:
        yield Finding("fail", "token", f"there is none for {profile.name}: flotui login asks for it.")
    elif offline:
        yield Finding("ok", "token", "there is one; the host was not asked (--offline).")
    else:
        yield asyncio.run(_ask_host(found, token))


def _careful(what: str, look: Callable[[], _T]) -> _T | Finding:
    try:
        return look()
    except ConfigError as error:
        return Finding("fail", what, str(error))


async def _ask_host(found: Resolved, token: str) -> Finding:
    """One request: does the host answer, and does it take the token?"""
    from flotui.api.call import Call
    from flotui.api.client import Client
    from flotui.api.errors import FlochatError, NotAuthorised, RateLimited

    try:
        client = Client(found.profile.base_url, token)
        try:
            await client.send(Call.of("UserInfo"))
        finally:
            await client.aclose()
    except NotAuthorised as error:
        return Finding("fail", "token", str(error))
    except RateLimited as error:
        return Finding("warn", "host", str(error))
    except FlochatError as error:
        return Finding("fail", "host", str(error))
    quota = client.pacer.quota
    left = ""
    if quota is not None and quota.remaining is not None:
        left = f"; {quota.remaining}{f' of {quota.limit}' if quota.limit else ''} calls are left this hour"
    return Finding("ok", "host", f"{found.profile.host} answers and takes the token{left}.")

# SPDX-License-Identifier: MIT
"""The person's own settings, from `config.toml`. flotui reads that file and never writes it.

What finds a name that was meant is imported when one is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from flotui.config.errors import ConfigError
from flotui.config.paths import Paths
from flotui.config.themes import NAMES
from flotui.config.toml import read_toml
from flotui.text.hours import QUIET, Hours, NoHours, hours_of


class ConfirmPreferences(msgspec.Struct, frozen=True):
    """What is asked before it is done. Broadcasts and what can't be undone always are."""

    write: bool = False
    """Ask before a change that `u` undoes."""
    send: bool = True
    """Ask before something reaches a person."""
    reply: bool = False
    """Ask before a reply leaves that was typed below a chat."""


SCROLLS = ("auto", "on", "off")
"""Whether the terminal scrolls lines itself: where it is known to do that well, always, never."""


class Terminal(msgspec.Struct, frozen=True):
    """What the terminal is had do."""

    scroll: str = "off"
    """One of `SCROLLS`."""


NOTICES = ("bell", "osc9", "osc777", "osc99", "off")
"""How somebody is told of what comes in while a list is followed."""


class WatchPreferences(msgspec.Struct, frozen=True):
    """How lists and chats are followed."""

    share: int = 30
    """How many of a hundred of the hour's calls above the reserve it may spend."""
    unseen: bool = False
    """Go on while nobody looks at the window."""
    notice: str = "bell"
    """One of `NOTICES`."""


TODAY = ("waiting", "errors", "orders", "messages", "yours", "stock", "broadcasts", "agents", "calls")
"""The groups of Today, in their usual order."""


class TodayPreferences(msgspec.Struct, frozen=True):
    """What Today shows."""

    groups: tuple[str, ...] = TODAY
    """Its groups in their order; one that isn't named isn't shown, and costs no call."""


class JobPreferences(msgspec.Struct, frozen=True):
    """How jobs run."""

    quiet_hours: Hours | None = QUIET
    """The hours in which no message leaves, in the workspace's zone; None for no such hours."""


class Preferences(msgspec.Struct, frozen=True):
    """The settings, each with what it is when the file doesn't say."""

    theme: str = ""
    """The theme's name, one of `themes.NAMES`; empty for flotui's own."""
    ascii: bool = False
    """Draw with ASCII only, for fonts and terminals that have no other signs; names and texts stay as they are."""
    mouse: bool = True
    """Listen to the mouse. Without, the terminal's own selection works as always."""
    animation: bool | None = None
    """Move things smoothly; None does so except over SSH."""
    reserve: int = 50
    """How many of the hour's requests to keep for what a person asks for."""
    page_size: int = 100
    """How many rows to ask the host for at once."""
    start: str = ""
    """The list to begin with: its name or an alias; empty for Today."""
    today: TodayPreferences = TodayPreferences()
    """What Today shows."""
    keys: Mapping[str, str] = msgspec.field(default_factory=dict)
    """Keys of the person's own: an action's id, and its keys separated by commas."""
    confirm: ConfirmPreferences = ConfirmPreferences()
    """What is asked before it is done."""
    jobs: JobPreferences = JobPreferences()
    """How jobs run."""
    watch: WatchPreferences = WatchPreferences()
    """How lists and chats are followed."""
    terminal: Terminal = Terminal()
    """What the terminal is had do."""
    columns: Mapping[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    """Which columns a resource shows, and in which order, by the resource's id."""
    filters: Mapping[str, Mapping[str, str]] = msgspec.field(default_factory=dict)
    """Saved filters: by the resource's id, names and what is in the filter line."""
    pages: Mapping[str, str] = msgspec.field(default_factory=dict)
    """Addresses of the dashboard's pages, by the resource's id; `{id}` is the row's."""
    notes: tuple[str, ...] = ()
    """Sentences about keys in the file that mean nothing, to be shown once at start."""

    @classmethod
    def load(cls, paths: Paths) -> Preferences:
        """Read `config.toml`; the defaults where there is none.

        Raises:
            ConfigError: when a value is not allowed. The text has a line for each such key: file, key,
                what is allowed, what was found. A key that means nothing is only noted.
        """
        path = paths.preferences_file
        document = read_toml(path)
        return cls.parse(document, path) if document else cls()

    @classmethod
    def parse(cls, document: Mapping[str, object], path: Path) -> Preferences:
        """The settings that a document holds.

        Args:
            document: what the file holds.
            path: the file's name, for sentences about it.

        Raises:
            ConfigError: as `load` does.
        """
        checker = _Checker(path)
        values = checker.table("", document, _TOP)
        if checker.wrong:
            raise ConfigError("\n".join(checker.wrong))
        return cls(**values, notes=tuple(checker.unknown))


class _Checker:
    """Checks tables, and gathers what is wrong in them so that all of it is said at once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.wrong: list[str] = []
        self.unknown: list[str] = []

    def table(self, where: str, table: Mapping[str, object], known: Mapping[str, _Check]) -> dict[str, Any]:
        values = {}
        for key, value in table.items():
            full = f"{where}.{key}" if where else key
            if key in known:
                found = known[key](self, full, value)
                if found is not _WRONG:
                    values[key] = found
            else:
                from flotui.text.nearest import near, one_of  # only for this

                found = near(key, known)
                hint = f"did you mean {one_of(found)}?" if found else f"known are {', '.join(known)}."
                self.unknown.append(f"{self._path}: unknown setting {full}; {hint}")
        return values

    def refuse(self, key: str, allowed: str, value: object) -> object:
        self.say(f"{key} must be {allowed}; it is {_shown(value)}.")
        return _WRONG

    def say(self, sentence: str) -> None:
        self.wrong.append(f"{self._path}: {sentence}")


_WRONG: object = object()
_Check = Callable[[_Checker, str, object], object]


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a table"
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:59]}…"


def _flag(checker: _Checker, key: str, value: object) -> object:
    return value if isinstance(value, bool) else checker.refuse(key, "true or false", value)


def _text(checker: _Checker, key: str, value: object) -> object:
    return value if isinstance(value, str) else checker.refuse(key, "a text in quotes", value)


def _one_of(words: Sequence[str], *, or_none: bool = False) -> _Check:
    def check(checker: _Checker, key: str, value: object) -> object:
        if value in words or (or_none and value == ""):
            return value
        return checker.refuse(key, f"one of {', '.join(words)}", value)

    return check


def _number(least: int, most: int) -> _Check:
    def check(checker: _Checker, key: str, value: object) -> object:
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        return checker.refuse(key, f"a whole number from {least} to {most}", value)

    return check


def _keys(checker: _Checker, key: str, value: object) -> object:
    """Keys separated by commas. Action ids have dots, which TOML may read as tables."""
    if not isinstance(value, dict):
        return checker.refuse(key, 'a table such as "subscribers.tags" = "t,ctrl+t"', value)
    found: dict[str, str] = {}
    for action, keys in _flat(value):
        name = f"{key}.{action}"
        if not isinstance(keys, str) or not all(part.strip() for part in keys.split(",")):
            checker.refuse(name, 'one or more keys in quotes, such as "t,ctrl+t"', keys)
        elif action in found:
            checker.say(f"{name} is set twice.")
        else:
            found[action] = ",".join(part.strip() for part in keys.split(","))
            _check_keys(checker, name, found[action].split(","))
    return found


def _check_keys(checker: _Checker, name: str, keys: Sequence[str]) -> None:
    """Refuse what is no key, and the same one twice."""
    from flotui.config import keynames  # few have keys of their own

    for each in keys:
        if not keynames.is_key(each):
            near = keynames.near_key(each)
            hint = f" Did you mean {near}?" if near else ""
            checker.say(f"{name}: {each} isn't a key.{hint} Allowed: {keynames.ALLOWED}.")
    called = [keynames.key_called(each) for each in keys]
    for each in dict.fromkeys(called):
        if called.count(each) > 1:
            checker.say(f"{name} names {keynames.key_name(each)} twice.")


def _flat(table: Mapping[str, object], above: str = "") -> list[tuple[str, object]]:
    """Leaves by dotted name: `subscribers.tags = "t"` without quotes is a table in a table."""
    pairs: list[tuple[str, object]] = []
    for key, value in table.items():
        pairs += _flat(value, f"{above}{key}.") if isinstance(value, dict) else [(above + key, value)]
    return pairs


def _columns(checker: _Checker, key: str, value: object) -> object:
    if not isinstance(value, dict):
        return checker.refuse(key, 'a table such as subscribers = ["name", "phone"]', value)
    found = {}
    for resource, names in value.items():
        if isinstance(names, list) and names and all(isinstance(each, str) for each in names):
            found[resource] = tuple(names)
        else:
            checker.refuse(f"{key}.{resource}", 'a list of column names, such as ["name", "phone"]', names)
    return found


def _filters(checker: _Checker, key: str, value: object) -> object:
    if not isinstance(value, dict):
        return checker.refuse(
            key, 'a table of resources, such as [filters.subscribers] vip = "tag:vip"', value
        )
    found: dict[str, dict[str, str]] = {}
    for resource, named in value.items():
        if not isinstance(named, dict):
            checker.refuse(
                f"{key}.{resource}", 'a table of names and filters, such as vip = "tag:vip"', named
            )
            continue
        found[resource] = {}
        for name, text in named.items():
            checked = _text(checker, f"{key}.{resource}.{name}", text)
            if isinstance(checked, str):
                found[resource][name] = checked
    return found


def _pages(checker: _Checker, key: str, value: object) -> object:
    wanted = 'a table such as subscribers = "https://app.flochat.ai/inbox/{id}"'
    if not isinstance(value, dict):
        return checker.refuse(key, wanted, value)
    for resource, address in value.items():
        told = isinstance(address, str) and address.startswith(("https://", "http://")) and "{id}" in address
        if not told:
            checker.refuse(f"{key}.{resource}", "an address with {id} where the row's id stands", address)
    return value


def _groups(checker: _Checker, key: str, value: object) -> object:
    names = value if isinstance(value, list) else []
    if not names or any(each not in TODAY for each in names) or len(set(names)) < len(names):
        return checker.refuse(key, f"a list of some of {', '.join(TODAY)}, each once", value)
    return tuple(names)


def _section(of: type[msgspec.Struct], such_as: str, checks: Mapping[str, _Check]) -> _Check:
    """A table of settings.

    Args:
        of: what the program obeys.
        such_as: what the table may hold, for who wrote something else.
        checks: by the setting's name.
    """
    assert checks.keys() == {*of.__struct_fields__}, "a setting has its check, and a check its setting"

    def check(checker: _Checker, key: str, value: object) -> object:
        if not isinstance(value, dict):
            return checker.refuse(key, f"a table {such_as}", value)
        return of(**checker.table(key, value, checks))

    return check


def _hours(checker: _Checker, key: str, value: object) -> object:
    try:
        return hours_of(value if isinstance(value, str) else "")
    except NoHours:
        return checker.refuse(key, 'hours such as "21:00-08:00", or "off"', value)


_TOP: dict[str, _Check] = {
    "theme": _one_of(NAMES, or_none=True),
    "ascii": _flag,
    "mouse": _flag,
    "animation": _flag,
    "reserve": _number(0, 1000),
    "page_size": _number(1, 100),
    "start": _text,
    "today": _section(TodayPreferences, 'such as groups = ["waiting", "errors"]', {"groups": _groups}),
    "keys": _keys,
    "confirm": _section(
        ConfirmPreferences,
        "with write, send and reply, each true or false",
        {"write": _flag, "send": _flag, "reply": _flag},
    ),
    "jobs": _section(JobPreferences, 'such as quiet_hours = "21:00-08:00"', {"quiet_hours": _hours}),
    "terminal": _section(Terminal, 'such as scroll = "auto"', {"scroll": _one_of(SCROLLS)}),
    "watch": _section(
        WatchPreferences,
        "such as share = 30",
        {"share": _number(1, 90), "unseen": _flag, "notice": _one_of(NOTICES)},
    ),
    "columns": _columns,
    "filters": _filters,
    "pages": _pages,
}
assert {*_TOP, "notes"} == {*Preferences.__struct_fields__}, (
    "a setting has its check, and a check its setting"
)

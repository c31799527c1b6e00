# SPDX-License-Identifier: MIT
"""What flotui remembers of how a person works, in `state.toml`; their own `config.toml` stays as it is."""

from __future__ import annotations

import contextlib
import logging
import os
from collections.abc import Callable, Mapping

import msgspec
from msgspec.structs import replace

from flotui.config.errors import ConfigError
from flotui.config.paths import Paths, locked
from flotui.config.toml import read_toml, write_toml

RECENT = 20
"""How many sub-flows are remembered as recent."""

ASKED = 50
"""How many queries are remembered."""

_log = logging.getLogger(__name__)


class BotHabits(msgspec.Struct, frozen=True):
    """What belongs to one bot."""

    digits: Mapping[str, str] = msgspec.field(default_factory=dict)
    """Sub-flows on the digits: `1` to `9`, and the sub-flow's id."""
    recent: tuple[str, ...] = ()
    """Ids of the sub-flows that were sent last, the last one first."""
    filters: Mapping[str, Mapping[str, str]] = msgspec.field(default_factory=dict)
    """Saved filters, as in the preferences."""
    columns: Mapping[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    """Columns chosen in the app, by the resource's id."""
    asked: tuple[str, ...] = ()
    """The queries that were asked last in the subscribers' filter line, the last one first."""
    timezone: str = ""
    """The workspace's time zone, as `America/Bogota`; empty where nobody said it."""
    zone_due: bool = False
    """Whether its zone is to be asked for, as the bot was logged in to where nobody could be."""


class Habits:
    """Reads and writes `state.toml`. Every change is written at once, from what the file holds by then."""

    def __init__(self, paths: Paths) -> None:
        """
        Args:
            paths: where the file is.
        """
        self._paths = paths
        # It is looked at for each time that is shown: as a path it would take three times as long.
        self._file = str(paths.state_file)

    @property
    def theme(self) -> str:
        """The theme chosen last in the app; empty for none."""
        theme = self._read().get("theme", "")
        return theme if isinstance(theme, str) else ""

    def set_theme(self, theme: str) -> None:
        """Remember the theme.

        Raises:
            ConfigError: when the file can't be written.
        """
        self._change(lambda document: document.update(theme=theme))

    def bot(self, cache_id: str) -> BotHabits:
        """What belongs to a bot, by its profile's `cache_id`."""
        table = _table(_table(self._read(), "bots"), cache_id)
        recent, timezone = table.get("recent", []), table.get("timezone", "")
        asked = table.get("asked", [])
        return BotHabits(
            timezone=timezone if isinstance(timezone, str) else "",
            zone_due=table.get("zone_due") is True,
            digits=_texts(_table(table, "digits")),
            asked=tuple(each for each in asked if isinstance(each, str)) if isinstance(asked, list) else (),
            recent=tuple(each for each in recent if isinstance(each, str))
            if isinstance(recent, list)
            else (),
            filters={
                name: _texts(_table(_table(table, "filters"), name)) for name in _table(table, "filters")
            },
            columns={
                name: tuple(map(str, names))
                for name, names in _table(table, "columns").items()
                if isinstance(names, list)
            },
        )

    def sent(self, cache_id: str, sub_flow: str) -> None:
        """Remember that a sub-flow was sent.

        Args:
            cache_id: the profile's cache id.
            sub_flow: its sub_flow_ns.

        Raises:
            ConfigError: when the file can't be written.
        """
        self._change_bot(cache_id, lambda table: _put_first(table, "recent", sub_flow, RECENT))

    def remember_asked(self, cache_id: str, text: str) -> None:
        """Remember a query that was asked.

        Args:
            cache_id: the profile's cache id.
            text: the query, as it was typed.

        Raises:
            ConfigError: when the file can't be written.
        """
        self._change_bot(cache_id, lambda table: _put_first(table, "asked", text, ASKED))

    def bind(self, cache_id: str, digit: str, sub_flow: str | None) -> None:
        """Put a sub-flow on a digit, or take it off with None.

        Args:
            cache_id: the profile's cache id.
            digit: from 1 to 9.
            sub_flow: its sub_flow_ns, or None.

        Raises:
            ConfigError: when the file can't be written.
            ValueError: when it is no digit from 1 to 9.
        """
        if len(digit) != 1 or digit not in "123456789":
            raise ValueError(f"not a digit from 1 to 9: {digit!r}")
        self._change_bot(cache_id, lambda table: _put(table, ("digits", digit), sub_flow))

    def save_filter(self, cache_id: str, resource: str, name: str, text: str | None) -> None:
        """Save a filter of a resource under a name, or forget it with None.

        Args:
            cache_id: the profile's cache id.
            resource: its id.
            name: the filter's name.
            text: what the filter line says, or None.

        Raises:
            ConfigError: when the file can't be written.
        """
        self._change_bot(cache_id, lambda table: _put(table, ("filters", resource, name), text))

    def set_columns(self, cache_id: str, resource: str, columns: tuple[str, ...] | None) -> None:
        """Remember which columns a resource shows, or go back to the preferences' with None.

        Args:
            cache_id: the profile's cache id.
            resource: its id.
            columns: the columns' ids in order, or None.

        Raises:
            ConfigError: when the file can't be written.
        """
        names = None if columns is None else list(columns)
        self._change_bot(cache_id, lambda table: _put(table, ("columns", resource), names))

    def set_timezone(self, cache_id: str, timezone: str) -> None:
        """Remember a workspace's time zone; empty forgets it.

        Args:
            cache_id: the profile's cache id.
            timezone: as `America/Bogota`.

        Raises:
            ConfigError: when the file can't be written.
        """

        def change(table: dict[str, object]) -> None:
            _put(table, ("timezone",), timezone or None)
            _put(table, ("zone_due",), None)

        self._change_bot(cache_id, change)

    def ask_zone(self, cache_id: str, due: bool) -> None:
        """Have a workspace's time zone asked for at the next start on screen, or no longer.

        Args:
            cache_id: the profile's cache id.
            due: whether it is to be asked for.

        Raises:
            ConfigError: when the file can't be written.
        """
        self._change_bot(cache_id, lambda table: _put(table, ("zone_due",), due or None))

    @property
    def stamp(self) -> object:
        """What is another whenever the file is; None where there is none."""
        try:
            found = os.stat(self._file)  # noqa: PTH116
        except OSError:
            return None
        return found.st_mtime_ns, found.st_ino, found.st_size

    def _change_bot(self, cache_id: str, change: Callable[[dict[str, object]], None]) -> None:
        def inside(document: dict[str, object]) -> None:
            change(_into(_into(document, "bots"), cache_id))

        self._change(inside)

    def _change(self, change: Callable[[dict[str, object]], None]) -> None:
        path = self._paths.state_file
        with locked(path):
            document = self._read(set_aside=True)
            change(document)
            write_toml(path, document, heading="Written by flotui; your own settings go into config.toml.")

    def _read(self, *, set_aside: bool = False) -> dict[str, object]:
        """What the file holds. Habits are not worth stopping for: a damaged file counts as empty."""
        path = self._paths.state_file
        try:
            return read_toml(path)
        except ConfigError as error:
            _log.warning("habits are not read: %s", error)
            if set_aside:
                with contextlib.suppress(OSError):
                    path.replace(path.with_name(f"{path.name}.broken"))
            return {}


def _table(document: Mapping[str, object], key: str) -> Mapping[str, object]:
    value = document.get(key)
    return value if isinstance(value, dict) else {}


def _texts(table: Mapping[str, object]) -> dict[str, str]:
    return {key: value for key, value in table.items() if isinstance(value, str)}


def _into(document: dict[str, object], key: str) -> dict[str, object]:
    """The table of that name inside another, made when it is missing or something else."""
    found = document.get(key)
    table: dict[str, object] = found if isinstance(found, dict) else {}
    document[key] = table
    return table


def _put_first(table: dict[str, object], key: str, text: str, most: int) -> None:
    """Have a text be the first of those under a key, once, and the oldest go where there are too many."""
    old = table.get(key, [])
    kept = [each for each in old if each != text] if isinstance(old, list) else []
    table[key] = [text, *kept][:most]


def _put(table: dict[str, object], where: tuple[str, ...], value: object) -> None:
    """Set what is at the end of a way through tables, or take it out where the value is None."""
    *way, last = where
    for key in way:
        table = _into(table, key)
    if value is None:
        table.pop(last, None)
    else:
        table[last] = value


class Memory:
    """The habits of one bot, over the person's own preferences.

    Without a file, or where it can't be written, what is remembered lasts until the program ends.
    """

    def __init__(
        self,
        habits: Habits | None = None,
        cache_id: str = "",
        *,
        columns: Mapping[str, tuple[str, ...]] | None = None,
        filters: Mapping[str, Mapping[str, str]] | None = None,
        timezone: str = "",
        groups: tuple[str, ...] = (),
    ) -> None:
        """
        Args:
            habits: where it is kept; None keeps it in memory (the demo, tests).
            cache_id: the profile's `cache_id`.
            columns: the preferences' columns, which hold where none were chosen in the app.
            filters: the preferences' saved filters, which are beside those saved in the app.
            timezone: the workspace's time zone where none was chosen (the demo's).
            groups: the preferences' groups of Today, in their order; all by default.
        """
        self._timezone = timezone
        self.groups = groups
        """The groups of Today, in their order; none for all."""
        self._habits = habits
        self._cache_id = cache_id
        self._columns = dict(columns or {})
        self._filters = dict(filters or {})
        self._stamp = habits.stamp if habits is not None else None
        self._own = habits.bot(cache_id) if habits is not None else BotHabits()
        self._told_zone = self._own.timezone
        self.on_trouble: Callable[[str], None] | None = None
        """Told a sentence when something could not be written down."""
        self.on_zone: Callable[[], None] | None = None
        """Told when another window has set the time zone."""

    @property
    def digits(self) -> Mapping[str, str]:
        """Sub-flows on the digits: `1` to `9`, and the sub-flow's id."""
        return self._own.digits

    @property
    def recent(self) -> tuple[str, ...]:
        """Ids of the sub-flows that were sent last, the last one first."""
        return self._own.recent

    @property
    def asked(self) -> tuple[str, ...]:
        """The queries that were asked last, the last one first."""
        return self._own.asked

    def remember_asked(self, text: str) -> None:
        """Remember a query that was asked; nobody has asked for that, so nobody misses it."""
        if self._own.asked[:1] == (text,):
            return
        self._keep(lambda habits: habits.remember_asked(self._cache_id, text), quietly=True)
        others = [each for each in self._own.asked if each != text]
        self._own = replace(self._own, asked=(text, *others)[:ASKED])

    def bind(self, digit: str, sub_flow: str) -> None:
        """Put a sub-flow on a digit; it leaves the digit that it was on.

        Args:
            digit: from 1 to 9.
            sub_flow: its sub_flow_ns.
        """
        before = [each for each, bound in self._own.digits.items() if bound == sub_flow and each != digit]

        def bind(habits: Habits) -> None:
            for each in before:
                habits.bind(self._cache_id, each, None)
            habits.bind(self._cache_id, digit, sub_flow)

        self._keep(bind)
        kept = {each: bound for each, bound in self._own.digits.items() if each not in before}
        self._own = replace(self._own, digits={**kept, digit: sub_flow})

    def sent(self, sub_flow: str) -> None:
        """Remember that a sub-flow was sent; nobody has asked for that, so nobody misses it."""
        self._keep(lambda habits: habits.sent(self._cache_id, sub_flow), quietly=True)
        others = [each for each in self._own.recent if each != sub_flow]
        self._own = replace(self._own, recent=(sub_flow, *others)[:RECENT])

    def filters(self, resource: str) -> dict[str, str]:
        """The saved filters of a resource by name: the preferences' and those saved in the app."""
        return {**self._filters.get(resource, {}), **self._own.filters.get(resource, {})}

    def save_filter(self, resource: str, name: str, text: str | None) -> None:
        """Save a filter of a resource under a name, or forget it with None.

        Args:
            resource: its id.
            name: the filter's name.
            text: what the filter line says, or None.
        """
        self._keep(lambda habits: habits.save_filter(self._cache_id, resource, name, text))
        saved = {**self._own.filters.get(resource, {})}
        if text is None:
            saved.pop(name, None)
        else:
            saved[name] = text
        self._own = replace(self._own, filters={**self._own.filters, resource: saved})

    def columns(self, resource: str) -> tuple[str, ...]:
        """The columns that a resource shall show, in order; none where nobody chose any."""
        return self._own.columns.get(resource) or self._columns.get(resource, ())

    def set_columns(self, resource: str, columns: tuple[str, ...] | None) -> None:
        """Remember which columns a resource shows, or go back to the preferences' with None.

        Args:
            resource: its id.
            columns: the columns' ids in order, or None.
        """
        self._keep(lambda habits: habits.set_columns(self._cache_id, resource, columns))
        chosen = {name: names for name, names in self._own.columns.items() if name != resource}
        if columns is not None:
            chosen[resource] = columns
        self._own = replace(self._own, columns=chosen)

    @property
    def timezone(self) -> str:
        """The workspace's time zone, as `America/Bogota`; empty where nobody said it.

        It is all windows' of a bot, so it is what the file has now: in one that went on with another zone, times
        would be typed and confirmed by another clock.
        """
        self._look_up_zone()
        return self._own.timezone or self._timezone

    def _look_up_zone(self) -> None:
        """Take the zone that another window has written down since; what is only remembered here stays."""
        if self._habits is None or (stamp := self._habits.stamp) == self._stamp:
            return
        self._stamp = stamp
        told = self._habits.bot(self._cache_id).timezone
        if stamp is None or told == self._told_zone:
            return
        self._told_zone = told
        changed = told != self._own.timezone
        self._own = replace(self._own, timezone=told)
        if changed and self.on_zone is not None:
            self.on_zone()

    @property
    def zone_due(self) -> bool:
        """Whether the time zone is to be asked for, as the login could ask nobody."""
        return self._own.zone_due and not self.timezone

    def zone_asked(self) -> None:
        """Ask for the time zone no more by itself."""
        if self._own.zone_due:
            self._keep(lambda habits: habits.ask_zone(self._cache_id, False), quietly=True)
            self._own = replace(self._own, zone_due=False)

    def set_timezone(self, timezone: str) -> None:
        """Remember the workspace's time zone; empty forgets it."""
        self._keep(lambda habits: habits.set_timezone(self._cache_id, timezone))
        self._own = replace(self._own, timezone=timezone, zone_due=False)
        self._look_up_zone()

    def _keep(self, change: Callable[[Habits], None], *, quietly: bool = False) -> None:
        if self._habits is None:
            return
        try:
            change(self._habits)
        except ConfigError as error:
            _log.warning("habits are not written: %s", error)
            if self.on_trouble is not None and not quietly:
                self.on_trouble(f"Remembered until you quit: {error}")

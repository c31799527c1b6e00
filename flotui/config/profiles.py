# SPDX-License-Identifier: MIT
"""The saved profiles, and the file that they are in.

What finds a name that was meant is imported when one is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import msgspec

from flotui.config.errors import ConfigError
from flotui.config.paths import HOME_VARIABLE, Paths, locked
from flotui.config.profile import DEFAULT_BASE_URL, PREFIX, Profile, check_name, normalise_base_url
from flotui.config.toml import read_toml, write_toml


class Profiles(msgspec.Struct):
    """The saved profiles and which of them is the default."""

    items: dict[str, Profile] = msgspec.field(default_factory=dict)
    """The profiles by name, in the file's order."""
    default: str | None = None
    """The name of the one to open when none is asked for."""

    @classmethod
    def load(cls, paths: Paths) -> Profiles:
        """Read `profiles.toml`.

        Raises:
            ConfigError: when it can't be understood; the sentence names the file and the key.
        """
        path = paths.profiles_file
        document = read_toml(path)
        if not document and (file := paths.barred()) is not None:
            raise ConfigError(
                f"{file} isn't a folder, so profiles can't be read or saved. Set {HOME_VARIABLE} to a folder."
            )
        _see_known(f"{path}:", document, ("default", "profiles"))
        tables = document.get("profiles", {})
        if not isinstance(tables, dict):
            raise ConfigError(f"{path}: profiles must be a table of profiles.")
        items = {name: _from_table(f"{path}: profiles.{name}", name, table) for name, table in tables.items()}
        default = document.get("default")
        if default is not None and not isinstance(default, str):
            raise ConfigError(f"{path}: default must be the name of a profile.")
        return cls(items, default if default in items else None)

    def save(self, paths: Paths) -> None:
        """Write `profiles.toml`.

        Raises:
            ConfigError: when it can't be written.
        """
        document: dict[str, object] = {"default": self.default} if self.default else {}
        document["profiles"] = {name: _to_table(profile) for name, profile in self.items.items()}
        write_toml(paths.profiles_file, document, heading="Written by flotui login and flotui profiles.")

    def put(self, profile: Profile, *, default: bool | None = None) -> None:
        """Take a profile in, in place of one that has its name; `save` writes it.

        Args:
            profile: the profile.
            default: whether it becomes the default; by default only when there is no default yet.

        Raises:
            ConfigError: when its name won't do.
        """
        self.items[check_name(profile.name)] = profile
        if default or (default is None and self.default is None):
            self.default = profile.name

    @classmethod
    def remove(cls, paths: Paths, name: str) -> Profiles:
        """Forget a profile (its token stays until `Credentials.delete`).

        Args:
            paths: flotui's folders.
            name: its name.

        Raises:
            ConfigError: when there is none of that name, or the file can't be read or written.
        """
        with cls._changing(paths, name) as profiles:
            del profiles.items[name]
            if profiles.default == name:
                profiles.default = next(iter(profiles.items), None)
        return profiles

    @classmethod
    def use(cls, paths: Paths, name: str) -> Profiles:
        """Make a profile the default.

        Args:
            paths: flotui's folders.
            name: its name.

        Raises:
            ConfigError: when there is none of that name, or the file can't be read or written.
        """
        with cls._changing(paths, name) as profiles:
            profiles.default = name
        return profiles

    @classmethod
    @contextmanager
    def _changing(cls, paths: Paths, name: str) -> Iterator[Profiles]:
        """The profiles, to change the one of that name: locked meanwhile, and saved after it."""
        with locked(paths.profiles_file):
            profiles = cls.load(paths)
            profiles.get(name, paths)
            yield profiles
            profiles.save(paths)

    def get(self, name: str, paths: Paths) -> Profile:
        """The profile of that name.

        Args:
            name: its name.
            paths: flotui's folders, for the sentence.

        Raises:
            ConfigError: when there is none; the sentence says which there are.
        """
        try:
            return self.items[name]
        except KeyError:
            known = ", ".join(self.items)
            hint = f"There are: {known}." if known else "There are none yet. Add a bot with flotui login."
            raise ConfigError(f"There is no profile {name!r} in {paths.profiles_file}. {hint}") from None


def other_bots(paths: Paths, name: str) -> tuple[str, ...]:
    """What the bots of all other profiles are called; none where the file can't be read.

    Args:
        paths: where the profiles are.
        name: the profile that is left out.
    """
    try:
        items = Profiles.load(paths).items
    except ConfigError:
        return ()
    return tuple(each.title for each in items.values() if each.name != name)


_TEXTS = ("base_url", "prefix", "bot", "workspace", "fingerprint")


def _see_known(where: str, table: Mapping[str, object], known: Sequence[str]) -> None:
    """See that nothing unknown is in a table: it would be gone at the next change of the file.

    Raises:
        ConfigError: when something is.
    """
    for key in table:
        if key not in known:
            from flotui.text.nearest import nearest

            near = nearest(key, known) or f" Known are {', '.join(known)}."
            raise ConfigError(f"{where} unknown setting {key}.{near}")


def _from_table(where: str, name: str, table: object) -> Profile:
    if not isinstance(table, dict):
        raise ConfigError(f"{where} must be a table with a base_url.")
    _see_known(f"{where}:", table, _TEXTS)
    for key in _TEXTS:
        if not isinstance(table.get(key, ""), str):
            raise ConfigError(f"{where}.{key} must be a text in quotes.")
    prefix = table.get("prefix", "")
    if prefix and not PREFIX.fullmatch(prefix):
        raise ConfigError(f"{where}.prefix must look like f123, or be left out; it is {prefix!r}.")
    if not table.get("base_url"):
        raise ConfigError(f"{where}.base_url is missing; it looks like {DEFAULT_BASE_URL}.")
    try:
        check_name(name)
        base_url = normalise_base_url(table["base_url"])
    except ConfigError as error:
        raise ConfigError(f"{where}: {error}") from error
    return Profile(
        name=name,
        base_url=base_url,
        prefix=prefix,
        bot=table.get("bot", ""),
        workspace=table.get("workspace", ""),
        fingerprint=table.get("fingerprint", ""),
    )


def _to_table(profile: Profile) -> dict[str, str]:
    return {key: value for key in _TEXTS if (value := getattr(profile, key))}
